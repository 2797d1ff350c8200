"""From the Arrow arrays of one column to its profile; the kind is guessed here when nobody said it."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, assert_never

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from driftcli.errors import UsageError
from driftcli.frozen import dataclass
from driftcli.profiles.categorical import CategoricalProfile, profile_categories
from driftcli.profiles.dataset import ColumnProfile, PlainProfile
from driftcli.profiles.encoded import codes_of, is_encoded
from driftcli.profiles.grid import FloatArray
from driftcli.profiles.groups import Grouping
from driftcli.profiles.hashing import PER_SECOND, string_bytes
from driftcli.profiles.held import HeldColumn, count_distinct
from driftcli.profiles.numeric import NumericProfile, ascending, profile_numbers
from driftcli.profiles.presence import Presence
from driftcli.profiles.taking import taken
from driftcli.profiles.temporal import TemporalProfile, profile_times
from driftcli.profiles.text import IdentifierProfile, TextProfile, profile_identifiers, profile_text
from driftcli.profiles.values import FREQUENT_LIMIT
from driftcli.profiles.vector import VectorProfile, profile_vectors
from driftcli.sources.families import plain, plain_type
from driftcli.sources.kinds import ColumnFacts, Kind, KindGuess, guess_kind, is_moment, is_number, is_string
from driftcli.sources.source import Unparseable

_NO_NUMBERS = np.empty(0)
_LAST_BLANK, _LAST_ASCII = 0x20, 0x7F
GUESS_SAMPLE = 10_000
"""Strings looked at to tell text from categories by their length."""


@dataclass(frozen=True)
class ColumnRequest:
    """What is to be made of a column."""

    name: str
    now: float
    """Seconds since 1970 at which the audit runs."""
    kind: KindGuess | None = None
    """Said by the user or by the reference; ``None`` guesses."""
    is_binding: bool = False
    """Whether values that cannot be of that kind are the user's mistake, rather than a change of the data."""
    reference: ColumnProfile | None = None
    """Gives the edges and the tracked categories."""
    groupings: Mapping[str, Grouping] = field(default_factory=dict)
    clusters: NDArray[np.int32] | None = None
    frequent: int = FREQUENT_LIMIT
    """Most frequent numbers to keep where not all of them are."""


def profile_column(
    values: pa.ChunkedArray, request: ColumnRequest, unparseable: Unparseable | None
) -> tuple[KindGuess, ColumnProfile]:
    """Summarise one column, shape (rows,), strings perhaps encoded; ``unparseable`` cells are null in it.

    Raises
    ------
    UsageError
        When the kind that the user said does not fit the type.
    """
    column = held_column(values)
    guess = kind_of(column, request)
    return guess, profile_held(column, guess.kind, request, unparseable)


def held_column(values: pa.ChunkedArray) -> HeldColumn:
    """A column in its plain type, strings perhaps encoded."""
    return HeldColumn(values if is_encoded(values) else _plain(values))


def kind_of(column: HeldColumn, request: ColumnRequest) -> KindGuess:
    """The kind that was said where it fits the type, else what the values look like."""
    return settled_kind(request, plain_type(column.values.type), lambda: column_facts(column))


def profile_held(
    column: HeldColumn, kind: Kind, request: ColumnRequest, unparseable: Unparseable | None
) -> ColumnProfile:
    """Summarise a column as one of a kind."""
    if pa.types.is_null(column.values.type) and kind in _TYPE_OF_NOTHING:
        column = HeldColumn(pa.chunked_array([pa.nulls(len(column.values), _TYPE_OF_NOTHING[kind])]))
    return _build(kind, column, _presence(column.values, unparseable), request)


def settled_kind(request: ColumnRequest, value_type: pa.DataType, facts: Callable[[], ColumnFacts]) -> KindGuess:
    """The kind that was said where it fits the type, else what the column's facts make of it.

    Raises
    ------
    UsageError
        When the kind that the user said does not fit the type.
    """
    said = request.kind
    if said is not None and is_fitting(said.kind, value_type):
        return said
    own = guess_kind(request.name, value_type, facts())
    if not is_fitting(own.kind, value_type):
        own = KindGuess(Kind.OPAQUE, f"type {value_type}: only presence is audited")
    return own if said is None else _replaced(said, own, value_type, request)


