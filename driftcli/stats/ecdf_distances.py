"""Distances between two cumulative distributions in the unit of the values: Wasserstein and energy.

Values ascend; infinite ones are left out with their rows. An empty sample is at distance 0.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from driftcli.stats.counts import Counts, paired_counts


class Steps(NamedTuple):
    """Distribution functions of two samples on one support; both 0 throughout where a sample is empty."""

    values: Counts
    """Finite values, ascending."""
    reference: Counts
    """F at each value."""
    current: Counts
    """G at each value."""
    gap: Counts
    """F - G at each value."""


def wasserstein(values: npt.ArrayLike, reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> float:
    """Wasserstein-1 distance, the integral of |F - G|.

    Parameters
    ----------
    values : array_like, shape (K,)
        Distinct values in ascending order.
    reference_counts, current_counts : array_like, shape (K,)
        Rows per value.

    Returns
    -------
    float
        How far the average row would have to move, in the unit of the values.
    """
    return wasserstein_of(steps_of(values, reference_counts, current_counts))


def wasserstein_of(steps: Steps) -> float:
    """`wasserstein` of two samples whose distribution functions are at hand."""
    return _integral(np.abs(steps.gap), steps.values)


def trimmed_wasserstein(
    values: npt.ArrayLike,
    reference_counts: npt.ArrayLike,
    current_counts: npt.ArrayLike,
    low: float = 0.005,
    high: float = 0.995,
) -> float:
    """Wasserstein-1 distance within the central range of the values, which no single outlier can dominate.

    Parameters
    ----------
    values : array_like, shape (K,)
        Distinct values in ascending order.
    reference_counts, current_counts : array_like, shape (K,)
        Rows per value.
    low, high : float
        The integral of |F - G| runs between these quantiles of the equally weighted mixture (F + G)/2.

    Returns
    -------
    float
        In the unit of the values.
    """
    return trimmed_wasserstein_of(steps_of(values, reference_counts, current_counts), low, high)


def trimmed_wasserstein_of(steps: Steps, low: float = 0.005, high: float = 0.995) -> float:
    """`trimmed_wasserstein` of two samples whose distribution functions are at hand."""
    if not steps.gap.any():
        return 0.0
    mixture = (steps.reference + steps.current) / 2
    first, last = np.searchsorted(mixture, (low, high), side="left")
    inside = slice(int(first), min(int(last), len(mixture) - 1) + 1)
    return _integral(np.abs(steps.gap[inside]), steps.values[inside])


def energy_distance(values: npt.ArrayLike, reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> float:
    """Energy distance, sqrt(2 integral (F - G)^2).

    Parameters
    ----------
    values : array_like, shape (K,)
        Distinct values in ascending order.
    reference_counts, current_counts : array_like, shape (K,)
        Rows per value.

    Returns
    -------
    float
        In the square root of the unit of the values.

    References
    ----------
    Szekely & Rizzo 2004, 2013.
    """
    return energy_distance_of(steps_of(values, reference_counts, current_counts))


def energy_distance_of(steps: Steps) -> float:
    """`energy_distance` of two samples whose distribution functions are at hand."""
    return math.sqrt(2 * _integral(steps.gap**2, steps.values))


def steps_of(values: npt.ArrayLike, reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> Steps:
    """Distribution functions of two samples, from the same arguments as the distances take.

    Raises
    ------
    ValueError
        If the three arrays are not of one length.
    """
    v, a, b = _finite(values, reference_counts, current_counts)
    n, m = a.sum(), b.sum()
    if not (n > 0 and m > 0):
        return Steps(v, np.zeros(len(v)), np.zeros(len(v)), np.zeros(len(v)))
    reference, current = np.cumsum(a) / n, np.cumsum(b) / m
    return Steps(v, reference, current, reference - current)


def _finite(
    values: npt.ArrayLike, reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike
) -> tuple[Counts, Counts, Counts]:
    a, b = paired_counts(reference_counts, current_counts)
    v = np.asarray(values, dtype=np.float64)
    if v.shape != a.shape:
        raise ValueError(f"values and counts must have the same shape, got {v.shape} and {a.shape}")
    finite = np.isfinite(v)
    return (v, a, b) if finite.all() else (v[finite], a[finite], b[finite])


def _integral(heights: Counts, values: Counts) -> float:
    """Area under steps of these heights; widths beyond the range of floats count only where there is a step."""
    with np.errstate(over="ignore"):
        widths = np.diff(values)
    is_step = heights[:-1] > 0
    return float(np.sum(heights[:-1][is_step] * widths[is_step]))
