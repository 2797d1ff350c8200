"""A target that nothing predicts: the relation is judged by a yardstick model, and nobody's model is said to suffer."""

import json
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from multivariate.pairs import asked, profiled

from driftcli.audit import run_audit
from driftcli.checks.check import Measured, Skipped
from driftcli.checks.concept import concept_drift, label_shift
from driftcli.checks.concept.target_rows import POOLED
from driftcli.judgement.finding import Outcome
from driftcli.judgement.rules import apply_rule
from driftcli.reports.formats.text import render_text
from driftcli.reports.html.page import render_html
from driftcli.suite.load import default_suite

NAMES = np.array(["ash", "birch", "cedar"])


def drawn(seed, n, *, slope=1.0, shift=0.0, noise=1.0):
    rng = np.random.default_rng(seed)
    x, z, code = rng.standard_normal(n) + shift, rng.standard_normal(n), rng.integers(0, 3, n)
    y = slope * x + z * (code == 1) + noise * rng.standard_normal(n)
    return {"x": x, "z": z, "tree": pa.array(NAMES[code]), "y": y}


def as_classes(made, *edges):
    return made | {"y": np.digitize(made["y"], edges)}


def outcome_of(measurement):
    one = Measured(concept_drift.CHECK, measurement, thresholds=concept_drift.CHECK.thresholds)
    return apply_rule(one, measurement, measurement.p_value, 0.01).outcome


def concept_of(old, new, **params):
    (found,) = asked(concept_drift.CHECK, profiled(old, new, target="y"), **params)
    return found


@pytest.mark.parametrize("edges", [(), (0.0,), (-1.0, 1.0)])
def test_a_moved_relation_is_found_and_an_unmoved_one_is_not(edges):
    def made(seed, **changed):
        own = drawn(seed, 1_500, **changed)
        return as_classes(own, *edges) if edges else own

    moved = concept_of(made(0), made(1, slope=-0.5))
    assert outcome_of(moved) is Outcome.DRIFT
    assert moved.details["segments"][0]["rule"].startswith("x ")
    for new in (made(2), made(3, shift=0.7)):
        found = concept_of(made(0), new)
        assert outcome_of(found) is Outcome.NO_CHANGE_DETECTED
        assert found.details["segments"] == []


def test_what_is_told_of_a_yardstick():
    found = concept_of(drawn(0, 1_500), drawn(1, 1_500, slope=-0.5))
    details = found.details
    assert "hurts" not in details
    known = details["yardstick"]
    assert known["worse"]["conditional"]
    assert not known["worse"]["reference_to_shared"]
    assert known["is_better"]
    assert 0.8 < known["loss"] < known["constant_loss"]  # the noise alone is off by sqrt(2/pi) = 0.80
    assert found.statistic.reference == pytest.approx(known["loss"])
    assert details["delta"] == pytest.approx(0.05 * known["loss"])
    assert found.statistic.variant.endswith("of a yardstick model fitted to the reference")
    json.dumps(dict(details), allow_nan=False)


def test_a_relation_without_noise_needs_more_than_a_part_of_nothing():
    """Errors of such a yardstick are those of its own steps: 5 % of them are no change of the world."""
    found = concept_of(drawn(0, 1_500, noise=0.0), drawn(1, 1_500, noise=0.0, shift=0.7))
    assert found.details["delta"] == pytest.approx(0.02 * found.details["yardstick"]["constant_loss"])
    assert outcome_of(found) is Outcome.NO_CHANGE_DETECTED


def test_a_yardstick_that_tells_nothing_is_called_so():
    rng = np.random.default_rng(5)
    old, new = (drawn(seed, 800) | {"y": rng.integers(0, 2, 800)} for seed in (0, 1))
    found = concept_of(old, new)
    assert not found.details["yardstick"]["is_better"]
    assert "no better than the best constant" in found.statistic.note
    said = run_audit(pa.table(old), pa.table(new), target="y").diagnosis
    assert any("no better than a constant: wrong in " in line for line in said.evidence)
    assert said.confidence.startswith("moderate: a yardstick model tells no more of the target")


def test_rare_classes_are_told_apart_from_the_frequent_ones_only():
    cuts = np.linspace(-2.5, 2.5, 11)
    found = concept_of(*(as_classes(drawn(seed, 1_500), *cuts) for seed in (0, 1)))
    assert outcome_of(found) is Outcome.NO_CHANGE_DETECTED
    assert found.details["task"] == "multiclass"
    new_class = as_classes(drawn(1, 1_500), *cuts)
    new_class["y"][:700] = 99
    assert outcome_of(concept_of(as_classes(drawn(0, 1_500), *cuts), new_class)) is Outcome.DRIFT
    assert POOLED == "any other class"


