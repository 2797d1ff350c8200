"""Performance without labels: what is estimated, what is refused, what is told beside it (METHODS 7)."""

import json

import numpy as np
import pyarrow as pa
import pytest
from multivariate.pairs import asked, profiled

from driftcli.checks.check import Measured, Skipped
from driftcli.checks.concept.performance_estimate import CHECK
from driftcli.judgement.finding import Outcome, Status
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy

from .estimate_worlds import ROLES, accuracy, noisy, of_two_classes, unlabelled


def estimates(old, new, known=0, roles=ROLES, **params):
    """Metric to its measurement."""
    found = asked(CHECK, profiled(old, unlabelled(new, known)[0], **roles), **params)
    assert not any(isinstance(one, Skipped) for one in found), found
    return {one.subject: one for one in found}


def status(measurement):
    (finding,) = judge([Measured(CHECK, measurement, thresholds=CHECK.thresholds)], Policy())
    return finding.outcome, finding.status


@pytest.fixture(scope="module")
def into_noise():
    """Inputs moved to where labels are noise; only the inputs tell, not the score."""
    rng = np.random.default_rng(1)
    old, new = noisy(rng, 3_000, -0.6), noisy(rng, 3_000, 1.1)
    return estimates(old, new), old, new


def test_inputs_that_moved_into_noise(into_noise):
    """METHODS 7.1: doubly robust right with an honest interval, the score alone wrong, and both are printed."""
    found, _, new = into_noise
    main = found["accuracy"]
    estimate = main.details["estimate"]
    assert estimate["value"] == pytest.approx(accuracy(new), abs=3 * estimate["se"])
    assert 1 - main.details["other_estimates"]["cbpe"] > accuracy(new) + 0.05
    assert "score-only calibration is not enough here" in main.details["cautions"][0]
    assert "score-only calibration is not enough here" in main.statistic.note
    assert status(main) == (Outcome.DEGRADED, Status.WARN)


def test_metrics_that_are_no_average_hold_too(into_noise):
    found, _, new = into_noise
    truth, said = new["y"], new["said"]
    realised = {
        "precision": np.mean(truth[said == 1]),
        "recall": np.mean(said[truth == 1]),
        "specificity": np.mean(1 - said[truth == 0]),
        "f1": 2 * np.sum(truth * said) / (truth.sum() + said.sum()),
        "brier": np.mean((truth - new["score"]) ** 2),
    }
    for name, value in realised.items():
        estimate = found[name].details["estimate"]
        assert estimate["method"] == "conditional_calibration"
        assert estimate["value"] == pytest.approx(value, abs=0.06), name


def test_history_has_what_it_needs(into_noise):
    """Each estimate says of which rows, when, by which method and on what condition it speaks."""
    for name, one in into_noise[0].items():
        kept = one.details["estimate"]
        assert kept["metric"] == name
        assert kept["rows"] == {"reference": 3_000, "current": 3_000}
        assert kept["of_rows"] == {"reference": 3_000, "current": 3_000}
        assert kept["period"] == {"reference": None, "current": None}
        assert kept["low"] < kept["value"] < kept["high"]
        assert kept["se"] > 0
        assert "relation" in kept["condition"]
        json.dumps(dict(one.details), allow_nan=False)


def test_only_trusted_estimates_fail():
    rng = np.random.default_rng(2)
    old, new = noisy(rng, 2_000), noisy(rng, 2_000, 0.7)
    trusted = estimates(old, new, trust=True)["accuracy"]
    assert trusted.details["overlap"] > 0.30
    assert status(trusted) == (Outcome.DEGRADED, Status.FAIL)


def test_weak_overlap_warns_at_most_even_if_trusted(into_noise):
    _, old, _ = into_noise
    new = noisy(np.random.default_rng(3), 3_000, 1.6)
    found = estimates(old, new, trust=True)["accuracy"]
    assert 0.10 < found.details["overlap"] < 0.30
    assert "few inputs are shared" in found.statistic.note
    assert status(found) == (Outcome.DEGRADED, Status.WARN)


def test_no_overlap_is_refused():
    rng = np.random.default_rng(4)
    found = estimates(noisy(rng, 1_500, -1.0), noisy(rng, 1_500, 7.0))
    assert list(found) == ["accuracy"]
    assert "outside the reference" in found["accuracy"].details["refused"]
    assert status(found["accuracy"]) == (Outcome.INSUFFICIENT, Status.SKIPPED)


def test_scores_that_cannot_be_calibrated_are_refused():
    """A score and inputs that say nothing: what one part of the reference teaches is not true of another."""
    rng = np.random.default_rng(5)

    def drawn(n):
        score = rng.random(n)
        label = (rng.random(n) < 0.4).astype(int)
        return {"x": rng.standard_normal(n), "score": score, "said": (score > 0.5).astype(int), "y": label}

    found = estimates(drawn(1_000), drawn(1_000))
    assert "cannot be calibrated" in found["f1"].details["refused"]
    assert status(found["f1"])[1] is Status.SKIPPED
    assert found["accuracy"].details["refused"] == ""
    assert "cannot be calibrated" in found["accuracy"].details["score_refused"]
    assert "cbpe" not in found["accuracy"].details["other_estimates"]


@pytest.mark.parametrize(
    ("rows", "share", "reason"),
    [(400, 0.5, "400 rows of the reference have a label"), (1_000, 0.03, "the rarer class has")],
)
def test_few_labels_are_refused(rows, share, reason):
    rng = np.random.default_rng(6)
    (found,) = asked(
        CHECK, profiled(of_two_classes(rng, rows, share), unlabelled(of_two_classes(rng, 800, share))[0], **ROLES)
    )
    assert reason in found.reason
    assert found.insufficient


