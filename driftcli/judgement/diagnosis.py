"""Which kind of change it is, why we think so, and what to do; data-quality breakage is ruled out first."""

from collections.abc import Sequence

from driftcli.checks.check import Family
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.result import Diagnosis, DiagnosisKind
from driftcli.sources.kinds import Role, RoleAssignment

NAMED = 5
_ALARMED = frozenset({Status.FAIL, Status.WARN})
_REMEDY = {
    DiagnosisKind.NONE: "No action: nothing reached a bar.",
    DiagnosisKind.DATA_QUALITY: "Fix the pipeline before anything else; do not retrain on this data.",
    DiagnosisKind.DATA_DRIFT: "Label new data where the inputs moved, then retrain; watch performance until then.",
    DiagnosisKind.LABEL_SHIFT: "Recalibrate the scores or move the threshold to the new class shares.",
    DiagnosisKind.UNDETERMINED: "Collect labels for the current data: without them the cause cannot be told.",
    DiagnosisKind.MIXED: "Fix the pipeline first, then audit again: drift beside broken data cannot be trusted.",
}


def diagnose(findings: Sequence[Finding], roles: RoleAssignment) -> Diagnosis:
    """Diagnose from findings; what needs labels or the joint distribution is listed as unknown."""
    alarmed = [finding for finding in findings if finding.status in _ALARMED]
    quality = [f for f in alarmed if f.check.family is Family.QUALITY]
    broken = [f for f in quality if f.check.is_breakage and f.status is Status.FAIL]
    symptoms = [f for f in quality if not f.check.is_breakage and f.column is not None]
    drifted = [f for f in alarmed if f.check.family is Family.COLUMNS]
    inputs = [f for f in drifted if f.check.id not in {"target_drift", "prediction_drift"}]
    inputs += [f for f in symptoms if roles.role_of(f.column or "") in {Role.FEATURE, Role.SEGMENT}]
    target = [f for f in drifted if f.check.id == "target_drift"]
    predictions = [f for f in drifted if f.check.id == "prediction_drift"]
    kind = _kind(broken, inputs, target, predictions)
    evidence = [
        *(_say(broken, "broken") if broken else []),
        *(_say(inputs, "moved") if inputs else []),
        *(_say(target, "moved (target)") if target else []),
        *(_say(predictions, "moved (prediction)") if predictions else []),
    ]
    return Diagnosis(kind, tuple(evidence), _actions(kind, broken, inputs), unknown=_unknown(roles, drifted))


def _kind(
    broken: Sequence[Finding], inputs: Sequence[Finding], target: Sequence[Finding], predictions: Sequence[Finding]
) -> DiagnosisKind:
    if broken:
        return DiagnosisKind.DATA_QUALITY
    if target and not inputs:
        return DiagnosisKind.LABEL_SHIFT
    if inputs:
        return DiagnosisKind.DATA_DRIFT
    if predictions:
        return DiagnosisKind.UNDETERMINED
    return DiagnosisKind.NONE


def _say(findings: Sequence[Finding], word: str) -> list[str]:
    """One sentence a group: which columns, by which check, how sure."""
    columns = list(dict.fromkeys(finding.column or "the dataset" for finding in findings))
    shown = ", ".join(columns[:NAMED]) + (f" and {len(columns) - NAMED} more" if len(columns) > NAMED else "")
    checks = ", ".join(dict.fromkeys(finding.check.id for finding in findings))
    sure = sum(finding.outcome is Outcome.DRIFT for finding in findings)
    strength = f"; {sure} of {len(findings)} beyond the drift bar" if word.startswith("moved") else ""
    return [f"{len(columns)} column{'s' * (len(columns) != 1)} {word}: {shown} ({checks}{strength})"]


def _actions(kind: DiagnosisKind, broken: Sequence[Finding], inputs: Sequence[Finding]) -> tuple[str, ...]:
    actions = [_REMEDY[kind]]
    for finding in broken[:NAMED]:
        where = finding.column or "the dataset"
        actions.append(f"Look at {where}: {finding.check.title.split(':')[0].lower()}.")
    if kind is DiagnosisKind.DATA_QUALITY and inputs:
        actions.append("Then audit again: drift beside broken data cannot be trusted.")
    return tuple(actions)


def _unknown(roles: RoleAssignment, drifted: Sequence[Finding]) -> tuple[str, ...]:
    unknown = []
    if roles.target is None:
        unknown.append("Whether the relation between inputs and target moved: no target column is named (--target).")
    elif drifted:
        unknown.append(
            "Whether the relation between inputs and target moved: this version compares columns one by one."
        )
    if roles.target is None or roles.prediction is None:
        unknown.append("Whether the model performs worse: that needs a target and a prediction column.")
    return tuple(unknown)
