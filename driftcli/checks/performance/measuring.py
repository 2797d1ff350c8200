"""From a metric on both sides to a measurement: the drop, its test, and what a reader may want to see beside it."""

from collections.abc import Iterator, Mapping
from typing import Any

from driftcli.checks.approximate import P_VALUE, naming
from driftcli.checks.check import Effect, Measurement, Rule, Statistic
from driftcli.checks.performance.metrics import MINIMUM_OF_CLASS, MINIMUM_ROWS, Metric, Side
from driftcli.frozen import dataclass
from driftcli.stats.estimates import Estimate
from driftcli.stats.performance_change import Drop, drop_test

DROP_NAMES = ("drop", "drop_low", "drop_high", "delta", "p_any", "smallest_visible")
"""What of the test of a drop is calculated from the values of both sides."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Smallest drops that matter."""

    absolute: float
    relative: float
    """As a share of the reference's value."""


@dataclass(frozen=True, slots=True)
class Place:
    """A metric's place among the others, and what is said of all of them."""

    number: int
    is_primary: bool
    common: Mapping[str, Any]
    refused: str
    """Why there is no verdict on any metric; empty where there is."""


def metric_measurement(metric: Metric, sides: tuple[Side, Side], margins: Margins, place: Place) -> Measurement:
    """Test the drop of one metric and put everything together."""
    old, new = sides
    before, after = old.estimates[metric.name], new.estimates[metric.name]
    drop = _drop(metric, before, after, margins)
    refused = place.refused or _why_no_verdict(metric, sides)
    found = Measurement(
        rule=Rule.PERFORMANCE,
        statistic=_statistic(metric, before, after),
        n_reference=old.rows,
        n_current=new.rows,
        effect=_effect(drop, before, after) if drop else None,
        p_value=drop.p_value if drop and not refused else None,
        subject=metric.name,
        details={
            **place.common,
            "metric": metric.name,
            "place": place.number,
            "is_primary": place.is_primary,
            "higher_is_better": not metric.is_loss,
            "reference": _plain(before, old.rows),
            "current": _plain(after, new.rows),
            "constant": {side: one.constants.get(metric.name) for side, one in (("reference", old), ("current", new))},
            "note": after.note or before.note,
            "informative_only": metric.is_reported_only,
            "refused": refused,
            **(drop_details(drop) if drop else {}),
            **({"tables": {"reference": old.tables, "current": new.tables}} if place.is_primary else {}),
        },
    )
    return naming(found, _without_a_bound(metric, found, sides))


def _without_a_bound(metric: Metric, found: Measurement, sides: tuple[Side, Side]) -> Iterator[str]:
    """What follows from approximate values, or from quantiles of the labels."""
    if found.statistic.error_bound:
        yield from ("reference", "current", P_VALUE, *(name for name in DROP_NAMES if name in found.details))
    if any(metric.name in side.rough_constants for side in sides):
        yield "constant"


def _statistic(metric: Metric, before: Estimate, after: Estimate) -> Statistic:
    return Statistic(
        name=metric.name,
        value=after.value,
        variant=metric.variant,
        low=after.low,
        high=after.high,
        error_bound=max(before.error_bound, after.error_bound),
        reference=before.value,
        current=after.value,
        note=after.note or before.note,
    )


def _effect(drop: Drop, before: Estimate, after: Estimate) -> Effect:
    return Effect("drop", drop.value, drop.low, drop.high, error_bound=before.error_bound + after.error_bound)


def _drop(metric: Metric, before: Estimate, after: Estimate, margins: Margins) -> Drop | None:
    if metric.is_reported_only or before.value is None or after.value is None:
        return None
    margin = margins.relative * abs(before.value) if metric.is_relative else margins.absolute
    return drop_test(
        before.value, before.se or 0.0, after.value, after.se or 0.0, margin=margin, is_loss=metric.is_loss
    )


def _why_no_verdict(metric: Metric, sides: tuple[Side, Side]) -> str:
    for name, side in zip(("reference", "current data"), sides, strict=True):
        estimate = side.estimates[metric.name]
        if estimate.value is None:
            return f"undefined on the {name}: {estimate.note}"
        if side.rows < MINIMUM_ROWS:
            return f"rows with label and prediction in the {name}: {side.rows}, {MINIMUM_ROWS} are needed"
        if metric.needs_each_class and side.rarer < MINIMUM_OF_CLASS:
            return f"rows of the rarest class in the {name}: {side.rarer:g}, {MINIMUM_OF_CLASS} are needed"
    return ""


def _plain(estimate: Estimate, rows: int) -> dict[str, Any]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high, "n": rows}


def drop_details(drop: Drop) -> dict[str, Any]:
    """Write down the test of a drop."""
    return {
        "outcome": drop.outcome,
        "drop": drop.value,
        "drop_low": drop.low,
        "drop_high": drop.high,
        "delta": drop.margin,
        "p_any": drop.p_any,
        "smallest_visible": drop.smallest_visible,
    }
