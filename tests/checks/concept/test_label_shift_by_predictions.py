"""Label shift without labels: what predictions imply, and whether they contradict themselves (METHODS 8.5)."""

import numpy as np
import pytest
from multivariate.pairs import asked, profiled
from scipy.special import expit

from driftcli.checks.check import Measured
from driftcli.checks.concept.label_shift import CHECK
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.reports.wording.finding import sentence

from .estimate_worlds import ROLES, of_two_classes, unlabelled


def shifted(old, new):
    (found,) = asked(CHECK, profiled(old, unlabelled(new)[0], **ROLES))
    return found


def worded(measurement):
    (finding,) = judge([Measured(CHECK, measurement, thresholds=CHECK.thresholds)], Policy())
    return sentence(finding)


def test_shares_alone_are_consistent():
    rng = np.random.default_rng(0)
    found = shifted(of_two_classes(rng, 2_000, 0.3), of_two_classes(rng, 1_500, 0.6))
    positive = next(row for row in found.details["classes"] if row["class"] == "1")
    assert positive["current"] == pytest.approx(0.6, abs=3 * positive["se"])
    assert found.details["consistency"]["is_consistent"]
    assert 1 < found.details["condition"] < 10
    assert "condition number" in found.statistic.note
    assert "if inputs within the classes stayed" in worded(found)


def test_scores_that_moved_contradict_shares():
    """P(y | x) stays and x moves: confident and doubtful predictions imply different shares."""
    rng = np.random.default_rng(1)

    def line(n, shift):
        a = 1.3 * rng.standard_normal(n) + shift
        score = expit(2 * a)
        return {"a": a, "score": score, "said": (score > 0.5).astype(int), "y": (rng.random(n) < score).astype(int)}

    found = shifted(line(3_000, 0.0), line(3_000, 1.0))
    assert found.details["consistency"]["z"] >= 3
    assert not found.details["consistency"]["is_consistent"]
    assert found.effect.lower == 0
    assert "more than the mix moved" in worded(found)


def test_without_scores_nothing_can_contradict():
    rng = np.random.default_rng(2)
    roles = {"target": "y", "prediction": "said"}
    old, new = of_two_classes(rng, 1_000, 0.3), of_two_classes(rng, 1_000, 0.5)
    pair = profiled(*({k: v for k, v in side.items() if k != "score"} for side in (old, unlabelled(new)[0])), **roles)
    (found,) = asked(CHECK, pair)
    assert found.details["consistency"] == {}
