"""Performance judged: only the primary metric decides, and a training reference caps it."""

import pytest

from driftcli.checks.check import Effect, Family, Measured, Measurement, Rule, Statistic, Thresholds
from driftcli.judgement.judge import judge
from driftcli.judgement.performance import performances
from driftcli.judgement.policy import Policy
from driftcli.judgement.verdict import conclude

from .making import a_check


def a_metric(name="accuracy", outcome="degraded", p_value=0.001, *, is_primary=True, **details):
    return Measurement(
        rule=Rule.PERFORMANCE,
        statistic=Statistic(name, 0.8, reference=0.9, current=0.8),
        n_reference=1_000,
        n_current=1_000,
        effect=Effect("drop", 0.1, 0.08, 0.12),
        p_value=p_value,
        subject=name,
        details={
            "metric": name,
            "is_primary": is_primary,
            "higher_is_better": True,
            "outcome": outcome,
            "reference": {"value": 0.9, "low": 0.88, "high": 0.92, "n": 1_000},
            "current": {"value": 0.8, "low": 0.78, "high": 0.82, "n": 1_000},
            "constant": {"reference": 0.5, "current": 0.5},
            "drop": 0.1,
            "drop_low": 0.08,
            "drop_high": 0.12,
            "delta": 0.02,
            "smallest_visible": 0.05,
            **details,
        },
    )


def findings(*metrics):
    check = a_check("performance", Family.PERFORMANCE)
    return judge([Measured(check, one, thresholds=Thresholds(None, 0.02)) for one in metrics], Policy())


@pytest.mark.parametrize(
    ("metric", "outcome", "status"),
    [
        (a_metric(), "degraded", "fail"),
        (a_metric(p_value=0.04), "degraded", "fail"),
        (a_metric(warns_at_most=True), "degraded", "warn"),
        (a_metric(is_primary=False), "degraded", "ok"),
        (a_metric(is_primary=False, p_value=0.04), "inconclusive", "ok"),
        (a_metric(outcome="stable"), "stable", "ok"),
        (a_metric(outcome="improved"), "improved", "ok"),
        (a_metric(outcome="inconclusive"), "inconclusive", "ok"),
        (a_metric(informative_only=True), "note", "ok"),
        (a_metric(p_value=None, refused="too few rows"), "insufficient", "skipped"),
    ],
)
def test_one_metric(metric, outcome, status):
    (found,) = findings(metric)
    assert (str(found.outcome), str(found.status)) == (outcome, status)


def test_a_refusal_keeps_its_reason():
    (found,) = findings(a_metric(p_value=None, refused="too few rows"))
    assert found.reason == "too few rows"


def test_a_degraded_primary_fails_the_audit():
    verdict = conclude(findings(a_metric()), Policy())
    assert (verdict.status, verdict.exit_code) == ("fail", 1)


def test_other_metrics_do_not():
    found = findings(a_metric(outcome="stable"), a_metric("f1", is_primary=False))
    assert conclude(found, Policy()).status == "pass"


def test_values_for_the_faces_come_in_order():
    found = performances(
        findings(
            a_metric("f1", is_primary=False, place=0),
            a_metric("mcc", "stable", is_primary=False, place=2),
            a_metric("accuracy", place=1),
        )
    )
    assert [one.metric for one in found] == ["accuracy", "f1", "mcc"]
    assert (found[0].drop, found[0].drop_low, found[0].delta) == (0.1, 0.08, 0.02)
    assert found[0].reference["value"] == 0.9
    assert performances([]) == ()
