"""What speaks for a diagnosis, in plain sentences with numbers, and what the data cannot tell."""

from collections.abc import Mapping, Sequence

from driftcli.judgement.explanations import explain_columns, explain_segment
from driftcli.judgement.facts import Facts
from driftcli.judgement.figures import figure, percent, shares
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.label_evidence import estimate_evidence, interval, late_label_evidence
from driftcli.judgement.labelling import smallest_attributable, whose
from driftcli.judgement.result import DiagnosisKind
from driftcli.sources.kinds import RoleAssignment

NAMED = 5
SEGMENTS = 3
_TERMS = (
    ("conditional", "the same inputs have other outcomes"),
    ("reference_to_shared", "inputs that were always harder became more frequent"),
    ("shared_to_current", "inputs came that the reference hardly has"),
)


def evidence_of(facts: Facts) -> tuple[str, ...]:
    """Evidence in the order in which a reader asks: broken, performance, relation, inputs, target, predictions."""
    return (
        *_columns(facts.broken, "broken"),
        *_performance(facts),
        *late_label_evidence(facts.late_labels),
        *_relation(facts),
        *_columns(facts.inputs, "moved"),
        *explain_columns(facts),
        *_columns(facts.target, "moved (target)"),
        *_columns(facts.predictions, "moved (prediction)"),
        *_without_labels(facts),
    )


def _worst(facts: Facts) -> list[str]:
    said = explain_segment(facts)
    return [f"worst {said}" if said.startswith("where ") else said] if said else []


def _without_labels(facts: Facts) -> list[str]:
    """What is estimated where nobody knows the outcomes yet, with the condition it rests on."""
    sentences = estimate_evidence(facts.estimate) if facts.performance is None else []
    measured = facts.label_shift.measurement if facts.label_shift else None
    if measured is not None and measured.details.get("source") == "predictions" and facts.predictions:
        moved = max(measured.details["classes"], key=lambda row: abs(row["current"] - row["reference"]))
        mix = f"{moved['class']} {shares(moved['reference'], moved['current'])}"
        sentences.append(f"if only the mix of classes moved, the predictions imply: {mix}")
    return sentences


def _columns(findings: Sequence[Finding], word: str) -> list[str]:
    """One sentence a group: which columns, by which check, how many beyond the bar."""
    if not findings:
        return []
    columns = list(dict.fromkeys(finding.column for finding in findings if finding.column is not None))
    shown = ", ".join(columns[:NAMED]) + (f" and {len(columns) - NAMED:,} more" if len(columns) > NAMED else "")
    checks = ", ".join(dict.fromkeys(finding.check.id for finding in findings))
    drifted = {finding.column for finding in findings if finding.status is Status.FAIL} - {None}
    strength = f"; {len(drifted):,} beyond the bar for failing" if word.startswith("moved") and columns else ""
    if not columns:
        return [f"the dataset as a whole {word} ({checks})"]
    return [f"{len(columns):,} column{'s' * (len(columns) != 1)} {word}: {shown} ({checks}{strength})"]


def _performance(facts: Facts) -> list[str]:
    if facts.performance is None or facts.performance.measurement is None:
        return []
    details = facts.performance.measurement.details
    name, old, new = str(details["metric"]).replace("_", " "), details["reference"], details["current"]
    word = {
        Outcome.DEGRADED: "performance dropped",
        Outcome.IMPROVED: "performance rose",
        Outcome.STABLE: "performance held",
    }.get(facts.performance.outcome, "performance cannot be told from unchanged")
    return [f"{word}: {name} {interval(old)} -> {interval(new)}"]


def _relation(facts: Facts) -> list[str]:
    split = facts.split
    if not split or split.get("refused") or "terms" not in split:
        is_told = (
            split.get("refused") and not facts.yardstick
        )  # without a model there is no drop; it is told as unknown
        refused = [f"the split of the drop was refused: {split['refused']}"] if is_told else []
        return [*refused, *_worst(facts)]
    unit = ("error share" if split.get("task") != "regression" else "mean absolute error") + whose(facts)
    total = split["terms"]["total"]
    parts = [f"{_term(split['terms'][name])} because {reason}" for name, reason in _TERMS if name in split["terms"]]
    moved = "moved" if facts.has_concept_drift else "shows no change that matters"
    sentences = [
        f"the relation between inputs and target {moved}; the {unit} changed by {_term(total)}: {'; '.join(parts)}"
    ]
    if facts.is_unexplained and (smallest := smallest_attributable(facts)) is not None:
        seen = f"a change of the relation would have been seen 4 times in 5 from {figure(smallest)} on"
        sentences.append(f"the drop is not explained: {seen}")
    sentences += [*_yardstick(facts), *_worst(facts)]
    for segment in list(split.get("segments", ()))[1:SEGMENTS]:
        before, after = segment.get("loss_reference"), segment.get("loss_current")
        if before is not None and after is not None:
            share = f"{100 * segment['share_current']:.0f} % of rows"
            sentences.append(f"where {segment['rule']}: {unit} {before:.3g} -> {after:.3g}, {share}")
    return sentences


def _yardstick(facts: Facts) -> list[str]:
    """Whose losses they are where no model is given, and how much they can show."""
    known = facts.yardstick
    if not known:
        return []
    is_number = facts.split.get("task") == "regression"
    loss, constant = (figure(known[key]) if is_number else percent(known[key]) for key in ("loss", "constant_loss"))
    told = f"off by {loss} on average" if is_number else f"wrong in {loss} of rows"
    model = "a yardstick model fitted to the reference is"
    if known["is_better"]:
        return [f"no model is given: {model} {told} there, the best constant {constant}"]
    seen = f"the best constant {constant}; its average shows a change of the target's level only"
    return [f"no model is given, and {model} no better than a constant: {told}, {seen}"]


def _term(term: Mapping[str, float]) -> str:
    return f"{_signed(term['value'])} ({_signed(term['low'])} to {_signed(term['high'])})"


def _signed(value: float) -> str:
    """Three decimals with their sign; what rounds to 0 has none."""
    return f"{value:+.3f}" if abs(round(value, 3)) > 0 else "0.000"


def unknowns_of(kind: DiagnosisKind, facts: Facts, roles: RoleAssignment) -> tuple[str, ...]:
    """What cannot be known from the data at hand, and which column would tell."""
    unknown = []
    has_model = roles.prediction is not None or bool(roles.scores)
    if roles.target is None and facts.concept is None:
        unknown.append("Whether the relation between inputs and target moved: no target column is named (--target).")
    elif facts.yardstick and facts.split.get("refused"):
        unknown.append(f"Whether the relation between inputs and target moved: {facts.split['refused']}.")
    elif facts.concept is None and facts.why_not_split and not has_model and kind is not DiagnosisKind.NONE:
        unknown.append(f"Whether the relation between inputs and target moved: {facts.why_not_split}.")
    elif facts.concept is None and kind is not DiagnosisKind.NONE:
        unknown.append("Whether the relation between inputs and target moved: the rows to test it on are missing.")
    if roles.target is None or not has_model:
        unknown.append("Whether the model performs worse: that needs a target and a prediction column.")
    if facts.has_concept_drift:
        unknown.append(
            "Whether a cause that no column records lies behind it: given these columns the relation moved, and an "
            "unrecorded cause whose mix moved looks the same."
        )
    return tuple(unknown)
