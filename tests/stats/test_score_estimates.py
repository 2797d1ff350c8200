"""Calibration that can and cannot be trusted; estimates of several classes."""

import numpy as np
import pytest

from driftcli.stats.score_estimates import (
    FLATTEST,
    STEEPEST,
    calibrated_class_estimate,
    calibration_slope,
    normalised,
)


@pytest.mark.parametrize("n", [500, 2_000, 6_000])
def test_slope_of_scores_that_can_be_calibrated(n, rng):
    """Any rising distortion of a true probability is undone by the isotonic curve."""
    truth = rng.beta(0.6, 0.6, n)
    label = (rng.random(n) < truth).astype(float)
    found = calibration_slope(truth**3, label)
    assert FLATTEST < found.value < STEEPEST


def test_slope_of_scores_that_say_nothing(rng):
    """What one part of the reference teaches does not come true on another: far below 0.8."""
    found = [calibration_slope(rng.random(1_000), (rng.random(1_000) < 0.3).astype(float)).value for _ in range(20)]
    assert np.mean([slope < FLATTEST for slope in found]) >= 0.9


def test_a_constant_score_has_no_slope(rng):
    assert calibration_slope(np.full(600, 0.5), (rng.random(600) < 0.5).astype(float)).value is None


def test_several_classes_without_change(rng):
    """Scores too sharp by a power; the realised metrics of 4,000 new rows lie within three standard errors."""
    truth = rng.dirichlet([1, 1, 1], 8_000)
    label = (rng.random((8_000, 1)) > np.cumsum(truth, axis=1)).sum(axis=1)
    scores = normalised(truth**2)
    said = scores.argmax(axis=1)
    old, new = slice(0, 4_000), slice(4_000, None)
    found = calibrated_class_estimate(scores[old], label[old], scores[new], said[new])
    realised = np.mean(label[new] == said[new])
    assert found["accuracy"].value == pytest.approx(realised, abs=3 * found["accuracy"].se)
    assert found["accuracy"].se == pytest.approx(np.sqrt(realised * (1 - realised) / 4_000), rel=0.5)
    assert {"macro_f1", "macro_recall", "roc_auc", "weighted_f1"} <= found.keys()


def test_rows_without_any_probability_become_uniform():
    assert normalised(np.array([[0.0, 0.0], [1.0, 3.0]])).tolist() == [[0.5, 0.5], [0.25, 0.75]]
