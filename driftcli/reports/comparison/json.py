"""The JSON face of a comparison: a versioned structure of its own, described by ``comparison.schema.json``."""

import json
from importlib.resources import files
from typing import Any

from driftcli.compare import ComparisonQuestion, ComparisonResult
from driftcli.judgement.comparison import Comparison
from driftcli.reports.json.reading import COMPARISON
from driftcli.reports.json.tables import TABLES, document_of
from driftcli.reports.plain import plain
from driftcli.stats.estimates import Estimate
from driftcli.stats.paired import Contrast

SCHEMA_VERSION = 1
CONTRAST_KEYS = tuple(TABLES[Contrast])
DIFFERENCE_KEYS = ("value", "se", "ci_low", "ci_high")
"""What of a contrast stands in the object ``difference``; the rest stands beside it."""


def load_comparison_schema() -> dict[str, Any]:
    """Load the JSON Schema that every comparison holds to."""
    text = files("driftcli.reports.comparison").joinpath("comparison.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def render_comparison_json(result: ComparisonResult) -> str:
    """Write a comparison as JSON text."""
    return json.dumps(comparison_to_json(result), indent=2, ensure_ascii=False) + "\n"


def comparison_to_json(result: ComparisonResult) -> dict[str, Any]:
    """Build the document of schema version 1; finite numbers only."""
    rows = result.rows
    document = {
        "schema_version": SCHEMA_VERSION,
        "kind": COMPARISON,
        "tool": {"name": "driftcli", "version": result.version},
        "run": document_of(result.run),
        "input": document_of(result.input),
        "question": _question(result.question),
        "task": {
            "name": rows.task,
            "reason": rows.task_reason,
            "classes": rows.classes,
            "positive_label": rows.positive_label,
            "positive_reason": rows.positive_reason or None,
        },
        "models": [{"name": name, "rows": own} for name, own in zip(rows.models, rows.model_rows, strict=True)],
        "rows": {"total": rows.total, "compared": rows.compared, "left_out": rows.left_out},
        "verdict": document_of(result.verdict),
        "deciding_metric": result.primary,
        "comparisons": [_comparison(one) for one in result.comparisons],
        "segments": [_comparison(one) for one in result.segments],
        "notes": rows.notes,
        "cautions": result.cautions,
    }
    made_plain: dict[str, Any] = plain(document)
    return made_plain


def _question(question: ComparisonQuestion) -> dict[str, Any]:
    return {
        **document_of(question.columns),
        "metric": question.metric,
        "delta": question.delta,
        "fail_if": question.fail_if,
        "allow_empty": question.allow_empty,
        "seed": question.seed,
    }


def _comparison(one: Comparison) -> dict[str, Any]:
    return {
        "metric": one.metric,
        "higher_is_better": not one.is_loss,
        "segment": None if one.segment is None else {"column": one.segment[0], "value": one.segment[1]},
        "champion": _side(one.champion, one.champion_value, one.rows[0]),
        "challenger": _side(one.challenger, one.challenger_value, one.rows[1]),
        "units": one.units,
        **_contrast(one.contrast),
        "margin": one.margin,
        "p_value_adjusted": one.p_adjusted,
        "p_equivalent_adjusted": one.p_equivalent_adjusted,
        "family": one.family,
        "differing_rows": one.differing,
        "smallest_visible": one.smallest_visible,
        "rows_needed": one.rows_needed,
        "outcome": one.outcome,
        "reason": one.reason or None,
        "refused": one.refused or None,
    }


def _contrast(tested: Contrast | None) -> dict[str, Any]:
    """Write the difference as an object, and what was tested of it beside it; null where it is undefined."""
    document = dict.fromkeys(CONTRAST_KEYS) if tested is None else document_of(tested)
    only_challenger, only_champion = document.pop("discordant") or (None, None)
    difference = {key: document.pop(key) for key in DIFFERENCE_KEYS}
    return {
        "difference": None if tested is None else difference,
        **document,
        "only_challenger_right": only_challenger,
        "only_champion_right": only_champion,
    }


def _side(name: str, estimate: Estimate, rows: int) -> dict[str, Any]:
    return {"model": name, "rows": rows, **document_of(estimate), "note": estimate.note or None}
