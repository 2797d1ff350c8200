"""Temporal drift: whether rows come at other hours of the day or on other weekdays.

## What it measures

The raw value of a date or time always drifts: tomorrow's rows are later than today's. Compared are the mix of hours of
the day and the mix of weekdays, each like the categories of `categorical_drift`: `V = 2 * sum (p - q)^2 / (p + q)`.
Weekdays are counted per calendar day of the span, so that a month with five Sundays does not differ from one with four.
Rows of one day come together; how much daily counts vary beyond chance (their variance over their mean) divides the
test statistic.

## When it applies

To temporal columns, the timestamp of the rows included. Weekdays are compared only where both samples span at least
two weeks: a shorter one cannot hold every weekday alike. Hours are compared only where times of day occur. Range, gaps
and dates in the future are the business of the checks on data quality.

## How to read it

A drift of the hours often is a change of time zone, a night batch that no longer runs, or a market that opened. Read
it before the drift of columns that follow the hour.

## Thresholds

On the lower bound of `s`: minor above 0.05, drift above 0.10, major above 0.30.

## Example

    created_at: hour mix s = 0.21 (at least 0.18; bar 0.10)

## References

Le Cam 1986.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from driftcli.checks.check import Answer, Check, CheckParams, Family, Skipped
from driftcli.checks.drift.category_components import (
    CategoryCells,
    category_cells,
    category_components,
    category_statistics,
    category_table,
)
from driftcli.checks.drift.deciding import drift_measurement, nothing_to_compare
from driftcli.checks.drift.dependence import Clustered
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.grid import FloatArray, IntArray
from driftcli.profiles.numeric import OWN_LEVELS
from driftcli.profiles.presence import Presence
from driftcli.profiles.temporal import SECONDS_A_DAY, TemporalProfile
from driftcli.sources.kinds import Role

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = tuple(f"{hour:02d}h" for hour in range(24))
SHORTEST_SPAN_DAYS = 14
LONGEST_SPAN_DAYS = 40_000
"""A century; beyond are broken dates, and the days up to them are not counted one by one."""


class Params(CheckParams):
    """The ``temporal_drift`` check has no settings of its own."""


def measure(reference: TemporalProfile, current: TemporalProfile, params: Params) -> Iterator[Answer]:
    """Compare hours and weekdays."""
    del params
    reason = nothing_to_compare(reference.n, current.n)
    if reason:
        yield Skipped(reason, insufficient=True)
        return
    if reference.is_date and current.is_date:
        yield Skipped("hour mix: the values are dates without a time of day")
    else:
        yield _compare("hour mix", HOURS, (reference.hours, current.hours), _defence(reference, current))
    if min(len(_calendar_days(reference)), len(_calendar_days(current))) < SHORTEST_SPAN_DAYS:
        yield Skipped("weekday mix: one of the samples spans less than two weeks")
    else:
        counts = (_per_calendar_day(reference), _per_calendar_day(current))
        yield _compare("weekday mix", WEEKDAYS, counts, _defence(reference, current))


def _compare(subject: str, names: tuple[str, ...], counts: tuple[IntArray, IntArray], defence: Clustered) -> Answer:
    cells = _cells(names, *counts)
    measurement = drift_measurement(
        category_components(cells, defence),
        category_statistics(cells),
        int(counts[0].sum()),
        int(counts[1].sum()),
        defence=defence,
        details={"categories": category_table(cells)},
    )
    return replace(measurement, subject=subject)


def _per_calendar_day(profile: TemporalProfile) -> IntArray:
    """Rows by weekday as if the span held every weekday equally often, shape (7,)."""
    days = _calendar_days(profile)
    weekdays = (days + 3) % 7  # day 0 was a Thursday
    daily = _rows_a_day(profile, days)
    rows = profile.weekdays if daily is None else np.bincount(weekdays, weights=daily, minlength=7)
    held = np.bincount(weekdays, minlength=7)
    return np.rint(rows * (len(days) / 7) / np.maximum(held, 1)).astype(np.int64)


def _calendar_days(profile: TemporalProfile) -> IntArray:
    """Every day number of the span, without the outermost percents: one stray date must not stretch it by years."""
    beyond_a_row = int(np.searchsorted(OWN_LEVELS, 1 / profile.n, side="right"))
    place = min(max(1, beyond_a_row), len(OWN_LEVELS) // 2 - 1)
    first, last = _days_at(profile, place)
    return np.arange(first, min(last, first + LONGEST_SPAN_DAYS) + 1)


def _days_at(profile: TemporalProfile, place: int) -> tuple[int, int]:
    """Days of an own quantile and of its mirror image: by the exact counts of days where those are kept."""
    if profile.buckets.seconds > SECONDS_A_DAY:
        quantiles = profile.times.quantiles
        return int(quantiles[place] // SECONDS_A_DAY), int(quantiles[-place - 1] // SECONDS_A_DAY)
    daily = profile.buckets.coarsened(SECONDS_A_DAY)
    reached = np.cumsum(daily.counts)
    ranks = np.ceil(OWN_LEVELS[[place, -place - 1]] * reached[-1])
    first, last = daily.starts[np.searchsorted(reached, ranks)].tolist()
    return first, last


def _rows_a_day(profile: TemporalProfile, days: IntArray) -> FloatArray | None:
    """Rows on each day of the span, shape (days,); nothing where they were not counted by day, or for too many days."""
    if profile.buckets.seconds > SECONDS_A_DAY or len(days) > LONGEST_SPAN_DAYS:
        return None
    buckets = profile.buckets.coarsened(SECONDS_A_DAY)
    rows = np.zeros(len(days))
    inside = (buckets.starts >= days[0]) & (buckets.starts <= days[-1])
    rows[buckets.starts[inside] - days[0]] = buckets.counts[inside]
    return rows


def _defence(reference: TemporalProfile, current: TemporalProfile) -> Clustered:
    """Days as clusters: the larger part of rows decides, as in the variance of a difference."""
    effects = np.array([_dispersion(reference), _dispersion(current)])
    weights = np.array([1 / reference.n, 1 / current.n])
    effect = float((effects * weights).sum() / weights.sum())
    clusters = (len(_calendar_days(reference)), len(_calendar_days(current)))
    return Clustered(effect, effect, clusters, name="days")


def _dispersion(profile: TemporalProfile) -> float:
    """Variance of daily counts over their mean, within weekdays; at least 1."""
    days = _calendar_days(profile)
    rows = _rows_a_day(profile, days)
    if rows is None:
        return 1.0
    spread, freedom = 0.0, 0
    for weekday in range(7):
        own = rows[days % 7 == weekday]
        if len(own) > 1 and own.mean() > 0:
            spread += float(((own - own.mean()) ** 2).sum() / own.mean())
            freedom += len(own) - 1
    return max(1.0, spread / freedom) if freedom else 1.0


def _cells(names: tuple[str, ...], old: IntArray, new: IntArray) -> CategoryCells:
    def profile(counts: IntArray) -> CategoricalProfile:
        kept = np.flatnonzero(counts)
        return CategoricalProfile(Presence(rows=int(counts.sum())), tuple(names[i] for i in kept), counts[kept])

    return category_cells(profile(old), profile(new))


CHECK = Check(
    id="temporal_drift",
    group="drift",
    reads=(TemporalProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.COLUMNS,
    roles=frozenset({Role.FEATURE, Role.TIMESTAMP, Role.SEGMENT}),
)
