from itertools import combinations

import numpy as np
import pytest

from driftcli.stats.permutation import rank_sum_p_value


def enumerated(reference_counts, current_counts):
    """Every relabelling, counted one by one."""
    pooled = reference_counts + current_counts
    ranks = np.repeat(np.cumsum(pooled) - (pooled - 1) / 2, pooled.astype(int))
    mean = ranks.mean()
    size = int(current_counts.sum())
    observed = current_counts @ (np.cumsum(pooled) - (pooled - 1) / 2)
    sums = np.array([sum(rows) for rows in combinations(ranks.tolist(), size)])
    return np.mean(np.abs(sums - size * mean) >= abs(observed - size * mean) - 1e-9)


@pytest.mark.parametrize(
    ("reference_counts", "current_counts"),
    [([1, 2, 0, 3, 0], [0, 1, 2, 0, 2]), ([3, 0, 0, 0], [0, 1, 1, 1]), ([1, 1, 1, 1], [1, 0, 0, 2])],
)
def test_is_exact_with_ties(reference_counts, current_counts):
    a, b = np.array(reference_counts, dtype=float), np.array(current_counts, dtype=float)
    assert rank_sum_p_value(a, b) == pytest.approx(enumerated(a, b))
    assert rank_sum_p_value(b, a) == pytest.approx(enumerated(a, b))


def test_large_references_are_sampled_with_a_seed(rng):
    a, b = np.bincount(rng.integers(0, 50, 295), minlength=50), np.bincount(rng.integers(20, 50, 5), minlength=50)
    exact = rank_sum_p_value(a.astype(float), b.astype(float))
    sampled = rank_sum_p_value(1000.0 * a, b.astype(float))
    assert sampled == rank_sum_p_value(1000.0 * a, b.astype(float))
    assert sampled == pytest.approx(exact, abs=0.02)
