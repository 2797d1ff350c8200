"""Future dates: dates and times later than the moment of the audit.

## What it measures

The share of values later than the moment at which the dataset was profiled, before and after.

## When it applies

To columns of dates and times. A column that holds planned dates (due, expiry, delivery) has a share of them by nature;
where the reference is old its plans have come to pass, so leave such columns out of this check.

## How to read it

Events cannot happen tomorrow: a clock or a time zone is wrong, day and month were exchanged, or 9999-12-31 stands for
"never". Fewer of them are no fault.

## Thresholds

On the lower bound of Cohen's h: minor above 0.05, issue above 0.10; an issue too when the reference (300 rows or more)
had none and at least 0.1 % of the current rows (exact lower bound) lie in the future.

## Example

    created_at has dates in the future: 0.0 % -> 1.8 % of rows

## References

None: the rule above is the project's own.
"""

from driftcli.checks.check import Answer, Check, CheckParams
from driftcli.checks.quality.columns import nothing_to_compare
from driftcli.checks.quality.moments_in_time import as_instant
from driftcli.checks.quality.shares import Part, fault_share
from driftcli.profiles.temporal import TemporalProfile


class Params(CheckParams):
    """The ``future_dates`` check has no settings."""


def measure(reference: TemporalProfile, current: TemporalProfile, params: Params) -> Answer:
    """Compare the shares of values in the future."""
    del params
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    return fault_share(
        "future_share",
        Part(reference.future, reference.n),
        Part(current.future, current.n),
        details={"latest": as_instant(current.times.maximum)},
    )


CHECK = Check(
    id="future_dates",
    group="quality",
    reads=(TemporalProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
