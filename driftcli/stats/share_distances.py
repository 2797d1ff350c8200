"""Distances between the shares of two samples over cells: reported for familiarity, none of them decides.

The cells may come in any order; those empty in both samples are ignored. An empty sample is at distance 0.
"""

import math

import numpy as np
import numpy.typing as npt

from driftcli.stats.counts import Counts, occupied_counts, pair_size, shares
from driftcli.stats.special import chdtri, rel_entr

ZERO_ROWS = 0.5
"""Rows assumed in an empty cell where a formula divides by its share."""


def psi(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> float:
    """Compute the population stability index, sum (q - p) ln(q / p).

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per cell.

    Returns
    -------
    float
        At least 0, unbounded. An empty cell counts as half a row.
    """
    if (pair := _positive_shares(reference_counts, current_counts)) is None:
        return 0.0
    p, q = pair
    return float(np.sum((q - p) * np.log(q / p)))


def psi_null_quantile(n: int, m: int, bins: int, level: float) -> float:
    """Value that the PSI of two samples of one population stays below with probability `level`.

    Parameters
    ----------
    n, m : int
        Rows of the two samples.
    bins : int
        Cells.
    level : float
        In (0, 1).

    Returns
    -------
    float
        (1/n + 1/m) times the chi-square quantile with bins - 1 degrees of freedom; 0 when nothing can differ.

    References
    ----------
    Yurdakul 2018, thesis, Western Michigan University.
    """
    if n <= 0 or m <= 0 or bins < 2:
        return 0.0
    return float(chdtri(bins - 1, 1 - level)) / pair_size(n, m)


def kl_divergence(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> float:
    """Kullback-Leibler divergence of the current sample from the reference, sum q ln(q / p), in nats.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per cell.

    Returns
    -------
    float
        At least 0, unbounded, asymmetric. An empty cell counts as half a row.
    """
    if (pair := _positive_shares(reference_counts, current_counts)) is None:
        return 0.0
    p, q = pair
    return max(0.0, float(np.sum(q * np.log(q / p))))


def js_distance(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike, *, base: float) -> float:
    """Jensen-Shannon distance, the square root of the divergence.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per cell.
    base : float
        Of the logarithm. Tools differ: with base 2 the distance is 1.201 times that with base e.

    Returns
    -------
    float
        From 0 to sqrt(ln 2 / ln base): 1 for base 2, 0.8326 for base e.

    References
    ----------
    Lin 1991, IEEE IT 37:145.
    """
    if (pair := shares(reference_counts, current_counts)) is None:
        return 0.0
    p, q = pair
    middle = (p + q) / 2
    divergence = float(np.sum(rel_entr(p, middle) + rel_entr(q, middle))) / 2
    return math.sqrt(max(0.0, divergence) / math.log(base))


def hellinger(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> float:
    """Hellinger distance, sqrt(sum (sqrt p - sqrt q)^2 / 2), in [0, 1]."""
    if (pair := shares(reference_counts, current_counts)) is None:
        return 0.0
    p, q = pair
    return min(1.0, math.sqrt(float(np.sum((np.sqrt(p) - np.sqrt(q)) ** 2)) / 2))


def total_variation(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> float:
    """Total variation distance, sum |p - q| / 2, in [0, 1]: the share of rows that would have to change cell."""
    if (pair := shares(reference_counts, current_counts)) is None:
        return 0.0
    p, q = pair
    return min(1.0, float(np.abs(p - q).sum()) / 2)


def total_variation_null_mean(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> float:
    """Total variation expected of two samples of one population.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per cell.

    Returns
    -------
    float
        sum sqrt(r (1 - r) / (2 pi N')) with the pooled shares r: subtract it before showing the distance.
    """
    a, b = occupied_counts(reference_counts, current_counts)
    pairs = pair_size(float(a.sum()), float(b.sum()))
    if pairs == 0:
        return 0.0
    pooled = (a + b) / (a.sum() + b.sum())
    return float(np.sqrt(pooled * (1 - pooled) / (2 * math.pi * pairs)).sum())


def _positive_shares(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> tuple[Counts, Counts] | None:
    """Shares in which an empty cell holds half a row of its sample."""
    a, b = occupied_counts(reference_counts, current_counts)
    n, m = a.sum(), b.sum()
    if n == 0 or m == 0:
        return None
    return np.where(a > 0, a, ZERO_ROWS) / n, np.where(b > 0, b, ZERO_ROWS) / m
