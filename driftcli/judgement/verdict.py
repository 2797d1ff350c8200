"""From findings to the verdict of the audit and the exit code that goes with it."""

from collections.abc import Sequence

from driftcli.checks.check import Family
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.policy import Policy
from driftcli.judgement.result import Verdict, VerdictStatus

OK, GATE_FAILED, NOT_EVALUABLE, NOTHING_EVALUATED = 0, 1, 3, 5
NAMED = 4
"""Columns named in the reason; the rest are counted."""
_EVALUATED = frozenset({Status.OK, Status.WARN, Status.FAIL, Status.WAIVED})


def conclude(findings: Sequence[Finding], policy: Policy) -> Verdict:
    """Conclude an audit; nothing evaluated is never reported as clean."""
    failed = [finding for finding in findings if finding.status is Status.FAIL]
    warned = [finding for finding in findings if finding.status is Status.WARN]
    errored = [finding for finding in findings if finding.status is Status.ERRORED]
    status, reason = _status(findings, failed, warned)
    if errored:
        names = ", ".join(sorted({finding.check.id for finding in errored}))
        status = VerdictStatus.NOT_EVALUATED if status is VerdictStatus.PASS else status
        return Verdict(status, NOT_EVALUABLE, f"{reason}; could not be evaluated: {names}")
    if status is VerdictStatus.NOT_EVALUATED:
        return Verdict(status, OK if policy.allow_empty else NOTHING_EVALUATED, reason)
    is_gated = (failed and policy.fail_on != "never") or (warned and policy.fail_on == "warn")
    return Verdict(status, GATE_FAILED if is_gated else OK, reason)


def _status(
    findings: Sequence[Finding], failed: Sequence[Finding], warned: Sequence[Finding]
) -> tuple[VerdictStatus, str]:
    if failed:
        return VerdictStatus.FAIL, _count(failed, "failed")
    if warned:
        return VerdictStatus.WARN, _count(warned, "warned")
    if not any(finding.status in _EVALUATED for finding in findings):
        return VerdictStatus.NOT_EVALUATED, _why_nothing(findings)
    drift = [finding for finding in findings if finding.check.family is Family.COLUMNS]
    is_blind = drift and all(finding.status is Status.SKIPPED for finding in drift)
    blindness = _blindness(drift)
    if is_blind and blindness:
        return VerdictStatus.NOT_EVALUATED, blindness
    evaluated = sum(finding.status in _EVALUATED for finding in findings)
    return VerdictStatus.PASS, f"none of {evaluated} findings reached a bar"


def _count(findings: Sequence[Finding], word: str) -> str:
    """Count the findings and name the worst columns, or the checks where no column is meant; worst come first."""
    columns = list(dict.fromkeys(finding.column for finding in findings if finding.column is not None))
    names = columns or sorted({finding.check.id for finding in findings})
    shown = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED:,} more" if len(names) > NAMED else "")
    where = f" in {len(columns):,} column{'s' * (len(columns) != 1)}" if columns else ""
    return f"{len(findings):,} finding{'s' * (len(findings) != 1)} {word}{where}: {shown}"


def _why_nothing(findings: Sequence[Finding]) -> str:
    if not findings:
        return "no check was put to any column"
    reason = next((finding.reason for finding in findings if finding.reason), "no reason given")
    return _blindness(findings) or f"every check was skipped: {reason}"


def _blindness(findings: Sequence[Finding]) -> str | None:
    """Say of how little data there is, where that was the obstacle."""
    blind = next((finding for finding in findings if finding.outcome is Outcome.INSUFFICIENT), None)
    return f"too little data to tell: {blind.reason}" if blind else None
