"""How far facts may be off that hang on the place of a quantile, or on rows that are known by cell only.

The counts between edges are exact; they tell between which edges a quantile of the reference lies, and so how many rows
may be on either side of it for certain.
"""

import numpy as np

from driftcli.checks.drift.number_bounds import Cells, debiased_size, ranks_of
from driftcli.profiles.grid import FENCE_FACTOR, FloatArray
from driftcli.profiles.numeric import NumericProfile
from driftcli.stats.cell_bounds import Range, cell_divergence_kernel, divergence_range
from driftcli.stats.proportions import cohen_h
from driftcli.stats.shape import ShapeTest

DECILES = np.arange(1, 10) / 10
_ROUNDING = 1e-12
"""Relative room for the order in which a fence is calculated."""


def rows_beyond(profile: NumericProfile, low: Range, high: Range) -> Range:
    """Finite rows below ``low`` or above ``high``, each known within a range only."""
    if profile.values.is_complete and low.low == low.high and high.low == high.high:
        values, counts = profile.values.values, profile.values.counts
        exact = float(counts[np.isfinite(values) & ((values < low.low) | (values > high.high))].sum())
        return Range(exact, exact)
    edges = profile.grid.edges
    reached = np.concatenate([[0], np.cumsum(Cells(profile, profile).finite_counts(profile))])
    below = reached[np.searchsorted(edges, low.low, "left")], reached[np.searchsorted(edges, low.high, "left") + 1]
    up_to = reached[np.searchsorted(edges, high.low, "right")], reached[np.searchsorted(edges, high.high, "left") + 1]
    return Range(float(below[0] + reached[-1] - up_to[1]), float(below[1] + reached[-1] - up_to[0]))


def far_out_rows(reference: NumericProfile, current: NumericProfile) -> tuple[Range, Range]:
    """Rows of both beyond the outer fences that the reference's own quartiles give."""
    cells = Cells(reference, current)
    first, third = (cells.bracket(reference, level) for level in (0.25, 0.75))
    low, high = _fence(first, third), _fence(third, first)
    return rows_beyond(reference, low, high), rows_beyond(current, low, high)


def _fence(near: Range, far: Range) -> Range:
    """The quartile ``near`` less three times the way to the other."""
    if near.low == near.high and far.low == far.high:
        exact = near.low - FENCE_FACTOR * (far.low - near.low)
        return Range(exact, exact)
    least, most = (one + FENCE_FACTOR * (one - other) for one, other in ((near.low, far.high), (near.high, far.low)))
    room = _ROUNDING * (1 + FENCE_FACTOR) * max(abs(value) for value in (*near, *far))
    return Range(least - room, most + room)


def share_difference(before: Range, after: Range, n: int, m: int) -> Range:
    """Range of a share of m rows less one of n rows, of which some are known within ranges."""
    return Range(after.low / m - before.high / n, after.high / m - before.low / n)


def h_range(before: Range, after: Range, n: int, m: int) -> Range:
    """Range of Cohen's h between the two."""
    return Range(cohen_h(before.high, n, after.low, m), cohen_h(before.low, n, after.high, m))


def median_difference(reference: NumericProfile, current: NumericProfile) -> Range:
    """Range of the difference of the medians."""
    cells = Cells(reference, current)
    before, after = cells.bracket(reference, 0.5, is_finite=False), cells.bracket(current, 0.5)
    return Range(after.low - before.high, after.high - before.low)


def unlikeness_range(reference: NumericProfile, current: NumericProfile, test: ShapeTest) -> Range:
    """Range of the size of a shape test over the reference's own deciles, of the current finite values."""
    cells, m = Cells(reference, current), max(1, current.n - current.infinities)
    cuts = cells.cuts(ranks_of(DECILES, reference.n))
    finite = cuts._replace(
        current_low=_of_finite(cuts.current_low, current, m), current_high=_of_finite(cuts.current_high, current, m)
    )
    boxes = finite.boxes().occupied()
    found = divergence_range(cell_divergence_kernel, boxes)
    surely = int(np.count_nonzero((boxes.p_low > 0) | (boxes.q_low > 0)))
    return Range(
        debiased_size(found.low, len(boxes.p_low) - 1, test), debiased_size(found.high, max(0, surely - 1), test)
    )


def _of_finite(shares: FloatArray, current: NumericProfile, m: int) -> FloatArray:
    rows = np.rint(shares * max(1, current.n)) - current.negative_infinities
    return np.asarray(np.clip(rows, 0, m) / m)
