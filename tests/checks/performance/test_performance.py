"""The check of performance: what it measures, when it refuses, and what it decides."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from sklearn import metrics as sk

from driftcli.audit import run_audit
from driftcli.checks.check import Measured, Rule, Skipped
from driftcli.checks.performance.performance import CHECK, Params
from driftcli.errors import UsageError
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.profiles.groups import Grouping
from driftcli.reports.json.result import render_json
from driftcli.reports.wording.finding import sentence

from .making import dataset, outcomes

SAMPLES = Path(__file__).parents[3] / "sample_data"


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def answers(reference, current, **params):
    return list(CHECK.measure(dataset(reference), dataset(current), Params(**params)))


def by_metric(found):
    return {one.details["metric"]: one for one in found}


def judged(found):
    measured = [Measured(CHECK, one, thresholds=CHECK.thresholds) for one in found]
    return {
        finding.measurement.details["metric"]: finding for finding in judge(measured, Policy()) if finding.measurement
    }


def classified(rng, n, accuracy, rate=0.4):
    y = (rng.random(n) < rate).astype(int)
    right = rng.random(n) < accuracy
    return y, np.where(right, y, 1 - y)


def pair(rng, before=0.93, after=0.80, n=2_000, **columns):
    reference = outcomes(*classified(rng, n, before), **columns)
    return reference, outcomes(*classified(rng, n, after), like=reference, **columns)


def test_a_drop_of_the_primary_metric_fails(rng):
    found = answers(*pair(rng))
    findings = judged(found)
    assert (findings["accuracy"].status, findings["accuracy"].outcome) == ("fail", "degraded")
    assert findings["accuracy"].measurement.details["is_primary"]
    others = [finding for name, finding in findings.items() if name != "accuracy"]
    assert all(finding.status == "ok" for finding in others)
    assert findings["f1"].outcome == "degraded"


def test_no_drop_is_shown_stable(rng):
    findings = judged(answers(*pair(rng, after=0.93, n=20_000)))
    assert (findings["accuracy"].status, findings["accuracy"].outcome) == ("ok", "stable")


def test_few_rows_are_inconclusive_and_say_what_could_be_seen(rng):
    found = answers(*pair(rng, before=0.9, after=0.87, n=200))
    findings = judged(found)
    assert findings["accuracy"].outcome == "inconclusive"
    assert by_metric(found)["accuracy"].details["smallest_visible"] > 0.05
    assert "would have been seen" in sentence(findings["accuracy"])


def test_better_is_improved(rng):
    assert judged(answers(*pair(rng, before=0.8, after=0.95)))["accuracy"].outcome == "improved"


def test_a_training_reference_warns_at_most(rng):
    assert judged(answers(*pair(rng), reference_is="train"))["accuracy"].status == "warn"


def test_delta_is_the_users(rng):
    assert judged(answers(*pair(rng, after=0.90, n=4_000), delta=0.10))["accuracy"].outcome == "stable"


def test_the_primary_metric_is_chosen(rng):
    scores = {"score": rng.random(2_000)}
    balanced = outcomes(*classified(rng, 2_000, 0.9))
    rare = outcomes(*classified(rng, 2_000, 0.9, rate=0.05))
    scored = outcomes(*classified(rng, 2_000, 0.9, rate=0.05), scores=scores)
    for made, primary in ((balanced, "accuracy"), (rare, "f1"), (scored, "roc_auc")):
        assert [name for name, one in by_metric(answers(made, made)).items() if one.details["is_primary"]] == [primary]
    assert by_metric(answers(balanced, balanced, primary="mcc"))["mcc"].details["is_primary"]
    with pytest.raises(UsageError, match="cannot be measured"):
        answers(balanced, balanced, primary="rmse")


def test_fewer_than_thirty_rows_give_values_but_no_verdict(rng):
    reference, _ = pair(rng)
    few = outcomes([1, 0] * 10, [0, 1] * 10, like=reference)
    found = answers(reference, few)
    finding = judged(found)["accuracy"]
    assert by_metric(found)["accuracy"].statistic.current == 0.0
    assert (finding.status, finding.outcome) == ("skipped", "insufficient")
    assert "30 are needed" in finding.reason


def test_few_of_the_rarer_class(rng):
    reference, _ = pair(rng)
    y = np.array([1] * 5 + [0] * 200)
    found = judged(answers(reference, outcomes(y, 1 - y, like=reference)))
    assert found["accuracy"].outcome == "degraded"
    assert found["recall"].outcome == "insufficient"


def test_one_class_only_is_null_not_a_half(rng):
    y, said = classified(rng, 500, 0.9)
    reference = outcomes(y, said, scores=rng.random(500))
    current = outcomes(np.zeros(500, dtype=int), said, scores=rng.random(500), like=reference)
    found = by_metric(answers(reference, current))
    for metric in ("roc_auc", "pr_auc", "mcc", "balanced_accuracy", "recall"):
        assert found[metric].details["current"]["value"] is None
        assert found[metric].details["refused"]
    assert found["accuracy"].details["current"]["value"] is not None


def test_scores_outside_of_zero_to_one_have_no_log_loss(rng):
    y, said = classified(rng, 500, 0.9)
    reference = outcomes(y, said, scores=rng.random(500))
    current = outcomes(y, said, scores=np.append(rng.random(499), 1.5), like=reference)
    found = by_metric(answers(reference, current))
    assert found["log_loss"].details["current"]["value"] is None
    assert "outside" in found["log_loss"].details["refused"]
    assert found["roc_auc"].details["current"]["value"] is not None


@pytest.mark.parametrize(
    ("y", "said", "reason"),
    [([None] * 50, [1, 0] * 25, "no row of the current data has a label"), ([1, 0] * 25, [None] * 50, "both")],
)
def test_nothing_to_judge_is_skipped_with_a_reason(rng, y, said, reason):
    reference, _ = pair(rng)
    (found,) = answers(reference, outcomes(y, said, like=reference))
    assert isinstance(found, Skipped)
    assert reason in found.reason


def test_nothing_is_asked_without_roles():
    assert answers(None, None) == []


def test_late_labels_are_counted_and_may_be_required(rng):
    reference, _ = pair(rng)
    y, said = classified(rng, 1_000, 0.7)
    late = outcomes(np.where(np.arange(1_000) < 400, y, None), said, like=reference)
    found = by_metric(answers(reference, late))["accuracy"]
    assert found.details["unlabelled"] == {"reference": 0, "current": 600}
    assert "60.0%" in found.details["caution"]
    assert found.n_current == 400
    refused = judged(answers(reference, late, minimum_labelled_share=0.5))["accuracy"]
    assert (refused.status, refused.outcome) == ("skipped", "insufficient")


def test_beside_the_best_constant_prediction(rng):
    y, said = classified(rng, 1_000, 0.9, rate=0.3)
    made = outcomes(y, said, scores=np.clip(said * 0.8 + 0.1, 0, 1))
    constants = {name: one.details["constant"]["current"] for name, one in by_metric(answers(made, made)).items()}
    rate = y.mean()
    assert constants["accuracy"] == pytest.approx(max(rate, 1 - rate))
    assert constants["f1"] == pytest.approx(sk.f1_score(y, np.ones(1_000)))
    assert constants["brier"] == pytest.approx(sk.brier_score_loss(y, np.full(1_000, rate)))
    assert constants["log_loss"] == pytest.approx(sk.log_loss(y, np.full(1_000, rate)))


def test_the_positive_label_can_be_said(rng):
    made, _ = pair(rng)
    usual, other = (by_metric(answers(made, made, positive_label=label)) for label in (1, "0"))
    assert usual["recall"].statistic.current == other["specificity"].statistic.current
    with pytest.raises(UsageError, match="does not occur"):
        answers(made, made, positive_label="yes")


def test_a_threshold_instead_of_the_prediction_column(rng):
    y = rng.integers(0, 2, 1_000)
    scores = np.round(rng.random(1_000), 3)
    made = outcomes(y, 1 - y, scores=scores)
    found = by_metric(answers(made, made, threshold=0.7))
    assert found["accuracy"].statistic.current == pytest.approx(np.mean(y == (scores >= 0.7)))


def test_scores_alone_decide_at_a_half(rng):
    y, scores = rng.integers(0, 2, 1_000), rng.random(1_000)
    made = outcomes(y, scores=scores)
    assert by_metric(answers(made, made))["accuracy"].statistic.current == pytest.approx(np.mean(y == (scores >= 0.5)))


@pytest.mark.parametrize("positive", ["0", "1"])
def test_one_score_column_a_class(rng, positive):
    y = rng.integers(0, 2, 1_000)
    p = np.round(np.clip(rng.normal(0.4 + 0.2 * y, 0.2), 0, 1), 3)
    made = outcomes(y, (p > 0.5).astype(int), scores={"p_0": 1 - p, "p_1": p})
    found = by_metric(answers(made, made, positive_label=positive))
    assert found["roc_auc"].statistic.current == pytest.approx(sk.roc_auc_score(y, p), abs=1e-9)
    assert found["log_loss"].statistic.current == pytest.approx(sk.log_loss(y, np.clip(p, 1e-15, 1 - 1e-15)), abs=1e-6)


def test_several_classes_with_scores(rng):
    y = rng.integers(0, 3, 2_000)
    scores = np.round(rng.dirichlet(np.ones(3), 2_000) + 0.5 * np.eye(3)[y], 6)
    scores /= scores.sum(axis=1, keepdims=True)
    made = outcomes(y, scores.argmax(axis=1), scores={f"p_{i}": scores[:, i] for i in range(3)})
    found = by_metric(answers(made, made))
    assert found["log_loss"].statistic.current == pytest.approx(sk.log_loss(y, scores), abs=1e-9)
    area = found["roc_auc"].statistic
    assert area.current == pytest.approx(sk.roc_auc_score(y, scores, multi_class="ovr"), abs=area.error_bound)
    assert found["macro_f1"].statistic.current == pytest.approx(
        sk.f1_score(y, scores.argmax(axis=1), average="macro"), abs=1e-12
    )
    assert found["accuracy"].details["is_primary"]


def test_value_matrix(rng):
    made, _ = pair(rng)
    table = made.classes.confusion[:2, :2]
    found = by_metric(answers(made, made, value_matrix=((2, -5), (-10, 10))))["value"]
    assert found.statistic.current == pytest.approx((table * [[2, -5], [-10, 10]]).sum() / table.sum())
    with pytest.raises(UsageError, match="2 rows of 2"):
        answers(made, made, value_matrix=((1, 2, 3),))


def regressed(rng, n, noise, shift=0.0, like=None, **columns):
    y = rng.normal(50, 10, n)
    return outcomes(y, y + rng.normal(shift, noise, n), like=like, **columns)


def test_numbers_are_judged_by_rmse(rng):
    reference = regressed(rng, 3_000, 2.0)
    findings = judged(answers(reference, regressed(rng, 3_000, 3.0, like=reference)))
    assert (findings["rmse"].status, findings["rmse"].outcome) == ("fail", "degraded")
    assert findings["rmse"].measurement.details["delta"] == pytest.approx(0.1, rel=0.05)
    assert findings["bias"].outcome == "note"
    stable = judged(answers(reference, regressed(rng, 3_000, 1.99, like=reference)))
    assert stable["rmse"].status == "ok"


def test_the_distribution_of_errors_is_compared(rng):
    reference = regressed(rng, 3_000, 2.0)
    found = by_metric(answers(reference, regressed(rng, 3_000, 2.0, shift=1.0, like=reference)))["residual_drift"]
    assert found.details["s"] == pytest.approx(0.5, abs=0.08)
    assert judged([found])["residual_drift"].status == "ok"


def test_the_median_error_is_that_of_numpy(rng):
    y, said = rng.normal(0, 1, 501), rng.normal(0, 1, 501)
    made = outcomes(y, said, task="regression")
    found = by_metric(answers(made, made))["median_absolute_error"].statistic
    assert found.current == pytest.approx(np.median(np.abs(said - y)), rel=1e-9)
    assert found.low < found.current < found.high


def test_windows_that_fare_unlike_widen_the_intervals(rng):
    codes = np.repeat(np.arange(20), 200).astype(np.int32)
    windows = {"window": Grouping(tuple(f"w{i:02}" for i in range(20)), codes)}
    y = rng.integers(0, 2, 4_000)
    said = np.where(rng.random(4_000) < np.repeat(rng.uniform(0.6, 1.0, 20), 200), y, 1 - y)
    alone, grouped = outcomes(y, said), outcomes(y, said, groupings=windows)
    plain, wide = (by_metric(answers(made, made))["accuracy"].statistic for made in (alone, grouped))
    assert wide.high - wide.low > 2 * (plain.high - plain.low)
    independent = outcomes(y, said[rng.permutation(4_000)], groupings=windows)
    assert "inflation" not in by_metric(answers(independent, independent))["accuracy"].details


def test_few_clusters_are_too_few(rng):
    y, said = classified(rng, 2_000, 0.8)
    made = outcomes(y, said, clusters=np.repeat(np.arange(10), 200).astype(np.int32))
    assert judged(answers(made, made))["accuracy"].outcome == "insufficient"
    many = outcomes(y, said, clusters=np.repeat(np.arange(200), 10).astype(np.int32))
    assert judged(answers(many, many))["accuracy"].outcome != "insufficient"


def test_nothing_undefined_is_ever_a_number(rng):
    """Never a NaN: every combination of poor data gives JSON without it."""
    y, said = classified(rng, 60, 0.9)
    reference = outcomes(y, said, scores=rng.random(60), weight=rng.random(60))
    poor = [
        outcomes([0] * 60, [0] * 60, scores=[0.5] * 60, weight=[1.0] * 60, like=reference),
        outcomes([1] * 60, [0] * 60, scores=[1.0] * 60, weight=[0.0] * 60, like=reference),
        outcomes(["x"] * 60, ["y"] * 60, scores=[7.0] * 60, weight=[1.0] * 60, like=reference),
        outcomes(y, said, scores=[float("nan")] * 60, weight=[-1.0] * 60, like=reference),
        outcomes(y[:1], said[:1], scores=[0.3], weight=[1.0], like=reference),
    ]
    for current in poor:
        for one in answers(reference, current):
            if not isinstance(one, Skipped):
                assert one.rule is Rule.PERFORMANCE
                json.dumps({**one.details}, allow_nan=False)


def test_the_store_sample():
    found = run_audit(
        SAMPLES / "store_reference.parquet",
        SAMPLES / "store_current.parquet",
        target="in_stock",
        prediction="predicted_in_stock",
        score="score",
    )
    first = found.performance[0]
    assert (first.metric, first.is_primary, first.outcome, first.status) == ("accuracy", True, "degraded", "fail")
    assert first.reference["value"] == pytest.approx(0.9298, abs=5e-5)
    assert first.current["value"] == pytest.approx(0.6094, abs=5e-5)
    area = next(one for one in found.performance if one.metric == "roc_auc")
    assert (area.reference["value"], area.current["value"]) == (
        pytest.approx(0.982, abs=5e-4),
        pytest.approx(0.604, abs=5e-4),
    )
    document = json.loads(render_json(found))
    assert document["performance"][0]["metric"] == "accuracy"
    assert all(math.isfinite(one["drop"]) for one in document["performance"] if one["drop"] is not None)


def test_rankings_are_judged_by_ndcg(rng):
    def ranked(noise, like=None):
        relevance = rng.integers(0, 4, 8_000).astype(float)
        query = np.repeat(np.arange(800), 10)
        scores = relevance + rng.normal(0, noise, 8_000)
        return outcomes(relevance, scores=scores, extra={"query": query}, like=like, ranking=("query", 5))

    reference = ranked(0.5)
    assert (reference.task, reference.ranking.queries) == ("ranking", 800)
    findings = judged(answers(reference, ranked(3.0, like=reference), query="query", k=5))
    assert set(findings) == {"ndcg", "map", "mrr", "hit_rate"}
    assert (findings["ndcg"].status, findings["ndcg"].outcome) == ("fail", "degraded")
    assert findings["ndcg"].measurement.n_current == 800


def test_without_predictions_on_one_side_the_score_decides_on_both(rng):
    y, scores = rng.integers(0, 2, 1_000), rng.random(1_000)
    reference = outcomes(y, y, scores=scores)
    found = by_metric(answers(reference, outcomes(y, scores=scores, like=reference)))["accuracy"]
    assert found.statistic.reference == found.statistic.current == pytest.approx(np.mean(y == (scores >= 0.5)))
    assert "0.5" in found.details["threshold_reason"]


@pytest.mark.parametrize("positive", ["0", "1"])
@pytest.mark.parametrize("named", ["0", "1"])
def test_a_score_named_after_either_class(rng, positive, named):
    y = rng.integers(0, 2, 1_000)
    p = np.round(np.clip(rng.normal(0.4 + 0.2 * y, 0.2), 0, 1), 3)
    own = p if named == "1" else 1 - p
    made = outcomes(y, (p > 0.5).astype(int), scores={f"p_{named}": own})
    found = by_metric(answers(made, made, positive_label=positive))
    assert found["roc_auc"].statistic.current == pytest.approx(sk.roc_auc_score(y, p), abs=1e-9)
    assert found["brier"].statistic.current == pytest.approx(np.mean((p - y) ** 2), abs=1e-9)
    true, score = (y, p) if positive == "1" else (1 - y, 1 - p)
    expected = sk.average_precision_score(true, np.round(score, 3))
    assert found["pr_auc"].statistic.current == pytest.approx(expected, abs=1e-9)
    error = found["calibration_slope"].statistic
    assert error.low < error.current < error.high
