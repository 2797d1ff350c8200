"""The two-row contingency table: Pearson's and the likelihood-ratio statistic, and Cramér's V."""

import math

import numpy as np
import numpy.typing as npt

from driftcli.stats.counts import occupied_counts
from driftcli.stats.special import chdtrc, rel_entr


def pearson_chi2(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> float:
    """Pearson's statistic of homogeneity, without continuity correction.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per cell; cells empty in both are ignored.

    Returns
    -------
    float
        Chi-square with (occupied cells - 1) degrees of freedom under no change; 0 when a sample is empty.
    """
    a, b = occupied_counts(reference_counts, current_counts)
    n, m = float(a.sum()), float(b.sum())
    if n == 0 or m == 0:
        return 0.0
    return float(np.sum((a * m - b * n) ** 2 / (a + b))) / (n * m)


def g_statistic(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> float:
    """Likelihood-ratio statistic of homogeneity; liberal when cells are nearly empty.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per cell; cells empty in both are ignored.

    Returns
    -------
    float
        As `pearson_chi2`.
    """
    a, b = occupied_counts(reference_counts, current_counts)
    n, m = float(a.sum()), float(b.sum())
    if n == 0 or m == 0:
        return 0.0
    pooled = (a + b) / (n + m)
    return max(0.0, 2 * float(np.sum(rel_entr(a, pooled * n) + rel_entr(b, pooled * m))))


def chi2_p_value(statistic: float, df: float) -> float:
    """Upper tail of the chi-square distribution; 1 without degrees of freedom."""
    return float(chdtrc(df, statistic)) if df > 0 else 1.0


def cramers_v(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> float:
    """Cramér's V between sample and cell, sqrt(Pearson / (n + m)), in [0, 1]; depends on the ratio n : m."""
    a, b = occupied_counts(reference_counts, current_counts)
    total = float(a.sum() + b.sum())
    return min(1.0, math.sqrt(pearson_chi2(a, b) / total)) if total > 0 else 0.0


def cramers_v_corrected(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> float:
    """Cramér's V less what chance alone adds.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per cell; cells empty in both are ignored.

    Returns
    -------
    float
        In [0, 1]; 0 for fewer than two cells.

    Notes
    -----
    With phi2 = Pearson / N and k cells in two rows::

        max(0, phi2 - (k - 1)/(N - 1)) / min(k' - 1, 1 - 1/(N - 1)),   k' = k - (k - 1)^2 / (N - 1)

    References
    ----------
    Bergsma 2013, J. Korean Stat. Soc. 42:323.
    """
    a, b = occupied_counts(reference_counts, current_counts)
    total, cells = float(a.sum() + b.sum()), len(a)
    if total < 3 or cells < 2:
        return 0.0
    excess = pearson_chi2(a, b) / total - (cells - 1) / (total - 1)
    room = min(cells - (cells - 1) ** 2 / (total - 1) - 1, 1 - 1 / (total - 1))
    return min(1.0, math.sqrt(excess / room)) if excess > 0 and room > 0 else 0.0
