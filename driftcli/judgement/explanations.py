"""What happened to the worst columns and in the worst segment, each in one sentence that can be read aloud."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from driftcli.checks.check import Component, Measurement, Statistic
from driftcli.judgement.accounting import weighed
from driftcli.judgement.facts import Facts
from driftcli.judgement.figures import figure, figures, percent, shares
from driftcli.judgement.finding import Finding, Status
from driftcli.judgement.told_change import Told, place_of_difference, told_of_shape

EXPLAINED = 3
MOVES = 2
"""Categories that are told of a column."""


def explain_columns(facts: Facts) -> tuple[str, ...]:
    """Explain the worst features, one sentence each."""
    worst: dict[str, str] = {}
    for finding in sorted(facts.inputs, key=lambda one: _urgency(one, facts)):
        column, measured = finding.column, finding.measurement
        if column is None or column in worst or measured is None or finding.segment is not None:
            continue
        said = _MOVES.get(finding.check.id)
        words = said(measured) if said else ""
        if words:
            known = facts.importance.columns.get(column)
            matters = "" if known is None else f" ({facts.importance.words} {figure(known)})"
            worst[column] = f"{column} {words}{matters}"
    return tuple(list(worst.values())[:EXPLAINED])


def _urgency(finding: Finding, facts: Facts) -> tuple[float, ...]:
    """Failed ones first, each by drift times importance where that is known; else the order of findings stays."""
    known = facts.importance.columns
    is_behind = float(finding.status is not Status.FAIL)
    return (is_behind, *weighed(finding.size, known.get(finding.column or ""), known)) if known else ()


def explain_segment(facts: Facts) -> str:
    """Explain the segment where the model fares worst, or else the one whose share of the rows grew most."""
    for segment in facts.split.get("segments", ()) if not facts.split.get("refused") else ():
        before, after = segment.get("loss_reference"), segment.get("loss_current")
        if before is not None and after is not None:
            return f"where {segment['rule']}, {_loss(before, after, facts)}; {_weight(segment)}"
    moved = next((f for f in facts.inputs if f.segment is not None and f.check.id == "segment_drift"), None)
    if moved is not None and moved.measurement is not None:
        return f"in segment {moved.segment}, {segment_words(moved.measurement)}"
    grown = next((one for one in facts.moved_segments if one["share_current"] > one["share_reference"]), None)
    if grown is None:
        return ""
    before, after = percent(grown["share_reference"]), percent(grown["share_current"])
    return f"rows where {grown['rule']} were {before} of all and are now {after}"


def segment_words(measured: Measurement) -> str:
    """``price and 2 more columns moved; these are 12 % of rows``."""
    names = [str(row["name"]) for row in measured.details.get("columns", ())]
    more = int(measured.statistic.value or 0) - len(names[:MOVES])
    named = " and ".join(names[:MOVES]) + (f" and {more} more column{'s' * (more > 1)}" if more > 0 else "")
    return f"{named or 'a column'} moved; these are {percent(measured.details['share_current'])} of rows"


def _loss(before: float, after: float, facts: Facts) -> str:
    model = "a yardstick model fitted to the reference" if facts.yardstick else "the model"
    if facts.split.get("task") == "regression":
        said, verb = (f"{model} was", "is") if facts.yardstick else ("predictions were", "are")
        return f"{said} off by {figures(before, after).replace(' -> ', f' on average and {verb} now off by ')}"
    return f"{model} was wrong in {shares(before, after).replace(' -> ', ' of rows and is now wrong in ')}"


def _weight(segment: Mapping[str, Any]) -> str:
    """How many of the rows these are, and how much of the change they account for, where that is a part of it."""
    part = segment.get("share_of_change")
    carried = f" and {percent(part)} of the change" if part is not None and 0.005 <= part <= 1 else ""
    return f"these are {percent(segment['share_current'])} of rows{carried}"


def _number(measured: Measurement) -> str:
    component = leading(measured)
    if component is None or component.name in {"unseen", "tail"}:
        is_tail = component is not None and component.name == "tail"
        note = f": {component.note}" if component is not None and component.note else ""
        return f"has more extreme values than before{note}" if is_tail else "holds values that never occurred before"
    middle, spread = _reported(measured, "median", "mean"), _reported(measured, "sd_ratio")
    told = told_of_shape(measured) if component.name == "shape" else Told.MIDDLE
    place = place_of_difference(measured)
    if told is Told.PLACE and place:
        return f"has another shape: the share of its values {place}"
    if told is Told.SPREAD and spread is not None:
        before, after = _sides(spread)
        verb = "spreads wider" if _rose(spread) else "spreads less"
        return f"{verb}: its values lay within about {before} of their average before, {after} now"
    if middle is None or middle.reference == middle.current:
        return ""
    before, after = _sides(middle)
    verb = "rose" if _rose(middle) else "fell"
    if middle.name == "median":
        return f"{verb}: half of its values were below {before} before, and are below {after} now"
    return f"{verb}: {before} on average before, {after} now"


def _category(measured: Measurement) -> str:
    rows: Sequence[Mapping[str, Any]] = measured.details.get("categories", ())
    moved = sorted(rows, key=lambda row: (-abs(row["difference"]), str(row["category"])))[:MOVES]
    if len(rows) == 2:  # the other one mirrors it
        moved = [row for row in rows if str(row["category"]).lower() in {"true", "yes", "1"}] or moved[:1]
    named = [
        f"{row['category']} {'rose' if row['difference'] > 0 else 'fell'} from "
        f"{shares(row['reference_share'], row['current_share']).replace(' -> ', ' to ')} of rows"
        for row in moved
    ]
    return f"has another mix: {', '.join(named)}" if named else ""


def leading(measured: Measurement) -> Component | None:
    """Component that decided: the one with the largest lower bound."""
    return max(measured.components, key=lambda one: (one.lower, abs(one.size)), default=None)


def _reported(measured: Measurement, *names: str) -> Statistic | None:
    found = {one.name: one for one in (measured.statistic, *measured.reported) if one.reference is not None}
    return next((found[name] for name in names if name in found and found[name].current is not None), None)


def _sides(statistic: Statistic) -> tuple[str, str]:
    before, _, after = figures(float(statistic.reference or 0), float(statistic.current or 0)).partition(" -> ")
    return before, after


def _rose(statistic: Statistic) -> bool:
    return (statistic.current or 0.0) > (statistic.reference or 0.0)


_MOVES: dict[str, Callable[[Measurement], str]] = {"numeric_drift": _number, "categorical_drift": _category}
