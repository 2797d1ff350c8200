"""Infinite values: numbers that are plus or minus infinity.

## What it measures

The share of infinite values among the numbers of a column, before and after.

## When it applies

To numeric columns. Infinities take part in the tests of location and shape as extreme values, and are left out of
means and spreads.

## How to read it

They come from divisions by zero and logarithms of zero upstream. Fewer of them are no fault.

## Thresholds

On the lower bound of Cohen's h: minor above 0.05, issue above 0.10; an issue too when the reference (300 rows or more)
never had any and at least 0.1 % of the current values (exact lower bound) are infinite.

## Example

    ratio has infinite values: 0.0 % -> 1.3 % of rows

## References

Cohen 1988; Clopper and Pearson 1934.
"""

from driftcli.checks.check import Answer, Check, CheckParams
from driftcli.checks.quality.columns import nothing_to_compare
from driftcli.checks.quality.shares import Part, fault_share
from driftcli.profiles.numeric import NumericProfile


class Params(CheckParams):
    """The ``infinities`` check has no settings."""


def measure(reference: NumericProfile, current: NumericProfile, params: Params) -> Answer:
    """Compare the shares of infinite values."""
    del params
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    details = {"negative": current.negative_infinities, "positive": current.positive_infinities}
    return fault_share(
        "infinite_share", Part(reference.infinities, reference.n), Part(current.infinities, current.n), details=details
    )


CHECK = Check(
    id="infinities",
    group="quality",
    reads=(NumericProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