def test_labels_that_contradict_refuse():
    """300 labels of a current period whose relation was inverted on a third of the rows."""
    rng = np.random.default_rng(7)
    found = estimates(noisy(rng, 2_000), noisy(rng, 2_000, flip=0.35), known=300)["accuracy"]
    assert found.details["labelled_part"]["rows"] == 300
    assert found.details["labelled_part"]["z"] > 3
    assert "contradict it" in found.details["refused"]


def test_easy_rows_that_are_labelled_first_do_not_contradict():
    """Labels only where there is little noise: each row is held against its own expectation."""
    rng = np.random.default_rng(8)
    new = noisy(rng, 3_000)
    order = np.argsort(new["c"])
    found = estimates(noisy(rng, 3_000), {name: values[order] for name, values in new.items()}, known=900)["accuracy"]
    assert found.details["labelled_part"]["loss"] < 0.08
    assert abs(found.details["labelled_part"]["z"]) < 3
    assert found.details["refused"] == ""


def test_label_shift_is_offered_where_inputs_show_nothing():
    """Features that do not carry the class: predictions alone moved."""
    rng = np.random.default_rng(9)

    def drawn(n, share):
        made = of_two_classes(rng, n, share)
        return {"w": rng.standard_normal(n), **{name: made[name] for name in ("score", "said", "y")}}

    new = drawn(2_000, 0.6)
    found = estimates(drawn(2_000, 0.3), new)["accuracy"]
    told = [one for one in found.details["cautions"] if "the mix of predictions moved" in one]
    assert told
    assert 1 - found.details["other_estimates"]["label_shift"] == pytest.approx(accuracy(new), abs=0.04)


def test_the_positive_class_and_the_threshold_are_those_of_performance():
    rng = np.random.default_rng(10)
    old, new = of_two_classes(rng, 1_500, 0.4), of_two_classes(rng, 1_500, 0.4)
    found = estimates(old, new, threshold=0.9)
    said = old["score"] >= 0.9
    assert found["accuracy"].details["reference"]["value"] == pytest.approx(np.mean(said == old["y"]), abs=1e-9)
    assert found["recall"].details["estimate"]["value"] == pytest.approx(
        np.mean(new["score"][new["y"] == 1] >= 0.9), abs=0.06
    )
    primary = estimates(old, new, primary="f1")
    assert [name for name, one in primary.items() if one.details["is_primary"]] == ["f1"]


def test_a_rare_class_is_judged_by_auc():
    rng = np.random.default_rng(11)
    found = estimates(of_two_classes(rng, 2_000, 0.1), of_two_classes(rng, 2_000, 0.1))
    assert [name for name, one in found.items() if one.details["is_primary"]] == ["roc_auc"]


def test_several_classes():
    rng = np.random.default_rng(12)
    names = np.array(["ash", "birch", "cedar"])

    def drawn(n):
        score = rng.dirichlet([0.6, 0.6, 0.6], n)
        label = (rng.random((n, 1)) > np.cumsum(score, axis=1)).sum(axis=1)
        said = score.argmax(axis=1)
        columns = {f"p_{name}": score[:, code] for code, name in enumerate(names)}
        return {"w": rng.standard_normal(n), **columns, "said": pa.array(names[said]), "y": names[label]}, label == said

    (old, _), (new, hits) = drawn(2_000), drawn(2_000)
    roles = {"target": "y", "prediction": "said", "scores": tuple(f"p_{name}" for name in names)}
    new["y"] = pa.array([None] * 2_000, type=pa.string())
    found = {one.subject: one for one in asked(CHECK, profiled({**old, "y": pa.array(old["y"])}, new, **roles))}
    assert {"accuracy", "macro_f1", "macro_recall", "weighted_f1", "roc_auc"} <= found.keys()
    for name in ("accuracy", "macro_recall", "macro_f1"):
        kept = found[name].details["estimate"]
        assert kept["value"] == pytest.approx(hits.mean(), abs=4 * kept["se"])
    assert found["macro_f1"].details["estimate"]["method"] == "weighted_calibration"
    assert {"cbpe", "cbpe_weighted", "label_shift"} <= found["accuracy"].details["other_estimates"].keys()


def test_a_few_missing_scores_leave_rows_out_not_the_scores():
    rng = np.random.default_rng(13)
    old, new = of_two_classes(rng, 1_000, 0.5), of_two_classes(rng, 1_000, 0.5)
    new["score"][:20] = np.nan
    found = estimates(old, new)
    assert found["f1"].n_current == 980


def test_groups_of_rows_widen_every_interval():
    """Every row ten times over, as ten rows of one user: errors are sqrt(10) times as large."""
    rng = np.random.default_rng(21)
    tables = [{name: np.repeat(values, 10) for name, values in noisy(rng, 250, 0.0).items()} for _ in range(2)]
    users = [[f"{side}{place // 10}" for place in range(2_500)] for side in "ab"]
    alone = estimates(*({**table, "user": ["u"] * 2_500} for table in tables))
    held = estimates(
        *({**table, "user": user} for table, user in zip(tables, users, strict=True)),
        roles={**ROLES, "cluster": "user"},
    )
    for name in ("accuracy", "precision", "roc_auc"):
        ratio = held[name].details["estimate"]["se"] / alone[name].details["estimate"]["se"]
        assert ratio > 2, (name, ratio)
        widths = [side[name].details["reference"] for side in (held, alone)]
        before = [one["high"] - one["low"] for one in widths]
        assert before[0] > 2.2 * before[1], (name, before)
