"""How far distances of two cumulative distributions may be off where rows are counted in cells only.

Between two edges both distributions rise from one known share to the next, in an unknown way. Their gap at every point
of the cell, and so its maximum and its integral, lies between known bounds. A cell of a single value hides nothing.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from driftcli.stats.cell_bounds import Range
from driftcli.stats.counts import Counts, paired_counts


class Gaps(NamedTuple):
    """Between which values |F - G| lies inside each cell, shape (cells,)."""

    low: Counts
    high: Counts


def gaps_in_cells(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> Gaps:
    """Range of |F - G| inside cells.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per cell, in ascending order of the cells; both samples have rows.

    Returns
    -------
    Gaps
        Shape (K,).
    """
    a, b = paired_counts(reference_counts, current_counts)
    p, q = a / a.sum(), b / b.sum()
    before = np.cumsum(p) - p - (np.cumsum(q) - q)
    lowest, highest = before - q, before + p
    least = np.maximum(0.0, np.maximum(lowest, -highest))
    return Gaps(least, np.maximum(np.abs(lowest), np.abs(highest)))


def ks_bound(
    reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike, is_single: npt.NDArray[np.bool_], value: float
) -> float:
    """How much larger the two-sample D of the rows may be than ``value``, that of their cells.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per cell.
    is_single : ndarray of bool, shape (K,)
        Cells that hold one value only.
    value : float
        D at the edges; never more than D of the rows.

    Returns
    -------
    float
        0 when every cell that could hide a larger gap holds one value, or when a sample is empty.
    """
    a, b = paired_counts(reference_counts, current_counts)
    hiding = ~is_single & (a > 0) & (b > 0)
    if not hiding.any():
        return 0.0
    return max(0.0, float(gaps_in_cells(a, b).high[hiding].max()) - value)


def theta_bound(
    reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike, is_single: npt.NDArray[np.bool_]
) -> float:
    """How far P(X < Y) + P(X = Y)/2 of the rows may be from that of their cells: half the pairs that share a cell.

    The arguments are those of `ks_bound`.
    """
    a, b = paired_counts(reference_counts, current_counts)
    pairs = float(a.sum() * b.sum())
    return float(a[~is_single] @ b[~is_single]) / 2 / pairs if pairs else 0.0


def wasserstein_range(widths: Counts, gaps: Gaps) -> Range:
    """Range of the integral of |F - G| over cells of these widths, shape (cells,)."""
    with np.errstate(over="ignore"):
        return Range(_area(gaps.low, widths), _area(gaps.high, widths))


def energy_range(widths: Counts, gaps: Gaps) -> Range:
    """Range of the energy distance, the root of twice the integral of (F - G)^2."""
    with np.errstate(over="ignore"):
        area = Range(_area(gaps.low**2, widths), _area(gaps.high**2, widths))
    return area.through(lambda value: math.sqrt(2 * value))


def _area(heights: Counts, widths: Counts) -> float:
    inside = (heights > 0) & (widths > 0)
    return float(np.sum(heights[inside] * widths[inside]))
