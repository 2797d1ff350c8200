"""The SARIF face (2.1.0): findings that fail, warn or are worth knowing, for code scanning.

A finding keeps its fingerprint from run to run, so that a platform knows it again; its place is the current dataset.
"""

import json
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from driftcli.audit import Result
from driftcli.checks.check import Check
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.reports.plain import plain
from driftcli.reports.wording.conclusion import verdict_line
from driftcli.reports.wording.finding import sentence
from driftcli.reports.wording.names import printable
from driftcli.reports.wording.places import finding_name

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL = {Status.FAIL: "error", Status.WARN: "warning", Status.OK: "note", Status.WAIVED: "warning"}
_AUDITED = frozenset({0, 1, 5, 6})


def render_sarif(result: Result) -> str:
    """Write a result as a SARIF log with one run."""
    told = [finding for finding in result.findings if _is_told(finding)]
    checks = {finding.check.id: finding.check for finding in result.findings}
    rules = sorted(checks)
    place = _uri(result.inputs["current"].path) if "current" in result.inputs else "data"
    run = {
        "tool": {
            "driver": {
                "name": "driftcli",
                "semanticVersion": result.version,
                "rules": [_rule(checks[check_id]) for check_id in rules],
            }
        },
        "automationDetails": {"id": "driftcli/"},
        "invocations": [_invocation(result)],
        "results": [_result(finding, rules.index(finding.check.id), place) for finding in told],
        "columnKind": "unicodeCodePoints",
    }
    log = plain({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})
    return json.dumps(log, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _is_told(finding: Finding) -> bool:
    return finding.status in {Status.FAIL, Status.WARN, Status.WAIVED} or (
        finding.status is Status.OK and finding.outcome is Outcome.NOTE
    )


def _rule(check: Check) -> dict[str, Any]:
    manual = check.doc.strip()
    return {
        "id": check.id,
        "name": "".join(word.capitalize() for word in check.id.split("_")),
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.title},
        "help": {"text": manual, "markdown": manual},
        "properties": {"tags": sorted({check.group, str(check.family)})},
    }


def _invocation(result: Result) -> dict[str, Any]:
    errored = [finding for finding in result.findings if finding.status is Status.ERRORED]
    return {
        "executionSuccessful": result.verdict.exit_code in _AUDITED and not errored,
        "exitCode": result.verdict.exit_code,
        "exitCodeDescription": verdict_line(result),
        "startTimeUtc": _utc(result.run.started),
        "endTimeUtc": _utc(result.run.finished),
        "toolExecutionNotifications": [_notification(finding) for finding in errored],
    }


def _notification(finding: Finding) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": f"{finding_name(finding)}: {sentence(finding)}"},
        "associatedRule": {"id": finding.check.id},
    }


def _result(finding: Finding, rule: int, place: str) -> dict[str, Any]:
    column = finding.column
    member = {"name": printable(column), "kind": "member"} if column is not None else None
    location = {
        "physicalLocation": {"artifactLocation": {"uri": place}, "region": {"startLine": 1}},
        **({"logicalLocations": [member]} if member else {}),
    }
    waived = [{"kind": "external", "justification": finding.reason or "waived"}]
    return {
        "ruleId": finding.check.id,
        "ruleIndex": rule,
        "level": _LEVEL[finding.status],
        "message": {"text": sentence(finding)},
        "locations": [location],
        "partialFingerprints": {"driftcliFinding/v1": fingerprint(finding)},
        **({"suppressions": waived} if finding.status is Status.WAIVED else {}),
        "properties": {"status": finding.status, "outcome": finding.outcome, "column": column},
    }


def fingerprint(finding: Finding) -> str:
    """Name a finding by what it is about, not by its figures, so that tomorrow's is known to be the same."""
    subject = finding.measurement.subject if finding.measurement is not None else None
    about = json.dumps(plain([finding.check.id, finding.column, finding.segment, subject]))
    return sha256(about.encode()).hexdigest()


def _uri(path: str) -> str:
    """Write a path as a URI: relative ones stay so, as code scanning wants them; others name their scheme."""
    if "://" in path:
        return quote(path, safe=":/?&=%")
    text = quote(path.encode("utf-8", "backslashreplace"))
    return f"file://{text}" if PurePath(path).is_absolute() else text


def _utc(moment: str) -> str:
    return moment.replace("+00:00", "Z")
