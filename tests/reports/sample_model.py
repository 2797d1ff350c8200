"""Builds results about a model without running an audit: metrics, estimates, the split, columns together."""

from typing import Any

from driftcli.audit import Result
from driftcli.checks.check import Component, Effect, Measurement, Rule, Statistic, Thresholds
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.performance import performances
from driftcli.judgement.result import Diagnosis, DiagnosisKind, Verdict, VerdictStatus
from reports.sample_results import a_finding, a_result, loud_pairs, quiet_pairs

TABLES = {
    "reference": {"confusion": {"labels": ["no", "<yes>"], "weights": [[3019.0, 332.0], [300.0, 5349.0]]}},
    "current": {"confusion": {"labels": ["no", "<yes>"], "weights": [[1424.0, 1553.0], [1962.0, 4061.0]]}},
}


def metric_finding(
    metric: str, before: float | None, after: float | None, *, place: int = 0, source: str = "labels", **more: Any
) -> Finding:
    """One judged metric; ``more`` overrides details."""
    is_loss = metric in {"log_loss", "mae"}
    drop = None if before is None or after is None else (after - before if is_loss else before - after)
    outcome = Outcome.INSUFFICIENT if drop is None else Outcome.DEGRADED if drop > 0.02 else Outcome.STABLE
    bounds = {"drop": drop, "drop_low": None, "drop_high": None, "delta": None, "smallest_visible": None}
    if drop is not None:
        bounds = {"drop": drop, "drop_low": drop - 0.01, "drop_high": drop + 0.01, "delta": 0.02} | {
            "smallest_visible": 0.034
        }
    details = {
        "metric": metric,
        "place": place,
        "source": source,
        "is_primary": place == 0,
        "higher_is_better": not is_loss,
        "reference": side(before),
        "current": side(after),
        "constant": {"reference": 0.63, "current": None if drop is None else 0.67},
        "note": "",
        **bounds,
        **({"tables": TABLES} if place == 0 and source == "labels" else {}),
        **more,
    }
    is_failed = place == 0 and outcome is Outcome.DEGRADED
    status = Status.SKIPPED if drop is None else Status.FAIL if is_failed and source == "labels" else Status.OK
    return a_finding(
        "performance" if source == "labels" else "performance_estimate",
        None,
        Measurement(Rule.PERFORMANCE, Statistic(metric, after), 9_000, 9_000, subject=metric, details=details),
        group="performance",
        status=status,
        outcome=outcome,
        reason="undefined on the current data: one class only" if drop is None else None,
    )


def side(value: float | None) -> dict[str, Any]:
    return {
        "value": value,
        "low": None if value is None else value - 0.01,
        "high": None if value is None else value + 0.01,
        "n": 9_000,
    }


def term(value: float, se: float) -> dict[str, float]:
    return {"value": value, "se": se, "low": value - 1.96 * se, "high": value + 1.96 * se}


def a_segment(rule: str, before: float, after: float, share: float) -> dict[str, Any]:
    change = after - before
    return {
        "rule": rule,
        "share_reference": 0.25,
        "share_current": 0.27,
        "loss_reference": before,
        "loss_current": after,
        "change": change,
        "change_se": 0.012,
        "change_low": change - 0.024,
        "change_high": change + 0.024,
        "share_of_change": share,
        "p_value": 1e-12,
    }


def a_split(**more: Any) -> dict[str, Any]:
    split = {
        "refused": "",
        "task": "binary",
        "delta": 0.02,
        "terms": {
            "total": term(0.319, 0.006),
            "conditional": term(0.316, 0.007),
            "reference_to_shared": term(0.011, 0.002),
            "shared_to_current": term(-0.008, 0.004),
        },
        "hurts": {
            "total": True,
            "conditional": True,
            "reference_to_shared": False,
            "shared_to_current": False,
        },
        "overlap": 0.82,
        "effective_rows": {"reference": 4_812.0, "current": 4_790.0},
        "segments": [
            a_segment("hour > 12 and category in {bakery, produce}", 0.06, 0.71, 0.61),
            a_segment("city in {<b>Oslo</b>, \u6771\u4eac}", 0.08, 0.24, 0.12),
            a_segment("price <= 3.5 or missing", 0.07, 0.15, 0.05),
        ],
    }
    return split | more


def concept_finding(split: dict[str, Any], outcome: Outcome = Outcome.DRIFT) -> Finding:
    change = split["terms"]["conditional"]
    measurement = Measurement(
        rule=Rule.CONCEPT,
        statistic=Statistic(
            "conditional_change",
            change["value"],
            low=change["low"],
            high=change["high"],
            reference=0.071,
            current=0.39,
        ),
        n_reference=6_000,
        n_current=6_000,
        effect=Effect("rms", 0.44, 0.43, 0.45),
        p_value=1e-30,
        components=(Component("average", 1e-30, 0.316, 0.298), Component("anywhere", 1e-30, 0.44, 0.43)),
        details=split,
    )
    status = Status.FAIL if outcome is Outcome.DRIFT else Status.OK
    return a_finding(
        "concept_drift",
        None,
        measurement,
        group="concept",
        status=status,
        outcome=outcome,
        thresholds=Thresholds(None, 0.03),
    )


