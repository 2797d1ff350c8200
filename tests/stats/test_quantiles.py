import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftcli.stats.quantiles import (
    order_statistics,
    quantile_difference,
    quantile_interval,
    quantiles,
    robust_scale,
    woodruff_levels,
)

ROWS = st.lists(st.integers(-50, 50), min_size=1, max_size=40)


def counted(rows):
    return np.unique(np.asarray(rows, dtype=float), return_counts=True)


def test_woodruff_of_methods_w1_6():
    assert woodruff_levels(0.5, 101) == pytest.approx((0.40248636, 0.59751364), rel=1e-5)
    assert quantile_interval(np.arange(1, 102), np.ones(101), 0.5) == (41, 61)


def test_rank_errors_widen_the_levels():
    exact, sketched = woodruff_levels(0.5, 10_000), woodruff_levels(0.5, 10_000, rank_error=0.0014)
    assert sketched == pytest.approx((exact.low - 0.0014, exact.high + 0.0014))


def test_robust_scale_of_methods_1_5():
    assert robust_scale([*range(1, 100), 1e9], np.ones(100)) == pytest.approx(36.69, abs=5e-3)


@pytest.mark.parametrize(
    ("values", "counts", "scale"),
    [
        ([0, 1, 2], [90, 5, 5], 2 / 3.92),  # no IQR
        ([0, 1], [999, 1], math.sqrt(0.001 * 0.999)),  # no 95 % range either
        ([7], [50], 0.0),
        ([], [], 0.0),
        ([-math.inf, 1, 2, math.inf], [9, 0, 0, 9], 0.0),
        ([-math.inf, 1, 3, math.inf], [90, 50, 50, 90], 2 / 1.349),
    ],
)
def test_robust_scale_falls_back(values, counts, scale):
    assert robust_scale(values, counts) == pytest.approx(scale)


@given(ROWS, st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_quantiles_are_those_of_numpy(rows, levels):
    assert quantiles(*counted(rows), levels) == pytest.approx(np.quantile(rows, levels), abs=1e-9)


@pytest.mark.parametrize(("level", "rank"), [(0.0, 1), (0.07, 7), (0.5, 50), (0.501, 51), (1.0, 100)])
def test_order_statistics_are_rows(level, rank):
    assert order_statistics(np.arange(1, 101), np.ones(100), [level]) == [rank]


def test_infinite_values_are_ordered_but_not_interpolated():
    values, counts = [-math.inf, 0.0, math.inf], [1, 1, 2]
    assert quantiles(values, counts, [0.0, 0.1, 0.2, 0.4, 0.6, 1.0]).tolist() == [
        -math.inf, -math.inf, 0.0, 0.0, math.inf, math.inf,
    ]  # fmt: skip


def test_difference_of_medians_by_hand():
    """Reference 1..101 with interval 41..61, current the same plus 30: margins of 10 on every side."""
    values = np.arange(1.0, 132.0)
    reference, current = (values <= 101).astype(float), (values >= 31).astype(float)
    result = quantile_difference(values, reference, current, 0.5)
    assert result == pytest.approx((30, 30 - math.hypot(10, 10), 30 + math.hypot(10, 10)))


def test_difference_of_medians_covers_the_truth(rng):
    covered = 0
    for _ in range(400):
        x, y = np.round(rng.lognormal(size=300), 2), np.round(1 + rng.lognormal(size=200), 2)
        values = np.unique(np.concatenate((x, y)))
        a, b = (np.bincount(np.searchsorted(values, z), minlength=len(values)) for z in (x, y))
        result = quantile_difference(values, a, b, 0.5)
        covered += result.low <= 1 <= result.high
    assert 0.92 <= covered / 400 <= 0.99


@pytest.mark.parametrize(
    ("values", "a", "b"),
    [([], [], []), ([1, 2], [3, 4], [0, 0]), ([1, 2], [0, 0], [3, 4]), ([1, math.inf], [1, 9], [9, 1])],
)
def test_without_a_quantile_there_is_no_difference(values, a, b):
    assert quantile_difference(values, a, b, 0.5) == (0, -math.inf, math.inf)


def test_empty_samples():
    assert quantiles([], [], [0.5]).tolist() == order_statistics([], [], [0.5]).tolist() == [0.0]
    assert woodruff_levels(0.5, 0) == (0, 1)
