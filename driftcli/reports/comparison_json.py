"""The JSON face of a comparison: a versioned structure of its own, described by ``comparison.schema.json``."""

import json
from importlib.resources import files
from typing import Any

from driftcli.compare import ComparisonResult
from driftcli.judgement.comparison import Comparison
from driftcli.reports.plain import plain
from driftcli.stats.estimates import Estimate

SCHEMA_VERSION = 1


def load_comparison_schema() -> dict[str, Any]:
    """Load the JSON Schema that every comparison holds to."""
    text = files("driftcli.reports").joinpath("comparison.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def render_comparison_json(result: ComparisonResult) -> str:
    """Write a comparison as JSON text."""
    return json.dumps(comparison_to_json(result), indent=2, ensure_ascii=False) + "\n"


def comparison_to_json(result: ComparisonResult) -> dict[str, Any]:
    """Build the document of schema version 1; finite numbers only."""
    rows, verdict, facts = result.rows, result.verdict, result.input
    document = {
        "schema_version": SCHEMA_VERSION,
        "kind": "comparison",
        "tool": {"name": "driftcli", "version": result.version},
        "run": {
            "id": result.run.id,
            "started": result.run.started,
            "finished": result.run.finished,
            "duration_s": result.run.duration_s,
        },
        "input": {"path": facts.path, "format": facts.format, "rows": facts.rows, "bytes": facts.bytes},
        "question": _question(result),
        "task": {
            "name": rows.task,
            "reason": rows.task_reason,
            "classes": rows.choice.classes,
            "positive_label": rows.choice.positive_label,
        },
        "models": [{"name": name, "rows": len(one)} for name, one in zip(rows.models, rows.rows, strict=True)],
        "rows": {"total": rows.total, "compared": rows.compared, "left_out": rows.left_out},
        "verdict": {
            "outcome": verdict.outcome,
            "exit_code": verdict.exit_code,
            "reason": verdict.reason,
            "action": verdict.action,
        },
        "deciding_metric": result.primary,
        "comparisons": [_comparison(one) for one in result.comparisons],
        "segments": [_comparison(one) for one in result.segments],
        "notes": rows.notes,
        "cautions": result.cautions,
    }
    made_plain: dict[str, Any] = plain(document)
    return made_plain


def _question(result: ComparisonResult) -> dict[str, Any]:
    question, asked = result.question, result.question.columns
    return {
        "target": asked.target,
        "predictions": asked.predictions,
        "scores": asked.scores,
        "model_column": asked.model_column,
        "segments": asked.segments,
        "weight": asked.weight,
        "cluster": asked.cluster,
        "metric": question.metric,
        "delta": question.delta,
        "fail_if": question.fail_if,
        "seed": question.seed,
    }


def _comparison(one: Comparison) -> dict[str, Any]:
    tested = one.contrast
    return {
        "metric": one.metric,
        "higher_is_better": not one.is_loss,
        "segment": None if one.segment is None else {"column": one.segment[0], "value": one.segment[1]},
        "champion": _side(one.champion, one.champion_value, one.rows[0]),
        "challenger": _side(one.challenger, one.challenger_value, one.rows[1]),
        "difference": None
        if tested is None
        else {"value": tested.value, "se": tested.se, "ci_low": tested.low, "ci_high": tested.high},
        "margin": one.margin,
        "test": None if tested is None else tested.method,
        "p_value": None if tested is None else tested.p_value,
        "p_value_adjusted": one.p_adjusted,
        "p_equivalent": None if tested is None else tested.p_equivalent,
        "p_equivalent_adjusted": one.p_equivalent_adjusted,
        "family": one.family,
        "only_challenger_right": None if tested is None or tested.discordant is None else tested.discordant[0],
        "only_champion_right": None if tested is None or tested.discordant is None else tested.discordant[1],
        "differing_rows": one.differing,
        "smallest_visible": one.smallest_visible,
        "rows_needed": one.rows_needed,
        "outcome": one.outcome,
        "reason": one.reason or None,
    }


def _side(name: str, estimate: Estimate, rows: int) -> dict[str, Any]:
    return {
        "model": name,
        "rows": rows,
        "value": estimate.value,
        "ci_low": estimate.low,
        "ci_high": estimate.high,
        "note": estimate.note or None,
    }