def domain_finding(outcome: Outcome = Outcome.DRIFT, **details: Any) -> Finding:
    ranked = [{"name": "age", "importance": 0.52}, {"name": "city", "importance": 0.24}]
    measurement = Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic("domain_auc", 0.624, "boosted trees, 5 folds", low=0.609, high=0.639),
        n_reference=6_000,
        n_current=6_000,
        effect=Effect("s", 0.45, 0.4, 0.5),
        p_value=1e-20,
        details={"columns": ranked, "separated_by": []} | details,
    )
    status = Status.FAIL if outcome is Outcome.DRIFT else Status.OK
    return a_finding("domain_classifier", None, measurement, group="multivariate", status=status, outcome=outcome)


def dependence_finding() -> Finding:
    pairs = [
        {"columns": ["age", "city"], "kind": "cells", "reference": None, "current": None},
        {"columns": ["age", "<i>income</i>"], "kind": "correlation", "reference": 0.71, "current": 0.02},
    ]
    numbers = {"size": 0.87, "lower": 0.81, "p_value": 1e-30, "p_value_adjusted": 1e-29}
    measurement = Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic("correlation_change", 0.87, reference=0.71, current=0.02),
        n_reference=10_000,
        n_current=9_000,
        effect=Effect("dependence", 0.87, 0.81),
        p_value=1e-29,
        subject="age x income",
        details={"pairs_tested": 45, "pairs_changed": 2, "pairs": [pair | numbers for pair in pairs]},
    )
    judged = {"status": Status.FAIL, "outcome": Outcome.DRIFT}
    return a_finding("dependence_change", None, measurement, group="multivariate", **judged)


def label_shift_finding(outcome: Outcome = Outcome.CHANGED, **details: Any) -> Finding:
    classes = [
        {"class": "no", "reference": 0.37, "current": 0.33},
        {"class": "yes", "reference": 0.63, "current": 0.67},
    ]
    measurement = Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic("class_shares", 0.09, "h"),
        n_reference=6_000,
        n_current=6_000,
        effect=Effect("h", 0.09, 0.0, 0.12),
        p_value=1e-6,
        details={"source": "labels", "classes": classes, "is_pure": False} | details,
    )
    status = Status.FAIL if outcome is Outcome.DRIFT else Status.OK
    return a_finding("label_shift", None, measurement, group="concept", status=status, outcome=outcome)


def metric_findings() -> list[Finding]:
    values = {
        "accuracy": (0.93, 0.609),
        "balanced_accuracy": (0.924, 0.576),
        "precision": (0.942, 0.723),
        "recall": (0.947, 0.941),
        "roc_auc": (0.982, None),
        "log_loss": (0.165, 3.01),
        "calibration_error": (0.1, 0.0),
    }
    found = [metric_finding(name, *both, place=place) for place, (name, both) in enumerate(values.items())]
    estimates = {"accuracy": (0.93, 0.86), "f1": (0.944, 0.93)}
    return found + [
        metric_finding(name, *both, place=place, source="doubly_robust")
        for place, (name, both) in enumerate(estimates.items())
    ]


def model_result(**more: Any) -> Result:
    """Everything that the report can say about a model."""
    split = a_split()
    pairs = [*loud_pairs()[:3], *quiet_pairs(4)]
    findings = [
        *metric_findings(),
        concept_finding(split),
        domain_finding(),
        dependence_finding(),
        label_shift_finding(),
        *(finding for finding, _ in pairs),
    ]
    settings: dict[str, Any] = {
        "verdict": Verdict(VerdictStatus.FAIL, 1, "7 findings failed in 3 columns: weight_g, city, age"),
        "diagnosis": Diagnosis(
            DiagnosisKind.CONCEPT_DRIFT,
            evidence=(
                "performance dropped: accuracy 0.93 (0.92 to 0.94) -> 0.609 (0.599 to 0.619)",
                "the relation between inputs and target moved; the error share changed by +0.319",
                "where hour > 12 and category in {bakery, produce}: error share 0.06 -> 0.71, 27 % of rows",
                "3 columns moved: weight_g, city, age (numeric_drift, categorical_drift)",
            ),
            actions=(
                "Relabel or drop the old data that the new relation contradicts: their labels mislead the model today.",
                "Begin where hour > 12 and category in {bakery, produce}.",
                "Retrain on recent rows, or give them more weight; shorten the training window.",
            ),
            unknown=("Whether a cause that no column records lies behind it.",),
            confidence="high: 6,000 labelled rows a side",
            hurts=True,
            split=split,
        ),
        "performance": performances(findings),
        "warnings": (),
    }
    return a_result(findings, [account for _, account in pairs], **{**settings, **more})


def regression_result() -> Result:
    """A regression whose split was refused."""
    split = a_split(task="regression", refused="the datasets share too few inputs to tell", segments=[], hurts={})
    findings = [metric_finding("mae", 1.2, 1.9), metric_finding("r2", 0.8, 0.81, place=1)]
    findings += [concept_finding(split, Outcome.INSUFFICIENT)]
    diagnosis = Diagnosis(DiagnosisKind.UNDETERMINED, ("performance dropped",), ("Label new data.",), split=split)
    return a_result(findings, [], diagnosis=diagnosis, performance=performances(findings), power=None)
