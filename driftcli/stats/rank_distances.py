"""Cramér-von Mises and Anderson-Darling: rank tests on the whole distribution, reported for familiarity.

Both use mid-ranks under ties. Neither decides: the p-values of the first are not distribution-free under ties, those
of the second are tabulated between 0.001 and 0.25 only.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from driftcli.stats.counts import Counts, occupied_counts
from driftcli.stats.special import gammaln, kve, psi, zeta

_SERIES = np.arange(100.0)
_SERIES_LOG_WEIGHTS = gammaln(_SERIES + 0.5) - gammaln(_SERIES + 1) + np.log(4 * _SERIES + 1) / 2

_LEVELS = np.array([0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001])
_CRITICAL_VALUES = (
    np.array([0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085])
    + np.array([-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615])
    + np.array([-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154])
)


class CramerVonMises(NamedTuple):
    """Cramér-von Mises statistic T and its asymptotic p-value."""

    statistic: float
    p_value: float


class AndersonDarling(NamedTuple):
    """Anderson-Darling statistic, its standardised form, and a p-value held within [0.001, 0.25]."""

    statistic: float
    standardised: float
    p_value: float


def cramer_von_mises(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> CramerVonMises:
    """Two-sample Cramér-von Mises test.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per value, in ascending order.

    Returns
    -------
    CramerVonMises
        The p-value is that of the limit, floored at 1e-15; ``(0, 1)`` when a sample is empty, all
        rows are equal or there are only two.

    Notes
    -----
    With the pooled mid-ranks r, s of the two samples::

        U = n sum_i (r_i - i)^2 + m sum_j (s_j - j)^2,   T = U/(n m N) - (4 n m - 1)/(6 N)

    References
    ----------
    Anderson 1962, Ann. Math. Stat. 33:1148.
    """
    a, b = occupied_counts(reference_counts, current_counts)
    n, m = float(a.sum()), float(b.sum())
    if n == 0 or m == 0 or len(a) == 1 or n + m < 3:
        return CramerVonMises(0.0, 1.0)
    total, pairs = n + m, n * m
    pooled = a + b
    ranks = np.cumsum(pooled) - (pooled - 1) / 2
    u = n * _squared_rank_gaps(a, ranks) + m * _squared_rank_gaps(b, ranks)
    statistic = u / (pairs * total) - (4 * pairs - 1) / (6 * total)
    mean = (1 + 1 / total) / 6
    variance = (total + 1) * (4 * pairs * total - 3 * (n * n + m * m) - 2 * pairs) / (180 * total**2 * pairs)
    return CramerVonMises(statistic, _limit_tail(1 / 6 + (statistic - mean) / math.sqrt(45 * variance)))


def anderson_darling(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> AndersonDarling:
    """Two-sample Anderson-Darling test, mid-rank form.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per value, in ascending order.

    Returns
    -------
    AndersonDarling
        The p-value is interpolated within [0.001, 0.25] and held at these ends: print "< 0.001". ``(0, 0, 1)`` when
        a sample is empty, all rows are equal or there are fewer than four.

    References
    ----------
    Scholz & Stephens 1987, JASA 82:918, equations 4 and 7.
    """
    a, b = occupied_counts(reference_counts, current_counts)
    n, m = float(a.sum()), float(b.sum())
    total = n + m
    if n == 0 or m == 0 or len(a) == 1 or total < 4:
        return AndersonDarling(0.0, 0.0, 1.0)
    pooled = a + b
    middle = np.cumsum(pooled) - pooled / 2
    weights = pooled / total / (middle * (total - middle) - total * pooled / 4)
    statistic = 0.0
    for counts, rows in ((a, n), (b, m)):
        gaps = total * (np.cumsum(counts) - counts / 2) - middle * rows
        statistic += float(weights @ gaps**2) / rows
    statistic *= (total - 1) / total
    standardised = (statistic - 1) / math.sqrt(_anderson_darling_variance(n, m))
    return AndersonDarling(statistic, standardised, _tabulated_p_value(standardised))


def _tabulated_p_value(standardised: float) -> float:
    """Log p-value by a parabola through the table of Scholz & Stephens, held at its ends."""
    if standardised < _CRITICAL_VALUES[0]:
        return 0.25
    if standardised > _CRITICAL_VALUES[-1]:
        return 0.001
    return math.exp(float(np.polyval(np.polyfit(_CRITICAL_VALUES, np.log(_LEVELS), 2), standardised)))


def _squared_rank_gaps(counts: Counts, ranks: Counts) -> float:
    """Sum over the rows of (pooled mid-rank - rank within the sample)^2, the rows of a value having ranks in turn."""
    centre = np.cumsum(counts) - (counts - 1) / 2
    return float(np.sum(counts * (ranks - centre) ** 2 + counts * (counts**2 - 1) / 12))


def _limit_tail(x: float) -> float:
    """Upper tail of the limiting distribution (Anderson & Darling 1952, equation 1.3)."""
    if x < 0.003:
        return 1.0
    q = (4 * _SERIES + 1) ** 2 / (16 * x)
    below = float(np.sum(np.exp(_SERIES_LOG_WEIGHTS - 2 * q) * kve(0.25, q)))
    return min(1.0, max(1e-15, 1 - below / (math.pi * math.sqrt(math.pi * x))))


def _anderson_darling_variance(n: float, m: float) -> float:
    """Variance of the statistic for two samples; the double sum g has a closed form in harmonic numbers."""
    total = n + m
    H = 1 / n + 1 / m
    h = float(psi(total)) + float(np.euler_gamma)
    following = h + 1 / total
    g = h * h - following * following + math.pi**2 / 6 - float(zeta(2, total + 1))
    a = 4 * g - 6 + (10 - 6 * g) * H
    b = 4 * (2 * g - 4) + 16 * h + (2 * g - 14 * h - 4) * H - 8 * h + 4 * g - 6
    c = 4 * (6 * h + 2 * g - 2) + 2 * (4 * h - 4 * g + 6) + (2 * h - 6) * H + 4 * h
    d = 4 * (2 * h + 6) - 8 * h
    return float((a * total**3 + b * total**2 + c * total + d) / ((total - 1) * (total - 2) * (total - 3)))
