"""What to do about it: the action for each kind of change, with the column, segment and number of rows where known."""

from driftcli.judgement.facts import Facts
from driftcli.judgement.labelling import label_new
from driftcli.judgement.result import DiagnosisKind

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


def actions_for(kind: DiagnosisKind, facts: Facts) -> tuple[str, ...]:
    """Actions in the order in which to take them."""
    if kind is DiagnosisKind.DATA_DRIFT:
        return _data_drift(facts)
    actions = [_FIRST[kind]]
    if kind is DiagnosisKind.DATA_QUALITY:
        actions += _faults(facts)
        if facts.inputs or facts.has_concept_drift:
            actions.append("Then audit again: drift beside broken data cannot be trusted.")
    if kind in {DiagnosisKind.CONCEPT_DRIFT, DiagnosisKind.MIXED}:
        actions += _segments(facts)
        actions.append("Retrain on recent rows, or give them more weight; shorten the training window.")
    if kind is DiagnosisKind.MIXED:
        actions.append(label_new(facts))
    if kind is DiagnosisKind.UNDETERMINED and facts.is_unattributable:
        actions[0] = (
            "Label new data where the reference has none: the two datasets share too few inputs to tell causes."
        )
    return tuple(actions)


def _data_drift(facts: Facts) -> tuple[str, ...]:
    """Real but harmless, or to be labelled, or not known."""
    if facts.is_stable and not facts.do_inputs_hurt:
        return (
            "No retraining is needed: the inputs moved, but performance held.",
            "Keep watching; renew the reference when the new inputs are here to stay.",
        )
    watch = () if facts.is_degraded else ("Watch performance until then.",)
    return (label_new(facts), "Then retrain with them; the old labels remain valid.", *watch)


def _segments(facts: Facts) -> list[str]:
    rules = [str(segment["rule"]) for segment in facts.split.get("segments", ())]
    return [f"Begin where {rule}." for rule in rules[:2]]


def _faults(facts: Facts) -> list[str]:
    """The fault and the column, worst first, a column once."""
    seen: dict[str, list[str]] = {}
    for finding in facts.broken:
        fault = _FAULTS.get(finding.check.id, finding.check.id.replace("_", " "))
        faults = seen.setdefault(finding.column or "the dataset", [])
        if fault not in faults:
            faults.append(fault)
    shown = [f"Look at {column}: {' and '.join(faults)}." for column, faults in list(seen.items())[:NAMED]]
    return shown + ([f"And at {len(seen) - NAMED} more columns."] if len(seen) > NAMED else [])
