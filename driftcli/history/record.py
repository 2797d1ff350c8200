"""What is kept of a run: who it was, what was measured of each column, and every finding that warns or fails."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from driftcli.audit import Result
from driftcli.checks.check import Family, Severity
from driftcli.frozen import dataclass
from driftcli.judgement.finding import Finding, Status
from driftcli.judgement.result import InputFacts
from driftcli.suite.globs import is_match

SIZE = "s"
"""Name of an effect that is told in sd-equivalents."""
_LOUD = frozenset({Status.WARN, Status.FAIL})


@dataclass(frozen=True, slots=True)
class Chart:
    """What is followed from run to run: a check's answer about a column."""

    check: str
    column: str
    subject: str = ""
    """What inside the column it is about, such as the mix of weekdays; empty for the column itself."""


@dataclass(frozen=True, slots=True)
class Point:
    """A drift measurement of one run."""

    chart: Chart
    p_value: float | None
    """Before control over the audit; ``None`` where a fixed threshold decides."""
    s: float | None
    """Size in sd-equivalents, negative where values fell; ``None`` where it is told otherwise."""
    s_low: float | None
    """One-sided 95 % lower bound of how far, whichever way."""
    n: float
    """Rows of the reference, as many as independent ones would be worth."""
    m: float
    """Likewise of the current data."""
    outcome: str
    status: str
    may_fail: bool = True
    """Whether it could have failed the audit: not where the column is not important, or the check only warns."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A finding that warns or fails."""

    family: str
    check: str
    column: str | None
    segment: str | None
    status: str
    outcome: str
    s_low: float | None = None
    """Lower bound of the size, where it is told in sd-equivalents."""


@dataclass(frozen=True, slots=True)
class Run:
    """Who a run was and what it concluded."""

    id: str
    started: str
    """ISO 8601, as the result has it."""
    moment: float
    """The same in seconds since 1970: runs are in this order."""
    reference: str
    """Path of the reference."""
    reference_digest: str
    """What tells one reference from another."""
    current: str
    rows_reference: int
    rows_current: int
    suite: str
    """Digest of the configuration."""
    verdict: str
    exit_code: int
    diagnosis: str
    version: str


@dataclass(frozen=True, slots=True)
class RunRecord:
    """All that is kept of a run."""

    run: Run
    points: tuple[Point, ...]
    troubles: tuple[Trouble, ...]


def record_of(result: Result) -> RunRecord:
    """Take from a result what is kept of it."""
    reference, current = result.inputs["reference"], result.inputs["current"]
    run = Run(
        id=result.run.id,
        started=result.run.started,
        moment=_seconds(result.run.started),
        reference=reference.path,
        reference_digest=_reference_digest(reference, current),
        current=current.path,
        rows_reference=reference.rows,
        rows_current=current.rows,
        suite=sha256(json.dumps(result.config, sort_keys=True).encode()).hexdigest(),
        verdict=str(result.verdict.status),
        exit_code=result.verdict.exit_code,
        diagnosis=str(result.diagnosis.kind),
        version=result.version,
    )
    found = [_point(finding, result.config) for finding in reversed(result.findings)]
    points = {point.chart: point for point in found if point is not None}
    ordered = sorted(points.values(), key=lambda one: (one.chart.column, one.chart.check, one.chart.subject))
    return RunRecord(run, tuple(ordered), tuple(_troubles(result.findings)))


def _seconds(started: str) -> float:
    moment = datetime.fromisoformat(started)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _reference_digest(reference: InputFacts, current: InputFacts) -> str:
    """Tell references apart by their content; of one file that is split in time, by the rows before the split."""
    rows = [reference.rows, reference.columns, reference.first, reference.last]
    is_one_file = reference.sha256 is not None and reference.sha256 == current.sha256
    if is_one_file and rows != [current.rows, current.columns, current.first, current.last]:
        return sha256(json.dumps(rows).encode()).hexdigest()
    if reference.sha256 is not None:
        return reference.sha256
    return sha256(json.dumps([reference.path, reference.bytes, *rows]).encode()).hexdigest()


def _point(finding: Finding, config: Mapping[str, Any]) -> Point | None:
    measured = finding.measurement
    if finding.check.family is not Family.COLUMNS or not finding.column or finding.segment or measured is None:
        return None
    effect = measured.effect if measured.effect is not None and measured.effect.name == SIZE else None
    n, m = measured.effective_n or (measured.n_reference, measured.n_current)
    return Point(
        Chart(finding.check.id, finding.column, measured.subject or ""),
        None if measured.p_value is None else float(measured.p_value),
        None if effect is None else float(effect.value),
        None if effect is None else float(effect.lower),
        float(n),
        float(m),
        str(finding.outcome),
        str(finding.status),
        _may_fail(finding, config),
    )


def _may_fail(finding: Finding, config: Mapping[str, Any]) -> bool:
    important = config.get("important") or ()
    asked = config.get("checks", {}).get(finding.check.id, {})
    is_important = not important or any(is_match(str(finding.column), glob) for glob in important)
    return (
        is_important and asked.get("severity", Severity.FAIL) == Severity.FAIL and finding.status is not Status.WAIVED
    )


def _troubles(findings: Iterable[Finding]) -> Iterable[Trouble]:
    seen = set()
    for finding in findings:
        effect = finding.measurement.effect if finding.measurement is not None else None
        one = Trouble(
            str(finding.check.family),
            finding.check.id,
            finding.column,
            finding.segment,
            str(finding.status),
            str(finding.outcome),
            float(effect.lower) if effect is not None and effect.name == SIZE else None,
        )
        place = (one.check, one.column, one.segment, one.status)
        if finding.status in _LOUD and place not in seen:
            seen.add(place)
            yield one
