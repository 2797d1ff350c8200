"""Curves that the deciding metric carries for the report."""

import numpy as np
import pytest
from checks.performance.making import dataset, outcomes

from driftcli.checks.performance.performance import Params, measure
from driftcli.stats.proportions import wilson


def tables(before, after):
    measured = list(measure(dataset(before), dataset(after), Params()))
    return next(found.details["tables"] for found in measured if found.details["is_primary"])


def test_reliability_by_hand():
    y = [0] * 30 + [1] * 10 + [0] * 10 + [1] * 30
    scores = [0.25] * 40 + [0.75] * 40
    found = tables(outcomes(y, scores=scores), outcomes(y, scores=scores))["reference"]["curves"]
    assert [one["class"] for one in found] == ["1"]
    curve = found[0]["reliability"]
    assert set(zip(curve["predicted"], curve["observed"], strict=True)) == {(0.25, 0.25), (0.75, 0.75)}
    bounds = wilson(10, 40)
    assert (curve["low"][0], curve["high"][0]) == pytest.approx((bounds.low, bounds.high), abs=1e-4)
    assert found[0]["roc"] == {"false_positive_rate": [0, 0.25, 1], "true_positive_rate": [0, 0.75, 1]}
    assert found[0]["precision_recall"] == {"recall": [0.75, 1], "precision": [0.75, 0.5]}


def test_scores_that_are_no_probabilities_have_no_reliability():
    rng = np.random.default_rng(1)
    y = rng.integers(0, 2, 400)
    made = outcomes(y.tolist(), scores=(y * 3 + rng.normal(0, 5, 400)).tolist())
    (found,) = tables(made, made)["current"]["curves"]
    assert "reliability" not in found
    assert found["roc"]["true_positive_rate"][-1] == 1


def test_several_classes_have_curves_each_against_the_rest():
    rng = np.random.default_rng(1)
    y = rng.integers(0, 3, 600)
    raw = rng.random((600, 3)) + np.eye(3)[y]
    share = raw / raw.sum(axis=1, keepdims=True)
    scores = {f"p_{label}": share[:, place].tolist() for place, label in enumerate("abc")}
    made = outcomes(["abc"[label] for label in y], scores=scores)
    found = tables(made, made)["reference"]["curves"]
    assert [one["class"] for one in found] == ["a", "b", "c"]
    assert all(max(one["precision_recall"]["recall"]) == 1 for one in found)


def test_without_scores_there_are_none():
    made = outcomes([0, 1] * 50, [0, 1] * 50)
    assert tables(made, made)["reference"]["curves"] == []


def test_errors_of_a_regression_share_their_bins():
    rng = np.random.default_rng(3)
    y = rng.normal(0, 1, 500)
    before = outcomes(y.tolist(), (y + rng.normal(0, 0.5, 500)).tolist())
    after = outcomes(y.tolist(), (y + rng.normal(1, 0.5, 500)).tolist(), like=before)
    measured = list(measure(dataset(before), dataset(after), Params()))
    picture = next(one.details["picture"] for one in measured if one.details["metric"] == "residual_drift")
    middles = (np.array(picture["edges"][1:]) + np.array(picture["edges"][:-1])) / 2
    assert middles @ picture["reference"] == pytest.approx(0, abs=0.1)
    assert middles @ picture["current"] == pytest.approx(1, abs=0.1)
    assert sum(picture["current"]) == pytest.approx(1, abs=1e-5)