def is_fitting(kind: Kind, value_type: pa.DataType) -> bool:
    """Whether values of a type can be summarised as a kind."""
    types = pa.types
    if kind in {Kind.EMPTY, Kind.OPAQUE} or types.is_null(value_type):
        return True
    is_countable = is_number(value_type) or types.is_boolean(value_type)
    match kind:
        case Kind.NUMERIC:
            return is_countable
        case Kind.TEMPORAL:
            return is_moment(value_type)
        case Kind.VECTOR:
            return guess_kind("", value_type, ColumnFacts(0, 0)).kind is Kind.VECTOR
        case _:
            return bool(is_countable or is_moment(value_type) or is_string(value_type))


_TYPE_OF_NOTHING = {
    Kind.NUMERIC: pa.float64(),
    Kind.TEMPORAL: pa.timestamp("us"),
    Kind.VECTOR: pa.list_(pa.float64()),
    Kind.CATEGORICAL: pa.string(),
    Kind.BOOLEAN: pa.string(),
    Kind.TEXT: pa.string(),
    Kind.IDENTIFIER: pa.string(),
}
"""Type in which a column of type null is summarised as a kind."""


def _plain(values: pa.ChunkedArray) -> pa.ChunkedArray:
    target = plain_type(values.type)
    return values if target == values.type else pa.chunked_array([plain(c) for c in values.chunks], target)


def _replaced(asked: KindGuess, own: KindGuess, value_type: pa.DataType, request: ColumnRequest) -> KindGuess:
    """What stands in for a kind that does not fit."""
    if request.is_binding:
        raise UsageError(
            f"values of type {value_type} cannot be taken as {asked.kind}",
            where=f"column {request.name!r}",
            hint=f"take it out of [kinds], or say {own.kind}",
        )
    return KindGuess(own.kind, f"{own.reason}; not {asked.kind} as in the reference")


def _build(kind: Kind, column: HeldColumn, presence: Presence, request: ColumnRequest) -> ColumnProfile:  # noqa: PLR0911 - one return a kind
    values = column.values
    match kind:
        case Kind.NUMERIC:
            return _numeric(column, presence, request)
        case Kind.CATEGORICAL | Kind.BOOLEAN:
            return _categorical(values, presence, request)
        case Kind.TEMPORAL:
            return _temporal(values, presence, request)
        case Kind.TEXT:
            return _text(values, presence, request)
        case Kind.IDENTIFIER:
            return _identifier(column, presence, request)
        case Kind.VECTOR:
            return _vector(values, presence, request)
        case Kind.EMPTY | Kind.OPAQUE:
            return PlainProfile(presence)
        case _:
            assert_never(kind)


def column_facts(column: HeldColumn) -> ColumnFacts:
    """Gather what a guess of the kind needs."""
    values = column.values
    present = len(values) - values.null_count
    if present == 0:
        return ColumnFacts(0, 0)
    if is_encoded(values) or is_string(values.type):
        if is_encoded(values):
            codes, dictionary = codes_of(values)
            codes = codes[codes >= 0]
            distinct = int(np.count_nonzero(np.bincount(codes, minlength=len(dictionary))))
            rows = np.bincount(codes[:GUESS_SAMPLE], minlength=len(dictionary))
            sample, rows = taken(dictionary, np.flatnonzero(rows)), rows[rows > 0]
        else:
            distinct = count_distinct(np.sort(column.hashes))
            sample = values.drop_null().slice(0, GUESS_SAMPLE)
            rows = np.ones(len(sample), dtype=np.int64)
        lengths = _mean(pc.utf8_length(sample), rows)
        tokens = _mean(pc.count_substring_regex(sample, r"\S+"), rows)
        return ColumnFacts(present, distinct, mean_length=lengths, mean_tokens=tokens)
    if column.is_integer:
        ascending, is_rising = column.integers
        distinct = count_distinct(ascending)
        return ColumnFacts.of_integers(present, distinct, (int(ascending[0]), int(ascending[-1])), is_rising=is_rising)
    return ColumnFacts(present, present)


