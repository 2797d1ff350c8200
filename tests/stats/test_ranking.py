"""Rankings against scikit-learn's NDCG, and hand arithmetic for the rest."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, ndcg_score

from driftcli.stats.loss_moments import LossMoments
from driftcli.stats.ranking import HIT, MAP, MRR, NDCG, mean_over_queries, rank_queries


def valued(queries, relevance, scores, k=10):
    return rank_queries(np.array(queries), np.array(relevance, dtype=float), np.array(scores, dtype=float), k)


def test_one_query_by_hand():
    """Ranks of the relevant rows: 2 and 3 of 4."""
    found = valued([7] * 4, [0, 1, 1, 0], [0.9, 0.8, 0.7, 0.1], k=2).values[0]
    dcg, best = 1 / np.log2(3), 1 + 1 / np.log2(3)
    assert found.tolist() == pytest.approx([dcg / best, (1 / 2) / 2, 1 / 2, 1.0])


@pytest.mark.parametrize("k", [1, 3, 10])
@pytest.mark.parametrize("has_ties", [False, True])
def test_ndcg_is_that_of_scikit_learn(rng, k, has_ties):
    relevance = rng.integers(0, 4, (50, 8)).astype(float)
    relevance[:, 0] = 1
    scores = rng.integers(0, 3, (50, 8)).astype(float) if has_ties else rng.random((50, 8))
    order = rng.permutation(400)
    found = valued(np.repeat(np.arange(50), 8)[order], relevance.ravel()[order], scores.ravel()[order], k)
    expected = [ndcg_score(one[None], other[None], k=k) for one, other in zip(relevance, scores, strict=True)]
    np.testing.assert_allclose(found.values[:, NDCG - 1], expected, atol=1e-12)


def test_average_precision_is_that_of_scikit_learn(rng):
    relevance = rng.integers(0, 2, (40, 12))
    relevance[:, 0] = 1
    scores = rng.random((40, 12))
    found = valued(np.repeat(np.arange(40), 12), relevance.ravel(), scores.ravel(), k=12)
    expected = [average_precision_score(one, other) for one, other in zip(relevance, scores, strict=True)]
    np.testing.assert_allclose(found.values[:, MAP - 1], expected, atol=1e-12)


def test_a_constant_score_earns_no_more_than_chance_and_no_hit_by_luck():
    found = valued([1] * 4, [1, 0, 0, 0], [0.5] * 4, k=1).values[0]
    assert found[MRR - 1] == 0.25
    assert found[HIT - 1] == 0.0


def test_queries_without_a_relevant_row_are_counted():
    found = valued([1, 1, 2, 2], [0, 0, 1, 0], [0.1, 0.2, 0.3, 0.4])
    assert (len(found.values), found.without_relevant) == (1, 1)


def test_nothing_at_all():
    found = valued([], [], [])
    assert found.values.shape == (0, 4)
    assert mean_over_queries(LossMoments.of_rows(found.values, np.empty(0)), NDCG).value is None
