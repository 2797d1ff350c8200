"""Rank-sum p-values for a handful of rows, where the normal limit of the location test does not hold yet."""

import math

import numpy as np
import numpy.typing as npt

from driftcli.stats.counts import Counts

EXACT_ROWS = 300
"""Up to this many pooled rows the permutation distribution is computed in full."""


def rank_sum_p_value(reference_counts: Counts, current_counts: Counts, *, draws: int = 10_000, seed: int = 0) -> float:
    """Two-sided permutation p-value of the mid-rank sum.

    Parameters
    ----------
    reference_counts, current_counts : ndarray, shape (K,)
        Rows per value, values in ascending order, no cell empty in both. The smaller sample should be small
        (at most a few dozen rows): the cost grows with its square.
    draws : int
        Random relabellings when the pooled sample is too large for the exact distribution.
    seed : int
        Seed of those relabellings, so that equal data give equal p-values.

    Returns
    -------
    float
        P(|W - E W| >= |w - E W|), in (0, 1]. Without ties this is the exact Mann-Whitney p-value.

    Notes
    -----
    Exact by the shift algorithm: the number of ways in which k rows reach the score s is built up row by row.
    Monte-Carlo p-values are (1 + hits) / (1 + draws), which is valid at any number of draws.

    References
    ----------
    Streitberg & Roehmel 1986, Stat. Software Newsletter 12:10. Phipson & Smyth 2010, SAGMB 9:39.
    """
    pooled = reference_counts + current_counts
    n, m = reference_counts.sum(), current_counts.sum()
    chosen, size = (reference_counts, int(n)) if n <= m else (current_counts, int(m))
    scores = (2 * np.cumsum(pooled) - pooled + 1).astype(np.int64)
    centre = size * int(n + m + 1)
    distance = abs(int(chosen @ scores) - centre)
    if n + m <= EXACT_ROWS:
        ways = _score_distribution(np.repeat(scores, pooled.astype(np.int64)), size)
        far = np.abs(np.arange(len(ways)) - centre) >= distance
        return float(min(1.0, ways[far].sum() / math.comb(int(n + m), size)))
    rows = _drawn_rows(int(n + m), size, draws=draws, seed=seed)
    drawn = scores[np.searchsorted(np.cumsum(pooled), rows, side="right")].sum(axis=1)
    return float((1 + np.count_nonzero(np.abs(drawn - centre) >= distance)) / (1 + draws))


def _score_distribution(scores: npt.NDArray[np.int64], size: int) -> Counts:
    """Ways in which `size` of the scores sum to each total."""
    top = int(np.sort(scores)[-size:].sum())
    ways = np.zeros((size + 1, top + 1))
    ways[0, 0] = 1.0
    for score in scores.tolist():
        for taken in range(size, 0, -1):
            ways[taken, score:] += ways[taken - 1, : top + 1 - score]
    return np.asarray(ways[size])


def _drawn_rows(total: int, size: int, *, draws: int, seed: int) -> npt.NDArray[np.int64]:
    """Draw `size` different row numbers below `total`, `draws` times."""
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, total, size=(draws, size))
    while True:
        rows.sort(axis=1)
        repeated = (np.diff(rows, axis=1) == 0).any(axis=1)
        if not repeated.any():
            return rows
        rows[repeated] = rng.integers(0, total, size=(int(repeated.sum()), size))