def _mean(counts: pa.Array | pa.ChunkedArray, rows: NDArray[np.int64]) -> float:
    """Mean of what was counted once for each distinct string, over the rows that hold it."""
    return int(np.asarray(counts).astype(np.int64) @ rows) / int(rows.sum())


def as_floats(values: pa.ChunkedArray) -> FloatArray:
    """Numbers as float64 with NaN for missing, shape (rows,)."""
    value_type = values.type
    if pa.types.is_duration(value_type):
        return as_floats(values.cast(pa.int64())) / PER_SECOND[value_type.unit]
    if pa.types.is_boolean(value_type) or not pa.types.is_float64(value_type):
        values = values.cast(pa.float64(), safe=False)
    array = values.chunk(0) if values.num_chunks == 1 else values
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=np.float64)


def as_seconds(values: pa.ChunkedArray) -> FloatArray:
    """Dates and times as seconds since 1970-01-01 UTC, NaN for missing; a time of day counts from midnight."""
    types = pa.types
    if types.is_date32(values.type):
        return as_floats(values.cast(pa.int32())) * 86_400
    if types.is_date64(values.type):
        return as_floats(values.cast(pa.int64())) / 1e3
    if types.is_time(values.type):
        width = pa.int32() if values.type.bit_width == 32 else pa.int64()
        return as_floats(values.cast(width)) / PER_SECOND[values.type.unit]
    return as_floats(values.cast(pa.int64())) / PER_SECOND[values.type.unit]


