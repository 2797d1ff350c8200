"""Calibration of probabilities: METHODS W6.1, and what happens to scores that are calibrated or are not."""

import numpy as np
import pytest

from driftcli.profiles.outcome_scores import score_outcomes
from driftcli.stats.calibration import calibration_bins, calibration_error, recalibration

Y = np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 1])
SCORES = np.array([0.9, 0.8, 0.7, 0.65, 0.6, 0.4, 0.35, 0.3, 0.2, 0.1])


def counted(y, scores):
    return score_outcomes(scores, y, np.ones(len(y)), column="s", of_class=None, edges=np.empty(0), cells=10_000)


def raw_error(y, scores, bins):
    found = counted(y, scores)
    made = calibration_bins(found.weights[0], found.weights[1], found.score_sums, bins, equal_mass=False)
    return float((made.weights / made.weights.sum() * np.abs(made.predicted - made.observed)).sum())


def test_methods_w61_of_five_cells():
    assert raw_error(Y, SCORES, 5) == pytest.approx(0.22, abs=1e-9)


def test_methods_w61_of_ten_cells():
    assert raw_error(Y, SCORES, 10) == pytest.approx(0.33, abs=1e-9)


def simulated(rng, n, slope=1.0):
    logit = rng.normal(0, 1.5, n)
    p = 1 / (1 + np.exp(-logit))
    return (rng.random(n) < 1 / (1 + np.exp(-slope * logit))).astype(int), p


def test_calibrated_scores(rng):
    found = counted(*simulated(rng, 5_000))
    bins = calibration_bins(found.weights[0], found.weights[1], found.score_sums)
    assert calibration_error(bins, 5_000).value < 0.006
    intercept, slope = recalibration(
        found.weights[0], found.weights[1], found.score_sums, found.squares[:2].sum(axis=0)
    )
    assert intercept.low < 0 < intercept.high
    assert slope.low < 1 < slope.high


def test_overconfident_scores(rng):
    found = counted(*simulated(rng, 5_000, slope=0.4))
    bins = calibration_bins(found.weights[0], found.weights[1], found.score_sums)
    error = calibration_error(bins, 5_000)
    assert error.low > 0.08
    assert "is expected of perfectly calibrated scores" in error.note
    _, slope = recalibration(found.weights[0], found.weights[1], found.score_sums, found.squares[:2].sum(axis=0))
    assert slope.low < 0.4 < slope.high < 0.6


@pytest.mark.parametrize(
    ("y", "scores"),
    [(np.repeat([0, 1], 20), np.repeat([0.2, 0.8], 20)), (np.repeat([0, 1], 20), np.full(40, 0.5)),
     (np.ones(20, dtype=int), np.linspace(0.1, 0.9, 20))],
)  # fmt: skip
def test_undefined_where_nothing_can_be_fitted(y, scores):
    found = counted(y, scores)
    for estimate in recalibration(found.weights[0], found.weights[1], found.score_sums, found.squares[:2].sum(axis=0)):
        assert estimate.value is None
        assert estimate.note
