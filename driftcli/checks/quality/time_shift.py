"""Time shift: times of day moved by a whole number of quarter hours, as by a wrong time zone.

## What it measures

For a column whose hours of the day changed by more than `s` = 0.5, whether turning the clock by a multiple of 15
minutes brings them back. Shifts that are not whole hours are read between neighbouring hours.

## When it applies

To columns of times with at least 100 values on each side; dates have no time of day. A column that is spread evenly
over the day looks the same under every shift, so nothing can be found there.

## How to read it

Five or six hours: a source that began to write local time instead of UTC, or the reverse. One hour: daylight saving.

## Thresholds

Explained when `s` falls below 0.1, or below what chance leaves in so few rows; a shift that explains the change fails.

## Example

    created_at shows a time shift (+5 h)

## References

None: the rule above is the project's own.
"""

import numpy as np

from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Rule, Severity, Skipped, Statistic
from driftcli.checks.quality.columns import nothing_to_compare
from driftcli.checks.quality.resemblance import ENOUGH, is_alike, is_far
from driftcli.profiles.grid import FloatArray, IntArray
from driftcli.profiles.temporal import TemporalProfile
from driftcli.stats.shape import ShapeTest, shape_test

FAR = 0.5
"""Size from which a shift is looked for."""
QUARTERS = 96


class Params(CheckParams):
    """The ``time_shift`` check has no settings."""


def measure(reference: TemporalProfile, current: TemporalProfile, params: Params) -> Answer:
    """Look for the shift of the clock that explains a change of the hours of the day."""
    del params
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    if reference.is_date or current.is_date:
        return Skipped("dates have no time of day")
    if min(reference.n, current.n) < ENOUGH:
        return Skipped(f"fewer than {ENOUGH} values on a side", insufficient=True)
    raw = shape_test(reference.hours, current.hours)
    if not is_far(raw, FAR):
        return _measurement(reference, current, raw, minutes=None)
    quarters = sorted(range(1, QUARTERS), key=lambda quarter: quarter % 4 != 0)  # whole hours first: they win ties
    tests = {quarter: shape_test(reference.hours, turned_back(current.hours, quarter)) for quarter in quarters}
    best = min(tests, key=lambda quarter: tests[quarter].divergence)
    if not is_alike(tests[best]):
        return _measurement(reference, current, raw, minutes=None)
    return _measurement(reference, current, raw, minutes=15 * (best if best <= QUARTERS / 2 else best - QUARTERS))


def turned_back(hours: IntArray, quarters: int) -> FloatArray:
    """Rows by hour after the clock is turned back by so many quarters of an hour, read between hours."""
    whole, rest = divmod(quarters, 4)
    return np.roll(hours, -whole) * (1 - rest / 4) + np.roll(hours, -whole - 1) * (rest / 4)


def _measurement(
    reference: TemporalProfile, current: TemporalProfile, raw: ShapeTest, *, minutes: int | None
) -> Measurement:
    return Measurement(
        rule=Rule.EXACT,
        statistic=Statistic("s", raw.size, variant="shape over the hours of the day", unit="sd"),
        n_reference=reference.n,
        n_current=current.n,
        fact=Severity.FAIL if minutes else None,
        subject=_words(minutes) if minutes else None,
        details={"minutes": minutes, "zone_reference": reference.zone, "zone_current": current.zone},
    )


def _words(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "-"
    return f"{sign}{hours} h" + (f" {rest} min" if rest else "")


CHECK = Check(
    id="time_shift",
    group="quality",
    reads=(TemporalProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
