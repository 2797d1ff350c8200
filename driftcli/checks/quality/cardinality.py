"""Cardinality: whether a column has more or fewer distinct values than its number of rows lets expect.

## What it measures

The distinct values of both datasets against the number that chance puts into samples of their sizes drawn from all
rows together (rarefaction). Raw numbers of distinct values are never compared: they grow with the rows.

## When it applies

To categorical columns, and to numeric ones with up to 10,000 distinct values on each side.

## How to read it

More distinct values than expected: codes became free text, or amounts got decimals. Fewer: rounding, truncation, a
lookup that lost entries. Which values is told by `new_categories` and `vanished_categories`.

## Thresholds

A note when the number differs from the expected one by more than 4 standard deviations and, relative to the other
dataset, by more than 10 %.

## Example

    city has another number of distinct values: 210 -> 1,904

## References

Hurlbert 1971, Ecology 52:577.
"""

import numpy as np

from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Rule, Severity, Skipped, Statistic
from driftcli.checks.quality.columns import nothing_to_compare
from driftcli.profiles.alignment import align
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.grid import IntArray
from driftcli.profiles.numeric import NumericProfile
from driftcli.stats.cardinality import expected_distinct
from driftcli.stats.ordered import joined

Counted = NumericProfile | CategoricalProfile
DEVIATIONS = 4.0
RELATIVE = 0.10


class Params(CheckParams):
    """The ``cardinality`` check has no settings."""


def measure(reference: Counted, current: Counted, params: Params) -> Answer:
    """Compare the numbers of distinct values with those that chance lets expect."""
    del params
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    pooled = _pooled(reference, current)
    if pooled is None:
        return Skipped("too many distinct values to count all of them")
    n, m = reference.n, current.n
    old, new = _distinct(reference), _distinct(current)
    before, after = expected_distinct(pooled, n), expected_distinct(pooled, m)
    deviations = max(abs(old - before.mean) / max(before.sd, 0.5), abs(new - after.mean) / max(after.sd, 0.5))
    ratio = (new / after.mean) / (old / before.mean)
    is_odd = deviations > DEVIATIONS and abs(ratio - 1) > RELATIVE
    return Measurement(
        rule=Rule.EXACT,
        statistic=Statistic(
            "distinct",
            ratio,
            variant="ratio of current to reference, each over its rarefaction from all rows",
            reference=float(old),
            current=float(new),
        ),
        n_reference=n,
        n_current=m,
        fact=Severity.NOTE if is_odd else None,
        details={"expected_reference": before.mean, "expected_current": after.mean, "deviations": deviations},
    )


def _distinct(profile: Counted) -> int:
    return len(profile.values.values) if isinstance(profile, NumericProfile) else len(profile.categories)


def _pooled(reference: Counted, current: Counted) -> IntArray | None:
    """Rows of each distinct value in both datasets together."""
    if isinstance(reference, NumericProfile) and isinstance(current, NumericProfile):
        if not (reference.values.is_complete and current.values.is_complete):
            return None
        places = np.concatenate(joined(reference.values.values, current.values.values)[1:])
        weights = np.concatenate([reference.values.counts, current.values.counts])
        return np.bincount(places, weights=weights).astype(np.int64)
    if isinstance(reference, CategoricalProfile) and isinstance(current, CategoricalProfile):
        if not (reference.is_complete and current.is_complete):
            return None
        aligned = align(reference, current)
        return np.asarray(aligned.reference + aligned.current)
    return None


CHECK = Check(
    id="cardinality",
    group="quality",
    reads=(CategoricalProfile, NumericProfile),
    params=Params,
    measure=measure,
    doc=__doc__,
    is_breakage=False,
)
