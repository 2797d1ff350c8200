"""Quantiles of a sample given as values with counts: their intervals, their difference, and a robust scale."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from driftcli.stats.counts import Counts
from driftcli.stats.intervals import Difference, Interval, difference_of
from driftcli.stats.special import ndtri

NORMAL_IQR = 1.349
"""Interquartile range of a normal with sd 1."""

NORMAL_RANGE_95 = 3.92
"""Distance between the 2.5 % and 97.5 % points of a normal with sd 1."""


def order_statistics(values: npt.ArrayLike, counts: npt.ArrayLike, levels: npt.ArrayLike) -> Counts:
    """Values that were observed at these levels: the ceil(level n)-th smallest.

    Parameters
    ----------
    values : array_like, shape (K,)
        Distinct values in ascending order.
    counts : array_like, shape (K,)
        Rows per value.
    levels : array_like, shape (L,)
        In [0, 1]; 0 gives the smallest value.

    Returns
    -------
    ndarray, shape (L,)
        0 when the sample is empty.
    """
    return _observed(*_cumulated(values, counts), levels)


def _observed(v: Counts, cumulative: Counts, levels: npt.ArrayLike) -> Counts:
    wanted = np.asarray(levels, dtype=np.float64)
    if not v.size:
        return np.zeros(wanted.shape)
    ranks = np.clip(np.ceil(wanted * cumulative[-1] * (1 - 1e-15)), 1, cumulative[-1])
    return np.asarray(v[np.searchsorted(cumulative, ranks, side="left")])


def quantiles(values: npt.ArrayLike, counts: npt.ArrayLike, levels: npt.ArrayLike) -> Counts:
    """Linearly interpolated quantiles, those of ``numpy.quantile`` on the rows.

    Parameters
    ----------
    values : array_like, shape (K,)
        Distinct values in ascending order.
    counts : array_like, shape (K,)
        Rows per value.
    levels : array_like, shape (L,)
        In [0, 1].

    Returns
    -------
    ndarray, shape (L,)
        0 when the sample is empty. Between a finite and an infinite value the nearer one is taken.
    """
    return _interpolated(*_cumulated(values, counts), levels)


def _interpolated(v: Counts, cumulative: Counts, levels: npt.ArrayLike) -> Counts:
    wanted = np.asarray(levels, dtype=np.float64)
    if not v.size:
        return np.zeros(wanted.shape)
    position: Counts = np.clip(wanted, 0, 1) * (cumulative[-1] - 1)
    low = v[np.searchsorted(cumulative, np.floor(position), side="right")]
    high = v[np.searchsorted(cumulative, np.ceil(position), side="right")]
    part = position - np.floor(position)
    finite = np.isfinite(low) & np.isfinite(high)
    bounded_low, bounded_high = np.where(finite, low, 0.0), np.where(finite, high, 0.0)
    between = bounded_low * (1 - part) + bounded_high * part
    inside = np.clip(between, bounded_low, bounded_high)
    return np.where(finite, inside, np.where(part < 0.5, low, high))


def woodruff_levels(level: float, n: float, *, confidence: float = 0.95, rank_error: float = 0.0) -> Interval:
    """Levels whose order statistics bound the quantile at `level`.

    Parameters
    ----------
    level : float
        In [0, 1].
    n : float
        Rows.
    confidence : float
        Two-sided.
    rank_error : float
        Known rank error of an approximate distribution, which widens the levels.

    Returns
    -------
    Interval
        level -+ (z sqrt(level (1 - level) / n) + rank_error), within [0, 1]; all of it when n is 0.

    References
    ----------
    Woodruff 1952, JASA 47:635.
    """
    if n <= 0:
        return Interval(0.0, 1.0)
    half = float(ndtri((1 + confidence) / 2)) * math.sqrt(level * (1 - level) / n) + rank_error
    return Interval(max(0.0, level - half), min(1.0, level + half))


def quantile_interval(
    values: npt.ArrayLike, counts: npt.ArrayLike, level: float, *, confidence: float = 0.95, rank_error: float = 0.0
) -> Interval:
    """Distribution-free interval of a quantile; the arguments are those of `quantiles` and `woodruff_levels`."""
    return _enclosed(*_cumulated(values, counts), level, confidence=confidence, rank_error=rank_error)


def _enclosed(v: Counts, cumulative: Counts, level: float, *, confidence: float, rank_error: float = 0.0) -> Interval:
    n = float(cumulative[-1]) if len(v) else 0.0
    levels = woodruff_levels(level, n, confidence=confidence, rank_error=rank_error)
    low, high = _observed(v, cumulative, levels).tolist()
    return Interval(low, high)


class Quantile(NamedTuple):
    """An interpolated quantile of one sample with its interval."""

    value: float
    low: float
    high: float
    rows: float
    """Rows of the sample."""


def quantile_of(values: npt.ArrayLike, counts: npt.ArrayLike, level: float, *, confidence: float = 0.95) -> Quantile:
    """One quantile, as `quantiles` gives it, and its interval, as `quantile_interval` does, widened to hold it."""
    v, cumulative = _cumulated(values, counts)
    value = float(_interpolated(v, cumulative, [level])[0])
    low, high = _enclosed(v, cumulative, level, confidence=confidence)
    return Quantile(value, min(low, value), max(high, value), float(cumulative[-1]) if len(v) else 0.0)


def quantile_difference(
    values: npt.ArrayLike,
    reference_counts: npt.ArrayLike,
    current_counts: npt.ArrayLike,
    level: float,
    *,
    confidence: float = 0.95,
) -> Difference:
    """Difference of a quantile between two samples, current less reference.

    Parameters
    ----------
    values : array_like, shape (K,)
        Distinct values of both samples in ascending order.
    reference_counts, current_counts : array_like, shape (K,)
        Rows per value.
    level : float
        In [0, 1]; 0.5 for the median.
    confidence : float
        Of the interval, two-sided.

    Returns
    -------
    Difference
        Interpolated quantiles, with the interval that MOVER makes of their two Woodruff intervals. 0 within
        infinite bounds when a sample is empty or a quantile is infinite.
    """
    reference, current = (
        quantile_of(values, counts, level, confidence=confidence) for counts in (reference_counts, current_counts)
    )
    return difference_of_quantiles(reference, current)


def difference_of_quantiles(reference: Quantile, current: Quantile) -> Difference:
    """Difference of two quantiles that are at hand, as `quantile_difference` gives it."""
    if any(side.rows == 0 or not math.isfinite(side.value) for side in (reference, current)):
        return Difference(0.0, -math.inf, math.inf)
    old, new = (Interval(side.low, side.high) for side in (reference, current))
    return difference_of(reference.value, old, current.value, new)


def robust_scale(values: npt.ArrayLike, counts: npt.ArrayLike) -> float:
    """Spread of the bulk of a sample in the unit of a standard deviation.

    Parameters
    ----------
    values : array_like, shape (K,)
        Distinct values in ascending order; infinite ones are left out.
    counts : array_like, shape (K,)
        Rows per value.

    Returns
    -------
    float
        The first positive of IQR/1.349, (Q97.5 - Q2.5)/3.92 and the standard deviation; 0 means that there is no
        scale: all rows are equal, there are none, or their range exceeds that of floats.
    """
    v, c = np.asarray(values, dtype=np.float64), np.asarray(counts, dtype=np.float64)
    kept = np.isfinite(v) & (c > 0)
    v, c = v[kept], c[kept]
    if not c.size:
        return 0.0
    q = quantiles(v, c, [0.25, 0.75, 0.025, 0.975])
    with np.errstate(over="ignore"):
        for width, unit in ((q[1] - q[0], NORMAL_IQR), (q[3] - q[2], NORMAL_RANGE_95)):
            if 0 < width < math.inf:
                return float(width / unit)
    p = c / c.sum()
    return _scaled_norm(v - float(v @ p), p)


def _scaled_norm(deviation: Counts, weights: Counts) -> float:
    """Root of the weighted mean square, without squaring beyond the range of floats."""
    largest = float(np.abs(deviation).max())
    if largest == 0 or not math.isfinite(largest):
        return 0.0
    return largest * math.sqrt(float(weights @ (deviation / largest) ** 2))


def _cumulated(values: npt.ArrayLike, counts: npt.ArrayLike) -> tuple[Counts, Counts]:
    """Values that occur, with the number of rows up to each."""
    v, c = np.asarray(values, dtype=np.float64), np.asarray(counts, dtype=np.float64)
    occurring = c > 0
    if not occurring.all():
        v, c = v[occurring], c[occurring]
    return v, np.cumsum(c)
