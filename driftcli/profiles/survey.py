"""First look at a reference whose parts are looked at in different places: kinds, edges and tracked categories.

Surveys of parts merge, in their order; what comes out is what a second reading counts in: a profile without rows that
holds the edges. While a column is small enough to be told exactly, edges are those that its whole would give.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from driftcli.frozen import dataclass
from driftcli.profiles.categorical import GROUPED_CATEGORIES, CategoricalProfile
from driftcli.profiles.column import ColumnRequest, as_strings, is_fitting, profile_column, settled_kind
from driftcli.profiles.dataset import ColumnProfile
from driftcli.profiles.encoded import codes_of, decoded, is_encoded
from driftcli.profiles.facts_of_parts import PartFacts, facts_of_part
from driftcli.profiles.grid import IntArray
from driftcli.profiles.placing import GridPlacing, counted_numbers, needs_placing, with_grids
from driftcli.sources.families import plain_type
from driftcli.sources.kinds import ColumnFacts, Kind, KindGuess, guess_kind, is_number, is_string

COUNTED_CATEGORIES = 20_000
"""Categories of a part that are counted to find the most frequent ones; of more the most frequent half is kept."""
COUNTED_BYTES = 4 << 20
"""Bytes of these categories, at most: of texts as long as pages the most frequent few hundred are kept."""
SENT_POINTS = 1 << 16
"""Points of the numbers of a part that are sent to be merged."""
_WIDEST = 4
"""Bytes of a character, at most."""
_LONG, _MANY_WORDS = 25, 2.5
"""Half of what makes strings text: a part as short as that tells where no edges of a text need be placed."""


@dataclass(frozen=True)
class ColumnSurvey:
    """What is known of one column of a reference before its rows are counted."""

    value_type: pa.DataType
    facts: PartFacts
    categories: Mapping[str, int]
    """Rows by category, where it may be one."""
    placings: Mapping[tuple[Kind, str], GridPlacing]
    """Numbers to place edges on, for each kind that the column may turn out to be."""

    def merge(self, other: "ColumnSurvey") -> "ColumnSurvey":
        """Add the part that comes next; the numbers of this one are changed in place."""
        placings = dict(self.placings)
        for key, placing in other.placings.items():
            if key in placings:
                placings[key].merge(placing)
            else:
                placings[key] = placing
        counts = dict(self.categories)
        for category, rows in other.categories.items():
            counts[category] = counts.get(category, 0) + rows
        value_type = _wider(self.value_type, other.value_type)
        facts = self.facts.merge(other.facts)
        if not pa.types.is_integer(value_type):
            facts = replace(facts, span=None)
        return ColumnSurvey(value_type, facts, _most_frequent(counts), placings)

    def slimmed(self) -> "ColumnSurvey":
        """The same, small enough to be sent."""
        slim = {key: placing.slimmed(SENT_POINTS) for key, placing in self.placings.items()}
        return replace(self, placings=slim)

    def top(self, limit: int) -> tuple[str, ...]:
        """The most frequent categories, ties by name."""
        return tuple(sorted(self.categories, key=lambda one: (-self.categories[one], one))[:limit])

    def placed(self, request: ColumnRequest) -> tuple[KindGuess, ColumnProfile]:
        """The kind, and a profile without rows that holds edges and tracked categories."""
        guess = settled_kind(request, self.value_type, lambda: self.facts.facts)
        nothing = pa.chunked_array([], self.value_type)
        _, bare = profile_column(nothing, replace(request, kind=guess, groupings={}, clusters=None), None)
        if isinstance(bare, CategoricalProfile):
            return guess, replace(bare, tracked=self.top(GROUPED_CATEGORIES))
        grids = {name: placing.grid() for (kind, name), placing in self.placings.items() if kind == guess.kind}
        for name in counted_numbers(guess.kind, nothing):
            grids.setdefault(name, GridPlacing().grid())
        return guess, with_grids(bare, grids)


def _wider(left: pa.DataType, right: pa.DataType) -> pa.DataType:
    """Type of two parts together: of text, one part may hold whole numbers only."""
    if pa.types.is_null(left) or (pa.types.is_integer(left) and pa.types.is_floating(right)):
        return right
    return left


def survey_column(values: pa.ChunkedArray, said: Kind | None, *, is_segment: bool = False) -> ColumnSurvey:
    """Look at one part of a column, shape (rows,), strings perhaps encoded."""
    value_type = plain_type(values.type.value_type if is_encoded(values) else values.type)
    facts = facts_of_part(values)
    kinds = _possible_kinds(value_type, facts.facts, said)
    placings: dict[tuple[Kind, str], GridPlacing] = {}
    for kind in filter(needs_placing, kinds):
        for name, numbers in counted_numbers(kind, decoded(values)).items():
            placings.setdefault((kind, name), GridPlacing()).add(numbers)
    is_countable = is_segment or bool(kinds & {Kind.CATEGORICAL, Kind.BOOLEAN})
    return ColumnSurvey(value_type, facts, _categories(values) if is_countable else {}, placings)


def _possible_kinds(value_type: pa.DataType, facts: ColumnFacts, said: Kind | None) -> set[Kind]:
    """What the whole column may turn out to be, by what this part of it holds."""
    if said is not None and is_fitting(said, value_type):
        return {said}
    is_repeating = facts.rows >= 2 and 2 * facts.distinct < facts.rows
    if is_string(value_type):
        is_long = facts.mean_length > _LONG or facts.mean_tokens > _MANY_WORDS
        unlike = {Kind.IDENTIFIER} | ({Kind.TEXT} if is_long else set())
        return {Kind.CATEGORICAL} | (set() if is_repeating else unlike)
    if pa.types.is_integer(value_type):
        return (
            {Kind.NUMERIC}
            | ({Kind.BOOLEAN} if facts.distinct <= 2 else set())
            | (set() if is_repeating else {Kind.IDENTIFIER})
        )
    if is_number(value_type):
        return {Kind.NUMERIC}
    return {guess_kind("", value_type, facts).kind}


def _categories(values: pa.ChunkedArray) -> dict[str, int]:
    if not is_encoded(values):
        is_float = pa.types.is_floating(values.type)
        values = (as_strings(values) if is_float else values).dictionary_encode()
    codes, dictionary = codes_of(values)
    counts = np.bincount(codes[codes >= 0], minlength=len(dictionary))
    used = np.flatnonzero(counts)
    if len(used) > COUNTED_CATEGORIES or dictionary.nbytes > COUNTED_BYTES:
        used = used[np.argsort(-counts[used], kind="stable")]
        lengths = np.asarray(pc.binary_length(as_strings(dictionary)))[used]
        used = used[: _fitting(len(used), lengths)]
    names = as_strings(pa.chunked_array([dictionary.take(pa.array(used))])).to_pylist()
    return {name: rows for name, rows in zip(names, counts[used].tolist(), strict=True) if name is not None}


def _most_frequent(counts: dict[str, int]) -> dict[str, int]:
    if len(counts) <= COUNTED_CATEGORIES and sum(map(len, counts)) <= COUNTED_BYTES // _WIDEST:
        return counts
    ordered = sorted(counts, key=lambda one: (-counts[one], one))
    lengths = np.array([len(one.encode()) for one in ordered])
    return {one: counts[one] for one in ordered[: _fitting(len(ordered), lengths)]}


def _fitting(categories: int, lengths: IntArray) -> int:
    """How many of the most frequent categories are kept, by their lengths in bytes."""
    limit = categories if categories <= COUNTED_CATEGORIES else COUNTED_CATEGORIES // 2
    return min(limit, int(np.searchsorted(np.cumsum(lengths), COUNTED_BYTES, side="right")))
