"""Sentinel values: a value that suddenly stands for many rows, such as -999, 0 or 1970-01-01.

## What it measures

The share of each of the 20 most frequent current values, where it is at least 0.5 % and at least five times what it
was, and where the value looks odd: it is a usual code (0, -1, 99, -999 and their like), lies alone outside the
reference's range, or is five times as frequent as the median of those 20 and as any value of the reference. Where a
whole column moved, its new values are drift and no codes. The one-sided hypergeometric test says whether chance
could do it, paid for by as many tests as there are values frequent enough to be candidates; Cohen's h says how far the
share rose.

## When it applies

To numeric columns with more than two values, and to dates and times. Times move on by themselves, so there only known
placeholders are looked for: 1970-01-01, 1900-01-01, 9999-12-31 and their like.

## How to read it

A new spike is most often a code for missing that a loader no longer translates, or a default that fills a field.

## Thresholds

Issue above 0.10 on the lower bound of Cohen's h. A placeholder date is an issue too when the
reference (300 rows or more) never had it and at least 0.1 % of the current rows (exact lower bound) do.

## Example

    income has a new spike at -999, which looks like a code for missing: 0.0 % -> 3.1 % of rows

## References

None: the rule above is the project's own; paying for 20 tests only would not cover choosing the 20 from many values.
"""

from dataclasses import replace
from datetime import datetime

import numpy as np

from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Skipped, Thresholds
from driftcli.checks.quality.beyond import extremes_test
from driftcli.checks.quality.columns import is_constant, nothing_to_compare
from driftcli.checks.quality.moments_in_time import as_instant, as_seconds
from driftcli.checks.quality.shares import Part, fact_measurement, share_measurement
from driftcli.declared import setting
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.temporal import TemporalProfile
from driftcli.stats.ordered import joined
from driftcli.stats.spikes import spike_p_value

FREQUENT = 20
NAMED = 3
"""Spikes that are named at most."""
MANY_VALUES = 100
"""Distinct values of the reference up to which a spike must be a usual code."""
COMPANY = 0.2
"""Other rows beyond the reference's range, as a share of the spike's, up to which the spike stands out."""
USUAL_RATIO = 5.0
"""Times the reference's most frequent value from which a spike within its range stands out."""
CERTAIN = 0.01
"""Spikes after the first are named below this p-value; the family's control has the last word."""
CODES = frozenset({0.0, -1.0, 32_767.0, -32_768.0, 65_535.0, 2.0**31 - 1, -(2.0**31)}).union(
    sign * (10.0**digits - 1) for sign in (1, -1) for digits in range(1, 11)
)
"""Numbers that often stand for a missing one: 0, -1, nines, and the ends of integer types."""
PLACEHOLDERS = tuple(
    as_seconds(datetime.fromisoformat(text))
    for text in (
        "0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1901-01-01", "1969-12-31",
        "1970-01-01", "1980-01-01", "2000-01-01", "2038-01-19T03:14:07", "2099-12-31", "2100-01-01", "2999-12-31",
        "9999-12-31", "9999-12-31T23:59:59",
    )
)  # fmt: skip
"""Moments that stand for no date: the first and last days of calendars, spreadsheets and databases."""


class Params(CheckParams):
    """Settings of the ``sentinel_values`` check."""

    minimum_share: float = setting(0.005, gt=0, le=1, description="Current share from which a value may be a spike.")
    minimum_ratio: float = setting(
        5.0, ge=1, description="Times the reference share from which a value may be a spike."
    )


def measure(
    reference: NumericProfile | TemporalProfile, current: NumericProfile | TemporalProfile, params: Params
) -> Answer | list[Measurement]:
    """Name the values whose share rose as if they stood for something else."""
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    if isinstance(reference, TemporalProfile) and isinstance(current, TemporalProfile):
        return _placeholders(reference.times, current.times)
    if isinstance(reference, NumericProfile) and isinstance(current, NumericProfile):
        return _spikes(reference, current, params)
    return Skipped("the two columns are of different kinds")


def _spikes(reference: NumericProfile, current: NumericProfile, params: Params) -> Answer | list[Measurement]:
    if is_constant(reference) or is_constant(current):
        return Skipped("a side is constant: see constant_column")
    if _has_two_values(reference, current):
        return Skipped("the column has two values, so a change of their shares is drift")
    frequent = current.values.most_frequent(FREQUENT)
    if not frequent:  # every value of a large column occurs once
        return _none(reference, current)
    usual = params.minimum_ratio * float(np.median([count for _, count in frequent]))
    candidates = [
        (value, count)
        for value, count in frequent
        if (count >= usual or _is_odd(value, reference))
        and _stands_out(value, count, reference, current)
        and count >= params.minimum_share * current.n
        and count / current.n >= params.minimum_ratio * reference.values.count_of(value) / reference.n
    ]
    if not candidates:
        return _none(reference, current)
    price = _frequent_enough(reference, current, params.minimum_share * current.n)
    found = [_spike(reference, current, value, count, price) for value, count in candidates]
    found.sort(key=lambda one: (one.p_value, -one.details["current_count"]))
    return [found[0], *(one for one in found[1:NAMED] if (one.p_value or 0.0) < CERTAIN)]


