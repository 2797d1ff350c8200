# ruff: noqa: SLF001 - a summary merges with another of its class
"""The reference's edges of a column that is read stretch by stretch: a first reading places them, a second counts.

A profile that holds edges and no rows comes out. With it as the reference, each stretch is profiled as a part of
current data would be, and the parts merge.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from driftcli.profiles.characters import measures, text_lengths
from driftcli.profiles.column import ColumnRequest, as_elements, as_floats, as_seconds, as_strings, profile_column
from driftcli.profiles.dataset import ColumnProfile
from driftcli.profiles.encoded import decoded
from driftcli.profiles.grid import FloatArray, Grid, SortedArray, place_grid
from driftcli.profiles.numeric import NumericProfile, ascending
from driftcli.profiles.rank_summary import Thinning
from driftcli.profiles.temporal import TemporalProfile
from driftcli.profiles.text import DERIVED, IdentifierProfile, TextProfile
from driftcli.profiles.values import CANDIDATES, ValueCounts
from driftcli.profiles.vector import VectorProfile, norms_of
from driftcli.sources.kinds import Kind, KindGuess

WAITING = 16
"""Counts of stretches that are put together at once."""


class GridPlacing:
    """Takes in the numbers of a column of ``rows`` rows, in any order and any number of stretches.

    Without a number of rows it is one part of a column among others, and merges with those.
    """

    def __init__(self, rows: int | None = None) -> None:
        self._thinning = Thinning(rows)
        self._counts: list[ValueCounts] = [ValueCounts(np.empty(0), np.empty(0, dtype=np.int64))]

    def add(self, values: FloatArray) -> None:
        """Take in a stretch, shape (rows,), NaN for missing."""
        ordered = ascending(values)
        self._thinning.add(ordered)
        self._counts.append(ValueCounts.from_sorted(ordered, frequent=CANDIDATES))
        if len(self._counts) > WAITING:
            self._counts = [ValueCounts.of_parts(self._counts, frequent=CANDIDATES)]

    def merge(self, other: "GridPlacing") -> None:
        """Take in another part."""
        self._thinning.merge(other._thinning)
        self._counts = [ValueCounts.of_parts([*self._counts, *other._counts], frequent=CANDIDATES)]

    def slimmed(self, points: int) -> "GridPlacing":
        """The same part with no more points than these, to be sent."""
        self._thinning.slimmed(points)
        self._counts = [ValueCounts.of_parts(self._counts, frequent=CANDIDATES)]
        return self

    def grid(self) -> Grid:
        """Edges on what was taken in: those of the whole column while its distinct values are few."""
        counts = ValueCounts.of_parts(self._counts, frequent=CANDIDATES)
        if not counts.is_complete:
            return place_grid(self._thinning.summary(), counts.values, counts.counts)
        if int(counts.counts.sum()) == 0:
            return place_grid(SortedArray(np.empty(0)), counts.values, counts.counts)
        return place_grid(self._thinning.summary_of(counts), counts.values, counts.counts)


class ColumnPlacing:
    """Takes in the stretches of a column of a kind and of ``rows`` rows."""

    def __init__(self, kind: Kind, rows: int) -> None:
        self.kind = kind
        self._rows = rows
        self._empty: pa.ChunkedArray | None = None
        self._placing: dict[str, GridPlacing] = {}

    def add(self, values: pa.ChunkedArray) -> None:
        """Take in a stretch, strings perhaps encoded."""
        self._empty = values.slice(0, 0) if self._empty is None else self._empty
        for name, numbers in counted_numbers(self.kind, values).items():
            self._placing.setdefault(name, GridPlacing(self._rows)).add(numbers)

    def profile(self, request: ColumnRequest, guess: KindGuess) -> ColumnProfile:
        """A profile without rows that holds the column's edges and tracked categories."""
        _, bare = profile_column(self._empty, replace(request, kind=guess, groupings={}, clusters=None), None)
        return with_grids(bare, {name: place.grid() for name, place in self._placing.items()})


def needs_placing(kind: Kind) -> bool:
    """Whether a column of a kind is counted between edges."""
    return kind in {Kind.NUMERIC, Kind.TEMPORAL, Kind.TEXT, Kind.IDENTIFIER, Kind.VECTOR}


def counted_numbers(kind: Kind, values: pa.ChunkedArray) -> Mapping[str, FloatArray]:
    """What is counted of a column, strings perhaps encoded, by the name of the numeric profile that counts it."""
    if kind not in {Kind.TEXT, Kind.IDENTIFIER}:
        values = decoded(values)
    match kind:
        case Kind.NUMERIC:
            return {"": as_floats(values)}
        case Kind.TEMPORAL:
            return {"times": as_seconds(values)}
        case Kind.TEXT:
            return dict(zip(DERIVED, measures(as_strings(values)), strict=True))
        case Kind.IDENTIFIER:
            return {"lengths": text_lengths(as_strings(values))}
        case Kind.VECTOR:
            return {"norms": norms_of(*as_elements(values))}
        case _:
            return {}


def with_grids(bare: ColumnProfile, grids: Mapping[str, Grid]) -> ColumnProfile:
    """Put edges into a profile without rows."""

    def on(name: str, numbers: NumericProfile) -> NumericProfile:
        return replace(numbers, grid=grids[name], counts=np.zeros(grids[name].cells, dtype=np.int64))

    return _with_numbers(bare, on)


def of_own_rows(counted: ColumnProfile, placed: ColumnProfile) -> ColumnProfile:
    """Tell of a reference's profile that its edges were placed on the rows that it counts."""
    grids: dict[str, Grid] = {}

    def noted(name: str, numbers: NumericProfile) -> NumericProfile:
        grids[name] = numbers.grid
        return numbers

    def on(name: str, numbers: NumericProfile) -> NumericProfile:
        return replace(numbers, grid=grids[name]) if name in grids else numbers

    _with_numbers(placed, noted)
    return _with_numbers(counted, on)


def _with_numbers(column: ColumnProfile, changed: Callable[[str, NumericProfile], NumericProfile]) -> ColumnProfile:
    """Change the numeric profiles that a profile holds, each with the name under which it is placed."""
    match column:
        case NumericProfile():
            return changed("", column)
        case TemporalProfile():
            return replace(column, times=changed("times", column.times))
        case IdentifierProfile():
            return replace(column, lengths=changed("lengths", column.lengths))
        case VectorProfile():
            return replace(column, norms=changed("norms", column.norms))
        case TextProfile():
            return replace(column, derived={name: changed(name, own) for name, own in column.derived.items()})
        case _:
            return column
