"""What only rows tell, in words: columns that moved together, the relation of target and inputs, splits."""

from collections.abc import Callable, Mapping
from typing import Any

from driftcli.judgement.finding import Outcome
from driftcli.reports.wording.facts import Facts, number
from driftcli.reports.wording.names import listed, printable
from driftcli.reports.wording.numbers import pair, percent, percent_pair, significant, size
from driftcli.reports.wording.performance import metric_words

SUBJECTS = {
    "concept_drift": "the relation of target and inputs",
    "label_shift": "the mix of classes",
    "late_labels": "current rows with and without a label",
    "domain_classifier": "the columns together",
    "dependence_change": "how columns go together",
    "segment_drift": "the columns inside it",
    "pca_reconstruction": "the main directions of the columns together",
    "vector_shift": "the vectors as points",
    "text_shift": "the words of the texts",
}
"""What each check looks at, for the sentence that nothing was found."""
_NAMED = 3


def quiet_together(facts: Facts) -> str:
    """Say that nothing happened that matters, and what could have been missed."""
    about = SUBJECTS[facts.finding.check.id]
    effect = facts.measurement.effect
    unit = {"s": " sd", "h": " in h", "rms": " (root mean square)"}.get(effect.name, "") if effect else ""
    upper = f"{size(effect.upper)}{unit}" if effect is not None and effect.upper is not None else ""
    named = f"{about[:1].upper()}{about[1:]}" if facts.finding.column is None else about
    if facts.finding.outcome is Outcome.STABLE:
        return f"{named}: shown stable" + (f", any change is below {upper}" if upper else "")
    unseen = f"; one of up to {upper} cannot be excluded" if upper else ""
    return f"{named}: no change that could be told from chance{unseen}"


def _concept(facts: Facts) -> str:
    found = facts.statistic
    loss = split_loss({"task": facts.detail("task"), "yardstick": facts.detail("yardstick")})
    change = signed(found.value, found.low, found.high)
    return f"The relation of target and inputs changed: for the same inputs the {loss} moved by {change}"


def _label_shift(facts: Facts) -> str:
    rows = sorted(facts.rows("classes"), key=lambda row: (-round(abs(_moved(row)), 9), str(row.get("class"))))[:2]
    shares = [percent_pair(number(row.get("reference")), number(row.get("current"))) for row in rows]
    mix = ", ".join(
        f"{listed([row.get('class')])} {before} -> {after}" for row, (before, after) in zip(rows, shares, strict=True)
    )
    behind = f" ({mix})" if mix else ""
    if facts.detail("source") == "predictions":
        return f"The predictions imply another mix of classes{behind}, {_if_only_shares(facts)}"
    if facts.measurement.details.get("is_pure") is False:
        return f"The mix of classes moved{behind}, and inputs within the classes moved too: more than label shift"
    return f"The mix of classes moved{behind}, and inputs within the classes stayed as they were"


def _if_only_shares(facts: Facts) -> str:
    """Say on what the implied shares rest, and whether predictions of high and low confidence contradict it."""
    consistency = facts.detail("consistency") or {}
    if consistency.get("is_consistent") is False:
        z = significant(consistency.get("z"), 2)
        return f"but confident and doubtful predictions imply different ones (z {z}): more than the mix moved"
    return "if inputs within the classes stayed as they were"


def _late_labels(facts: Facts) -> str:
    share = percent(number(facts.detail("labelled_share")))
    differ = f"{share} of current rows have a label, and these are not representative ({_auc(facts)}){_driven(facts)}"
    rows = facts.rows("reweighted")
    if not rows:
        return differ
    first = rows[0]
    plain, weighted = pair(number(first.get("as_measured")), number(first.get("value")))
    low, high = (significant(number(first.get(key))) for key in ("low", "high"))
    metric = metric_words(str(first.get("metric")))
    return f"{differ}; {metric} is {plain} as measured, {weighted} [{low}, {high}] weighted to all current rows"


def _moved(row: Mapping[str, Any]) -> float:
    return (number(row.get("current")) or 0.0) - (number(row.get("reference")) or 0.0)


def _domain(facts: Facts) -> str:
    separators = facts.values("separated_by")
    if separators:
        tell = "tells" if len(separators) == 1 else "tell"
        told = f"{listed(separators)} alone {tell} current rows from reference rows ({_auc(facts)})"
        return f"{told}{_moved_where(facts)}"
    told = f"The columns together tell current rows from reference rows ({_auc(facts)}){_driven(facts)}"
    return f"{told}{_moved_where(facts)}"


