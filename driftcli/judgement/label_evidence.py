"""What is known of performance where labels are missing or late, as evidence of a diagnosis in plain sentences."""

from collections.abc import Mapping
from typing import Any

from driftcli.judgement.figures import figure
from driftcli.judgement.finding import Finding, Status


def estimate_evidence(estimate: Finding | None) -> list[str]:
    """The estimated metric that decides, or why there is none; what other methods say against it."""
    if estimate is None or estimate.measurement is None:
        return []
    details = estimate.measurement.details
    if estimate.status is Status.SKIPPED:
        return [f"performance without labels is not estimated: {estimate.reason}"]
    name = str(details["metric"]).replace("_", " ")
    word = "no label yet; if the relation held, performance is estimated to have gone"
    told = f"{word}: {name} {interval(details['reference'])} -> {interval(details['current'])}"
    return [told, *map(str, details.get("cautions", ()))]


def late_label_evidence(late: Finding | None) -> list[str]:
    """That labelled rows do not stand for all, and what performance would be if they did."""
    if late is None or late.measurement is None or late.status is not Status.WARN:
        return []
    details = late.measurement.details
    told = f"the {100 * details['labelled_share']:.0f} % of current rows with a label are not representative"
    rows = details.get("reweighted") or ()
    if not rows:
        return [told]
    first: Mapping[str, Any] = rows[0]
    name = str(first["metric"]).replace("_", " ")
    return [f"{told}: {name} {figure(first['as_measured'])} as measured, {interval(first)} weighted to all rows"]


def interval(side: Mapping[str, Any]) -> str:
    """``0.94 (0.93 to 0.95)``."""
    value, low, high = side.get("value"), side.get("low"), side.get("high")
    if value is None:
        return "undefined"
    return figure(value) + (f" ({figure(low)} to {figure(high)})" if low is not None and high is not None else "")
