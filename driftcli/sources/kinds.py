"""Kinds and roles of columns: what a column is, guessed cautiously, and what it is for.

Every guess carries its reason and can be overridden; a wrong guess must never hide a column. Source of the rules:
METHODS 0.4, with the correction of DESIGN 3 (a nearly unique number is an identifier only where its name or its
structure says so).
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import Self

from driftcli.errors import UsageError
from driftcli.frozen import dataclass
from driftcli.sources.lean_arrow import pa  # before any other module imports more of Arrow


class Kind(StrEnum):
    """How a column is summarised and tested."""

    NUMERIC = "numeric"
    CATEGORICAL = "categorical"
    BOOLEAN = "boolean"
    TEMPORAL = "temporal"
    TEXT = "text"
    VECTOR = "vector"
    IDENTIFIER = "identifier"
    EMPTY = "empty"
    """No value at all in the reference: nothing to compare with."""
    OPAQUE = "opaque"
    """Bytes, lists of varying length, maps: only presence is audited."""


class Role(StrEnum):
    """What a column is for."""

    FEATURE = "feature"
    TARGET = "target"
    PREDICTION = "prediction"
    SCORE = "score"
    TIMESTAMP = "timestamp"
    WEIGHT = "weight"
    SEGMENT = "segment"
    KEY = "key"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class KindGuess:
    """A kind and why."""

    kind: Kind
    reason: str


CODE_DIGITS = 8
"""Digits from which nearly unique integers of one width are taken for codes."""
_GAPS = 1.05
"""Span of row numbers, in rows, at most."""
_ONE_EACH = 2


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What a guess needs to know of a column's non-missing reference values."""

    rows: int
    """Non-missing values."""
    distinct: int
    mean_length: float = 0.0
    """Characters, for strings."""
    mean_tokens: float = 0.0
    """Blank-separated words, for strings."""
    is_consecutive: bool = False
    """Integers that are row numbers: unique, and the span hardly exceeds the count."""
    is_sorted: bool = False
    """Integers that only ever rise."""
    is_zero_one: bool = False
    """Integers, and both 0 and 1 occur and nothing else."""
    has_fixed_width: bool = False
    """Integers of one number of digits, eight or more."""

    @classmethod
    def of_integers(cls, rows: int, distinct: int, span: tuple[int, int], *, is_rising: bool) -> Self:
        """What so many integers show by the smallest and largest of them, and by whether they only ever rise."""
        low, high = span
        return cls(
            rows,
            distinct,
            is_consecutive=high - low + 1 <= _GAPS * rows,
            is_sorted=is_rising,
            is_zero_one=(low, high, distinct) == (0, 1, _ONE_EACH),
            has_fixed_width=low > 0 and len(str(low)) == len(str(high)) >= CODE_DIGITS,
        )


_IDENTIFIER_NAME = re.compile(
    r"(^|[_\s.-])(id|ids|key|uuid|guid|index|rowid)$|^(id|uuid|guid)([_\s.-]|$)", re.IGNORECASE
)
_CAMEL_IDENTIFIER = re.compile(r"[a-z](Id|ID|Key|Uuid|UUID)$")
NEARLY_UNIQUE = 0.95
LONG_TEXT = 50
"""Characters on average beyond which distinct strings are text."""
LONGEST_CATEGORY = 1_000
"""Characters on average beyond which strings are text, however few there are: nobody names a category so."""
CATEGORY_LIMIT = 1_000
"""Beyond this many distinct strings a column is a high-cardinality categorical (METHODS 0.4)."""


def has_identifier_name(name: str) -> bool:
    """Tell whether a name ends or begins in ``id``, ``key``, ``uuid`` and the like."""
    return bool(_IDENTIFIER_NAME.search(name) or _CAMEL_IDENTIFIER.search(name))


def guess_kind(name: str, value_type: pa.DataType, facts: ColumnFacts) -> KindGuess:
    """Guess the kind of a column from its type, its name and its reference values."""
    by_type = _kind_of_type(value_type)
    if by_type is not None:
        return by_type
    if facts.rows == 0:
        return KindGuess(Kind.EMPTY, "no value in the reference")
    if is_number(value_type):
        return _number_kind(name, value_type, facts)
    return _string_kind(name, facts)


def is_number(value_type: pa.DataType) -> bool:
    """Integers, floats and decimals of every width, and durations (read as seconds)."""
    types = pa.types
    return bool(
        types.is_integer(value_type)
        or types.is_floating(value_type)
        or types.is_decimal(value_type)
        or types.is_duration(value_type)
    )


def is_varied(value_type: pa.DataType) -> bool:
    """Strings, bytes, lists: whatever may be of any length."""
    types = pa.types
    return not (types.is_primitive(value_type) or types.is_decimal(value_type) or types.is_null(value_type))


def is_moment(value_type: pa.DataType) -> bool:
    """Dates, times of day and timestamps."""
    types = pa.types
    is_span = types.is_duration(value_type) or types.is_interval(value_type)
    return bool(types.is_temporal(value_type) and not is_span)


