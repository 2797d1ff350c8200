"""Constant column: a column that got stuck at one value, or a constant that changed.

## What it measures

Whether all values of a column are equal, before and after. A column that varied and is now constant is held against
the probability that chance alone drew equal values: with pooled counts t of each value, n and m rows,
`P = sum C(t, m) / C(n + m, m)`. A column that was constant and no longer is gives the share of other values.

## When it applies

To numeric, categorical, boolean and temporal columns with at least one value on each side.

## How to read it

A stuck column is a broken sensor, a default that fills everything, or a join that failed. A constant that changed
matters less for a date, where it is how a batch is stamped: all that is said of dates and times here is a note.

## Thresholds

Stuck: fails when P < 0.0001. Constant changed: fails when chance alone could not do it (P < 0.0001). No longer
constant: on the lower bound of Cohen's h, minor above 0.05, issue above 0.10, or an issue when the reference had 300
rows or more and other values hold at least 0.1 % of the current rows (exact lower bound).

## Example

    pressure is stuck at 0: every row of the current data has one value

## References

None: the bound is exact, and stricter than the plug-in f^m < 0.001, because it is not adjusted.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from driftcli.checks.approximate import naming
from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Severity, Skipped
from driftcli.checks.quality.columns import is_constant, nothing_to_compare
from driftcli.checks.quality.moments_in_time import as_instant
from driftcli.checks.quality.shares import Part, fact_measurement, fault_share
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.temporal import TemporalProfile
from driftcli.stats.cell_bounds import Range
from driftcli.stats.hypergeometric import upper_tail

BEYOND_CHANCE = 1e-4
Valued = NumericProfile | CategoricalProfile


class Params(CheckParams):
    """The ``constant_column`` check has no settings."""


def measure(reference: Valued | TemporalProfile, current: Valued | TemporalProfile, params: Params) -> Answer:
    """Tell whether the column became, changed or stopped being constant."""
    del params
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    is_time = isinstance(reference, TemporalProfile)
    before = reference.times if isinstance(reference, TemporalProfile) else reference
    after = current.times if isinstance(current, TemporalProfile) else current
    if is_constant(before):
        return _from_constant(before, after, is_time=is_time)
    return _from_varied(before, after, is_time=is_time)


def _from_constant(before: Valued, after: Valued, *, is_time: bool) -> Answer:
    constant = _top(before)
    others = after.n - _count_of(after, constant)
    details = {"value": _written(constant, is_time=is_time), "value_current": _written(_top(after), is_time=is_time)}
    parts = Part(0, before.n), Part(others, after.n)
    if is_time:
        return fact_measurement("other_values_share", *parts, fact=Severity.NOTE if others else None, details=details)
    if not is_constant(after) or others == 0:
        subject = "no longer constant" if others else None
        return fault_share("other_values_share", *parts, subject=subject, details=details)
    if _chance_of_split(before.n, after.n) >= BEYOND_CHANCE:
        return Skipped("too few rows to tell a changed constant from a column that varies", insufficient=True)
    return fact_measurement(
        "other_values_share", *parts, fact=Severity.FAIL, subject="constant changed", details=details
    )


def _from_varied(before: Valued, after: Valued, *, is_time: bool) -> Answer:
    top = _top(after)
    parts = Part(_count_of(before, top), before.n), Part(_count_of(after, top), after.n)
    if not is_constant(after):
        return _bounded(fact_measurement("top_value_share", *parts, fact=None), before, after)
    chance = _chance_of_constant(before, after)
    details = {"value": _written(top, is_time=is_time), "probability": chance}
    is_stuck = chance < BEYOND_CHANCE
    stuck = Severity.NOTE if is_time else Severity.FAIL
    return fact_measurement(
        "top_value_share",
        *parts,
        fact=stuck if is_stuck else None,
        subject="became constant" if is_stuck else None,
        details=details,
    )


def _bounded(found: Measurement, before: Valued, after: Valued) -> Measurement:
    """Where not all values are kept, counts may be short by the floor, and another value may be the most frequent."""
    if not isinstance(before, NumericProfile) or not isinstance(after, NumericProfile):
        return found
    old, new = before.values, after.values
    if old.is_complete and new.is_complete:
        return found
    top = _top(after)
    held, known = new.count_of(top), old.count_of(top) if np.isin(top, old.values) else 0
    least, most = (known, known + old.floor) if held > new.floor else (0, int(old.counts.max(initial=0)) + old.floor)
    inside = Range(held / after.n - most / before.n, (held + new.floor) / after.n - least / before.n)
    short = [side for side, values in (("reference", old), ("current", new)) if not values.is_complete]
    found = naming(found, [f"{side}_{what}" for side in short for what in ("count", "share")])
    return replace(found, statistic=replace(found.statistic, error_bound=inside.off(found.statistic.value or 0.0)))


def _top(profile: Valued) -> Any:
    if isinstance(profile, NumericProfile):
        # A large column whose values all occur once keeps none of them: any value stands for all.
        return next((value for value, _ in profile.values.most_frequent(1)), profile.minimum)
    return profile.categories[0]


def _count_of(profile: Valued, value: Any) -> int:
    if isinstance(profile, NumericProfile):
        return profile.values.count_of(value)
    return profile.rows_of(value)


def _written(value: Any, *, is_time: bool) -> Any:
    return as_instant(value) if is_time else value if isinstance(value, str) or np.isfinite(value) else str(value)


def _chance_of_split(n: int, m: int) -> float:
    """Probability that chance puts all n rows of one value on one side and all m of another on the other."""
    return upper_tail(m, population=n + m, good=m, draws=m)


def _chance_of_constant(before: Valued, after: Valued) -> float:
    """Probability that m rows drawn from both datasets together are all equal."""
    n, m = before.n, after.n
    top = _top(after)
    if isinstance(before, NumericProfile):
        others = before.values.counts[before.values.values != top]
    else:
        others = before.counts[np.array([category != top for category in before.categories])]
    pooled, kinds = np.unique(np.append(others, _count_of(before, top) + m), return_counts=True)
    tables = list(zip(pooled.tolist(), kinds.tolist(), strict=True))
    if isinstance(before, NumericProfile) and not before.values.is_complete:
        tables.append((before.values.floor, n // before.values.floor))  # values left out are at most so frequent
    chances = [kind * upper_tail(m, population=n + m, good=count, draws=m) for count, kind in tables if count >= m]
    return float(min(1.0, sum(chances)))


CHECK = Check(
    id="constant_column",
    group="quality",
    reads=(NumericProfile, CategoricalProfile, TemporalProfile),
    params=Params,
    measure=measure,
    doc=__doc__,
)
