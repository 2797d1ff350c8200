"""How far numbers that are read off the counts of a column may be from those that all rows at once would give.

Counts between edges are exact, whatever way the edges were placed; so tests and p-values are exact for the cells that
were counted. Two things are approximate. Inside a cell of the fine grid the order of rows is unknown, which location,
KS, Wasserstein, quantiles and their kin feel. And where edges were placed by a summary, or on other rows than these,
the quantiles of the reference lie near edges rather than on them, which all feel that is cut at quantiles: PSI,
Jensen-Shannon, the shape and the tail. But the exact counts tell between which two edges each quantile lies. Every
bound here is made from that, so it holds for certain; 0 means that nothing is approximate. How much rows depend on
each other (design effects) is an estimate on the cells that were counted, and no part of the bounds.
"""

import math
from functools import cached_property

import numpy as np
import numpy.typing as npt

from driftcli.checks.drift.number_cells import finite_range, is_low_cardinality
from driftcli.frozen import dataclass
from driftcli.profiles.grid import ATOM_SHARE, FINE_CELLS, FloatArray, IntArray
from driftcli.profiles.numeric import NumericProfile
from driftcli.stats.cell_bounds import Cuts, Range, cell_divergence_kernel, divergence_range
from driftcli.stats.ecdf_bounds import theta_bound
from driftcli.stats.location import LocationTest, size_of_theta
from driftcli.stats.ordered import is_among
from driftcli.stats.proportions import cohen_h
from driftcli.stats.shape import LARGEST_SIZE, MINIMUM_EXPECTED, QUANTILE_LEVELS, ShapeTest, filled_groups, kept_levels
from driftcli.stats.tail import TailTest, tail_ranks


@dataclass(frozen=True)
class Cells:
    """Two profiles on the fine grid of the reference, and what is known of the place of its quantiles."""

    reference: NumericProfile
    current: NumericProfile

    @property
    def edges(self) -> FloatArray:
        """Those of the grid."""
        return self.reference.grid.edges

    @cached_property
    def reference_reached(self) -> IntArray:
        """Reference rows up to and with each cell, shape (cells,)."""
        return np.asarray(np.cumsum(self.reference.counts))

    @cached_property
    def current_reached(self) -> IntArray:
        """Current rows up to and with each cell, shape (cells,)."""
        return np.cumsum(self.current.counts)

    @cached_property
    def is_single(self) -> np.ndarray:
        """Cells that can hold one value only, shape (cells,)."""
        bounds = np.concatenate([[-np.inf], self.edges, [np.inf]])
        with np.errstate(over="ignore"):
            is_single = bounds[1:] <= np.nextafter(bounds[:-1], np.inf)
        is_single[0] = len(self.edges) > 0 and np.isneginf(self.edges[0])
        return np.asarray(is_single)

    def place_of(self, ranks: IntArray) -> IntArray:
        """Cell that holds the reference value of each rank, counted from 1."""
        return np.searchsorted(self.reference_reached, ranks, side="left").astype(np.int64)

    def is_edge(self, ranks: IntArray) -> np.ndarray:
        """Whether the upper edge of that cell is known to be the value itself."""
        cells, grid = self.place_of(ranks), self.reference.grid
        upper = self.edges[np.minimum(cells, len(self.edges) - 1)]
        known = self.is_single[cells]
        if grid.placed_on != "others":  # the largest of the rows up to a value of the reference is that value
            is_value = is_among(upper, np.sort(np.concatenate([grid.levels, grid.low_tail, grid.high_tail])))
            known = known | (is_value & (self.reference_reached[cells] == ranks))
        if grid.placed_on == "rows":
            levels = np.concatenate([np.arange(1, FINE_CELLS) / FINE_CELLS, QUANTILE_LEVELS])
            known = known | is_among(ranks, np.sort(ranks_of(levels, self.reference.n)))
        return np.asarray(known & (cells < len(self.edges)))

    def cuts(self, ranks: IntArray) -> Cuts:
        """Cumulative shares at the reference values of some ranks, counted from 1."""
        cells, is_known = self.place_of(ranks), self.is_edge(ranks)
        high, current = self.reference_reached[cells], self.current_reached[cells]
        low = np.where(is_known, high, ranks)
        below = np.where(is_known, current, current - self.current.counts[cells])
        n, m = max(1, self.reference.n), max(1, self.current.n)
        return Cuts(low / n, high / n, below / m, current / m)

    def bounds(self, profile: NumericProfile) -> FloatArray:
        """Edges of the cells within the range of a profile's finite values, shape (cells + 1,)."""
        return np.asarray(np.clip(np.concatenate([[-np.inf], self.edges, [np.inf]]), *finite_range(profile, profile)))

    def finite_counts(self, profile: NumericProfile) -> IntArray:
        """Finite rows of a profile in each cell, shape (cells,)."""
        counts = profile.counts.copy()
        for infinity, rows in ((-np.inf, profile.negative_infinities), (np.inf, profile.positive_infinities)):
            counts[int(np.searchsorted(self.edges, infinity, side="left"))] -= rows
        return np.asarray(counts)

    def bin_cuts(self, bins: int) -> Cuts:
        """Where the edges of equal-frequency bins of the reference lie."""
        ranks = ranks_of(np.arange(1, bins) / bins, self.reference.n)
        return self.cuts(ranks[self.place_of(ranks) < len(self.edges)])

    def bracket(self, profile: NumericProfile, level: float, *, is_finite: bool = True) -> Range:
        """Between which values a quantile of a profile lies, interpolated as by numpy; of finite values or all."""
        reached = np.cumsum(self.finite_counts(profile) if is_finite else profile.counts)
        position = level * (int(reached[-1]) - 1)
        first, last = np.searchsorted(reached, [np.floor(position), np.ceil(position)], side="right")
        bounds = self.bounds(profile) if is_finite else np.concatenate([[-np.inf], self.edges, [np.inf]])
        return Range(float(bounds[first + 1] if self.is_single[first] else bounds[first]), float(bounds[last + 1]))


