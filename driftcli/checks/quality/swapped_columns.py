"""Swapped columns: two columns that each look like the other one's reference.

## What it measures

Among the columns that moved far (`s` above 0.5), the pairs that match when their names are exchanged: numbers over the
reference's deciles, categories over all of them.

## When it applies

To pairs of numeric and pairs of categorical columns with at least 100 values on each side.

## How to read it

A join or a rename went wrong upstream, or a file without a header changed the order of its columns.

## Thresholds

A pair fails when `s` falls below 0.1 for both columns, or below what chance leaves in so few rows.

## Example

    Columns look swapped: "latitude", "longitude"

## References

None: the rule above is the project's own.
"""

from itertools import combinations

from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Rule, Severity, Skipped, Statistic
from driftcli.checks.quality.resemblance import ENOUGH, Points, category_unlikeness, is_alike, is_far, unlikeness
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.stats.shape import ShapeTest

FAR = 0.5
"""Size from which a column may have been swapped."""
MOST = 60
"""Columns that are paired at most; the first in file order."""
CATEGORIES = 1_000
"""Categories beyond which a column is left out."""


class Params(CheckParams):
    """The ``swapped_columns`` check has no settings."""


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Answer | list[Measurement]:
    """Name the pairs of columns that match when exchanged."""
    del params
    comparable = [name for name in reference.columns if name in current.columns]
    if len(comparable) < 2:
        return Skipped("the datasets share fewer than two columns")
    moved = [name for name in comparable if _has_moved(reference, current, name)][:MOST]
    pairs = [(one, other) for one, other in combinations(moved, 2) if _is_swapped(reference, current, one, other)]
    found = [_measurement(reference, current, pair) for pair in pairs]
    return found or [_measurement(reference, current, None)]


def _has_moved(reference: DatasetProfile, current: DatasetProfile, name: str) -> bool:
    test = _compare(reference, name, current, name)
    return test is not None and is_far(test, FAR)


def _is_swapped(reference: DatasetProfile, current: DatasetProfile, one: str, other: str) -> bool:
    first, second = _compare(reference, one, current, other), _compare(reference, other, current, one)
    return first is not None and second is not None and is_alike(first) and is_alike(second)


def _compare(reference: DatasetProfile, name: str, current: DatasetProfile, other: str) -> ShapeTest | None:
    """Hold one column of the current data against another of the reference; ``None`` where that makes no sense."""
    before, after = reference.columns[name], current.columns[other]
    if isinstance(before, NumericProfile) and isinstance(after, NumericProfile):
        has_rows = min(before.n, after.n - after.infinities) >= ENOUGH
        return unlikeness(before, Points.of(after)) if has_rows else None
    if isinstance(before, CategoricalProfile) and isinstance(after, CategoricalProfile):
        is_small = max(len(before.categories), len(after.categories)) <= CATEGORIES
        return category_unlikeness(before, after) if is_small and min(before.n, after.n) >= ENOUGH else None
    return None


def _measurement(reference: DatasetProfile, current: DatasetProfile, pair: tuple[str, str] | None) -> Measurement:
    return Measurement(
        rule=Rule.EXACT,
        statistic=Statistic("swapped_pair", float(pair is not None)),
        n_reference=reference.n,
        n_current=current.n,
        fact=Severity.FAIL if pair else None,
        subject=f"{pair[0]} and {pair[1]}" if pair else None,
        details={"columns": list(pair or ())},
    )


CHECK = Check(
    id="swapped_columns",
    group="quality",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