def _auc(facts: Facts) -> str:
    found = facts.statistic
    interval = (
        "" if found.low is None or found.high is None else f" [{significant(found.low)}, {significant(found.high)}]"
    )
    return f"AUC {significant(found.value)}{interval}"


def _driven(facts: Facts) -> str:
    """Name the columns that drive a classifier."""
    ranked = [
        f"{printable(str(row.get('name')))} {percent(share)}"
        for row in facts.rows("columns")[:_NAMED]
        if (share := number(row.get("importance")) or 0.0) > 0
    ]
    return f", most of it by {', '.join(ranked)}" if ranked else ""


def _moved_where(facts: Facts) -> str:
    """Say where rows became more frequent, most of all."""
    first = next(iter(facts.rows("segments")), None)
    if first is None or (number(first.get("difference")) or 0.0) <= 0:
        return ""
    return f"; more rows where {moved_words(first)}"


def moved_words(row: Mapping[str, Any]) -> str:
    """``price > 40 and store in {S12, S17}: 8 % -> 31 % of rows``."""
    before, after = percent_pair(number(row.get("share_reference")), number(row.get("share_current")))
    return f"{printable(str(row.get('rule')))}: {before} -> {after} of rows"


def _dependence(facts: Facts) -> str:
    about = facts.subject or "Pairs of columns"
    found = facts.statistic
    values = facts.before_after() if found.reference is not None else ""
    changed = facts.detail("pairs_changed")
    more = f"; {changed - 1} more pairs changed" if isinstance(changed, int) and changed > 2 else ""
    more = "; 1 more pair changed" if changed == 2 else more
    return f"{about} go together differently" + (f": correlation {values}" if values else "") + more


def _reconstruction(facts: Facts) -> str:
    values = facts.before_after()
    return "The columns together left their main directions" + (f": reconstruction error {values}" if values else "")


def _vectors(facts: Facts) -> str:
    auc, most = number(facts.detail("auc")), facts.detail("moved_most")
    parts = [f"AUC {significant(auc)}"] if auc is not None else []
    parts += [f"{printable(str(most)).replace('_', ' ')} moved most"] if most else []
    about = f" ({', '.join(parts)})" if parts else ""
    what = "moved as points in space" if facts.finding.column is not None else "The vectors moved as points in space"
    return f"{what}{about}"


def _texts(facts: Facts) -> str:
    words = ", ".join(
        word_words(row) + " of texts" * (place == 0) for place, row in enumerate(facts.rows("words")[:_NAMED])
    )
    what = "uses other words" if facts.finding.column is not None else "The texts use other words"
    return f"{what} ({_auc(facts)})" + (f": {words}" if words else "")


def word_words(row: Mapping[str, Any]) -> str:
    """``"check out" 6 % -> 32 %``, of the texts."""
    before, after = percent_pair(number(row.get("share_reference")), number(row.get("share_current")))
    return f"{listed([row.get('term')])} {before} -> {after}"


def _segment_drift(facts: Facts) -> str:
    """Name the columns that moved inside one segment, or how much of their change the mix of segments explains."""
    if facts.finding.segment is None:
        mixed = [
            row for row in facts.rows("mix") if abs(number(row.get("mix")) or 0) > abs(number(row.get("within")) or 0)
        ]
        about = printable(str(facts.detail("segment_column") or "segments"))
        named = listed([row.get("name") for row in mixed[:_NAMED]])
        return (
            f"The change of {named} comes mostly from the mix of {about}, not from change within its segments"
            if mixed
            else f"The mix of {about} explains the change of no column"
        )
    names = [printable(str(row.get("name"))) for row in facts.rows("columns")]
    more = int(facts.statistic.value or 0) - len(names[:_NAMED])
    shown = ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    before, after = percent_pair(number(facts.detail("share_reference")), number(facts.detail("share_current")))
    return f"moved inside it: {shown or 'no single column'} (the segment is {before} -> {after} of rows)"


