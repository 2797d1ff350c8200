"""The JSON face of a history: a versioned structure of its own, described by ``history.schema.json``."""

import json
from importlib.resources import files
from typing import Any

from driftcli import __version__
from driftcli.history.standing import Alarm
from driftcli.history.trend import ChartPoint, RunLine, Trend
from driftcli.reports.plain import plain

SCHEMA_VERSION = 1


def load_history_schema() -> dict[str, Any]:
    """Load the JSON Schema that every history holds to."""
    text = files("driftcli.reports.history").joinpath("history.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def render_history_json(trend: Trend) -> str:
    """Write a history as JSON text."""
    return json.dumps(history_to_json(trend), indent=2, ensure_ascii=False) + "\n"


def history_to_json(trend: Trend) -> dict[str, Any]:
    """Build the document of schema version 1; finite numbers only."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "kind": "history",
        "tool": {"name": "driftcli", "version": __version__},
        "total_runs": trend.total,
        "charts": trend.charts,
        "limit": trend.width,
        "caution": trend.caution or None,
        "alarms": [_alarm(one) for one in trend.alarms],
        "runs": [_run(one) for one in trend.runs],
        "measurements": [point_document(one) for one in trend.points],
    }
    made_plain: dict[str, Any] = plain(document)
    return made_plain


def _alarm(alarm: Alarm) -> dict[str, Any]:
    return {
        "kind": alarm.kind,
        "check": alarm.check,
        "column": alarm.column,
        "subject": alarm.subject,
        "reason": alarm.reason,
        "since": alarm.since,
        "runs": alarm.runs,
        "is_new": alarm.is_new,
        "clean_runs": alarm.clean,
        "s": alarm.s,
        "s_low": alarm.s_low,
        "shape": alarm.shape,
        "onset": alarm.onset,
        "series": alarm.series,
    }


def _run(line: RunLine) -> dict[str, Any]:
    run, worst = line.run, line.worst
    return {
        "id": run.id,
        "started": run.started,
        "reference": run.reference,
        "reference_digest": run.reference_digest,
        "reference_renewed": line.is_renewed,
        "current": run.current,
        "rows_reference": run.rows_reference,
        "rows_current": run.rows_current,
        "config_digest": run.suite,
        "verdict": run.verdict,
        "exit_code": run.exit_code,
        "diagnosis": run.diagnosis,
        "version": run.version,
        "columns": line.measured,
        "columns_drifted": line.drifted,
        "worst": None if worst is None else {"column": worst.name, "s": worst.s, "s_low": worst.s_low},
        "alarms": line.alarms,
        "new": line.new,
    }


def point_document(point: ChartPoint) -> dict[str, Any]:
    """Write one chart at one run under the keys that JSON and CSV share."""
    return {
        "run": point.run.id,
        "started": point.run.started,
        "check": point.chart.check,
        "column": point.chart.column,
        "subject": point.chart.subject or None,
        "p_value": point.p_value,
        "s": point.s,
        "s_low": point.s_low,
        "n": point.n,
        "m": point.m,
        "outcome": point.outcome,
        "status": point.status,
        "average": point.average,
        "limit": point.limit,
        "is_alarm": point.is_alarm,
    }


def run_document(line: RunLine) -> dict[str, Any]:
    """Write a run flat, as a line of CSV has it."""
    document = _run(line)
    worst = document.pop("worst") or {}
    document |= {f"worst_{key}": worst.get(key) for key in ("column", "s", "s_low")}
    return document | {"new": "; ".join(line.new)}
