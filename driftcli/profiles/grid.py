"""The reference's edges of a numeric column, and exact counts of rows between them.

Edges may be approximate, counts are exact (METHODS 0.1): edges are placed once, on the reference; every dataset is
counted between them, and counts with common edges add. Cells are right-closed: ``(.., e1], (e1, e2], ..., (eK, ..)``.
"""

from dataclasses import replace
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.stats.ordered import sorted_distinct
from driftcli.stats.shape import QUANTILE_LEVELS
from driftcli.stats.tail import tail_ranks

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

FINE_CELLS = 1_000
"""Quantile cells of the fine grid; a reference with no more distinct values gets a cell for each of them."""
WINDOW_EDGES = 64
"""With no more edges than these, windows are counted between all of them."""
ATOM_SHARE = 0.05
"""One value holding this share of the reference has a test cell of its own (METHODS 1.2)."""
FENCE_FACTOR = 3.0
"""Far-out mass lies beyond Q25 - 3 IQR and Q75 + 3 IQR (METHODS 3.4)."""


@dataclass(frozen=True)
class Grid:
    """Edges with the thresholds that the tests need among them."""

    edges: FloatArray
    """Strictly increasing, shape (K,); cells are K + 1."""
    levels: FloatArray
    """Reference value at each of ``QUANTILE_LEVELS``, shape (17,)."""
    low_tail: FloatArray
    """The r-th smallest reference values, for r in ``ranks``."""
    high_tail: FloatArray
    """The r-th largest reference values, for r in ``ranks``."""
    ranks: tuple[int, ...]
    fences: tuple[float, float]
    """Far-out fences of the reference."""
    atoms: FloatArray
    """Values that hold at least 5 % of the reference."""
    is_exact: bool
    """Whether each distinct reference value has a cell of its own, and each gap between two of them as well."""
    placed_on: Literal["rows", "summary", "others"] = "rows"
    """Whether edges are order statistics of the very rows that are counted, lie near them (placed by a summary of these
    rows), or come from other rows."""

    @cached_property
    def window_edges(self) -> FloatArray:
        """Edges between which windows, segments and clusters are counted: those of the tests, some 30 of them.

        Groups are counted for how much they vary, and deciles rank them as well as a fine grid does. With few distinct
        values these are all edges. Every edge of a test is among them.
        """
        if len(self.edges) <= WINDOW_EDGES:
            return self.edges
        owned = np.concatenate([self.atoms, self.low_tail])
        wanted = np.concatenate([self.levels, self.high_tail, owned, np.nextafter(owned, -np.inf)])
        return sorted_distinct(wanted[~np.isnan(wanted)])

    @cached_property
    def lent(self) -> "Grid":
        """The same edges for counting other rows."""
        return self if self.placed_on == "others" else replace(self, placed_on="others")

    @cached_property
    def cells(self) -> int:
        """Number of cells."""
        return len(self.edges) + 1

    def count(self, sorted_values: FloatArray) -> IntArray:
        """Count values in each cell; ``sorted_values`` ascend and hold no NaN, infinities are ordinary values."""
        return count_between(sorted_values, self.edges)

    def at_most(self, counts: IntArray, thresholds: FloatArray) -> IntArray:
        """Count rows at or below each threshold; thresholds must be edges."""
        position = np.searchsorted(self.edges, thresholds, side="left")
        return np.asarray(np.cumsum(counts)[position], dtype=np.int64)

    def has_same_edges(self, other: "Grid") -> bool:
        """Whether counts of the two grids may be added."""
        return np.array_equal(self.edges, other.edges)


def count_between(sorted_values: FloatArray, edges: FloatArray) -> IntArray:
    """Count ascending values in the right-closed cells between edges, shape (edges + 1,)."""
    below = np.searchsorted(sorted_values, edges, side="right")
    return np.diff(below, prepend=0, append=len(sorted_values)).astype(np.int64)


class Ordered(Protocol):
    """Values in ascending order, as far as they are known: all of them, or a summary of many."""

    @property
    def n(self) -> int:
        """How many there are, infinities included."""

    @property
    def error(self) -> int:
        """By how many rows a place may be wrong."""

    @property
    def finite(self) -> tuple[int, int]:
        """Places of the first finite value and of the one after the last."""

    def at(self, places: IntArray) -> FloatArray:
        """Values at places counted from 0."""


