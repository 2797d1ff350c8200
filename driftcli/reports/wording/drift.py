"""What moved, in words: one clause a drift check, without the column's name."""

from collections.abc import Callable, Mapping
from typing import Any

from driftcli.checks.check import Component, Statistic
from driftcli.judgement.told_change import Told, place_of_difference, told_of_shape
from driftcli.reports.wording.facts import Facts, category_shares, number
from driftcli.reports.wording.names import check_words, listed, quoted
from driftcli.reports.wording.numbers import percent_pair

_SPREADS = ("sd_ratio", "sd", "iqr", "mad", "spread")
_CENTRES = ("median", "mean")


def leading(facts: Facts) -> Component | None:
    """Component that decided: the one with the largest lower bound."""
    return max(facts.measurement.components, key=lambda item: (item.lower, item.size), default=None)


def _numeric(facts: Facts) -> str:
    explained = _explained(facts)
    if explained:
        return f"moved: {explained}"
    led_by = leading(facts)
    name = led_by.name if led_by else "location"
    if name == "tail":
        return f"has more extreme values{_where(facts, led_by)}"
    if name == "unseen":
        return f"has values never seen in the reference{facts.examples()}"
    centre, spread = facts.reported(*_CENTRES), facts.reported(*_SPREADS)
    if name == "location" and centre is not None:
        return f"moved: typical value {facts.before_after(centre)}"
    if name != "shape":
        return "moved" if spread is None else f"changed shape: spread {facts.before_after(spread)}"
    return f"changed shape: {', '.join(_of_shape(facts, centre, spread))}".removesuffix(": ")


def _of_shape(facts: Facts, centre: Statistic | None, spread: Statistic | None) -> list[str]:
    """Say what tells most of a changed shape first; a spread that hardly changed is not told."""
    told = told_of_shape(facts.measurement)
    typical = [f"typical value {facts.before_after(centre)}"] if centre is not None else []
    spreads = [f"spread {facts.before_after(spread)}"] if spread is not None else []
    if told is Told.PLACE and (place := place_of_difference(facts.measurement)):
        return [f"the share of values {place}", *typical]
    return spreads + typical if told is Told.SPREAD else typical


def _where(facts: Facts, component: Component | None) -> str:
    note = component.note if component is not None else ""
    return f" ({note})" if note else facts.examples()


def _explained(facts: Facts) -> str:
    found = facts.detail("explained_by", "explanation")
    if isinstance(found, Mapping):
        found = found.get("words") or found.get("text") or found.get("name") or found.get("factor")
    if found is None:
        return ""
    factor = number(found)
    return f"explained by a factor {factor:,.6g}" if factor is not None else f"explained by {found}"


def _categorical(facts: Facts) -> str:
    led_by = leading(facts)
    moved = most_moved(facts)
    if led_by is not None and led_by.name == "unseen":
        return f"has categories never seen in the reference{_categories_or_examples(facts)}"
    if not moved:
        return "changed its mix of categories"
    return "changed its mix: " + ", ".join(_category_move(row) for row in moved)


def most_moved(facts: Facts, most: int = 2) -> list[Mapping[str, Any]]:
    """Categories whose share moved most, from the details."""
    rows = [row for row in facts.rows("categories") if category_shares(row) is not None]
    return sorted(rows, key=lambda row: (-abs(_difference(row)), str(row.get("category"))))[:most]


def _difference(row: Mapping[str, Any]) -> float:
    shares = category_shares(row)
    return 0.0 if shares is None else shares[1] - shares[0]


def _category_move(row: Mapping[str, Any]) -> str:
    before, after = percent_pair(*(category_shares(row) or (0.0, 0.0)))
    return f"{quoted(row.get('category'))} {before} -> {after}"


def _categories_or_examples(facts: Facts) -> str:
    new = [row.get("category") for row in facts.rows("categories") if number(row.get("reference")) == 0][:5]
    return f", for example {listed(new)}" if new else facts.examples()


def _boolean(facts: Facts) -> str:
    share = facts.reported("share", "share_true", "true", "true_share", "mean")
    rows = [row for row in facts.rows("categories") if str(row.get("category")).lower() == "true"]
    if share is not None:
        before, after = percent_pair(share.reference, share.current)
        return f"changed: true in {before} -> {after} of values"
    return f"changed: {_category_move(rows[0])}" if rows and category_shares(rows[0]) else "changed its share of true"


def _temporal(facts: Facts) -> str:
    subject = facts.subject or ""
    about = "hours of the day" if "hour" in subject else "days of the week" if "weekday" in subject else subject
    moved = most_moved(facts)
    return f"changed its pattern over the {about or 'hours or days'}" + (
        ": " + ", ".join(_category_move(row) for row in moved) if moved else ""
    )


def _text(facts: Facts) -> str:
    """Word the number derived from the text that moved most, named by the subject."""
    about = (facts.subject or "text").replace("_", " ")
    centre = facts.reported(*_CENTRES)
    return f"changed its texts: {about}" + (f" {facts.before_after(centre)}" if centre is not None else "")


def _outcome_column(facts: Facts) -> str:
    return _categorical(facts) if facts.rows("categories") else _numeric(facts)


def _vector(facts: Facts) -> str:
    about = (facts.subject or "").replace("_", " ")
    centre = facts.reported(*_CENTRES)
    values = f" {facts.before_after(centre)}" if centre is not None else ""
    return "changed as a vector" + (f": {about}{values}" if about or values else "")


DRIFT_CLAUSES: dict[str, Callable[[Facts], str]] = {
    "numeric_drift": _numeric,
    "categorical_drift": _categorical,
    "boolean_drift": _boolean,
    "temporal_drift": _temporal,
    "text_drift": _text,
    "target_drift": _outcome_column,
    "prediction_drift": _outcome_column,
    "vector_drift": _vector,
}


def generic_drift(facts: Facts) -> str:
    """Word a drift check that has no sentence of its own."""
    words = f"changed ({check_words(facts.finding.check.id)}"
    values = facts.before_after()
    return f"{words}: {values})" if values else f"{words})"