def as_strings(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Any scalar as the string by which it is known as a category: 1 and 1.0 are both ``1``; encoded ones stay so."""
    if is_string(values.type) or is_encoded(values):
        return values
    if pa.types.is_boolean(values.type):
        return values.cast(pa.string())
    if is_number(values.type) and not pa.types.is_integer(values.type):
        distinct, codes = np.unique(as_floats(values), return_inverse=True)
        is_whole = np.isfinite(distinct) & (distinct == np.floor(distinct)) & (np.abs(distinct) < 2**53)
        texts = [str(int(x)) if whole else repr(float(x)) for x, whole in zip(distinct, is_whole, strict=True)]
        names = pa.array([None if text == "nan" else text for text in texts], type=pa.large_string())
        return pa.chunked_array([taken(names, codes)])
    return values.cast(pa.large_string())


def _presence(values: pa.ChunkedArray, unparseable: Unparseable | None) -> Presence:
    bad = unparseable.count if unparseable else 0
    nan = 0
    if pa.types.is_floating(values.type):
        nan = int(pc.sum(pc.is_nan(values)).as_py() or 0)
    return Presence(
        rows=len(values),
        missing=values.null_count + nan - bad,
        nan=nan,
        unparseable=bad,
        blank=_blanks(values),
        unparseable_examples=unparseable.examples if unparseable else (),
        unparseable_rows=unparseable.first_rows if unparseable else (),
    )


def _blanks(values: pa.ChunkedArray) -> int:
    """Rows of strings without a character, or of blanks only."""
    if is_encoded(values):
        codes, dictionary = codes_of(values)
        is_blank = np.append(np.asarray(_is_blank(dictionary)), values=False)
        return int(np.count_nonzero(is_blank[codes]))
    if not is_string(values.type):
        return 0
    return sum(int(pc.sum(_is_blank(_perhaps_blank(chunk))).as_py() or 0) for chunk in values.chunks)


def _perhaps_blank(texts: pa.Array) -> pa.Array:
    """Strings that are empty or begin with a blank or beyond ASCII: nearly all are spared a closer look."""
    data, places = string_bytes(texts)
    if len(data) == 0:
        return texts
    first = data[np.minimum(places[:-1], len(data) - 1)]
    is_near = (first <= _LAST_BLANK) | (first > _LAST_ASCII) | (places[1:] == places[:-1])
    return taken(texts, np.flatnonzero(is_near))


def _is_blank(texts: pa.Array | pa.ChunkedArray) -> Any:
    return pc.equal(pc.binary_length(pc.utf8_trim_whitespace(texts)), 0)


def _numeric(column: HeldColumn, presence: Presence, request: ColumnRequest) -> NumericProfile:
    grid = request.reference.grid if isinstance(request.reference, NumericProfile) else None
    is_in_rows = bool(request.groupings) or request.clusters is not None
    if column.is_integer:
        ordered: FloatArray | None = column.integers[0].astype(np.float64)
        numbers = as_floats(column.values) if is_in_rows else _NO_NUMBERS
    else:
        numbers = as_floats(column.values)
        ordered = None if is_in_rows else ascending(numbers, is_ours=numbers.flags.writeable)
    return profile_numbers(
        numbers,
        presence,
        ordered=ordered,
        grid=grid,
        groupings=request.groupings,
        clusters=request.clusters,
        frequent=request.frequent,
    )


def _categorical(values: pa.ChunkedArray, presence: Presence, request: ColumnRequest) -> CategoricalProfile:
    if not is_encoded(values):
        is_float = pa.types.is_floating(values.type)  # only as strings are -0.0 and 0.0 one category, and NaN none
        values = (as_strings(values) if is_float else values).dictionary_encode()
    codes, dictionary = codes_of(values)
    tracked = request.reference.tracked if isinstance(request.reference, CategoricalProfile) else None
    return profile_categories(
        codes.astype(np.int32),
        as_strings(pa.chunked_array([dictionary])).combine_chunks(),
        presence,
        tracked=tracked,
        groupings=request.groupings,
        clusters=request.clusters,
    )


def _temporal(values: pa.ChunkedArray, presence: Presence, request: ColumnRequest) -> TemporalProfile:
    zone = values.type.tz if pa.types.is_timestamp(values.type) else None
    reference = request.reference if isinstance(request.reference, TemporalProfile) else None
    return profile_times(as_seconds(values), presence, now=request.now, zone=zone, reference=reference)


def _text(values: pa.ChunkedArray, presence: Presence, request: ColumnRequest) -> TextProfile:
    grids = None
    if isinstance(request.reference, TextProfile):
        grids = {name: derived.grid for name, derived in request.reference.derived.items()}
    return profile_text(as_strings(values), presence, grids=grids)


def _identifier(column: HeldColumn, presence: Presence, request: ColumnRequest) -> IdentifierProfile:
    reference = request.reference if isinstance(request.reference, IdentifierProfile) else None
    return profile_identifiers(
        as_strings(column.values),
        column.hashes,
        presence,
        lengths_grid=reference.lengths.grid if reference else None,
        tracked=reference.patterns.tracked if reference else None,
    )


def _vector(values: pa.ChunkedArray, presence: Presence, request: ColumnRequest) -> VectorProfile:
    reference = request.reference if isinstance(request.reference, VectorProfile) else None
    elements, lengths = as_elements(values)
    return profile_vectors(
        elements,
        lengths,
        presence,
        grid=reference.norms.grid if reference else None,
        tracked=reference.dimensions.tracked if reference else None,
    )


def as_elements(values: pa.ChunkedArray) -> tuple[FloatArray, NDArray[np.int64]]:
    """All elements of vectors one after another, and how many each row has, -1 where it is missing."""
    lengths = vector_lengths(values)
    return as_floats(pa.chunked_array([pc.list_flatten(values.drop_null()).combine_chunks()])), lengths


def vector_lengths(values: pa.Array | pa.ChunkedArray) -> NDArray[np.int64]:
    """Elements of each vector, shape (rows,), -1 where it is missing."""
    return np.asarray(pc.fill_null(pc.list_value_length(values), -1)).astype(np.int64)
