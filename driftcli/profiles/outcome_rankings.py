"""What is kept of rankings: values of each query, summed up over queries."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from driftcli.errors import UsageError
from driftcli.frozen import dataclass
from driftcli.stats.loss_moments import FloatArray, LossMoments
from driftcli.stats.ranking import rank_queries

RANKS = 10
"""Ranks that count, where nobody says how many."""


@dataclass(frozen=True)
class RankingOutcomes:
    """Outcomes of ranking rows within queries. Additive over parts that do not share a query."""

    query: str
    """Column whose values are queries."""
    k: int
    moments: LossMoments
    """Of NDCG, average precision, reciprocal rank and hit at k over queries, shapes (5,) and (5, 5)."""
    queries: int
    """Queries with a relevant row."""
    without_relevant: int = 0
    """Queries without one; they are left out."""

    def merge(self, other: "RankingOutcomes") -> "RankingOutcomes":
        """Add a part.

        Raises
        ------
        UsageError
            When the parts were ranked by other queries or at another k.
        """
        if (self.query, self.k) != (other.query, other.k):
            raise UsageError(
                f"the parts hold rankings of {self.query} at {self.k} and of {other.query} at {other.k}",
                hint="profile every part with one setting of [checks.performance]",
            )
        return replace(
            self,
            moments=self.moments.merge(other.moments),
            queries=self.queries + other.queries,
            without_relevant=self.without_relevant + other.without_relevant,
        )


def ranking_outcomes(
    queries: NDArray[np.int64], relevance: FloatArray, scores: FloatArray, *, query: str, k: int
) -> RankingOutcomes:
    """Sum up the rows of rankings, shapes (rows,); rows without query, relevance or score are left out."""
    is_used = (queries >= 0) & np.isfinite(relevance) & np.isfinite(scores)
    ranked = rank_queries(queries[is_used], np.maximum(relevance[is_used], 0.0), scores[is_used], k)
    moments = LossMoments.of_rows(ranked.values, np.ones(len(ranked.values)))
    return RankingOutcomes(query, k, moments, len(ranked.values), ranked.without_relevant)
