"""Duplicate rows: whether rows repeat within the current data more than in the reference.

## What it measures

The share of rows that equal an earlier row in every column. Where equal rows come about by chance that share grows
with the rows, where they come in bunches it does not: the current data must exceed the reference under either. The
groups of equal rows are compared by a binomial bound; a single row that stands for many, an empty one for instance, is
looked for as a spike.

## When it applies

To every audit whose profiles hold row hashes, unless a column is missing or has lost a tenth of its values: that makes
rows equal, and is told by `schema` and `missing_values`. Up to 4,096 distinct rows all are compared; beyond, the 4,096
rows with the smallest hashes, which are the same rows on both sides.

## How to read it

Many repeats point to a file that was loaded twice, or to a join that multiplied rows. In a narrow table of categories
most rows repeat by nature, and nothing is found unless that changes.

## Thresholds

On the lower bound of Cohen's h: minor above 0.05, issue above 0.10; an issue too when the reference (300 rows or more)
had no repeat and at least 0.1 % of the current rows (exact lower bound) are one.

## Example

    Rows repeated within the data: 0.1 % -> 50.0 % of rows

## References

Hurlbert 1971, Ecology 52:577 (thinning); Chernoff 1952, Ann. Math. Stat. 23:493. Collision rates are reported
only: a bare ratio of them alarms on a single pair where duplicates are rare.
"""

from dataclasses import replace

from driftcli.checks.check import Answer, Check, CheckParams, Skipped, Statistic
from driftcli.checks.quality.repeats import compare_repeats
from driftcli.checks.quality.shares import excess_measurement
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.presence import Presence
from driftcli.stats.cardinality import collision_rate

EMPTIED = 0.1
"""Share of a column's values from which its loss makes rows equal."""


class Params(CheckParams):
    """The ``duplicate_rows`` check has no settings."""


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Answer:
    """Compare the repeated rows with what chance makes."""
    del params
    before, after = reference.rows.rows, current.rows.rows
    if before is None or after is None:
        return Skipped("a profile holds no row hashes")
    if before.rows == 0 or after.rows == 0:
        return Skipped("a side has no rows", insufficient=True)
    emptied = _emptied_column(reference, current)
    if emptied is not None:
        return Skipped(f"{emptied} lost values that told rows apart: see missing_values and schema")
    repeats = compare_repeats(before, after)
    if repeats.current.rows == 0:
        return Skipped("the samples of row hashes have none in common to compare", insufficient=True)
    found = excess_measurement(
        "repeated_row_share",
        repeats.reference,
        repeats.current,
        expected=repeats.expected,
        p_value=repeats.p_value,
        size=repeats.size,
        pair_size=repeats.pair_size,
        has_absolute_bar=True,
        details={"repeated_reference": reference.rows.repeated_rows, "repeated_current": current.rows.repeated_rows},
    )
    rates = collision_rate(before.counts), collision_rate(after.counts)
    collision = Statistic(
        "collision_rate",
        rates[1] - rates[0],
        variant="probability that two rows are equal, among the rows sampled",
        reference=rates[0],
        current=rates[1],
    )
    return replace(found, reported=(collision,))


def _emptied_column(reference: DatasetProfile, current: DatasetProfile) -> str | None:
    """First column that is missing or has lost a tenth of its values: its rows are equal for that reason alone."""
    for name, before in reference.columns.items():
        after = current.columns.get(name)
        if after is None or _present_share(after.presence) < _present_share(before.presence) - EMPTIED:
            return name
    return None


def _present_share(presence: Presence) -> float:
    return presence.present / presence.rows if presence.rows else 0.0


CHECK = Check(
    id="duplicate_rows",
    group="quality",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
