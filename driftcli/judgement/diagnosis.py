"""Which kind of change it is, why we think so, and what to do (METHODS 8.6); broken data are ruled out first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from driftcli.judgement.evidence import evidence_of, unknowns_of
from driftcli.judgement.facts import Facts, gather
from driftcli.judgement.finding import Finding, Status
from driftcli.judgement.importance import UNKNOWN, Importance
from driftcli.judgement.remedy import actions_for
from driftcli.judgement.result import Diagnosis, DiagnosisKind
from driftcli.sources.kinds import RoleAssignment

_UNJUDGED = ("Nothing could be judged: each check that was skipped says what it lacks.",)
FEW_ROWS, MANY_ROWS = 1_000, 2_000
"""Labelled rows a side below which causes are sometimes missed, and from which they hardly are (METHODS 8.8)."""


def diagnose(
    findings: Sequence[Finding],
    roles: RoleAssignment,
    *,
    onset: Mapping[str, Any] | None = None,
    importance: Importance = UNKNOWN,
    faults_since: Mapping[str, str] | None = None,
) -> Diagnosis:
    """Diagnose from findings and the dated onset; what the data cannot tell is listed as unknown."""
    facts = replace(gather(findings, roles), onset=onset, importance=importance, faults_since=faults_since or {})
    kind = _kind(facts)
    is_unjudged = bool(findings) and all(finding.status is Status.SKIPPED for finding in findings)
    return Diagnosis(
        kind=kind,
        evidence=evidence_of(facts),
        actions=_UNJUDGED if is_unjudged else actions_for(kind, facts, has_scores=bool(roles.scores)),
        onset=onset,
        unknown=unknowns_of(kind, facts, roles),
        confidence=_confidence(kind, facts),
        hurts=_hurts(kind, facts),
        split=_split(facts),
    )


def _kind(facts: Facts) -> DiagnosisKind:  # noqa: PLR0911 - one return a headline, in the order of METHODS 8.6
    if facts.broken:
        return DiagnosisKind.DATA_QUALITY
    if facts.has_label_shift and not facts.do_inputs_hurt:
        return DiagnosisKind.LABEL_SHIFT
    if facts.has_concept_drift:
        return DiagnosisKind.MIXED if facts.inputs and facts.do_inputs_hurt else DiagnosisKind.CONCEPT_DRIFT
    if facts.is_degraded and (facts.is_unattributable or not facts.do_inputs_hurt):
        return DiagnosisKind.UNDETERMINED
    if facts.inputs:
        return DiagnosisKind.DATA_DRIFT
    if facts.target:
        return DiagnosisKind.LABEL_SHIFT
    if facts.predictions or facts.is_degraded or facts.is_estimated_worse:
        return DiagnosisKind.UNDETERMINED
    return DiagnosisKind.NONE


def _hurts(kind: DiagnosisKind, facts: Facts) -> bool | None:
    """Whether the change hurts performance; ``None`` where no labels tell."""
    if kind is DiagnosisKind.NONE or facts.performance is None:
        return None
    if facts.is_degraded or facts.do_inputs_hurt:
        return True
    return False if facts.is_stable else None


def _confidence(kind: DiagnosisKind, facts: Facts) -> str:
    """How sure the kind is, in a word and the reason."""
    if kind in {DiagnosisKind.DATA_QUALITY, DiagnosisKind.UNDETERMINED}:
        return "high: faults of the data are facts" if facts.broken else "low: several causes fit what was seen"
    if facts.concept is None or facts.concept.measurement is None or facts.split.get("refused"):
        reason = "the relation between inputs and target was not tested"
        return f"limited: {reason}" if kind is not DiagnosisKind.NONE else f"as far as columns tell: {reason}"
    if facts.yardstick and not facts.yardstick["is_better"] and not facts.has_concept_drift:
        return "moderate: a yardstick model tells no more of the target than a constant, so weak causes are missed"
    rows = min(facts.concept.measurement.n_reference, facts.concept.measurement.n_current)
    if rows < FEW_ROWS:
        return f"moderate: with {rows:,} labelled rows a side weak causes are missed"
    return f"{'high' if rows >= MANY_ROWS else 'good'}: {rows:,} labelled rows a side"


def _split(facts: Facts) -> dict[str, object]:
    """The numbers that a report draws: terms of the split, overlap, segments."""
    kept = ("terms", "hurts", "yardstick", "overlap", "effective_rows", "segments", "task", "delta", "refused")
    return {key: facts.split[key] for key in kept if key in facts.split} | _unconcluded(facts)


def _unconcluded(facts: Facts) -> dict[str, object]:
    """What a refused split must not say: that a part of it hurts, or is worse."""
    if not facts.is_unattributable:
        return {}
    return {"yardstick": {**facts.yardstick, "worse": {}}} if facts.yardstick else {"hurts": {}}
