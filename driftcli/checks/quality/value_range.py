"""Value range: numbers below the reference's smallest or above its largest, or outside a range that you declare.

## What it measures

The current values beyond the reference's extremes, at both ends alike. Under no change the values beyond the extremes
of both datasets together are a random draw from all rows, so an exact hypergeometric test says how many are too many
(the tail of `numeric_drift`); Cohen's h says how large their share is. With `minimum` or `maximum` the share of values
outside that range is counted as well.

## When it applies

To numeric columns that are not constant in the reference. Infinite values are left to `infinities`.

## How to read it

Some values beyond the extremes are expected: a batch as large as the reference has one in two. An age of 214 or a
negative price is what this check is for; a known code for missing is named by `sentinel_values`.

## Thresholds

On the lower bound of Cohen's h: minor above 0.05, issue above 0.10. A declared range is a fact: more than
`allowed_share` (none) outside fails.

## Example

    age has values outside its range (18 to 90): 0 % -> 2.4 % of rows

## References

Rosenbaum 1954, Ann. Math. Stat. 25:146; Balakrishnan and Ng 2006.
"""

from collections.abc import Iterator
from dataclasses import replace

from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Severity, Skipped
from driftcli.checks.quality.beyond import beyond_range, count_beyond, extremes_test
from driftcli.checks.quality.columns import is_constant, nothing_to_compare
from driftcli.checks.quality.place_bounds import share_difference
from driftcli.checks.quality.shares import ALPHA, Part, excess_measurement, fact_measurement
from driftcli.declared import setting
from driftcli.profiles.numeric import NumericProfile


class Params(CheckParams):
    """Settings of the ``value_range`` check."""

    minimum: float | None = setting(None, description="Smallest value that is allowed.")
    maximum: float | None = setting(None, description="Largest value that is allowed.")
    allowed_share: float = setting(
        0.0, ge=0, le=1, description="Share of values that may lie outside the declared range."
    )


def measure(reference: NumericProfile, current: NumericProfile, params: Params) -> Iterator[Answer]:
    """Compare the extremes, and look at the declared range if there is one."""
    skipped = nothing_to_compare(reference, current)
    if skipped:
        yield skipped
        return
    if params.minimum is not None or params.maximum is not None:
        yield _declared(reference, current, params)
    yield _beyond_extremes(reference, current)


def _beyond_extremes(reference: NumericProfile, current: NumericProfile) -> Answer:
    if is_constant(reference):
        return Skipped("the reference is constant: see constant_column")
    if reference.minimum is None or current.minimum is None:
        return Skipped("one side has no finite value")
    beyond = extremes_test(reference, current)
    after = Part(beyond.below + beyond.above, current.n - current.infinities)
    return excess_measurement(
        "out_of_range_share",
        Part(0, reference.n - reference.infinities),
        after,
        expected=0.0,
        p_value=beyond.p_value,
        size=beyond.size,
        pair_size=beyond.pair_size,
        alpha=ALPHA / 2,
        details={
            "low": reference.minimum,
            "high": reference.maximum,
            "below": beyond.below,
            "above": beyond.above,
            "current_low": current.minimum,
            "current_high": current.maximum,
        },
    )


def _declared(reference: NumericProfile, current: NumericProfile, params: Params) -> Measurement:
    before = Part(_outside(reference, params), reference.n - reference.infinities)
    after = Part(_outside(current, params), current.n - current.infinities)
    found = fact_measurement(
        "outside_declared_share",
        before,
        after,
        fact=Severity.FAIL if after.share > params.allowed_share else None,
        subject="outside the declared range",
        details={
            "low": params.minimum,
            "high": params.maximum,
            "current_low": current.minimum,
            "current_high": current.maximum,
            "is_exact": current.values.is_complete,
        },
    )
    if current.values.is_complete and reference.values.is_complete:
        return found
    old, new = (beyond_range(side, low=params.minimum, high=params.maximum) for side in (reference, current))
    off = share_difference(old, new, max(1, before.rows), max(1, after.rows)).off(found.statistic.value or 0.0)
    return replace(found, statistic=replace(found.statistic, error_bound=off))


def _outside(profile: NumericProfile, params: Params) -> int:
    return count_beyond(profile, low=params.minimum, high=params.maximum)


CHECK = Check(
    id="value_range",
    group="quality",
    reads=(NumericProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
    is_breakage=False,
)
