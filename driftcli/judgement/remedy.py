"""What to do about it: the action for each kind of change, with the column, segment and number of rows where known."""

from driftcli.judgement.facts import Facts
from driftcli.judgement.figures import percent, shares
from driftcli.judgement.finding import Finding
from driftcli.judgement.labelling import FEWEST, label_new, labels_needed
from driftcli.judgement.recalibration import recalibrate
from driftcli.judgement.result import DiagnosisKind
from driftcli.judgement.since import PERFORMANCE, day

NAMED = 5
_FIRST = {
    DiagnosisKind.NONE: "No action: nothing reached a bar.",
    DiagnosisKind.DATA_QUALITY: "Fix the pipeline before anything else; do not retrain on this data.",
    DiagnosisKind.LABEL_SHIFT: "Recalibrate the scores or move the threshold to the new class shares; no relabelling.",
    DiagnosisKind.CONCEPT_DRIFT: (
        "Relabel or drop the old data that the new relation contradicts: their labels mislead the model today."
    ),
    DiagnosisKind.MIXED: "Relabel or drop the old data that the new relation contradicts, and label new data as well.",
    DiagnosisKind.UNDETERMINED: "Collect labels for the current data: without them the cause cannot be told.",
}
_NOT_ASKED = "the checks of the group `concept` did not run (--select, --ignore)"
_OF_ANY_MODEL = {
    "their labels mislead the model today": "their labels mislead any model that learns from them",
    "Recalibrate the scores or move the threshold": (
        "Recalibrate whatever model was trained on the reference, or move its threshold,"
    ),
    "that the score gives": "that it gives",
}
"""What is said where no model is given, instead of what speaks of the user's."""
_FAULTS = {
    "schema": "its schema",
    "missing_values": "missing values",
    "unparseable_values": "values that no longer parse",
    "unreadable_rows": "rows that cannot be read",
    "constant_column": "a column that became stuck, or no longer is",
    "sentinel_values": "a code that stands for missing",
    "unit_change": "a changed unit",
    "swapped_columns": "swapped columns",
    "respelled_categories": "respelled categories",
    "repeated_keys": "repeated keys",
    "duplicate_rows": "repeated rows",
    "infinities": "infinite values",
    "outcome_quality": "labels or predictions that do not fit",
}

IMPLIED = 0.001
"""p-value from which on another mix of classes, implied by predictions alone, is spoken of."""
_COUNTED = frozenset({"missing_values", "unparseable_values"})


def actions_for(kind: DiagnosisKind, facts: Facts, *, has_scores: bool = False) -> tuple[str, ...]:
    """Actions in the order in which to take them; scores may have a threshold to move."""
    actions = _actions(kind, facts, has_scores=has_scores)
    return tuple(_of_any_model(one) for one in actions) if facts.yardstick else actions


def _of_any_model(action: str) -> str:
    for said, meant in _OF_ANY_MODEL.items():
        action = action.replace(said, meant)
    return action


def _actions(kind: DiagnosisKind, facts: Facts, *, has_scores: bool) -> tuple[str, ...]:
    match kind:
        case DiagnosisKind.DATA_DRIFT:
            return _data_drift(facts)
        case DiagnosisKind.DATA_QUALITY:
            is_moved = facts.inputs or facts.has_concept_drift
            again = ["Then audit again: drift beside broken data cannot be trusted."] if is_moved else []
            return (_FIRST[kind], *_faults(facts), *again)
        case DiagnosisKind.CONCEPT_DRIFT | DiagnosisKind.MIXED:
            more = [label_new(facts)] if kind is DiagnosisKind.MIXED else []
            return (_relabel(kind, facts), *_segments(facts), _retrain(facts), *more)
        case DiagnosisKind.LABEL_SHIFT:
            return (_FIRST[kind], *recalibrate(facts, has_scores=has_scores))
        case DiagnosisKind.UNDETERMINED:
            return _undetermined(facts)
        case _:
            return (_FIRST[kind],)


def _undetermined(facts: Facts) -> tuple[str, ...]:
    """What would tell the cause: labels, labels elsewhere, more of them, or rows."""
    if facts.is_unattributable:
        return ("Label new data where the reference has none: the two datasets share too few inputs to tell causes.",)
    if facts.is_unexplained:
        rows, purpose = labels_needed(facts)
        told = f"Label more of the current rows, at least {rows:,}: {purpose}." if rows > _labelled(facts) else ""
        asked = "Ask what changed that no column records, and add that column."
        return tuple(one for one in ("The drop is real, and its cause is not shown.", told, asked) if one)
    if facts.is_degraded:
        return (f"The drop is real, and its cause was not looked for: {facts.why_not_split or _NOT_ASKED}.",)
    return (_FIRST[DiagnosisKind.UNDETERMINED],)


