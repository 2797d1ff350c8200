"""The checks of the relation between inputs and target, on the store sample and on small worlds."""

import json
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from multivariate.pairs import asked, profiled, without_rows

from driftcli.audit import run_audit
from driftcli.checks.check import Measured, Skipped
from driftcli.checks.concept import concept_drift, label_shift, performance_estimate
from driftcli.checks.concept.segment_rules import rule_text
from driftcli.judgement.finding import Outcome, Status
from driftcli.judgement.rules import apply_rule
from driftcli.profiles.design import FeatureColumn
from driftcli.stats.segments import Condition
from driftcli.suite.load import default_suite

SAMPLE = Path(__file__).resolve().parents[3] / "sample_data"
STORE = {
    "target": "in_stock",
    "prediction": "predicted_in_stock",
    "scores": ("score",),
    "timestamp": "observed_at",
}
CHECKS = [concept_drift.CHECK, label_shift.CHECK, performance_estimate.CHECK]
HEADINGS = ("What it measures", "When it applies", "How to read it", "Thresholds", "Example", "References")


def judged(check, measurement, adjusted=None):
    one = Measured(check, measurement, thresholds=check.thresholds)
    return apply_rule(one, measurement, measurement.p_value if adjusted is None else adjusted, 0.01)


@pytest.fixture(scope="module")
def store():
    return profiled(*(pq.read_table(SAMPLE / f"store_{side}.parquet") for side in ("reference", "current")), **STORE)


@pytest.fixture(scope="module")
def inputs_only():
    sys.path.insert(0, str(SAMPLE))
    from store_story import inputs_only_table  # noqa: PLC0415 - the sample's own script

    return profiled(pq.read_table(SAMPLE / "store_reference.parquet"), inputs_only_table(), **STORE)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_manual(check):
    assert [f"## {heading}" in check.doc for heading in HEADINGS] == [True] * 6


def test_the_store_is_concept_drift(store):
    """An independent run of METHODS 8.2: total +0.320, Y|X +0.316 (0.005 if days were alike), overlap 0.82.

    With folds that keep days together no day is recognised by its weather, so more is shared.
    """
    (found,) = asked(concept_drift.CHECK, store, rows=9_000)
    terms = found.details["terms"]
    assert terms["total"]["value"] == pytest.approx(0.320, abs=0.001)
    assert terms["conditional"]["value"] == pytest.approx(0.316, abs=0.006)
    assert 0.005 <= terms["conditional"]["se"] < 0.010
    assert found.details["row_defence"] == "windows"
    assert found.details["overlap"] == pytest.approx(0.88, abs=0.03)
    assert [found.details["hurts"][name] for name in ("conditional", "reference_to_shared", "shared_to_current")] == [
        True,
        False,
        False,
    ]
    judgement = judged(concept_drift.CHECK, found)
    assert (judgement.outcome, judgement.status) == (Outcome.DRIFT, Status.FAIL)
    worst = found.details["segments"][0]
    assert worst["rule"].startswith("category in {bakery, meat_fish, prepared, produce}")
    assert worst["loss_current"] > 0.5
    assert worst["loss_reference"] < 0.1
    json.dumps(dict(found.details), allow_nan=False)


def test_moved_inputs_alone_are_none(inputs_only):
    (found,) = asked(concept_drift.CHECK, inputs_only)
    assert judged(concept_drift.CHECK, found).outcome is Outcome.NO_CHANGE_DETECTED
    assert not any(found.details["hurts"].values())
    assert found.details["segments"] == []


def test_the_store_is_no_label_shift(store):
    (found,) = asked(label_shift.CHECK, store)
    assert not found.details["is_pure"]
    assert found.effect.lower == 0


def test_estimates_hold_where_only_inputs_moved(inputs_only):
    (skipped,) = asked(performance_estimate.CHECK, inputs_only)
    assert "measured, not estimated" in skipped.reason
    found = asked(performance_estimate.CHECK, inputs_only, even_if_labelled=True)
    assert [one.statistic.name for one in found] == [
        "accuracy",
        *("balanced_accuracy", "precision", "recall", "specificity", "f1", "mcc"),
        *("roc_auc", "pr_auc", "log_loss", "brier"),
    ]
    first = found[0].details
    assert first["refused"] == ""
    assert abs(first["labelled_part"]["z"]) < 3
    assert first["current"]["low"] < 1 - first["labelled_part"]["loss"] < first["current"]["high"]
    assert judged(performance_estimate.CHECK, found[0]).status is Status.OK


def test_estimates_are_refused_where_labels_contradict_them(store):
    found = asked(performance_estimate.CHECK, store, even_if_labelled=True)
    assert "the relation to the target moved" in found[0].details["refused"]
    assert judged(performance_estimate.CHECK, found[0]).status is Status.SKIPPED


