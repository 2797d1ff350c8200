"""From measurements to findings: multiplicity, families, caps and gates."""

import numpy as np
import pytest

from driftcli.checks.check import Errored, Family, Severity, Skipped
from driftcli.judgement.finding import Outcome, Status
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy

from .making import a_check, a_drift, a_fact, a_share, asked, judged, unmoved

QUALITY = a_check("missing_values", Family.QUALITY)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        # METHODS W4.1
        ("bh", [0.001, 0.01, 0.0316667, 0.0375, 0.6]),
        ("by", [0.00228333, 0.02283333, 0.07230556, 0.085625, 1.0]),
    ],
)
def test_p_values_are_adjusted_over_the_audit(method, expected):
    columns = [asked(a_drift(p), f"c{i}") for i, p in enumerate([0.0002, 0.004, 0.019, 0.03, 0.6])]
    findings = judged(*columns, fdr_method=method)
    assert [f.p_value_adjusted for f in findings] == pytest.approx(expected, rel=2e-6)
    certain = [f.outcome is Outcome.DRIFT for f in findings]
    assert certain == [p <= 0.01 for p in expected]


def test_each_family_is_adjusted_on_its_own():
    columns = [asked(a_drift(0.004), "c"), *unmoved(9)]
    shares = [asked(a_share(0.004), "c", check=QUALITY), asked(a_share(1.0), "d", check=QUALITY)]
    alone, *_ = judged(*columns)
    beside, *_, share, _ = judged(*columns, *shares)
    assert alone.p_value_adjusted == beside.p_value_adjusted == pytest.approx(0.04)
    assert share.p_value_adjusted == pytest.approx(0.008)


def test_every_family_has_its_own_control():
    measured = [asked(a_drift(0.004), f.value, check=a_check(f.value, f)) for f in Family]
    assert {f.p_value_adjusted for f in judge(measured, Policy())} == {0.004}


def test_facts_and_skips_take_no_part_in_multiplicity():
    facts = [asked(a_fact(None), f"f{i}", check=a_check("schema", Family.COLUMNS)) for i in range(50)]
    skips = [asked(Skipped("no values"), f"s{i}") for i in range(50)]
    first, *_ = judged(asked(a_drift(0.004)), *facts, *skips)
    assert first.p_value_adjusted == pytest.approx(0.004)


def test_columns_with_too_little_data_take_no_part_in_multiplicity():
    blind = [asked(a_drift(1.0, n=20), f"few{i}") for i in range(50)]
    first, *rest = judged(asked(a_drift(0.004)), *blind)
    assert first.p_value_adjusted == pytest.approx(0.004)
    assert {(f.outcome, f.status, f.p_value_adjusted) for f in rest} == {(Outcome.INSUFFICIENT, Status.SKIPPED, None)}
    assert all("20 effective rows" in str(f.reason) for f in rest)


def test_at_the_false_discovery_rate_asked_for():
    assert judged(asked(a_drift(0.02)))[0].outcome is Outcome.NO_CHANGE_DETECTED
    assert judged(asked(a_drift(0.02)), fdr=0.05)[0].outcome is Outcome.DRIFT


@pytest.mark.parametrize(
    ("severity", "statuses"),
    [
        (Severity.FAIL, (Status.FAIL, Status.WARN, Status.OK)),
        (Severity.WARN, (Status.WARN, Status.WARN, Status.OK)),
        (Severity.NOTE, (Status.OK, Status.OK, Status.OK)),
    ],
)
def test_severity_caps_the_status_and_leaves_the_outcome(severity, statuses):
    columns = [asked(a_drift(1e-9, lower), f"c{i}", severity=severity) for i, lower in enumerate((0.2, 0.07, 0.01))]
    findings = judged(*columns)
    assert tuple(f.status for f in findings) == statuses
    assert [f.outcome for f in findings] == [Outcome.DRIFT, Outcome.MINOR, Outcome.CHANGED]
    fact = judged(asked(a_fact(Severity.FAIL), severity=severity))[0]
    assert fact.status is statuses[0]


def test_a_cap_never_hides_an_error():
    assert judged(asked(Errored("ValueError: x"), severity=Severity.NOTE))[0].status is Status.ERRORED


def test_drift_of_columns_that_are_not_important_warns():
    chosen, other = judged(asked(a_drift(), "price"), asked(a_drift(), "note"), important=frozenset({"price"}))
    assert (chosen.status, other.status) == (Status.FAIL, Status.WARN)
    assert other.outcome is Outcome.DRIFT


def test_broken_data_fails_wherever_it_is():
    broken = asked(a_share(), "note", check=QUALITY)
    assert judged(broken, important=frozenset({"price"}))[0].status is Status.FAIL


@pytest.mark.parametrize(("needed", "status"), [(1, Status.FAIL), (2, Status.FAIL), (3, Status.WARN)])
def test_drift_of_fewer_columns_than_asked_for_warns(needed, status):
    findings = judged(asked(a_drift(), "a"), asked(a_drift(), "b"), *unmoved(3), min_drifted=needed)
    assert [f.status for f in findings[:2]] == [status, status]
    assert (findings[0].reason or "").startswith("2 columns drift, 3 must") is (needed == 3)


def test_min_drifted_counts_columns_not_findings_and_spares_data_quality():
    twice = [asked(a_drift(), "a"), asked(a_drift(), "a", check=a_check("temporal_drift"))]
    broken = asked(a_share(), "b", check=QUALITY)
    first, second, quality = judged(*twice, broken, min_drifted=2)
    assert (first.status, second.status, quality.status) == (Status.WARN, Status.WARN, Status.FAIL)


def test_min_drifted_is_about_columns_not_about_other_families():
    performance = asked(a_drift(), None, check=a_check("accuracy", Family.PERFORMANCE))
    assert judged(performance, min_drifted=2)[0].status is Status.FAIL


@pytest.mark.parametrize(
    ("answer", "outcome", "status"),
    [
        (Skipped("no values"), Outcome.NOT_APPLICABLE, Status.SKIPPED),
        (Skipped("3 clusters", insufficient=True), Outcome.INSUFFICIENT, Status.SKIPPED),
        (Errored("KeyError: x"), Outcome.ERRORED, Status.ERRORED),
    ],
)
def test_an_answer_without_a_measurement_keeps_its_reason(answer, outcome, status):
    finding = judged(asked(answer))[0]
    assert (finding.outcome, finding.status, finding.reason) == (outcome, status, answer.reason)
    assert finding.measurement is None


def test_findings_come_worst_first_whatever_order_they_were_asked_in():
    measured = [
        asked(Skipped("no"), "g"),
        asked(a_drift(1.0, 0.0), "f"),
        asked(a_drift(1e-9, 0.07), "e"),
        asked(Errored("x"), "d"),
        asked(a_drift(1e-9, 0.2), "b"),
        asked(a_drift(1e-9, 0.2), "c"),
        asked(a_drift(1e-9, 0.9), "a"),
    ]
    order = [f.column for f in judge(measured, Policy())]
    assert order == ["a", "b", "c", "d", "e", "f", "g"]
    rng = np.random.default_rng(0)
    for _ in range(5):
        assert [f.column for f in judge(list(rng.permutation(np.array(measured, object))), Policy())] == order
