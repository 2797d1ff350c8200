"""Metrics of predicted numbers against scikit-learn and METHODS 6.5."""

import math

import numpy as np
import pytest
from sklearn import metrics as sk

from driftcli.stats import regression_metrics as metrics
from driftcli.stats.loss_moments import GroupSpread, LossMoments

Y, SAID = np.array([3, -0.5, 2, 7]), np.array([2.5, 0, 2, 8])


def moments(y, said, weights=None, pivot=0.0):
    weights = np.ones(len(y)) if weights is None else weights
    return LossMoments.of_rows(metrics.regression_losses(y, said, pivot), weights)


W64 = moments(Y, SAID, pivot=2.0)


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (metrics.mean_loss(W64, metrics.ABSOLUTE), 0.5),
        (metrics.rmse(W64), 0.61237244),
        (metrics.r2(W64), 0.94860814),
        (metrics.mean_loss(W64, metrics.ERROR, minimum=-math.inf), 0.25),
        (metrics.mape(W64), 0.32738095),
        (metrics.mean_loss(W64, metrics.SYMMETRIC), 0.57878788),
        (metrics.mean_loss(W64, metrics.PINBALL_HIGH), 0.15),
    ],
)
def test_methods_w64(found, value):
    assert found.value == pytest.approx(value, abs=5e-9)


def test_standard_errors_of_methods_w64():
    assert metrics.rmse(W64).se == pytest.approx(0.1767767, abs=1e-7)
    assert metrics.r2(W64).se == pytest.approx(0.017329996, abs=1e-9)


@pytest.mark.parametrize("is_weighted", [False, True])
def test_scikit_learn_agrees(rng, is_weighted):
    y = rng.normal(50, 10, 2_000)
    said = y + rng.normal(1, 4, 2_000)
    weights = rng.exponential(1.0, 2_000) if is_weighted else np.ones(2_000)
    found = moments(y, said, weights, pivot=49.0)
    pairs = [
        (metrics.mean_loss(found, metrics.ABSOLUTE), sk.mean_absolute_error(y, said, sample_weight=weights)),
        (metrics.rmse(found), sk.root_mean_squared_error(y, said, sample_weight=weights)),
        (metrics.r2(found), sk.r2_score(y, said, sample_weight=weights)),
        (metrics.mape(found), sk.mean_absolute_percentage_error(y, said, sample_weight=weights)),
        (
            metrics.mean_loss(found, metrics.PINBALL_LOW),
            sk.mean_pinball_loss(y, said, sample_weight=weights, alpha=0.1),
        ),
        (
            metrics.mean_loss(found, metrics.PINBALL_HIGH),
            sk.mean_pinball_loss(y, said, sample_weight=weights, alpha=0.9),
        ),
    ]
    for ours, theirs in pairs:
        assert ours.value == pytest.approx(theirs, rel=1e-9)
        assert ours.low < ours.value < ours.high


def test_mape_says_how_many_rows_zeros_cost():
    found = metrics.mape(moments(np.array([0.0, 1.0, 2.0, 0.0]), np.array([1.0, 1.5, 2.0, 0.0])))
    assert found.value == pytest.approx(0.25)
    assert found.note.startswith("50.00%")


def test_nothing_to_divide_by_is_undefined():
    zeros = moments(np.zeros(5), np.ones(5))
    assert metrics.mape(zeros).value is None
    assert metrics.wape(zeros).value is None
    assert metrics.r2(zeros).value is None
    assert metrics.r2(moments(np.full(50, 1e6), np.zeros(50), pivot=1e6)).value is None
    assert metrics.rmse(moments(np.empty(0), np.empty(0))).value is None


def test_moving_the_pivot_changes_nothing(rng):
    y, said = rng.normal(5, 2, 300), rng.normal(5, 2, 300)
    direct, moved = moments(y, said, pivot=1.0), moments(y, said, pivot=5.0).moved(1, 2, 4.0)
    np.testing.assert_allclose(moved.sums, direct.sums, rtol=1e-10)
    np.testing.assert_allclose(moved.gram, direct.gram, rtol=1e-9)


def test_coverage_of_the_intervals(rng):
    """METHODS 6.1: RMSE .954/.937, R2 .939/.951, MAE .955/.946 at n = 200/1000; 400 runs."""
    truth = {"rmse": 2.0, "mae": 2.0 * math.sqrt(2 / math.pi), "r2": 1 - 4 / 29}
    hits = dict.fromkeys(truth, 0)
    for _ in range(400):
        y = rng.normal(0, 5, 200)
        said = rng.normal(0, 2, 200)
        found = moments(y + said, y)
        each = {"rmse": metrics.rmse(found), "mae": metrics.mean_loss(found, metrics.ABSOLUTE), "r2": metrics.r2(found)}
        for name, one in each.items():
            hits[name] += one.low <= truth[name] <= one.high
    for name, count in hits.items():
        assert 0.915 <= count / 400 <= 0.985, name


def test_groups_that_fare_alike_inflate_the_standard_error(rng):
    codes = np.repeat(np.arange(100), 50)
    alone = GroupSpread.of_rows(rng.normal(size=5_000), np.ones(5_000), codes)
    together = GroupSpread.of_rows(np.repeat(rng.normal(size=100), 50), np.ones(5_000), codes)
    assert alone.inflation == pytest.approx(1.0, abs=0.25)
    assert together.inflation == pytest.approx(math.sqrt(50), rel=0.02)
