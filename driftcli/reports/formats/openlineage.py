"""The OpenLineage face: START and COMPLETE of the audit, with what was asserted and counted of both datasets.

``success`` tells whether a check was content, ``severity`` whether that matters; a catalogue may show both.
"""

import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from driftcli.audit import Result
from driftcli.judgement.finding import Finding, Status
from driftcli.judgement.result import ColumnAccount, InputFacts
from driftcli.reports.plain import plain
from driftcli.reports.wording.conclusion import verdict_line
from driftcli.reports.wording.finding import comparison, sentence
from driftcli.reports.wording.places import finding_name

_SPEC = "https://openlineage.io/spec"
_EVENT = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
_ASSERTIONS = f"{_SPEC}/facets/1-1-0/DataQualityAssertionsDatasetFacet.json"
_METRICS = f"{_SPEC}/facets/1-0-3/DataQualityMetricsInputDatasetFacet.json"
_ERROR = f"{_SPEC}/facets/1-0-1/ErrorMessageRunFacet.json"
_ANSWERED = frozenset({Status.OK, Status.WARN, Status.FAIL, Status.WAIVED})
_COULD_NOT = 3


def render_openlineage(result: Result) -> str:
    """Write the two events, one JSON object a line."""
    has_failed = result.verdict.exit_code == _COULD_NOT
    events = (
        _event(result, "START", result.run.started),
        _event(result, "FAIL" if has_failed else "COMPLETE", result.run.finished),
    )
    return "".join(f"{json.dumps(plain(event), ensure_ascii=False, allow_nan=False)}\n" for event in events)


def _event(result: Result, kind: str, moment: str) -> dict[str, Any]:
    is_end = kind != "START"
    producer = f"urn:driftcli:{result.version}"
    facets = {"errorMessage": _error(result, producer)} if kind == "FAIL" else {}
    return {
        "eventType": kind,
        "eventTime": moment,
        "producer": producer,
        "schemaURL": _EVENT,
        "run": {"runId": _run_id(result.run.id), **({"facets": facets} if facets else {})},
        "job": {"namespace": "driftcli", "name": "audit"},
        "inputs": [_input(result, side, producer, is_end=is_end) for side in result.inputs],
        "outputs": [],
    }


def _run_id(run: str) -> str:
    try:
        return str(UUID(run))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, f"urn:driftcli:run:{run}"))


def _error(result: Result, producer: str) -> dict[str, Any]:
    said = {"message": verdict_line(result), "programmingLanguage": "Python"}
    return {"_producer": producer, "_schemaURL": f"{_ERROR}#/$defs/ErrorMessageRunFacet", **said}


def _input(result: Result, side: str, producer: str, *, is_end: bool) -> dict[str, Any]:
    facts = result.inputs[side]
    dataset: dict[str, Any] = {**_name(facts.path)}
    if not is_end:
        return dataset
    metrics = {"_producer": producer, "_schemaURL": f"{_METRICS}#/$defs/DataQualityMetricsInputDatasetFacet"}
    facets: dict[str, Any] = {"dataQualityMetrics": metrics | _metrics(result, side, facts)}
    if side == "current":
        asserted = {"_producer": producer, "_schemaURL": f"{_ASSERTIONS}#/$defs/DataQualityAssertionsDatasetFacet"}
        answered = [finding for finding in result.findings if finding.status in _ANSWERED]
        facets["dataQualityAssertions"] = asserted | {"assertions": [_assertion(finding) for finding in answered]}
    return dataset | {"inputFacets": facets}


def _name(path: str) -> dict[str, str]:
    """Name a dataset as OpenLineage does: a local file under ``file``, a remote one under its scheme and place."""
    parts = urlsplit(path) if "://" in path else None
    if parts is None:
        return {"namespace": "file", "name": PurePath(path).as_posix()}
    return {"namespace": f"{parts.scheme}://{parts.netloc}", "name": parts.path.lstrip("/")}


def _metrics(result: Result, side: str, facts: InputFacts) -> dict[str, Any]:
    columns = {column.name: _column(column, side, facts.rows) for column in result.columns}
    sizes = {} if facts.bytes is None else {"bytes": facts.bytes}
    counted = {name: metrics for name, metrics in columns.items() if metrics}
    return {"rowCount": facts.rows, **sizes, "fileCount": facts.files, "columnMetrics": counted}


def _column(column: ColumnAccount, side: str, rows: int) -> Mapping[str, int]:
    missing = column.missing_reference if side == "reference" else column.missing_current
    if missing is None:
        return {}
    nulls = round(missing * rows)
    return {"nullCount": nulls, "count": rows - nulls}


def _assertion(finding: Finding) -> dict[str, Any]:
    figures = comparison(finding)
    return {
        "assertion": finding.check.id,
        "name": finding_name(finding),
        "success": finding.status not in {Status.FAIL, Status.WARN},
        "severity": "error" if finding.status is Status.FAIL else "warn",
        **({} if finding.column is None else {"column": finding.column}),
        "description": sentence(finding),
        **({"actual": figures} if figures else {}),
    }
