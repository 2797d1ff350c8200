"""Measurements to findings: error rates are controlled here, once, over the whole audit (METHODS 4.2)."""

from collections.abc import Sequence
from dataclasses import replace

from driftcli.checks.check import Errored, Family, Measured, Measurement, Rule, Severity, Skipped
from driftcli.judgement.finding import Finding, Outcome, Status, gravity
from driftcli.judgement.policy import Policy
from driftcli.judgement.rules import Judgement, apply_rule, why_insufficient
from driftcli.stats.multiplicity import benjamini_hochberg, benjamini_yekutieli

_CAPPED = {
    Severity.FAIL: {},
    Severity.WARN: {Status.FAIL: Status.WARN},
    Severity.NOTE: {Status.FAIL: Status.OK, Status.WARN: Status.OK},
}


def judge(measured: Sequence[Measured], policy: Policy) -> tuple[Finding, ...]:
    """Judge every measurement of an audit; findings come worst first.

    Within each family p-values are adjusted together (Benjamini and Hochberg, or Benjamini and Yekutieli), leaving out
    the measurements that have too little data to tell.
    """
    columns = sum(_is_tested(one) and one.check.family is Family.COLUMNS for one in measured)
    blind = {id(one): _blindness(one, columns=max(1, columns), fdr=policy.fdr) for one in measured}
    adjusted = _adjust([one for one in measured if _is_tested(one) and blind[id(one)] is None], policy)
    findings = [_finding(one, adjusted.get(id(one)), blind[id(one)], policy) for one in measured]
    return tuple(sorted(_gate_on_count(findings, policy), key=gravity))


def _is_tested(one: Measured) -> bool:
    return isinstance(one.answer, Measurement) and one.answer.p_value is not None


def _blindness(one: Measured, *, columns: int, fdr: float) -> str | None:
    return why_insufficient(one, one.answer, columns=columns, fdr=fdr) if isinstance(one.answer, Measurement) else None


def _adjust(tested: Sequence[Measured], policy: Policy) -> dict[int, float]:
    """Adjusted p-value by identity of the measured."""
    adjust = benjamini_yekutieli if policy.fdr_method == "by" else benjamini_hochberg
    found: dict[int, float] = {}
    for family in Family:
        members = [one for one in tested if one.check.family is family]
        p_values = [float(one.answer.p_value or 0.0) for one in members if isinstance(one.answer, Measurement)]
        if members:
            found.update(zip(map(id, members), map(float, adjust(p_values)), strict=True))
    return found


def _finding(one: Measured, adjusted: float | None, blind: str | None, policy: Policy) -> Finding:
    answer = one.answer
    if isinstance(answer, Skipped):
        outcome = Outcome.INSUFFICIENT if answer.insufficient else Outcome.NOT_APPLICABLE
        judgement = Judgement(outcome, Status.SKIPPED, reason=answer.reason)
    elif isinstance(answer, Errored):
        judgement = Judgement(Outcome.ERRORED, Status.ERRORED, reason=answer.reason)
    elif blind is not None:
        judgement = Judgement(Outcome.INSUFFICIENT, Status.SKIPPED, reason=blind)
    else:
        judgement = apply_rule(one, answer, adjusted, policy.fdr)
    return Finding(
        check=one.check,
        column=one.column,
        segment=one.segment,
        window=one.window,
        status=_capped(one, judgement.status, policy),
        outcome=judgement.outcome,
        thresholds=one.thresholds,
        measurement=answer if isinstance(answer, Measurement) else None,
        p_value_adjusted=adjusted,
        magnitude=judgement.magnitude,
        reason=judgement.reason,
    )


def _capped(one: Measured, status: Status, policy: Policy) -> Status:
    """Keep a status within the check's severity, and drift of an unimportant column at a warning."""
    capped = _CAPPED[one.severity].get(status, status)
    is_unimportant = policy.important is not None and one.check.family in {Family.COLUMNS, Family.MULTIVARIATE}
    if is_unimportant and capped is Status.FAIL and one.column not in (policy.important or ()):
        return Status.WARN
    return capped


def _gate_on_count(findings: list[Finding], policy: Policy) -> list[Finding]:
    """Drift of fewer columns than asked for is a warning, by the rule and by a user's own threshold alike."""
    drifted = {f.column for f in findings if _is_drifted(f)}
    if len(drifted) >= policy.min_drifted:
        return findings
    note = f"{len(drifted)} column{'s drift' if len(drifted) > 1 else ' drifts'}, {policy.min_drifted} must to fail"
    return [replace(f, status=Status.WARN, reason=note) if _is_drifted(f) else f for f in findings]


def _is_drifted(finding: Finding) -> bool:
    return finding.check.family is Family.COLUMNS and finding.status is Status.FAIL


def tested_columns(measured: Sequence[Measured]) -> list[Measured]:
    """The drift measurements that the power statement is about."""
    return [
        one
        for one in measured
        if isinstance(one.answer, Measurement) and one.answer.rule is Rule.DRIFT and one.check.family is Family.COLUMNS
    ]
