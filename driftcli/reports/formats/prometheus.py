"""The Prometheus face, for node_exporter's textfile collector: gauges of the last run, no timestamps beside them.

``driftcli_last_success_timestamp_seconds`` is when an audit last came to a verdict, whatever it was; it is carried over
from the file that is replaced, so that an alert on its age tells of audits that no longer take place.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite, isnan

from driftcli import __version__
from driftcli.audit import Result
from driftcli.judgement.finding import Finding, Status
from driftcli.judgement.result import VerdictStatus
from driftcli.reports.wording.finding import decider
from driftcli.reports.wording.names import printable

SERIES = 500
"""Most series of single findings; the worst are kept."""
_VERDICT = {VerdictStatus.PASS: 0, VerdictStatus.WARN: 1, VerdictStatus.FAIL: 2, VerdictStatus.NOT_EVALUATED: 3}
_STATUS = {Status.OK: 0, Status.WAIVED: 0, Status.WARN: 1, Status.FAIL: 2, Status.ERRORED: 3}
_AUDITED = frozenset({0, 1})
_LAST = re.compile(r"^driftcli_last_success_timestamp_seconds(?:\{[^}]*\})? ([0-9.eE+]+)$", re.MULTILINE)


@dataclass
class _Page:
    """Families of series in the order in which they were begun; every series has the label of its audit."""

    audit: str
    lines: list[str] = field(default_factory=list)

    def family(self, name: str, words: str, series: Iterable[tuple[Mapping[str, str], float]]) -> None:
        """Write HELP, TYPE and the series, where there are any."""
        values = list(series)
        if values:
            full = f"driftcli_{name}"
            self.lines += [f"# HELP {full} {words}", f"# TYPE {full} gauge"]
            named = ((_labels({"audit": self.audit, **labels}), _number(value)) for labels, value in values)
            self.lines += [f"{full}{labels} {number}" for labels, number in named]

    def gauge(self, name: str, words: str, value: float) -> None:
        """Write a family of one series."""
        self.family(name, words, [({}, value)])


def render_prometheus(result: Result, *, audit: str = "driftcli", previous: str = "") -> str:
    """Write a result; ``previous`` is the file that it replaces, ``audit`` tells this file's series from others'."""
    finished, code = _seconds(result.run.finished), result.verdict.exit_code
    page = _Page(printable(audit))
    is_audited = code in _AUDITED
    _run(page, finished, result.run.duration_s, code, last=finished if is_audited else _last_success(previous))
    page.gauge("verdict", "Verdict: 0 pass, 1 warn, 2 fail, 3 not evaluated.", _VERDICT[result.verdict.status])
    counts = [({"status": str(status)}, result.counts.get(str(status), 0)) for status in Status]
    page.family("findings", "Findings by status.", counts)
    rows = [({"dataset": side}, facts.rows) for side, facts in result.inputs.items()]
    page.family("rows", "Rows that were audited.", rows)
    _performance(page, result)
    _findings(page, result)
    _build(page, result.version)
    return "\n".join(page.lines) + "\n"


def render_failure(code: int, *, audit: str, moment: datetime, previous: str = "") -> str:
    """Write a run that came to no verdict, so that staleness is not the only sign of it."""
    page = _Page(printable(audit))
    _run(page, moment.timestamp(), 0.0, code, last=_last_success(previous))
    page.gauge("verdict", "Verdict: 0 pass, 1 warn, 2 fail, 3 not evaluated.", _VERDICT[VerdictStatus.NOT_EVALUATED])
    _build(page, __version__)
    return "\n".join(page.lines) + "\n"


def _run(page: _Page, moment: float, duration: float, code: int, *, last: float | None) -> None:
    page.gauge("run_timestamp_seconds", "When the last run ended.", moment)
    page.gauge("run_duration_seconds", "How long the last run took.", duration)
    page.gauge("exit_code", "Exit code of the last run; driftcli explain exit-codes.", code)
    if last is not None:
        page.gauge("last_success_timestamp_seconds", "When an audit last came to a verdict.", last)


def _build(page: _Page, version: str) -> None:
    page.family("build_info", "Version of driftcli.", [({"version": version}, 1)])


def _performance(page: _Page, result: Result) -> None:
    series = [
        ({"metric": one.metric, "source": one.source, "dataset": side}, float(value))
        for one in result.performance
        for side, estimate in (("reference", one.reference), ("current", one.current))
        if (value := estimate.get("value")) is not None
    ]
    page.family("performance", "Performance of the model.", series)


def _findings(page: _Page, result: Result) -> None:
    """Write status and deciding number of the worst findings; of those with the same labels the worst counts."""
    worst: dict[tuple[tuple[str, str], ...], Finding] = {}
    for finding in result.findings:
        if finding.status in _STATUS:
            worst.setdefault(tuple(_names(finding).items()), finding)
    kept = list(worst.items())[:SERIES]
    status = [(dict(labels), _STATUS[finding.status]) for labels, finding in kept]
    values = [
        ({**dict(labels), "statistic": _statistic(finding)}, float(value))
        for labels, finding in kept
        if (value := decider(finding)) is not None
    ]
    page.family("check_status", "Status of a finding: 0 ok or waived, 1 warn, 2 fail, 3 errored.", status)
    page.family("check_value", "Number that the status rests on.", values)
    page.gauge("series_left_out", "Findings beyond the most that are written.", max(0, len(worst) - SERIES))


def _names(finding: Finding) -> dict[str, str]:
    subject = finding.measurement.subject if finding.measurement is not None else None
    said = {"check": finding.check.id, "column": finding.column, "segment": finding.segment, "subject": subject}
    return {name: printable(text or "") for name, text in said.items()}


def _statistic(finding: Finding) -> str:
    measurement = finding.measurement
    if measurement is None:
        return ""
    is_effect = measurement.effect is not None and decider(finding) == abs(measurement.effect.lower)
    return f"{measurement.effect.name}_low" if is_effect and measurement.effect else measurement.statistic.name


def _last_success(previous: str) -> float | None:
    found = _LAST.search(previous)
    try:
        return float(found[1]) if found else None
    except ValueError:
        return None


def _seconds(moment: str) -> float:
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        return 0.0
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def _number(value: float) -> str:
    if isfinite(value):
        return repr(value)
    return "NaN" if isnan(value) else "+Inf" if value > 0 else "-Inf"


def _labels(labels: Mapping[str, str]) -> str:
    pairs = (f'{name}="{_escaped(text)}"' for name, text in labels.items())
    return "{" + ",".join(pairs) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