START = datetime(2026, 1, 1)  # noqa: DTZ001 - a plain time, as files hold them


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([f"said number {place} in a few words of its own" for place in range(600)], "free text"),
        ([f"c{place % 80}" for place in range(600)], "more than 50 are not told apart"),
        (["yes"] * 600, "one value only"),
        ([2.5] * 600, "one value only"),
        ([START + timedelta(minutes=place) for place in range(600)], "is a time"),
        ([None] * 600, "without a value"),
    ],
)
def test_what_is_no_target_is_said(values, reason):
    made = drawn(0, 600) | {"y": pa.array(values)}
    for check in (concept_drift.CHECK, label_shift.CHECK):
        (found,) = asked(check, profiled(made, made, target="y"))
        assert isinstance(found, Skipped)
        assert reason in found.reason


def test_missing_labels_are_counted():
    old, new = drawn(0, 600), drawn(1, 600)
    del new["y"]
    assert "has no column y, the target" in concept_of(old, new).reason
    unlabelled = new | {"y": pa.array([1.0] * 150 + [None] * 450)}
    assert concept_of(old, unlabelled).reason == "150 sampled rows of the current data have a label, 200 are needed"
    some = drawn(1, 600)
    some["y"][:300] = np.nan
    found = concept_of(old, some)
    assert (found.n_current, found.details["unlabelled"]["current"]) == (300, 300)
    assert outcome_of(found) is Outcome.INSUFFICIENT


def test_the_task_is_that_of_the_configuration():
    made = as_classes(drawn(0, 600), -1, 0, 1)
    suite = default_suite(roles={"target": "y"}, checks={"performance": {"task": "regression"}}, select=["concept"])
    result = run_audit(pa.table(made), pa.table(made), suite=suite)
    concept = next(one for one in result.findings if one.check.id == "concept_drift")
    assert concept.measurement.details["task"] == "regression"
    assert concept_of(made, made).details["task"] == "multiclass"


def test_classes_whose_shares_moved_are_a_label_shift():
    def hills(seed, n, share):
        rng = np.random.default_rng(seed)
        y = (rng.random(n) < share).astype(int)
        return {"a": rng.standard_normal(n) + 1.8 * y, "b": rng.standard_normal(n) + y, "y": y}

    old, new = hills(0, 2_000, 0.3), hills(1, 2_000, 0.6)
    (found,) = asked(label_shift.CHECK, profiled(old, new, target="y"))
    assert found.details["is_pure"]
    said = run_audit(pa.table(old), pa.table(new), target="y").diagnosis
    assert said.kind == "label_shift"
    assert said.actions[0].startswith("Recalibrate whatever model was trained on the reference, or move its threshold")
    (few,) = asked(label_shift.CHECK, profiled(old, hills(1, 150, 0.6), target="y"))
    assert few.reason == "150 rows of the current data have a label, 200 are needed where nothing is predicted"


@pytest.fixture(scope="module")
def audited():
    return run_audit(pa.table(drawn(0, 1_500)), pa.table(drawn(1, 1_500, slope=-0.5)), target="y")


def test_the_diagnosis_speaks_of_nobodys_model(audited):
    found = audited.diagnosis
    assert found.kind == "concept_drift"
    assert found.hurts is None
    assert "their labels mislead any model that learns from them" in found.actions[0]
    assert found.actions[-1] == "Retrain whatever model learnt from the reference on recent rows."
    assert any("a yardstick model fitted to the reference was off by" in line for line in found.evidence)
    assert "Whether the model performs worse: that needs a target and a prediction column." in found.unknown


@pytest.mark.parametrize("render", [render_text, render_html])
def test_reports_call_it_a_yardstick(audited, render):
    page = render(audited)
    assert "a yardstick model fitted to the reference" in page
    assert "worse" in page
    assert 'class="tag hurts">hurts' not in page
    assert "; hurts" not in page
    assert "the model was" not in page


def test_weights_that_are_not_used_are_named():
    made = drawn(0, 600) | {"w": np.linspace(1, 2, 600)}
    suite = default_suite(roles={"target": "y", "weight": "w"}, select=["concept", "multivariate"])
    result = run_audit(pa.table(made), pa.table(made), suite=suite)
    notes = {one.check.id: one.measurement.statistic.note for one in result.findings if one.measurement}
    assert set(notes) >= {"concept_drift", "domain_classifier"}
    assert all("the weights in w are not used: sampled rows count alike" in note for note in notes.values())
