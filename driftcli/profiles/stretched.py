"""A column stretch by stretch: in the reference's edges at once, without a reference in two readings.

No more than a stretch is held at a time. Counts are those that the whole column would give; what is approximate are a
column's own quantiles, its most frequent numbers and categories beyond the cap, and where edges are placed. What that
may move is bounded by the exact counts (``checks.drift.number_bounds``); the grid says on which rows it was placed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from driftcli.frozen import dataclass
from driftcli.profiles.categorical import GROUPED_CATEGORIES, CategoricalProfile, category_cells, category_scores
from driftcli.profiles.cluster_table import ClusterTable
from driftcli.profiles.column import (
    ColumnRequest,
    as_floats,
    as_strings,
    profile_column,
    settled_kind,
)
from driftcli.profiles.dataset import ColumnProfile
from driftcli.profiles.encoded import codes_of, decoded, is_encoded
from driftcli.profiles.first_reading import FirstReading
from driftcli.profiles.groups import Codes, Grouping
from driftcli.profiles.many import merge_many
from driftcli.profiles.numeric import NumericProfile, cluster_cells, cluster_scores
from driftcli.profiles.placing import WAITING, needs_placing, of_own_rows
from driftcli.profiles.stretched_facts import stretched_facts
from driftcli.profiles.temporal import TemporalProfile
from driftcli.profiles.text import IdentifierProfile, TextProfile
from driftcli.profiles.values import CANDIDATES
from driftcli.profiles.vector import VectorProfile
from driftcli.sources.families import plain_type
from driftcli.sources.kinds import Kind, KindGuess
from driftcli.sources.source import Unparseable

_PROFILES: Mapping[Kind, type[ColumnProfile]] = {
    Kind.NUMERIC: NumericProfile,
    Kind.CATEGORICAL: CategoricalProfile,
    Kind.BOOLEAN: CategoricalProfile,
    Kind.TEMPORAL: TemporalProfile,
    Kind.TEXT: TextProfile,
    Kind.IDENTIFIER: IdentifierProfile,
    Kind.VECTOR: VectorProfile,
}
_WAITING = {Kind.CATEGORICAL: 4}
"""Profiles of stretches that wait to be merged; those of categories may each hold many names."""


@dataclass(frozen=True)
class Reading:
    """How the rows of a column are read, time and again."""

    stretches: Callable[[], Iterator[pa.ChunkedArray]]
    """The column from its first row, stretch by stretch, strings perhaps encoded."""
    as_stored: Callable[[], Iterator[pa.ChunkedArray]]
    """The same, strings encoded only where they are stored so."""
    rows: int
    """Rows in all."""
    groupings: Mapping[str, Grouping]
    """Codes of all rows, in as narrow a type as they fit."""
    clusters: Codes | None
    take: Callable[[pa.ChunkedArray, int, Kind], None]
    """Called once with each stretch, the number of its first row, and the column's kind."""


def profile_stretches(
    reading: Reading, request: ColumnRequest, value_type: pa.DataType, unparseable: Unparseable | None
) -> tuple[KindGuess, ColumnProfile]:
    """Summarise a column without holding it; as ``profile_column`` would, but for what is named above."""
    plain = plain_type(value_type)
    first = FirstReading(reading.as_stored, reading.rows)
    guess = settled_kind(request, plain, lambda: stretched_facts(first.stretches(), plain))
    asked = replace(request, kind=guess, clusters=None, groupings={}, frequent=CANDIDATES)
    if isinstance(request.reference, _PROFILES.get(guess.kind, type(None))):
        return guess, _counted(reading, asked, guess, unparseable)
    is_placed = needs_placing(guess.kind)
    placed = first.placing(guess.kind).profile(asked, guess) if is_placed else _tracked(reading, asked, guess)
    profile = tracking(_counted(reading, replace(asked, reference=placed), guess, unparseable))
    return guess, profile if placed is None else of_own_rows(profile, placed)


def part_of(groupings: Mapping[str, Grouping], start: int, stop: int) -> dict[str, Grouping]:
    """The groupings of a stretch of rows."""
    return {
        name: Grouping(grouping.labels, grouping.codes[start:stop].astype(np.int32))
        for name, grouping in groupings.items()
    }


def _tracked(reading: Reading, asked: ColumnRequest, guess: KindGuess) -> ColumnProfile | None:
    """The categories that another reading counts most often, as a reference for the next."""
    if guess.kind not in {Kind.CATEGORICAL, Kind.BOOLEAN}:
        return None
    nothing = CategoricalProfile(profile_column(_empty(reading), asked, None)[1].presence, (), np.empty(0, np.int64))
    if not reading.groupings and reading.clusters is None:
        return nothing
    alone = replace(reading, groupings={}, clusters=None, take=lambda *_: None)
    return tracking(_counted(alone, replace(asked, reference=nothing), guess, None))


def _empty(reading: Reading) -> pa.ChunkedArray:
    return next(reading.stretches()).slice(0, 0)


def _counted(
    reading: Reading, asked: ColumnRequest, guess: KindGuess, unparseable: Unparseable | None
) -> ColumnProfile:
    """Profile each stretch in the reference's edges, and merge."""
    parts: list[ColumnProfile] = []
    table: ClusterTable | None = None
    start = 0
    for values in reading.stretches():
        stop = start + len(values)
        own = replace(asked, groupings=part_of(reading.groupings, start, stop))
        parts.append(profile_column(values, own, unparseable if start == 0 else None)[1])
        if reading.clusters is not None:
            table = _clustered(table, values, asked.reference, reading.clusters, start)
        reading.take(values, start, guess.kind)
        start = stop
        if len(parts) >= _WAITING.get(guess.kind, WAITING):
            parts = [merge_many(parts, frequent=CANDIDATES)]
    whole = merge_many(parts, frequent=CANDIDATES)
    if isinstance(whole, NumericProfile):
        whole = replace(whole, values=whole.values.bounded())
    if table is not None and isinstance(whole, NumericProfile | CategoricalProfile):
        return replace(whole, clusters=table.sums())
    return whole


def _clustered(
    table: ClusterTable | None, values: pa.ChunkedArray, reference: ColumnProfile | None, clusters: Codes, start: int
) -> ClusterTable | None:
    """Add a stretch to the counts by cluster."""
    codes = clusters[start : start + len(values)]
    match reference:
        case NumericProfile():
            numbers = as_floats(decoded(values))
            is_there = ~np.isnan(numbers)
            codes, cells = codes[is_there], cluster_cells(numbers[is_there], reference.grid)
            scores = cluster_scores(reference.grid)
        case CategoricalProfile():
            if not is_encoded(values):
                values = as_strings(values).dictionary_encode()
            places, dictionary = codes_of(values)
            cells = category_cells(places, dictionary, reference.tracked)
            scores = category_scores(reference.tracked)
        case _:
            return None
    table = table or ClusterTable(int(clusters.max(initial=0)) + 1, scores)
    table.add(codes, cells)
    return table


def tracking(profile: ColumnProfile) -> ColumnProfile:
    """The most frequent categories of a reference are those that current data is asked for."""
    match profile:
        case CategoricalProfile():
            return profile if profile.tracked else replace(profile, tracked=profile.categories[:GROUPED_CATEGORIES])
        case IdentifierProfile():
            return replace(profile, patterns=tracking(profile.patterns))  # type: ignore[arg-type]
        case VectorProfile():
            return replace(profile, dimensions=tracking(profile.dimensions))  # type: ignore[arg-type]
        case _:
            return profile