def test_without_labels_predictions_stand_in():
    table = pq.read_table(SAMPLE / "store_current.parquet").drop_columns(["in_stock"])
    pair = profiled(pq.read_table(SAMPLE / "store_reference.parquet"), table, **STORE)
    (shift,) = asked(label_shift.CHECK, pair)
    assert shift.details["source"] == "predictions"
    assert shift.effect.lower == 0
    (concept,) = asked(concept_drift.CHECK, pair)
    assert isinstance(concept, Skipped)
    estimate = asked(performance_estimate.CHECK, pair)[0]
    assert estimate.details["current"]["value"] == pytest.approx(0.93, abs=0.02)
    assert "labelled_part" not in estimate.details


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_missing_roles_and_rows(check, store):
    reference, current = store
    (found,) = asked(check, (without_rows(reference), current))
    assert "driftcli profile --sample" in found.reason
    rng = np.random.default_rng(0)
    plain = {"x": rng.standard_normal(300)}
    found = asked(check, profiled(plain, plain))
    assert ["--target" in one.reason for one in found] == [True] * (check is concept_drift.CHECK)


def line(n, rng, slope=1.0, noise=1.0, shift=0.0):
    x, z = rng.standard_normal(n) + shift, rng.standard_normal(n)
    return {"x": x, "z": z, "y": x + slope * z + noise * rng.standard_normal(n), "said": x + z}


def test_regression():
    rng = np.random.default_rng(1)
    roles = {"target": "y", "prediction": "said"}
    (moved,) = asked(concept_drift.CHECK, profiled(line(2_000, rng), line(2_000, rng, slope=0.2), **roles))
    assert judged(concept_drift.CHECK, moved).outcome is Outcome.DRIFT
    assert moved.details["task"] == "regression"
    same = profiled(line(2_000, rng), line(2_000, rng, shift=0.5), **roles)
    (quiet,) = asked(concept_drift.CHECK, same)
    assert judged(concept_drift.CHECK, quiet).outcome is Outcome.NO_CHANGE_DETECTED
    (number,) = asked(label_shift.CHECK, same)
    assert isinstance(number, Skipped)
    estimates = asked(performance_estimate.CHECK, same, even_if_labelled=True)
    assert [one.statistic.name for one in estimates] == ["mae", "rmse", "smape", "mape"]
    assert estimates[1].details["current"]["value"] == pytest.approx(1.0, abs=0.1)


def test_several_classes():
    rng = np.random.default_rng(2)

    def drawn(n, turned):
        x = rng.uniform(0, 3, n)
        said = np.floor(x).astype(int)
        label = np.where(rng.random(n) < 0.1, rng.integers(0, 3, n), (said + (turned & (x > 2.4))) % 3)
        names = np.array(["ash", "birch", "cedar"])
        return {"x": x, "w": rng.standard_normal(n), "kind": pa.array(names[label]), "said": pa.array(names[said])}

    roles = {"target": "kind", "prediction": "said"}
    (moved,) = asked(concept_drift.CHECK, profiled(drawn(2_000, False), drawn(2_000, True), **roles))
    assert judged(concept_drift.CHECK, moved).outcome is Outcome.DRIFT
    assert "x" in moved.details["segments"][0]["rule"]
    (quiet,) = asked(concept_drift.CHECK, profiled(drawn(2_000, False), drawn(2_000, False), **roles))
    assert judged(concept_drift.CHECK, quiet).outcome is Outcome.NO_CHANGE_DETECTED


def test_few_labels_and_foreign_inputs_conclude_nothing():
    rng = np.random.default_rng(3)

    def drawn(n, shift=0.0):
        x = rng.standard_normal(n) + shift
        label = (x + rng.standard_normal(n) > 0).astype(int)
        return {"x": x, "w": rng.standard_normal(n), "y": label, "said": (x > 0).astype(int)}

    roles = {"target": "y", "prediction": "said"}
    (few,) = asked(concept_drift.CHECK, profiled(drawn(300), drawn(300), **roles))
    assert judged(concept_drift.CHECK, few).outcome is Outcome.INSUFFICIENT
    assert few.p_value is None
    (foreign,) = asked(concept_drift.CHECK, profiled(drawn(1_000), drawn(1_000, 9.0), **roles))
    assert "share too few inputs" in foreign.details["refused"]


def test_rules_read_well():
    features = (FeatureColumn("price", np.zeros(1)), FeatureColumn("store", np.zeros(1), ("S1", "S2", "S3")))
    conditions = (Condition(0, above=40.0), Condition(1, codes=frozenset({0, 2})))
    assert rule_text(conditions, features) == "price > 40 and store in {S1, S3}"
    assert rule_text((Condition(0, above=1.0, up_to=2.5, has_missing=True),), features) == "1 < price <= 2.5 or missing"
    assert rule_text((Condition(0, up_to=-np.inf, has_missing=True),), features) == "price missing"
    assert rule_text((), features) == "all rows"
    assert rule_text((Condition(0, above=1_234_567.0),), features) == "price > 1234567"
    gaps = (Condition(0, up_to=2.5, has_missing=True), conditions[1])
    assert rule_text(gaps, features) == "(price <= 2.5 or missing) and store in {S1, S3}"


def test_rankings_are_left_to_the_check_of_performance():
    rng = np.random.default_rng(0)
    table = {"query": np.repeat(np.arange(80), 10), "relevance": rng.integers(0, 4, 800), "score": rng.random(800)}
    suite = default_suite(
        select=["concept"],
        roles={"target": "relevance", "score": ["score"]},
        checks={"performance": {"query": "query"}},
    )
    result = run_audit(pa.table(table), pa.table(table), suite=suite)
    told = {finding.check.id: finding.reason for finding in result.findings}
    assert told["concept_drift"] == "rankings are judged a query at a time, so that no row has a loss to explain"
