"""Curves for the eye against scikit-learn's, which keep every point."""

import numpy as np
import pytest
from sklearn import metrics as sk

from driftcli.stats.curves import POINTS, precision_recall_curve, roc_curve

Y = np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 1])
SCORES = np.array([0.9, 0.8, 0.7, 0.65, 0.6, 0.4, 0.35, 0.3, 0.2, 0.1])


def cells(y, scores, number=10_000):
    place = np.floor(scores * number).astype(int)
    return np.bincount(place[y == 0], minlength=number + 1), np.bincount(place[y == 1], minlength=number + 1)


def test_few_scores_give_every_point():
    wrong, right = roc_curve(*cells(Y, SCORES))
    expected_wrong, expected_right, _ = sk.roc_curve(Y, SCORES, drop_intermediate=False)
    assert set(zip(wrong, right, strict=True)) == set(zip(expected_wrong, expected_right, strict=True))
    recall, precision = precision_recall_curve(*cells(Y, SCORES))
    expected_precision, expected_recall, _ = sk.precision_recall_curve(Y, SCORES)
    expected = set(zip(expected_recall[:-1], expected_precision[:-1], strict=True))  # its last point is made up
    assert set(zip(recall, precision, strict=True)) == expected


def test_thinned_curves_hold_their_areas_and_lie_on_the_whole_curve():
    rng = np.random.default_rng(5)
    y = rng.integers(0, 2, 20_000)
    scores = np.round(np.clip(rng.normal(0.45 + 0.1 * y, 0.15), 0, 1), 4)
    wrong, right = roc_curve(*cells(y, scores))
    assert len(wrong) <= POINTS
    assert np.trapezoid(right, wrong) == pytest.approx(sk.roc_auc_score(y, scores), abs=2e-3)
    whole = sk.roc_curve(y, scores, drop_intermediate=False)
    assert set(zip(wrong, right, strict=True)) <= set(zip(whole[0], whole[1], strict=True))
    recall, precision = precision_recall_curve(*cells(y, scores))
    assert len(recall) <= POINTS
    assert np.trapezoid(precision, recall) == pytest.approx(sk.average_precision_score(y, scores), abs=0.01)


def test_one_class_has_no_curve():
    some, none = np.array([3.0, 1.0]), np.zeros(2)
    assert roc_curve(some, none)[0].size == roc_curve(none, some)[0].size == 0
    assert precision_recall_curve(some, none)[0].size == 0
    assert precision_recall_curve(none, some)[1].tolist() == [1, 1]
