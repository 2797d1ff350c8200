"""Kolmogorov-Smirnov: the largest gap between two cumulative distributions."""

import math

import numpy as np
import numpy.typing as npt

from driftcli.stats.counts import Counts, pair_size, paired_counts
from driftcli.stats.special import gammaln, kolmogorov

EXACT_PAIRS = 1_000_000
"""Up to this n m the p-value is exact."""


def ks_statistic(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> tuple[float, int]:
    """Largest difference between the cumulative shares.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per value (or cell), in ascending order.

    Returns
    -------
    tuple of float and int
        D in [0, 1] and the position of the value at which it is reached; ``(0, 0)`` when a sample is empty. On
        cells D is a lower bound of that on values.
    """
    a, b = paired_counts(reference_counts, current_counts)
    n, m = a.sum(), b.sum()
    if n == 0 or m == 0:
        return 0.0, 0
    gap = np.abs(np.cumsum(a) * m - np.cumsum(b) * n)
    position = int(np.argmax(gap))
    return float(gap[position] / (n * m)), position


def ks_p_value(D: float, n: int, m: int) -> float:
    """Two-sided p-value of the two-sample statistic.

    Parameters
    ----------
    D : float
        The statistic.
    n, m : int
        Rows of the two samples.

    Returns
    -------
    float
        P(D* >= D) for two samples of one continuous distribution: exact for n m <= 10^6, else Kolmogorov's limit.
        Conservative when values are tied. 1 when a sample is empty.

    Notes
    -----
    Exact by counting the lattice paths from (0, 0) to (n, m) that leave the band |i/n - j/m| < D.

    References
    ----------
    Hodges 1958, Ark. Mat. 3:469.
    """
    if n <= 0 or m <= 0:
        return 1.0
    if n * m > EXACT_PAIRS:
        return float(kolmogorov(math.sqrt(pair_size(n, m)) * D))
    gap = round(D * n * m)
    if gap <= 0:
        return 1.0
    if n == m:
        return _equal_sizes(gap // n, n)
    return _lattice_paths_outside(gap, min(n, m), max(n, m))


def _equal_sizes(steps: int, n: int) -> float:
    """Reflection principle: 2 sum (-1)^(k-1) C(2n, n - k steps) / C(2n, n)."""
    k = np.arange(1, n // steps + 1)
    logs = 2 * gammaln(n + 1) - gammaln(n - k * steps + 1) - gammaln(n + k * steps + 1)
    return float(min(1.0, 2 * np.sum(np.exp(logs) * np.where(k % 2, 1.0, -1.0))))


def _lattice_paths_outside(gap: int, n: int, m: int) -> float:
    """Share of the paths that reach |i m - j n| >= gap, summed where they first do, so that no digits cancel.

    Row i holds the number of paths at (i, j), j inside the band, scaled by its largest entry.
    """
    log_factorial = gammaln(np.arange(n + m + 1) + 1.0)

    def log_onward(i: int, j: npt.NDArray[np.intp] | int) -> npt.NDArray[np.float64]:
        """Log number of ways from (i, j) to (n, m)."""
        return np.asarray(log_factorial[n - i + m - j] - log_factorial[n - i] - log_factorial[m - j])

    log_total, log_scale = float(log_onward(0, 0)), 0.0
    low, high = 0, min(m, -(-gap // n) - 1)
    row: Counts = np.ones(high + 1)
    outside = 0.0
    for i in range(n + 1):
        if high < m:
            outside += float(row[-1] * np.exp(log_scale + log_onward(i, high + 1) - log_total))
        if i == n:
            break
        next_low, next_high = max(0, ((i + 1) * m - gap) // n + 1), min(m, -(-((i + 1) * m + gap) // n) - 1)
        if next_low > low:
            left = np.arange(low, min(next_low, high + 1))
            outside += float(row[: len(left)] @ np.exp(log_scale + log_onward(i + 1, left) - log_total))
        row = np.cumsum(np.append(row[next_low - low :], np.zeros(next_high - max(high, next_low - 1))))
        if not row.size or row[-1] == 0:
            break
        log_scale += math.log(row[-1])
        row /= row[-1]
        low, high = next_low, next_high
    return min(1.0, outside)
