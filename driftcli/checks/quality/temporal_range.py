"""Temporal range: dates long before the reference's earliest, or outside a period that you declare.

## What it measures

The share of dates that lie before the reference's earliest by more than the whole span of the reference. Time moves
on, so later dates are no fault here; those in the future have `future_dates`. With `earliest` or `latest` the dates
outside that period are counted as well.

## When it applies

To columns of dates and times. Where all current dates lie before the reference's, the two datasets may be in the wrong
order: that is a note, and nothing else is said.

## How to read it

Dates of 1900 or 1970 among this year's are placeholders (`sentinel_values` names the usual ones), two-digit years read
wrongly, or day and month exchanged. Dates are counted in buckets as fine as the profile keeps, a minute at best.

## Thresholds

On the lower bound of Cohen's h: minor above 0.05, issue above 0.10; an issue too when the reference has 300 rows or
more and at least 0.1 % of the current rows (exact lower bound) lie so far before it. A declared period is a fact: more
than `allowed_share` (none) outside fails.

## Example

    signed_on covers another period: 2019-01-02 -> 1900-01-01

## References

Rosenbaum 1954, Ann. Math. Stat. 25:146.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Severity, Statistic
from driftcli.checks.quality.columns import nothing_to_compare
from driftcli.checks.quality.moments_in_time import as_instant, as_seconds
from driftcli.checks.quality.shares import Part, excess_measurement, fact_measurement
from driftcli.declared import setting
from driftcli.profiles.temporal import SECONDS_A_DAY, TemporalProfile
from driftcli.stats.tail import tail_test


class Params(CheckParams):
    """Settings of the ``temporal_range`` check."""

    earliest: datetime | None = setting(None, description="Earliest moment that is allowed; without a zone it is UTC.")
    latest: datetime | None = setting(None, description="Latest moment that is allowed; without a zone it is UTC.")
    allowed_share: float = setting(
        0.0, ge=0, le=1, description="Share of dates that may lie outside the declared period."
    )


def measure(reference: TemporalProfile, current: TemporalProfile, params: Params) -> Iterator[Answer]:
    """Compare the earliest dates, and look at the declared period if there is one."""
    skipped = nothing_to_compare(reference, current)
    if skipped:
        yield skipped
        return
    if params.earliest is not None or params.latest is not None:
        yield _declared(reference, current, params)
    yield _far_before(reference, current)


def _far_before(reference: TemporalProfile, current: TemporalProfile) -> Measurement:
    start, end = _extremes(reference)
    is_older = _extremes(current)[1] < start
    limit = start - max(end - start, SECONDS_A_DAY)
    found = 0 if is_older else _outside(current, limit, float("inf"))
    before, after = Part(0, reference.n), Part(found, current.n)
    if found == 0:
        fact = Severity.NOTE if is_older else None
        subject = "the current data is older than the reference" if is_older else None
        return _shown(
            fact_measurement("far_before_share", before, after, fact=fact, subject=subject), reference, current
        )
    test = tail_test(reference.n, current.n, [(1, found)])
    measured = excess_measurement(
        "far_before_share",
        before,
        after,
        expected=0.0,
        p_value=test.p_value,
        size=test.size,
        pair_size=test.pair_size,
        has_absolute_bar=True,
        details={"before": as_instant(limit)},
    )
    return _shown(measured, reference, current)


def _declared(reference: TemporalProfile, current: TemporalProfile, params: Params) -> Measurement:
    low = as_seconds(params.earliest) if params.earliest else float("-inf")
    high = as_seconds(params.latest) if params.latest else float("inf")
    after = Part(_outside(current, low, high), current.n)
    return _shown(
        fact_measurement(
            "outside_declared_share",
            Part(_outside(reference, low, high), reference.n),
            after,
            fact=Severity.FAIL if after.share > params.allowed_share else None,
            subject="outside the declared period",
        ),
        reference,
        current,
    )


def _outside(profile: TemporalProfile, low: float, high: float) -> int:
    """Rows before ``low`` or after ``high``: whole buckets, and at least one row where the extremes lie outside."""
    buckets = profile.buckets
    starts = buckets.starts.astype(float) * buckets.seconds
    rows = int(buckets.counts[(starts + buckets.seconds <= low) | (starts > high)].sum())
    first, last = _extremes(profile)
    return max(rows, int(first < low) + int(last > high))


def _extremes(profile: TemporalProfile) -> tuple[float, float]:
    """Earliest and latest time; the profile holds at least one."""
    return profile.times.minimum or 0.0, profile.times.maximum or 0.0


def _shown(measured: Measurement, reference: TemporalProfile, current: TemporalProfile) -> Measurement:
    """Add both periods, for wording."""
    before, after = _extremes(reference), _extremes(current)
    reported = tuple(
        Statistic(
            name, new - old, variant="current less reference, in seconds", reference=old, current=new, unit="instant"
        )
        for name, old, new in (("earliest", before[0], after[0]), ("latest", before[1], after[1]))
    )
    periods: dict[str, Any] = {
        "period_reference": [as_instant(moment) for moment in before],
        "period_current": [as_instant(moment) for moment in after],
    }
    return replace(measured, reported=reported, details={**measured.details, **periods})


CHECK = Check(
    id="temporal_range",
    group="quality",
    reads=(TemporalProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