def is_string(value_type: pa.DataType) -> bool:
    """Strings in any of Arrow's layouts, plain or dictionary-encoded."""
    types = pa.types
    if types.is_dictionary(value_type):
        return is_string(value_type.value_type)
    return bool(types.is_string(value_type) or types.is_large_string(value_type) or types.is_string_view(value_type))


def _kind_of_type(value_type: pa.DataType) -> KindGuess | None:  # noqa: PLR0911 - one return a family
    types = pa.types
    if types.is_dictionary(value_type):
        return (
            None if is_string(value_type) or is_number(value_type.value_type) else _kind_of_type(value_type.value_type)
        )
    if types.is_null(value_type):
        return KindGuess(Kind.EMPTY, "type null: no value in the reference")
    if types.is_boolean(value_type):
        return KindGuess(Kind.BOOLEAN, "type bool")
    if types.is_temporal(value_type) and not types.is_duration(value_type):
        return KindGuess(Kind.TEMPORAL, f"type {value_type}")
    if types.is_fixed_size_list(value_type) or types.is_list(value_type) or types.is_large_list(value_type):
        if is_number(value_type.value_type):
            return KindGuess(Kind.VECTOR, f"type {value_type}")
        return KindGuess(Kind.OPAQUE, f"type {value_type}: only presence is audited")
    if is_number(value_type) or is_string(value_type):
        return None
    return KindGuess(Kind.OPAQUE, f"type {value_type}: only presence is audited")


def _number_kind(name: str, value_type: pa.DataType, facts: ColumnFacts) -> KindGuess:
    if facts.is_zero_one:
        return KindGuess(Kind.BOOLEAN, f"type {value_type}, and the only values are 0 and 1")
    is_unique = facts.rows > 1 and facts.distinct / facts.rows > NEARLY_UNIQUE
    if pa.types.is_integer(value_type) and is_unique and facts.rows >= 30:
        if has_identifier_name(name):
            return KindGuess(Kind.IDENTIFIER, "nearly unique integers, and the name says so")
        if facts.is_consecutive:
            return KindGuess(Kind.IDENTIFIER, "nearly unique consecutive integers")
        if facts.is_sorted:
            return KindGuess(Kind.IDENTIFIER, "nearly unique integers in ascending order")
        if facts.has_fixed_width:
            return KindGuess(Kind.IDENTIFIER, "nearly unique integers with one number of digits")
    return KindGuess(Kind.NUMERIC, f"type {value_type}")


def _string_kind(name: str, facts: ColumnFacts) -> KindGuess:
    share = facts.distinct / facts.rows
    if facts.mean_length > LONGEST_CATEGORY:
        return KindGuess(Kind.TEXT, f"strings of {facts.mean_length:,.0f} characters on average")
    if facts.rows >= 30 and share > 0.5 and (facts.mean_length > LONG_TEXT or facts.mean_tokens > 5):
        return KindGuess(Kind.TEXT, f"mostly distinct strings of {facts.mean_length:.0f} characters on average")
    if facts.rows >= 30 and share > NEARLY_UNIQUE:
        why = ", and the name says so" if has_identifier_name(name) else ""
        return KindGuess(Kind.IDENTIFIER, f"nearly unique strings{why}")
    suffix = " (high cardinality)" if facts.distinct > CATEGORY_LIMIT else ""
    return KindGuess(Kind.CATEGORICAL, f"{facts.distinct} distinct strings{suffix}")


@dataclass(frozen=True, slots=True)
class RoleAssignment:
    """Which column plays which role; columns that are not named are features."""

    target: str | None = None
    prediction: str | None = None
    scores: tuple[str, ...] = ()
    timestamp: str | None = None
    weight: str | None = None
    segments: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    cluster: str | None = None

    def role_of(self, column: str) -> Role:
        """Role of a column; the first that fits."""
        single = {
            self.target: Role.TARGET,
            self.prediction: Role.PREDICTION,
            self.timestamp: Role.TIMESTAMP,
            self.weight: Role.WEIGHT,
            self.cluster: Role.CLUSTER,
        }
        if column in single:
            return single[column]
        many: Mapping[Role, Sequence[str]] = {
            Role.SCORE: self.scores,
            Role.KEY: self.keys,
            Role.SEGMENT: self.segments,
        }
        return next((role for role, names in many.items() if column in names), Role.FEATURE)

    def named(self) -> tuple[str, ...]:
        """Every column that is given a role, in no particular order of importance."""
        single = (self.target, self.prediction, self.timestamp, self.weight, self.cluster)
        return (*(name for name in single if name is not None), *self.scores, *self.segments, *self.keys)

    def require(self, columns: Sequence[str]) -> None:
        """Raise ``UsageError`` for a role given to a column that is not there."""
        for name in self.named():
            if name not in columns:
                close = get_close_matches(name, columns, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"columns: {', '.join(columns[:20])}"
                raise UsageError(f"no column {name!r} for the role {self.role_of(name)}", hint=hint)
