"""The long table of all measurements, for a warehouse: one row a number, whatever became of it.

A finding that has no number (skipped, errored) has one row without a value, so that nothing is missing in silence.
"""

from collections.abc import Iterator
from typing import Any

from driftcli.audit import Result
from driftcli.checks.check import Component, Effect, Measurement, Statistic
from driftcli.judgement.finding import Finding
from driftcli.reports.plain import encodable

COLUMNS: dict[str, type] = {
    "run_id": str,
    "run_started": str,
    "version": str,
    "reference": str,
    "current": str,
    "check": str,
    "group": str,
    "column": str,
    "segment": str,
    "window": str,
    "subject": str,
    "status": str,
    "outcome": str,
    "kind": str,
    "statistic": str,
    "variant": str,
    "value": float,
    "value_reference": float,
    "value_current": float,
    "low": float,
    "high": float,
    "error_bound": float,
    "unit": str,
    "p_value": float,
    "p_value_adjusted": float,
    "threshold_warn": float,
    "threshold_fail": float,
    "n_reference": int,
    "n_current": int,
    "note": str,
}
"""Columns in their order, and what each holds. ``kind`` is statistic, effect, component, reported or none."""


def measurement_rows(result: Result) -> Iterator[dict[str, Any]]:
    """Give the rows, worst finding first; each has every column, ``None`` where it holds nothing."""
    run = {
        "run_id": result.run.id,
        "run_started": result.run.started,
        "version": result.version,
        **{side: facts.path for side, facts in result.inputs.items()},
    }
    for finding in result.findings:
        about = run | _about(finding)
        for number in _numbers(finding):
            yield {name: _cell(kind, (about | number).get(name)) for name, kind in COLUMNS.items()}


def _cell(kind: type, value: Any) -> Any:
    """Hold a cell to the kind of its column; text that says nothing is no text."""
    if value is None or (kind is str and str(value) == ""):
        return None
    return encodable(str(value)) if kind is str else kind(value)


def _about(finding: Finding) -> dict[str, Any]:
    measurement = finding.measurement
    return {
        "check": finding.check.id,
        "group": finding.check.group,
        "column": finding.column,
        "segment": finding.segment,
        "window": finding.window,
        "subject": measurement.subject if measurement else None,
        "status": finding.status,
        "outcome": finding.outcome,
        "threshold_warn": finding.thresholds.warn,
        "threshold_fail": finding.thresholds.fail,
        "n_reference": measurement.n_reference if measurement else None,
        "n_current": measurement.n_current if measurement else None,
        "note": finding.reason,
    }


def _numbers(finding: Finding) -> Iterator[dict[str, Any]]:
    if finding.measurement is None:
        yield {"kind": "none"}
        return
    yield _deciding(finding, finding.measurement)
    if finding.measurement.effect is not None:
        yield _effect(finding.measurement.effect)
    yield from map(_component, finding.measurement.components)
    yield from ({"kind": "reported", **_statistic(one)} for one in finding.measurement.reported)


def _deciding(finding: Finding, measurement: Measurement) -> dict[str, Any]:
    """Give the statistic of the check, with the p-values that the finding was judged by where it has none itself."""
    row = {"kind": "statistic", **_statistic(measurement.statistic), "p_value_adjusted": finding.p_value_adjusted}
    judged_by = measurement.p_value if measurement.p_value is not None else measurement.statistic.p_value
    return row | {"p_value": judged_by}


def _statistic(one: Statistic) -> dict[str, Any]:
    return {
        "statistic": one.name,
        "variant": one.variant,
        "value": one.value,
        "value_reference": one.reference,
        "value_current": one.current,
        "low": one.low,
        "high": one.high,
        "error_bound": one.error_bound,
        "unit": one.unit,
        "p_value": one.p_value,
        **({"note": one.note} if one.note else {}),
    }


def _effect(one: Effect) -> dict[str, Any]:
    sizes = {"value": one.value, "low": one.lower, "high": one.upper, "error_bound": one.error_bound}
    return {"kind": "effect", "statistic": one.name, **sizes}


def _component(one: Component) -> dict[str, Any]:
    sizes = {"value": one.size, "low": one.lower, "high": one.upper, "error_bound": one.error_bound}
    note = {"note": one.note} if one.note else {}
    return {"kind": "component", "statistic": one.name, **sizes, "p_value": one.p_value, **note}
