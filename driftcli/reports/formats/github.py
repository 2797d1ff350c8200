"""The face for GitHub Actions: annotations, worst first, and one summary line.

GitHub shows at most ten errors and ten warnings of a step, so no more are written; the summary says how many there are.
"""

from collections.abc import Iterable
from pathlib import Path

from driftcli.audit import Result
from driftcli.judgement.finding import Finding, Status
from driftcli.judgement.result import VerdictStatus
from driftcli.reports.formats.gate import failing_statuses
from driftcli.reports.wording.conclusion import headline, verdict_line
from driftcli.reports.wording.finding import sentence
from driftcli.reports.wording.places import finding_name

MOST = 10
"""Annotations of one level that GitHub shows of a step."""
SUMMARY_LIMIT = 900_000
"""Bytes of a job summary that are used: GitHub takes 1 MiB of a step and refuses what is longer."""
_LEAST_SUMMARY = 5_000


def render_github(result: Result) -> str:
    """Write annotations for what fails and warns, and the verdict with what was left out."""
    errors = [finding for finding in result.findings if _is_error(finding, result)]
    told = {Status.WARN, Status.FAIL} - failing_statuses(result)
    warnings = [finding for finding in result.findings if finding.status in told]
    lines = [*_annotations("error", errors[:MOST]), *_annotations("warning", warnings[:MOST])]
    rest = len(errors) + len(warnings) - len(lines)
    more = f"; and {rest} more findings, see the job summary or the report" if rest else ""
    title = "driftcli: nothing evaluated" if _is_unevaluated(result) else f"driftcli: {headline(result)}"
    return "\n".join([*lines, _command("notice", title, f"{verdict_line(result)}{more}")]) + "\n"


def append_summary(result: Result, path: Path) -> None:
    """Add the result as Markdown to the summary of a job, unless it is full: GitHub drops a summary above 1 MiB."""
    from driftcli.reports.formats.markdown import render_markdown  # noqa: PLC0415 - only where there is a summary

    used = path.stat().st_size if path.exists() else 0
    room = SUMMARY_LIMIT - used
    if room < _LEAST_SUMMARY:
        return
    with path.open("a", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(("\n" if used else "") + render_markdown(result, limit=room))


def _is_error(finding: Finding, result: Result) -> bool:
    return finding.status is Status.ERRORED or finding.status in failing_statuses(result)


def _is_unevaluated(result: Result) -> bool:
    return result.verdict.status is VerdictStatus.NOT_EVALUATED


def _annotations(level: str, findings: Iterable[Finding]) -> list[str]:
    return [_command(level, finding_name(finding), sentence(finding)) for finding in findings]


def _command(level: str, title: str, message: str) -> str:
    return f"::{level} title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    """Escape a message as actions/toolkit does (packages/core/src/command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