def segments_clause(facts: Facts) -> str:
    """Word in which segments of a column the model does worse, and whether only their mix moved."""
    rows = facts.rows("segments")
    worse = [row for row in rows if row.get("is_worse")]
    tested = facts.detail("tested") or len(rows)
    parts = [
        f"{name} {signed(number(facts.detail(name)))}" for name in ("mix", "within") if facts.detail(name) is not None
    ]
    split = f"; of the change {' and '.join(parts)}" if parts else ""
    if not worse:
        return f"has no segment of {tested} in which the model does worse{split}"
    first = worse[0]
    losses = " -> ".join(significant(number(first.get(key)), 2) for key in ("loss_reference", "loss_current"))
    loss = f"{loss_words(facts.detail('task'))} {losses}"
    many = f"{len(worse)} segment{'s' * (len(worse) != 1)} of {tested}"
    return f"has {many} in which the model does worse, first {listed([first.get('segment')])} ({loss}){split}"


TOGETHER_CLAUSES: dict[str, Callable[[Facts], str]] = {
    "concept_drift": _concept,
    "label_shift": _label_shift,
    "late_labels": _late_labels,
    "domain_classifier": _domain,
    "dependence_change": _dependence,
    "pca_reconstruction": _reconstruction,
    "vector_shift": _vectors,
    "text_shift": _texts,
    "segment_drift": _segment_drift,
}


TERM_WORDS = {
    "conditional": "same inputs, other outcomes",
    "reference_to_shared": "harder inputs more frequent",
    "shared_to_current": "inputs new to the reference",
}
"""The terms of the split in the order in which they are shown."""


def loss_words(task: Any) -> str:
    """Name the loss that is split."""
    return "mean absolute error" if task == "regression" else "share of errors"


YARDSTICK = "a yardstick model fitted to the reference"


def split_loss(split: Mapping[str, Any]) -> str:
    """Name the loss that is split, and whose it is where no model is given."""
    whose = f" of {YARDSTICK}" if split.get("yardstick") else ""
    return f"{loss_words(split.get('task'))}{whose}"


def split_loss_briefly(split: Mapping[str, Any]) -> str:
    """Name the loss that is split in few words: ``the yardstick's MAE``."""
    if not split.get("yardstick"):
        return f"the {loss_words(split.get('task'))}"
    return f"the yardstick's {'MAE' if split.get('task') == 'regression' else 'error share'}"


def split_flags(split: Mapping[str, Any]) -> tuple[Mapping[str, bool], str]:
    """Tell which terms are certain to be worse than what matters, and the word for it: a yardstick hurts nobody."""
    yardstick = split.get("yardstick")
    return (yardstick.get("worse") or {}, "worse") if yardstick else (split.get("hurts") or {}, "hurts")


def yardstick_words(split: Mapping[str, Any]) -> str:
    """Say whose losses are split where no model is given, and how they compare with a constant's; else nothing."""
    known = split.get("yardstick")
    if not known:
        return ""
    loss, constant = pair(number(known.get("loss")), number(known.get("constant_loss")))
    weak = "" if known.get("is_better") else " - no better, so that it shows a change of the target's level only"
    about = f"its {loss_words(split.get('task'))} there is {loss}, the best constant's {constant}{weak}"
    return f"No model is given: {YARDSTICK} stands in for it ({about})"


def signed(value: float | None, low: float | None = None, high: float | None = None) -> str:
    """Write a change with its sign and interval."""
    if value is None:
        return "undefined"
    text = _plus(value)
    return text if low is None or high is None else f"{text} [{_plus(low)}, {_plus(high)}]"


def _plus(value: float) -> str:
    if abs(value) < 10:
        return f"{value:+.3f}" if f"{abs(value):.3f}" != "0.000" else "0.000"
    return f"{'+' if value > 0 else ''}{significant(value)}"


def segment_words(segment: Mapping[str, Any], split: Mapping[str, Any]) -> str:
    """``hour > 12: share of errors 0.06 -> 0.71, 25 % of rows, 61 % of the change``."""
    loss = loss_words(split.get("task")) + (" of the yardstick" if split.get("yardstick") else "")
    parts = []
    before, after = number(segment.get("loss_reference")), number(segment.get("loss_current"))
    if before is not None and after is not None:
        parts.append(f"{loss} {significant(before, 2)} -> {significant(after, 2)}")
    for key, of in (("share_current", "of rows"), ("share_of_change", "of the change")):
        share = number(segment.get(key))
        parts += [f"{percent(share)} {of}"] if share is not None and 0 <= share <= 1 else []
    return f"{printable(str(segment.get('rule', 'all rows')))}: {', '.join(parts)}"