def _is_odd(value: float, reference: NumericProfile) -> bool:
    if reference.minimum is None or reference.maximum is None or not np.isfinite(value):
        return False
    return value in CODES or not reference.minimum <= value <= reference.maximum


def _stands_out(value: float, count: int, reference: NumericProfile, current: NumericProfile) -> bool:
    """Tell a code from a value that a changed world made frequent.

    Beyond the reference's range a value stands out when hardly anything else is out there: where the whole column
    moved, its new values are drift. Within the range a usual code stands out from its neighbours (a 9 among 8 and 10 is
    a count), and any other value where the reference has no frequent values of its own, as when gaps are filled with a
    mean. Where the reference has few values to begin with, a new one that is no usual code is a new value.
    """
    if reference.minimum is None or reference.maximum is None:
        return False
    if value not in CODES and reference.values.is_complete and len(reference.values.values) <= MANY_VALUES:
        return False
    if not reference.minimum <= value <= reference.maximum:
        beyond = extremes_test(reference, current)
        codes = sum(current.values.count_of(code) for code in current.values.values.tolist() if code in CODES)
        company = beyond.below + beyond.above - (codes if value in CODES else count)
        return company <= COMPANY * count
    if value in CODES:
        return _towers(value, count, current)
    heaviest = max((known for _, known in reference.values.most_frequent(1)), default=0)
    return count / current.n >= USUAL_RATIO * heaviest / reference.n


def _towers(value: float, count: int, current: NumericProfile) -> bool:
    """Whether a value is much more frequent than the next kept ones below and above it."""
    place = int(np.searchsorted(current.values.values, value))
    beside = [i for i in (place - 1, place + 1) if 0 <= i < len(current.values.values)]
    return all(count >= USUAL_RATIO * int(current.values.counts[i]) for i in beside)


def _spike(reference: NumericProfile, current: NumericProfile, value: float, count: int, price: int) -> Measurement:
    known = reference.values.count_of(value)
    found = share_measurement(
        "spike_share",
        Part(known, reference.n),
        Part(count, current.n),
        only_more=True,
        subject=f"{value:.15g}",
        details={"value": value, "is_usual_code": value in CODES, "candidates": price},
    )
    return replace(found, p_value=spike_p_value(known, reference.n, count, current.n, price), never_seen_lower=None)


def _placeholders(reference: NumericProfile, current: NumericProfile) -> Answer | list[Measurement]:
    counts = [(value, reference.values.count_of(value), current.values.count_of(value)) for value in PLACEHOLDERS]
    held = [one for one in counts if one[0] in current.values.values or one[0] in reference.values.values]
    found = []
    for value, known, count in held:
        if count:
            before, after = Part(known, reference.n), Part(count, current.n)
            one = share_measurement("spike_share", before, after, only_more=True, subject=as_instant(value))
            chance = spike_p_value(known, reference.n, count, current.n, len(held))
            found.append(replace(one, p_value=chance))
    return found or _none(reference, current)


def _none(reference: NumericProfile, current: NumericProfile) -> Measurement:
    return fact_measurement("spike_share", Part(0, reference.n), Part(0, current.n), fact=None)


def _has_two_values(reference: NumericProfile, current: NumericProfile) -> bool:
    sides = (reference.values, current.values)
    if not all(side.is_complete and len(side.values) <= 2 for side in sides):
        return False
    return len(joined(*(side.values for side in sides)).values) <= 2


def _frequent_enough(reference: NumericProfile, current: NumericProfile, least: float) -> int:
    """Number of values whose rows in both datasets together would do for a spike; an upper bound of it."""
    places = np.concatenate(joined(reference.values.values, current.values.values)[1:])
    pooled = np.bincount(places, weights=np.concatenate([reference.values.counts, current.values.counts]))
    left_out = (0 if reference.values.is_complete else reference.values.floor) + (
        0 if current.values.is_complete else current.values.floor
    )
    if left_out >= least:
        return max(1, int((reference.n + current.n) / max(1.0, least)))
    return max(1, int((pooled + left_out >= least).sum()))


CHECK = Check(
    id="sentinel_values",
    group="quality",
    reads=(NumericProfile, TemporalProfile),
    params=Params,
    measure=measure,
    thresholds=Thresholds(warn=None, fail=0.10),
    doc=__doc__,
)
