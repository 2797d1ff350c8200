"""Freshness: how old the newest value of a time column is.

## What it measures

The latest date or time of the current data, how far it lies after the reference's latest and, with `max_age_hours`,
how old it is at the moment of the audit (`--now`, else the clock), or at `as_of` where that is set.

## When it applies

To columns of dates and times. Dates after `as_of` are no sign of freshness, but they are the latest: see
`future_dates`.

## How to read it

A latest value that has not moved since the reference was made says that a load stands still.

## Thresholds

None without `max_age_hours`: the latest value is a note. With it, an older latest value fails.

## Example

    event_time is not fresh: its newest value is 31 h old

## References

None: the rule above is the project's own.
"""

from datetime import datetime

from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Rule, Severity, Skipped, Statistic
from driftcli.checks.quality.columns import nothing_to_compare
from driftcli.checks.quality.moments_in_time import as_instant, as_seconds
from driftcli.declared import setting
from driftcli.profiles.temporal import TemporalProfile

SECONDS_AN_HOUR = 3_600


class Params(CheckParams):
    """Settings of the ``freshness`` check."""

    max_age_hours: float | None = setting(
        None, gt=0, description="Hours by which the newest value may lie before as_of."
    )
    as_of: datetime | None = setting(
        None, description="Moment at which the data should be fresh; the audit's own if not set. Without a zone: UTC."
    )


def measure(reference: TemporalProfile, current: TemporalProfile, params: Params) -> Answer:
    """Tell how old the newest value is."""
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    before, after = reference.times.maximum, current.times.maximum
    if before is None or after is None:
        return Skipped("one side has no finite time")
    if params.max_age_hours is None:
        return _measurement(reference, current, age=None, fact=Severity.NOTE)
    age = (current.seen_at if params.as_of is None else as_seconds(params.as_of)) - after
    is_old = age > params.max_age_hours * SECONDS_AN_HOUR
    return _measurement(reference, current, age=age, fact=Severity.FAIL if is_old else None)


def _measurement(
    reference: TemporalProfile, current: TemporalProfile, *, age: float | None, fact: Severity | None
) -> Measurement:
    before, after = reference.times.maximum or 0.0, current.times.maximum or 0.0
    return Measurement(
        rule=Rule.EXACT,
        statistic=Statistic("age", age, unit="seconds", note="" if age is not None else "no moment to measure age by"),
        n_reference=reference.n,
        n_current=current.n,
        fact=fact,
        reported=(
            Statistic(
                "latest",
                after - before,
                variant="current less reference, in seconds",
                reference=before,
                current=after,
                unit="instant",
            ),
        ),
        details={"latest_reference": as_instant(before), "latest_current": as_instant(after)},
    )


CHECK = Check(
    id="freshness",
    group="quality",
    reads=(TemporalProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
