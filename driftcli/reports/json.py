"""The JSON face: a versioned structure of its own, from which every other face can be drawn without the data.

Finite numbers only: a value that is not finite becomes null with its reason in ``<key>_reason`` beside it. The same
input and configuration give the same bytes apart from ``run``. ``result.schema.json`` in this folder describes it.
"""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from driftcli.audit import Result
from driftcli.checks.check import Component, Effect, Measurement, Statistic
from driftcli.judgement.finding import Finding, Status
from driftcli.judgement.result import ColumnAccount, Diagnosis, Distribution, InputFacts, Performance, Power
from driftcli.reports.plain import plain
from driftcli.reports.wording.conclusion import headline
from driftcli.reports.wording.finding import sentence
from driftcli.reports.wording.performance import by_source, metric_words

SCHEMA_VERSION = 1
_SHARE_DIGITS = 6
"""Digits of a distribution's shares and edges: they are for the eye, no statistic is computed from them."""


def load_result_schema() -> dict[str, Any]:
    """Load the JSON Schema that every result holds to."""
    text = files("driftcli.reports").joinpath("result.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def render_json(result: Result) -> str:
    """Write a result as JSON text."""
    return _written(to_json(result), indent="") + "\n"


def to_json(result: Result) -> dict[str, Any]:
    """Build the document of schema version 1."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "driftcli", "version": result.version},
        "run": {
            "id": result.run.id,
            "started": result.run.started,
            "finished": result.run.finished,
            "duration_s": result.run.duration_s,
        },
        "inputs": {side: _input(result.inputs[side]) for side in ("reference", "current") if side in result.inputs},
        "config": result.config,
        "verdict": {
            "status": result.verdict.status,
            "exit_code": result.verdict.exit_code,
            "reason": result.verdict.reason,
        },
        "diagnosis": _diagnosis(result.diagnosis, headline(result)),
        "power": None if result.power is None else _power(result.power),
        "caution": result.caution,
        "warnings": result.warnings,
        "counts": {str(status): result.counts.get(str(status), 0) for status in Status},
        "columns": [_column(column) for column in result.columns],
        "performance": [_performance(one) for one in by_source(result.performance)],
        "findings": [_finding(finding) for finding in result.findings],
    }
    made_plain: dict[str, Any] = plain(document)
    return made_plain


def _input(facts: InputFacts) -> dict[str, Any]:
    return {
        "path": facts.path,
        "format": facts.format,
        "rows": facts.rows,
        "columns": facts.columns,
        "bytes": facts.bytes,
        "files": facts.files,
        "sha256": facts.sha256,
        "dialect": facts.dialect,
        "unreadable_rows": facts.unreadable_rows,
        "notes": facts.notes,
    }


def _diagnosis(diagnosis: Diagnosis, words: str) -> dict[str, Any]:
    return {
        "kind": diagnosis.kind,
        "headline": words,
        "evidence": diagnosis.evidence,
        "actions": diagnosis.actions,
        "unknown": diagnosis.unknown,
        "onset": diagnosis.onset,
        "confidence": diagnosis.confidence,
        "hurts": diagnosis.hurts,
        "split": diagnosis.split or None,
    }


def _performance(one: Performance) -> dict[str, Any]:
    return {
        "metric": one.metric,
        "name": metric_words(one.metric),
        "source": one.source,
        "is_primary": one.is_primary,
        "higher_is_better": one.higher_is_better,
        "reference": one.reference,
        "current": one.current,
        "constant": one.constant,
        "drop": one.drop,
        "drop_low": one.drop_low,
        "drop_high": one.drop_high,
        "delta": one.delta,
        "smallest_visible": one.smallest_visible,
        "outcome": one.outcome,
        "status": one.status,
        "reason": one.reason,
        "note": one.note,
    }


def _power(power: Power) -> dict[str, Any]:
    return {
        "changed": power.changed,
        "drift": power.drift,
        "columns": power.columns,
        "n_reference": power.n_reference,
        "n_current": power.n_current,
        "defence": power.defence,
    }


def _column(column: ColumnAccount) -> dict[str, Any]:
    return {
        "name": column.name,
        "kind": column.kind,
        "kind_reason": column.kind_reason,
        "role": column.role,
        "account": column.account,
        "account_reason": column.account_reason,
        "type_reference": column.type_reference,
        "type_current": column.type_current,
        "status": column.status,
        "effect": column.effect,
        "missing_reference": column.missing_reference,
        "missing_current": column.missing_current,
        "distribution": None if column.distribution is None else _distribution(column.distribution),
    }


def _distribution(distribution: Distribution) -> dict[str, Any]:
    return {
        "form": distribution.form,
        "edges": distribution.edges,
        "labels": distribution.labels,
        "reference": [_short(share) for share in distribution.reference],
        "current": [_short(share) for share in distribution.current],
    }


def _short(share: float) -> float:
    return float(f"{share:.{_SHARE_DIGITS}g}")


def _finding(finding: Finding) -> dict[str, Any]:
    measurement = finding.measurement
    return {
        "check": finding.check.id,
        "group": finding.check.group,
        "family": finding.check.family,
        "column": finding.column,
        "segment": finding.segment,
        "window": finding.window,
        "status": finding.status,
        "outcome": finding.outcome,
        "magnitude": finding.magnitude,
        "message": sentence(finding),
        "reason": finding.reason,
        "threshold": {"warn": finding.thresholds.warn, "fail": finding.thresholds.fail},
        "p_value": measurement.p_value if measurement else None,
        "p_value_adjusted": finding.p_value_adjusted,
        "n_reference": measurement.n_reference if measurement else None,
        "n_current": measurement.n_current if measurement else None,
        **(_measured(measurement) if measurement else _unmeasured()),
    }


def _unmeasured() -> dict[str, Any]:
    return {"rule": None, "subject": None, "statistic": None, "effect": None, "components": [], "reported": []} | {
        "fact": None,
        "never_seen_lower": None,
        "effective_n": None,
        "details": {},
    }


def _measured(measurement: Measurement) -> dict[str, Any]:
    return {
        "rule": measurement.rule,
        "subject": measurement.subject,
        "statistic": _statistic(measurement.statistic),
        "effect": None if measurement.effect is None else _effect(measurement.effect),
        "components": [_component(component) for component in measurement.components],
        "reported": [_statistic(statistic) for statistic in measurement.reported],
        "fact": measurement.fact,
        "never_seen_lower": measurement.never_seen_lower,
        "effective_n": measurement.effective_n,
        "details": measurement.details,
    }


def _statistic(statistic: Statistic) -> dict[str, Any]:
    return {
        "name": statistic.name,
        "variant": statistic.variant,
        "value": statistic.value,
        "error_bound": statistic.error_bound,
        "ci_low": statistic.low,
        "ci_high": statistic.high,
        "p_value": statistic.p_value,
        "reference": statistic.reference,
        "current": statistic.current,
        "unit": statistic.unit,
        "note": statistic.note,
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {"name": effect.name, "value": effect.value, "ci_low": effect.lower, "ci_high": effect.upper}


def _component(component: Component) -> dict[str, Any]:
    return {
        "name": component.name,
        "p_value": component.p_value,
        "value": component.size,
        "ci_low": component.lower,
        "ci_high": component.upper,
        "note": component.note,
    }


def _written(value: Any, *, indent: str) -> str:
    """Write JSON with lists of plain values on one line: a distribution is one line, not sixty."""
    deeper = indent + "  "
    if isinstance(value, Mapping) and value:
        items = (f"{deeper}{_scalar(str(key))}: {_written(item, indent=deeper)}" for key, item in value.items())
        return "{\n" + ",\n".join(items) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        items = (f"{deeper}{_written(item, indent=deeper)}" for item in value)
        return "[\n" + ",\n".join(items) + f"\n{indent}]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
