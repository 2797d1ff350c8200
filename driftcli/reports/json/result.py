"""The JSON face: a versioned structure of its own, from which every other face can be drawn without the data.

Finite numbers only: a value that is not finite becomes null with its reason in ``<key>_reason`` beside it. The same
input and configuration give the same bytes apart from ``run``. ``result.schema.json`` in this folder describes it, and
``tables`` says which attribute stands under which key.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from importlib.resources import files
from json.encoder import encode_basestring
from typing import Any

from driftcli.audit import Result
from driftcli.checks.catalog import builtin_check
from driftcli.checks.check import Check
from driftcli.judgement.finding import Finding, Status
from driftcli.judgement.result import Performance
from driftcli.reports.json.tables import document_of
from driftcli.reports.plain import plain
from driftcli.reports.wording.conclusion import headline
from driftcli.reports.wording.finding import sentence
from driftcli.reports.wording.performance import metric_words

SCHEMA_VERSION = 1
_SIDES = ("reference", "current")


def load_result_schema() -> dict[str, Any]:
    """Load the JSON Schema that every result holds to."""
    text = files("driftcli.reports.json").joinpath("result.schema.json").read_text(encoding="utf-8")
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
        "run": document_of(result.run),
        "inputs": {
            side: document_of(result.inputs[side]) for side in ("reference", "current") if side in result.inputs
        },
        "config": result.config,
        "config_sha256": _digest(result.config),
        "verdict": document_of(result.verdict),
        "diagnosis": _diagnosis(result),
        "power": document_of(result.power),
        "caution": result.caution,
        "warnings": result.warnings,
        "counts": {str(status): result.counts.get(str(status), 0) for status in Status},
        "columns": document_of(result.columns),
        "performance": [_performance(one) for one in result.performance],
        "timeline": document_of(result.timeline),
        "findings": [_finding(finding) for finding in result.findings],
        "checks": _checks(result.findings),
    }
    made_plain: dict[str, Any] = plain(document)
    return made_plain


def _digest(config: Mapping[str, Any]) -> str:
    """Digest of a configuration, by which two results tell whether they answer the same question."""
    return sha256(json.dumps(plain(config), sort_keys=True).encode()).hexdigest()


def _diagnosis(result: Result) -> dict[str, Any]:
    document = document_of(result.diagnosis)
    kind = document.pop("kind")
    return {"kind": kind, "headline": headline(result), **document, "split": result.diagnosis.split or None}


def _performance(one: Performance) -> dict[str, Any]:
    document = document_of(one)
    metric = document.pop("metric")
    return {"metric": metric, "name": metric_words(metric), **document}


def _finding(finding: Finding) -> dict[str, Any]:
    measured = _UNMEASURED if finding.measurement is None else document_of(finding.measurement)
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
        "threshold": document_of(finding.thresholds),
        "p_value": measured["p_value"],
        "p_value_adjusted": finding.p_value_adjusted,
        **{key: value for key, value in measured.items() if key != "p_value"},
    }


_UNMEASURED: Mapping[str, Any] = {
    "p_value": None,
    "n_reference": None,
    "n_current": None,
    "rule": None,
    "subject": None,
    "statistic": None,
    "effect": None,
    "components": [],
    "reported": [],
    "fact": None,
    "never_seen_lower": None,
    "effective_n": None,
    "details": {},
}


def _checks(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """List the checks that were asked; only one that another package brought needs its manual written down."""
    asked = {finding.check.id: finding.check for finding in findings}
    return [_check(asked[check_id]) for check_id in sorted(asked)]


def _check(check: Check) -> dict[str, Any]:
    built_in = builtin_check(check.id)
    manual = None if built_in is not None and check.doc == built_in.doc else check.doc
    return {"id": check.id, "group": check.group, "family": check.family, "title": check.title, "manual": manual}


def _written(value: Any, *, indent: str) -> str:
    """Write plain values as JSON; what holds no list or mapping stands on one line: a distribution, not sixty lines."""
    write = _WRITTEN.get(type(value))
    if write is not None:
        return write(value)
    deeper = indent + "  "
    if isinstance(value, dict) and value and (indent == "" or _is_nested(value.values())):
        items = [f"{deeper}{encode_basestring(key)}: {_written(item, indent=deeper)}" for key, item in value.items()]
        return "{\n" + ",\n".join(items) + f"\n{indent}}}"
    if isinstance(value, list) and _is_nested(value):
        items = [f"{deeper}{_written(item, indent=deeper)}" for item in value]
        return "[\n" + ",\n".join(items) + f"\n{indent}]"
    return _in_line(value)


def _in_line(value: dict[str, Any] | list[Any]) -> str:
    """Write what holds no list or mapping within one line."""
    if isinstance(value, dict):
        items = [f"{encode_basestring(key)}: {_WRITTEN[type(item)](item)}" for key, item in value.items()]
        return f"{{{', '.join(items)}}}"
    kinds = set(map(type, value))
    if len(kinds) == 1:
        return f"[{', '.join(map(_WRITTEN[kinds.pop()], value))}]"
    return f"[{', '.join([_WRITTEN[type(item)](item) for item in value])}]"


def _is_nested(values: Iterable[Any]) -> bool:
    return not _NESTED.isdisjoint(map(type, values))


_NESTED = frozenset({dict, list})
_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    float: float.__repr__,
    int: int.__repr__,
    str: encode_basestring,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): lambda _: "null",
}
"""How plain values other than lists and mappings are written: the encoder would be set up anew for each line."""