@dataclass(frozen=True)
class SortedArray:
    """All values, ascending and without NaN."""

    values: FloatArray
    error: int = 0

    @property
    def n(self) -> int:
        """How many there are."""
        return len(self.values)

    @property
    def finite(self) -> tuple[int, int]:
        """Places of the first finite value and of the one after the last."""
        first, stop = np.searchsorted(self.values, -np.inf, "right"), np.searchsorted(self.values, np.inf, "left")
        return int(first), int(stop)

    def at(self, places: IntArray) -> FloatArray:
        """Values at places counted from 0."""
        return self.values[places]


def place_grid(ordered: Ordered, distinct: FloatArray, multiplicity: IntArray) -> Grid:
    """Place edges on the reference's values.

    Parameters
    ----------
    ordered
        Reference values without NaN.
    distinct, multiplicity
        Its distinct values, ascending, and how often each occurs; where there are many, at least those that fill a
        fine cell.

    Notes
    -----
    With at most ``FINE_CELLS`` distinct values every value ``v`` gets the edges ``v`` and the float just below it, so
    that a current value between two reference values is tied with neither: location and KS are then exact. Otherwise
    the edges are 1,000 quantiles, the 17 test levels, the tail thresholds, the fences, and both sides of each atom.
    Where a summary places them, two more enclose each test level, so that exact counts tell closely where it lies.
    """
    n = ordered.n
    ranks = tail_ranks(n) if n else ()
    levels = _order_statistics(ordered, np.array(QUANTILE_LEVELS))
    low_tail = ordered.at(np.array([rank - 1 for rank in ranks], dtype=np.int64)) if n else np.empty(0)
    high_tail = ordered.at(np.array([n - rank for rank in ranks], dtype=np.int64)) if n else np.empty(0)
    is_exact = len(distinct) <= FINE_CELLS and int(multiplicity.sum()) == n
    is_constant = is_exact and len(distinct) == 1
    atoms = distinct if is_constant else distinct[multiplicity >= max(2.0, ATOM_SHARE * n)]
    fences = _fences(ordered)
    if is_exact:
        owned = distinct
        free = np.array(fences) if n else np.empty(0)
    else:
        quantiles = _order_statistics(ordered, np.arange(1, FINE_CELLS) / FINE_CELLS)
        heavy = distinct[multiplicity >= n / FINE_CELLS]
        owned = np.concatenate([heavy, atoms, low_tail])
        free = np.concatenate([quantiles, levels, high_tail, ordered.at(np.array([n - 1])), np.array(fences)])
        if ordered.error:
            free = np.concatenate([free, _enclosing(ordered)])
    edges = np.concatenate([owned, np.nextafter(owned, -np.inf), free])
    edges = sorted_distinct(edges[~np.isnan(edges)])
    placed_on: Literal["rows", "summary"] = "summary" if ordered.error else "rows"
    return Grid(edges, levels, low_tail, high_tail, ranks, fences, atoms, is_exact, placed_on)


def _order_statistics(ordered: Ordered, levels: FloatArray) -> FloatArray:
    n = ordered.n
    if n == 0:
        return np.full(len(levels), np.nan)
    return ordered.at(np.clip(np.ceil(levels * n).astype(np.int64) - 1, 0, n - 1))


def _enclosing(ordered: Ordered) -> FloatArray:
    """Values that enclose those at the test levels for certain."""
    n = ordered.n
    places = np.ceil(np.array(QUANTILE_LEVELS) * n).astype(np.int64) - 1
    return ordered.at(np.clip(np.concatenate([places - ordered.error, places + ordered.error]), 0, n - 1))


def _fences(ordered: Ordered) -> tuple[float, float]:
    first, stop = ordered.finite
    if first == stop:
        return (0.0, 0.0)
    low, high = _quartile(ordered, 0.25), _quartile(ordered, 0.75)
    with np.errstate(over="ignore"):
        reach = FENCE_FACTOR * (high - low)
        return (float(np.nextafter(low - reach, -np.inf)), float(high + reach))


def _quartile(ordered: Ordered, level: float) -> np.float64:
    """Quantile of the finite values by linear interpolation between order statistics, without overflow."""
    first, stop = ordered.finite
    place = level * (stop - first - 1)
    below = int(place)
    above, weight = min(below + 1, stop - first - 1), place - below
    low, high = ordered.at(np.array([first + below, first + above]))
    return np.float64(low * (1 - weight) + high * weight)
