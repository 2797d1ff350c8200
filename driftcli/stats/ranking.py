"""How well rows of a query are ranked by their scores: NDCG, MAP, MRR and hit rate at k, one value a query."""

import numpy as np
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.stats.estimates import Estimate, on_logit, undefined
from driftcli.stats.loss_moments import FloatArray, LossMoments

NDCG, MAP, MRR, HIT = 1, 2, 3, 4
"""Places of the values in the vector of a query; place 0 holds 1."""
NAMES = {"ndcg": NDCG, "map": MAP, "mrr": MRR, "hit_rate": HIT}


@dataclass(frozen=True)
class RankedQueries:
    """Values of each query that has a relevant row."""

    values: FloatArray
    """NDCG, average precision, reciprocal rank and hit, shape (queries, 4)."""
    without_relevant: int
    """Queries without a relevant row; they have no ranking to judge and are left out."""


def rank_queries(queries: NDArray[np.int64], relevance: FloatArray, scores: FloatArray, k: int) -> RankedQueries:
    """Value the ranking of each query.

    Parameters
    ----------
    queries
        Query of each row, shape (rows,).
    relevance
        Not negative; 0 is irrelevant, shape (rows,).
    scores
        Rows are ranked by falling score, shape (rows,).
    k
        Ranks that count for NDCG, average precision and hit.

    Notes
    -----
    NDCG has gain ``relevance`` and discount ``1 / log2(rank + 1)``; tied scores share the mean of their gains. Average
    precision is divided by min(k, relevant rows). For it, the reciprocal rank and the hit, tied rows come in the least
    favourable order, so that a constant score earns nothing.

    References
    ----------
    Järvelin & Kekäläinen 2002, ACM TOIS 20:422; McSherry & Najork 2008, ECIR.
    """
    _, query = np.unique(queries, return_inverse=True)
    count = int(query.max(initial=-1)) + 1
    order = np.lexsort((relevance, -scores, query))
    by, gain, score = query[order], relevance[order], scores[order]
    rank = _rank_within(by)
    discount = np.where(rank < k, 1 / np.log2(rank + 2.0), 0.0)
    dcg = _sums(by, _tie_means(by, score, gain) * discount, count)
    ideal = relevance[np.lexsort((-relevance, query))]
    best = _sums(by, ideal * discount, count)
    is_hit = gain > 0
    within = _counted_within(by, is_hit)
    relevant = _sums(by, is_hit.astype(float), count)
    precision = _sums(by, np.where(is_hit & (rank < k), within / (rank + 1.0), 0.0), count)
    first = _sums(by, np.where(is_hit & (within == 1), 1 / (rank + 1.0), 0.0), count)
    hit = (_sums(by, (is_hit & (rank < k)).astype(float), count) > 0).astype(float)
    kept = relevant > 0
    values = np.column_stack(
        [dcg[kept] / best[kept], precision[kept] / np.minimum(relevant[kept], k), first[kept], hit[kept]]
    )
    return RankedQueries(values, int(count - kept.sum()))


def mean_over_queries(moments: LossMoments, place: int) -> Estimate:
    """Mean of a value over queries, with its interval on the logit scale; a query counts once, whatever its rows."""
    if moments.weight <= 0:
        return undefined("no query has a relevant row")
    return on_logit(moments.mean(place), moments.se({place: 1.0}), moments.rows)


def _starts(by: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.flatnonzero(np.append(True, by[1:] != by[:-1])) if len(by) else np.empty(0, dtype=np.int64)


def _rank_within(by: NDArray[np.int64]) -> NDArray[np.int64]:
    starts = _starts(by)
    return np.arange(len(by)) - np.repeat(starts, np.diff(np.append(starts, len(by))))


def _counted_within(by: NDArray[np.int64], is_hit: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Hits of the query up to each row."""
    starts = _starts(by)
    hits = np.cumsum(is_hit.astype(np.int64))
    before = np.repeat((hits - is_hit)[starts], np.diff(np.append(starts, len(by))))
    return np.asarray(hits - before, dtype=np.int64)


def _tie_means(by: NDArray[np.int64], score: FloatArray, gain: FloatArray) -> FloatArray:
    """Mean gain of the rows of a query with one score, for each of them."""
    if len(by) == 0:
        return gain
    is_new = np.append(True, (by[1:] != by[:-1]) | (score[1:] != score[:-1]))
    tie = np.cumsum(is_new) - 1
    return np.asarray((np.bincount(tie, gain) / np.bincount(tie))[tie], dtype=np.float64)


def _sums(by: NDArray[np.int64], values: FloatArray, count: int) -> FloatArray:
    return np.bincount(by, values, minlength=count).astype(np.float64)
