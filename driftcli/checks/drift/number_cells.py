"""The cells on which two numeric profiles are compared: test cells, unseen values, exceedances, quantile bins."""

import numpy as np

from driftcli.frozen import dataclass
from driftcli.profiles.grid import FloatArray, IntArray
from driftcli.profiles.numeric import NumericProfile
from driftcli.stats.ordered import is_among, joined, sorted_distinct
from driftcli.stats.shape import QUANTILE_LEVELS, kept_levels, merge_small_cells

LOW_CARDINALITY = 25
"""With no more distinct values over both samples each value is a cell (METHODS 0.4)."""


@dataclass(frozen=True)
class UnionCounts:
    """Two samples on one ascending support: exact where both keep their values, else the fine grid."""

    values: FloatArray
    reference: IntArray
    current: IntArray
    is_exact: bool
    """Whether these are the values themselves."""


def union_counts(reference: NumericProfile, current: NumericProfile) -> UnionCounts:
    """Put both samples on one support, as fine as the profiles know it."""
    if reference.values.is_complete and current.values.is_complete:
        values, old, new = joined(reference.values.values, current.values.values)
        size = len(values)
        return UnionCounts(values, _spread(old, reference, size), _spread(new, current, size), is_exact=True)
    positions = _cell_positions(reference, current)
    return UnionCounts(positions, reference.counts, current.counts, is_exact=False)


def _spread(places: IntArray, profile: NumericProfile, size: int) -> IntArray:
    counts = np.zeros(size, dtype=np.int64)
    counts[places] = profile.values.counts
    return counts


def _cell_positions(reference: NumericProfile, current: NumericProfile) -> FloatArray:
    """One value for each cell of the grid: its middle within the finite range of both samples, or an infinity."""
    edges = reference.grid.edges
    bounds = np.clip(np.concatenate([[-np.inf], edges, [np.inf]]), *finite_range(reference, current))
    middles = bounds[:-1] / 2 + bounds[1:] / 2  # a sum might overflow
    middles[:-1][np.isneginf(edges)] = -np.inf
    middles[1:][edges >= np.finfo(float).max] = np.inf
    return np.asarray(middles)


def finite_range(reference: NumericProfile, current: NumericProfile) -> tuple[float, float]:
    """Smallest and largest finite value of both samples; zeros where there is none."""
    lows = [value for value in (reference.minimum, current.minimum) if value is not None]
    highs = [value for value in (reference.maximum, current.maximum) if value is not None]
    return min(lows, default=0.0), max(highs, default=0.0)


def finite_rows(profile: NumericProfile, counts: IntArray, union: UnionCounts) -> IntArray:
    """Counts of a sample on a support without the infinities that share a cell of the grid with finite values."""
    kept = counts.copy()
    if len(counts) != profile.grid.cells:
        return kept
    for infinity, rows in ((-np.inf, profile.negative_infinities), (np.inf, profile.positive_infinities)):
        cell = int(np.searchsorted(profile.grid.edges, infinity, side="left"))
        kept[cell] -= rows if np.isfinite(union.values[cell]) else 0
    return kept


def is_low_cardinality(reference: NumericProfile, current: NumericProfile) -> bool:
    """Whether both samples together hold few distinct values."""
    sides = (reference.values, current.values)
    if not all(side.is_complete and len(side.values) <= LOW_CARDINALITY for side in sides):
        return False
    return len(joined(*(side.values for side in sides)).values) <= LOW_CARDINALITY


def test_cells(reference: NumericProfile, current: NumericProfile) -> tuple[FloatArray, IntArray, IntArray]:
    """Upper edges of the cells of the shape test, and the counts of both samples in them, small ones merged.

    The last edge is infinite. Cells are cut at quantiles of the reference; an atom has a cell of its own (METHODS 1.2).
    """
    if is_low_cardinality(reference, current):
        union = union_counts(reference, current)
        edges, a, b = union.values, union.reference, union.current
    else:
        edges = np.append(_test_edges(reference, current), np.inf)
        a, b = counts_between(reference, edges), counts_between(current, edges)
    merged_a, merged_b, grouping = merge_small_cells(a, b)
    last = np.searchsorted(grouping, np.arange(len(merged_a)), side="right") - 1
    return edges[last], np.rint(merged_a).astype(np.int64), np.rint(merged_b).astype(np.int64)


def _test_edges(reference: NumericProfile, current: NumericProfile) -> FloatArray:
    kept = is_among(np.array(QUANTILE_LEVELS), np.sort(kept_levels(reference.n, current.n)))
    atoms = reference.grid.atoms
    return sorted_distinct(np.concatenate([reference.grid.levels[kept], atoms, np.nextafter(atoms, -np.inf)]))


def counts_between(profile: NumericProfile, edges: FloatArray) -> IntArray:
    """Rows in right-closed cells between edges of the grid; the last edge is infinite."""
    below = np.append(profile.grid.at_most(profile.counts, edges[:-1]), profile.n)
    return np.diff(below, prepend=0).astype(np.int64)


def exceedances(reference: NumericProfile, current: NumericProfile) -> list[tuple[int, int]]:
    """Current rows beyond the r-th extreme reference value, as (r, count): high ends first, then low ends."""
    grid = reference.grid
    above = current.n - grid.at_most(current.counts, grid.high_tail)
    lowest = np.where(np.isneginf(grid.low_tail), current.n, 0)  # nothing lies below minus infinity
    below = np.maximum(0, grid.at_most(current.counts, np.nextafter(grid.low_tail, -np.inf)) - lowest)
    return [*zip(grid.ranks, above.tolist(), strict=True), *zip(grid.ranks, below.tolist(), strict=True)]


def quantile_bins(reference: NumericProfile, current: NumericProfile, bins: int) -> tuple[IntArray, IntArray]:
    """Counts of both samples in equal-frequency bins of the reference; ties may make bins fewer.

    Values below the reference's minimum fall into the first bin, those above its maximum into the last.
    """
    cumulative = np.cumsum(reference.counts)
    targets = np.ceil(np.arange(1, bins) / bins * reference.n)
    cuts = sorted_distinct(np.searchsorted(cumulative, targets, side="left"))
    cuts = cuts[cuts < len(cumulative) - 1]
    starts = np.concatenate([[0], cuts + 1])
    return np.add.reduceat(reference.counts, starts), np.add.reduceat(current.counts, starts)
