"""Repeated keys: values of the declared key, or of an identifier column, that occur more than once.

## What it measures

The share of rows whose key occurred in an earlier row: exactly for the declared key, and for every column that is
taken for an identifier by comparing its repeats with the reference's (see `duplicate_rows`).

## When it applies

To audits with a declared key (`--key`), and to identifier columns.

## How to read it

A declared key that was unique and no longer is means that rows were delivered twice or that the key lost a column.
Identifiers that repeat by nature (a customer with several orders) are found only when they repeat more than before.

## Thresholds

A repeat of a declared key that the reference had once each fails. Otherwise on the lower bound of Cohen's h: minor
above 0.05, issue above 0.10; an issue too when the reference (300 rows or more) had no repeat and at least 0.1 % of
the current rows (exact lower bound) are one.

## Example

    Keys occur more than once: 0.0 % -> 1.2 % of rows

## References

Hurlbert 1971, Ecology 52:577.
"""

from typing import Any

from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Severity, Skipped
from driftcli.checks.quality.repeats import compare_repeats
from driftcli.checks.quality.shares import Part, excess_measurement, fact_measurement
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.rows import RowsProfile
from driftcli.profiles.text import IdentifierProfile


class Params(CheckParams):
    """The ``repeated_keys`` check has no settings."""


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Answer | list[Measurement]:
    """Compare the repeats of the declared key and of every identifier column."""
    del params
    found = _declared(reference.rows, current.rows)
    for name, before in reference.columns.items():
        after = current.columns.get(name)
        if isinstance(before, IdentifierProfile) and isinstance(after, IdentifierProfile) and before.n and after.n:
            found.append(_compared(before.distinct, after.distinct, {"column": name}))
    return found or Skipped("no key is declared (--key), and no column is an identifier")


def _declared(reference: RowsProfile, current: RowsProfile) -> list[Measurement]:
    if reference.keys is None or current.keys is None or not (reference.keys.rows and current.keys.rows):
        return []
    before, after = _part(reference), _part(current)
    if before.count == 0:
        fact = Severity.FAIL if after.count else None
        return [fact_measurement("repeated_key_share", before, after, fact=fact, subject="declared key")]
    return [_compared(reference.keys, current.keys, {}, subject="declared key")]


def _part(rows: RowsProfile) -> Part:
    """Repeated keys: exact where they were counted, else as the sample of hashes shows them."""
    if rows.keys is None:
        return Part(0, 0)
    if rows.repeated_keys is not None:
        return Part(rows.repeated_keys, rows.keys.rows)
    return Part(int((rows.keys.counts - 1).sum()), int(rows.keys.counts.sum()))


def _compared(
    reference: DistinctSample, current: DistinctSample, details: dict[str, Any], *, subject: str | None = None
) -> Measurement:
    repeats = compare_repeats(reference, current)
    return excess_measurement(
        "repeated_key_share",
        repeats.reference,
        repeats.current,
        expected=repeats.expected,
        p_value=repeats.p_value,
        size=repeats.size,
        pair_size=repeats.pair_size,
        has_absolute_bar=True,
        subject=subject,
        details=details,
    )


CHECK = Check(
    id="repeated_keys",
    group="quality",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
