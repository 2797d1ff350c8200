"""Far-out values: numbers far outside the usual, by the reference's quartiles.

## What it measures

The share of values below Q25 - 3 IQR or above Q75 + 3 IQR of the reference, before and after.

## When it applies

To numeric columns whose middle half is not a single value, and whose reference has at most 1 % of such values: where
they are common by nature, a rise is drift (see `numeric_drift`, which tests the tails) and no fault. Infinite values
are left to `infinities`.

## How to read it

A normal distribution has next to none of them. Only a rise counts; it points to single broken values (a slipped
decimal point, a wrong unit in some rows) rather than to a shift of the whole column.

## Thresholds

On the lower bound of Cohen's h: minor above 0.05, issue above 0.10; an issue too when the reference (300 rows or more)
had none and at least 0.1 % of the current values (exact lower bound) lie so far out.

## Example

    amount has values far outside the usual: 0.4 % -> 3.0 % of rows

## References

Tukey 1977, Exploratory Data Analysis (outer fences).
"""

import math
from dataclasses import replace

from driftcli.checks.approximate import P_VALUE, naming
from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Skipped
from driftcli.checks.quality.beyond import count_far_out
from driftcli.checks.quality.columns import nothing_to_compare
from driftcli.checks.quality.place_bounds import far_out_rows, h_range, share_difference
from driftcli.checks.quality.shares import Part, fault_share
from driftcli.profiles.numeric import NumericProfile

COMMON = 0.01
NEVER_SEEN = "never_seen_lower"
COUNTED = [f"{side}_{what}" for side in ("reference", "current") for what in ("count", "share")]
"""Share of the reference from which values far out belong to the column's nature."""


class Params(CheckParams):
    """The ``far_out_values`` check has no settings."""


def measure(reference: NumericProfile, current: NumericProfile, params: Params) -> Answer:
    """Compare the shares of values beyond the reference's outer fences."""
    del params
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    low, high = reference.grid.fences
    if math.nextafter(low, math.inf) >= high:
        return Skipped("half of the reference's values are equal, so there is no spread to call a value far out by")
    before = Part(count_far_out(reference), reference.n - reference.infinities)
    if before.share > COMMON:
        return Skipped("values far out are common in the reference, so more of them would be drift: see numeric_drift")
    found = fault_share(
        "far_out_share",
        before,
        Part(count_far_out(current), current.n - current.infinities),
        details={"low": low, "high": high, "current_low": current.minimum, "current_high": current.maximum},
    )
    return found if reference.grid.placed_on == "rows" else _bounded(found, reference, current)


def _bounded(found: Measurement, reference: NumericProfile, current: NumericProfile) -> Measurement:
    """Where the fences lie near the reference's own, say how far the shares beyond them may be off."""
    rows, (n, m) = far_out_rows(reference, current), (found.n_reference, found.n_current)
    statistic, effect = found.statistic, found.effect
    off = share_difference(*rows, n, m).off(statistic.value or 0.0)
    if effect is not None:
        effect = replace(effect, error_bound=h_range(*rows, n, m).off(effect.value))
    told = [name for name in (P_VALUE, NEVER_SEEN) if getattr(found, name) is not None]
    found = naming(found, ["low", "high", *COUNTED, *told])
    return replace(found, statistic=replace(statistic, error_bound=off), effect=effect)


CHECK = Check(
    id="far_out_values",
    group="quality",
    reads=(NumericProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
    is_breakage=False,
)