def _labelled(facts: Facts) -> int:
    return facts.concept.measurement.n_current if facts.concept and facts.concept.measurement else 0


def _relabel(kind: DiagnosisKind, facts: Facts) -> str:
    """Name the period whose labels mislead: everything before the loss began to change, or the reference's time."""
    dated = facts.onset or {}
    loss = next((one for one in dated.get("series", ()) if one["about"] == PERFORMANCE), None)
    since = day(loss["at"]) if loss and loss["at"] and dated["has_dates"] else None
    if since is None:
        return _FIRST[kind]
    return _FIRST[kind].replace("the old data", f"the data from before {since}")


def _retrain(facts: Facts) -> str:
    """Name the rows from which to learn again: those since the loss has settled, where that is dated."""
    since = _settled(facts)
    rows = "recent rows" if since is None else f"rows from {since} on"
    if facts.yardstick:
        return f"Retrain whatever model learnt from the reference on {rows}."
    return f"Retrain on {rows}, or give them more weight; shorten the training window."


def _settled(facts: Facts) -> str | None:
    dated = facts.onset or {}
    loss = next((one for one in dated.get("series", ()) if one["about"] == PERFORMANCE), None)
    if loss is None or not loss["at"] or not dated["has_dates"]:
        return None
    settled = loss["until"] if loss["shape"] == "gradual" and loss["until"] else loss["at"]
    return day(settled)


def _data_drift(facts: Facts) -> tuple[str, ...]:
    """Real but harmless, or to be labelled, or not known."""
    if facts.is_stable and not facts.do_inputs_hurt:
        return (
            "No retraining is needed: the inputs moved, but performance held.",
            "Keep watching; renew the reference when the new inputs are here to stay.",
        )
    watch = () if facts.is_degraded else ("Watch performance until then.",)
    return (*_mix_alone(facts), label_new(facts), _old_labels(facts), *watch)


def _mix_alone(facts: Facts) -> list[str]:
    """Say so where the predictions agree with the mix of classes as the only change: then labels at random tell."""
    measured = facts.label_shift.measurement if facts.label_shift else None
    if measured is None or measured.details.get("source") != "predictions" or not facts.predictions:
        return []
    agreement = measured.details.get("consistency") or {}
    if not agreement.get("is_consistent") or measured.p_value is None or measured.p_value > IMPLIED:
        return []
    moved = max(measured.details["classes"], key=lambda row: abs(row["current"] - row["reference"]))
    implied = f"{moved['class']} {shares(moved['reference'], moved['current'])}"
    told = (
        f"First label {FEWEST} rows at random: if they show the mix of classes that the predictions imply ({implied}),"
    )
    return [f"{told} it may be all that moved; then recalibrate, and relabel nothing."]


def _old_labels(facts: Facts) -> str:
    """Do not call old labels valid where the target moved and nobody asked whether the relation did."""
    refused = facts.split.get("refused")
    if facts.target and (facts.concept is None or refused):
        reason = refused or facts.why_not_split or _NOT_ASKED
        return (
            f"Then retrain with them. The target moved too; whether old labels remain valid was not tested: {reason}."
        )
    return "Then retrain with them; the old labels remain valid."


def _segments(facts: Facts) -> list[str]:
    rules = [str(segment["rule"]) for segment in facts.split.get("segments", ())][:2]
    return [f"Begin where {', then where '.join(rules)}."] if rules else []


def _fault(finding: Finding, facts: Facts) -> str:
    """Name a fault, how many rows have it, and since when, as far as that is known."""
    word = _FAULTS.get(finding.check.id, finding.check.id.replace("_", " "))
    statistic = finding.measurement.statistic if finding.measurement else None
    if finding.check.id not in _COUNTED or statistic is None or statistic.current is None:
        return word
    since = facts.faults_since.get(finding.column or "")
    return f"{word} in {percent(statistic.current)} of rows" + (f" since {since}" if since else "")


def _faults(facts: Facts) -> list[str]:
    """The fault and the column, worst first, a column once."""
    seen: dict[str, list[str]] = {}
    for finding in facts.broken:
        fault = _fault(finding, facts)
        faults = seen.setdefault(finding.column or "the dataset", [])
        if fault not in faults:
            faults.append(fault)
    shown = [f"Look at {column}: {' and '.join(faults)}." for column, faults in list(seen.items())[:NAMED]]
    return shown + ([f"And at {len(seen) - NAMED} more columns."] if len(seen) > NAMED else [])
