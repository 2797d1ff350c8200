"""Cardinality: how many distinct values to expect, and how often rows repeat, whatever the number of rows."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from driftcli.stats.special import gammaln


class ExpectedDistinct(NamedTuple):
    """Expected number of distinct values in a smaller sample, and its standard deviation."""

    mean: float
    sd: float


def expected_distinct(counts: npt.ArrayLike, m: int) -> ExpectedDistinct:
    """Distinct values to expect among m rows of a sample, by rarefaction.

    Parameters
    ----------
    counts : array_like, shape (K,)
        Rows per distinct value.
    m : int
        Rows drawn without replacement. Rarefaction cannot extrapolate: from m = n on, the observed number is
        returned with sd 0, so the larger sample must be the one that is thinned.

    Returns
    -------
    ExpectedDistinct
        sum_c (1 - C(n - t_c, m)/C(n, m)); the sd adds the values' binomial variances as if independent, which
        errs on the quiet side because they exclude each other. (0, 0) when the sample is empty.

    References
    ----------
    Hurlbert 1971, Ecology 52:577.
    """
    t, f = _multiplicities(counts)
    n = float(t @ f)
    if m >= n:
        return ExpectedDistinct(float(f.sum()), 0.0)
    if m <= 0:
        return ExpectedDistinct(0.0, 0.0)
    can_miss = t <= n - m
    t, f_missable = t[can_miss], f[can_miss]
    logs = gammaln(n - t + 1) - gammaln(n - t - m + 1) - gammaln(n + 1) + gammaln(n - m + 1)
    missed = np.minimum(1.0, np.exp(logs))
    mean = float(f.sum()) - float(f_missable @ missed)
    return ExpectedDistinct(mean, math.sqrt(float(f_missable @ (missed * (1 - missed)))))


def good_turing_unseen(counts: npt.ArrayLike) -> float:
    """Probability that the next row has a value never seen before: values seen once over rows; 0 without rows.

    References
    ----------
    Good 1953, Biometrika 40:237.
    """
    t, f = _multiplicities(counts)
    return float(f[t == 1].sum() / (t @ f)) if t.size else 0.0


def collision_rate(counts: npt.ArrayLike) -> float:
    """Probability that two different rows are equal, sum t (t - 1) / (n (n - 1)).

    Parameters
    ----------
    counts : array_like, shape (K,)
        Rows per distinct value.

    Returns
    -------
    float
        In [0, 1], comparable between samples of different size; 0 for fewer than two rows.
    """
    t, f = _multiplicities(counts)
    n = float(t @ f)
    return float(f @ (t * (t - 1))) / (n * (n - 1)) if n > 1 else 0.0


def _multiplicities(counts: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Different counts, and how many values have each."""
    c = np.asarray(counts)
    if c.dtype.kind in "iu" and len(c) and c.min() >= 0 and c.max() <= len(c):  # small whole numbers need no sorting
        rows = np.bincount(c)
        different = np.flatnonzero(rows)
        different = different[different > 0]
        return different.astype(np.float64), rows[different].astype(np.float64)
    t, f = np.unique(c[c > 0], return_counts=True)
    return t.astype(np.float64), f.astype(np.float64)
