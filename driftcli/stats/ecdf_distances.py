"""Distances between two cumulative distributions in the unit of the values: Wasserstein and energy.

Values ascend; infinite ones are left out with their rows. An empty sample is at distance 0.
"""

import math

import numpy as np
import numpy.typing as npt

from driftcli.stats.counts import Counts, paired_counts


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
    v, a, b = _finite(values, reference_counts, current_counts)
    return _integral(np.abs(_gap(a, b)), v)


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
    v, a, b = _finite(values, reference_counts, current_counts)
    gap = np.abs(_gap(a, b))
    if not gap.any():
        return 0.0
    mixture = (np.cumsum(a) / a.sum() + np.cumsum(b) / b.sum()) / 2
    first, last = np.searchsorted(mixture, (low, high), side="left")
    inside = slice(int(first), min(int(last), len(v) - 1) + 1)
    return _integral(gap[inside], v[inside])


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
    v, a, b = _finite(values, reference_counts, current_counts)
    return math.sqrt(2 * _integral(_gap(a, b) ** 2, v))


def _finite(
    values: npt.ArrayLike, reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike
) -> tuple[Counts, Counts, Counts]:
    a, b = paired_counts(reference_counts, current_counts)
    v = np.asarray(values, dtype=np.float64)
    if v.shape != a.shape:
        raise ValueError(f"values and counts must have the same shape, got {v.shape} and {a.shape}")
    finite = np.isfinite(v)
    return (v, a, b) if finite.all() else (v[finite], a[finite], b[finite])


def _gap(a: Counts, b: Counts) -> Counts:
    """F - G at each value."""
    n, m = a.sum(), b.sum()
    return np.cumsum(a) / n - np.cumsum(b) / m if n > 0 and m > 0 else np.zeros(len(a))


def _integral(heights: Counts, values: Counts) -> float:
    """Area under steps of these heights; widths beyond the range of floats count only where there is a step."""
    with np.errstate(over="ignore"):
        widths = np.diff(values)
    steps = heights[:-1]
    return float(np.sum(steps[steps > 0] * widths[steps > 0]))
