"""Overlap: how many of the current rows, or identifiers, stand in the reference already.

## What it measures

The share of current rows that equal a row of the reference in every column, and the share of identifiers that occur
in the reference.

## When it applies

To datasets whose rows are mostly different from one another (fewer than one in ten repeats): in a narrow table of
categories equal rows say nothing. Beyond 4,096 distinct rows the share is estimated from those with the smallest
hashes.

## How to read it

Rows in common make the two datasets more alike than they should be, so drift is understated: the same file twice, a
current period that overlaps the reference, a full export where an increment was meant. Identifiers in common are
normal for customers and suspicious for orders.

## Thresholds

A note above `noted_share` (50 %).

## Example

    87 % of the current rows also stand in the reference: are these the same data?

## References

Cohen and Kaplan 2007 (bottom-k samples).
"""

from collections.abc import Iterator

from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Rule, Severity, Skipped, Statistic
from driftcli.declared import setting
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.text import IdentifierProfile

MOSTLY_DIFFERENT = 0.1


class Params(CheckParams):
    """Settings of the ``overlap`` check."""

    noted_share: float = setting(0.5, ge=0, le=1, description="Share in common from which it is noted.")


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Answer | list[Measurement]:
    """Measure what the two datasets have in common."""
    found = [*_rows(reference, current, params), *_identifiers(reference, current, params)]
    return found or Skipped("rows repeat too often for equal rows to mean anything, and no column is an identifier")


def _rows(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Iterator[Measurement]:
    before, after = reference.rows.rows, current.rows.rows
    if before and after and max(before.repeated_share, after.repeated_share) < MOSTLY_DIFFERENT:
        yield from _shared("shared_row_share", before, after, params, column=None)


def _identifiers(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Iterator[Measurement]:
    for name, before in reference.columns.items():
        after = current.columns.get(name)
        if isinstance(before, IdentifierProfile) and isinstance(after, IdentifierProfile):
            yield from _shared("shared_identifier_share", before.distinct, after.distinct, params, column=name)


def _shared(
    name: str, before: DistinctSample, after: DistinctSample, params: Params, *, column: str | None
) -> Iterator[Measurement]:
    share = after.seen_share(before)
    if share is not None:
        yield Measurement(
            rule=Rule.EXACT,
            statistic=Statistic(name, share, variant="share of the current rows", unit="share"),
            n_reference=before.rows,
            n_current=after.rows,
            fact=Severity.NOTE if share > params.noted_share else None,
            details={"column": column} if column else {},
        )


CHECK = Check(
    id="overlap",
    group="quality",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