def ranks_of(levels: npt.ArrayLike, n: int) -> IntArray:
    """Ranks of the order statistics at levels, as the grid takes them."""
    return np.asarray(np.clip(np.ceil(np.asarray(levels) * n), 1, max(1, n)), dtype=np.int64)


def location_bound(cells: Cells, test: LocationTest) -> float:
    """How far the size of the location test may be off; the arguments of the test were the counts on the grid."""
    off = theta_bound(cells.reference.counts, cells.current.counts, cells.is_single)
    if off == 0:
        return 0.0
    return Range(size_of_theta(test.theta - off), size_of_theta(test.theta + off)).off(test.size)


def shape_bound(cells: Cells, test: ShapeTest) -> float:
    """How far the size of the shape test may be off because its cells are not cut at the reference's own quantiles."""
    n, m = cells.reference.n, cells.current.n
    if (
        cells.reference.grid.placed_on == "rows"
        or n == 0
        or m == 0
        or is_low_cardinality(cells.reference, cells.current)
    ):
        return 0.0
    cuts = _shape_cuts(cells)
    if cuts.is_exact:
        return 0.0
    boxes = cuts.boxes()
    least, most = (
        filled_groups((min(n, m) / 2 * (p + q)).tolist(), MINIMUM_EXPECTED)
        for p, q in ((boxes.p_low, boxes.q_low), (boxes.p_high, boxes.q_high))
    )
    if not np.array_equal(least, most):  # which cells are merged depends on the edges
        high = divergence_range(cell_divergence_kernel, boxes.occupied()).high
        return Range(0.0, debiased_size(high, 1, test)).off(test.size)
    merged = cuts.kept(np.flatnonzero(np.diff(least))).boxes()
    found = divergence_range(cell_divergence_kernel, merged)
    return found.through(lambda value: debiased_size(value, len(merged.p_low) - 1, test)).off(test.size)


def _shape_cuts(cells: Cells) -> Cuts:
    """At the kept levels and on both sides of every atom."""
    n, m = cells.reference.n, cells.current.n
    at_levels = cells.cuts(ranks_of(kept_levels(n, m), n))
    atoms = np.flatnonzero(cells.is_single & (cells.reference.counts >= max(2.0, ATOM_SHARE * n)))
    sides = np.concatenate([atoms, atoms - 1])
    sides = sides[(sides >= 0) & (sides < len(cells.edges))]
    p, q = cells.reference_reached[sides] / n, cells.current_reached[sides] / m
    joined = Cuts(*(np.concatenate(pair) for pair in zip(at_levels, Cuts(p, p, q, q), strict=True)))
    order = np.lexsort((joined.current_high, joined.reference_low, joined.reference_high))
    return joined.kept(order)


def debiased_size(divergence: float, df: int, test: ShapeTest) -> float:
    """Size of a divergence on so many degrees of freedom and the rows of a test."""
    return min(LARGEST_SIZE, math.sqrt(max(0.0, divergence - df / test.pair_size)))


def tail_bound(cells: Cells, test: TailTest) -> float:
    """How far the size of the tail test may be off because its thresholds are not the reference's own extremes."""
    reference, current = cells.reference, cells.current
    n, m = reference.n, current.n
    ranks = np.array(tail_ranks(n), dtype=np.int64)
    if reference.grid.placed_on == "rows" or not len(ranks) or m == 0:
        return 0.0
    high, low = cells.cuts(n - ranks + 1), cells.cuts(ranks)
    place = cells.place_of(ranks)
    under = cells.current_reached[place] - current.counts[place]
    beyond_most = np.concatenate(
        [m - high.current_low * m, np.where(cells.is_single[place], under, low.current_high * m)]
    )
    beyond_least = np.concatenate([m - high.current_high * m, under])
    sizes = [
        max(0.0, *(cohen_h(rank - 1, n, rows, m) for rank, rows in zip((*ranks, *ranks), np.rint(beyond), strict=True)))
        for beyond in (beyond_least, beyond_most)
    ]
    return Range(*sizes).off(test.size)
