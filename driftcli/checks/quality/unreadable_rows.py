"""Unreadable rows: rows of a text file that have too many or too few fields.

## What it measures

The rows that could not be read, out of all rows, with the numbers of the first lines.

## When it applies

To every audit; in practice to CSV and TSV, where a stray quote or delimiter breaks a row. Formats that carry their
own schema have no such rows.

## How to read it

These rows are left out of every other figure of the audit. A few lines at the end point to a file that was cut off,
lines scattered over the file to a delimiter inside a value, most of the file to a wrong dialect.

## Thresholds

Where the reference had none, these are facts: any unreadable row warns, more than `allowed_share` (0.1 %) fails. Where
the reference had some, the two shares are compared: minor above 0.05 in Cohen's h (lower bound), issue above 0.10.

## Example

    Rows that cannot be read: 0.4 % of rows; first lines 118, 119, 2041

## References

van den Burg, Nazabal and Sutton 2019, Wrangling messy CSV files by detecting row and type patterns.
"""

from driftcli.checks.check import Check, CheckParams, Measurement, Severity
from driftcli.checks.quality.shares import Part, fact_measurement, share_measurement
from driftcli.declared import setting
from driftcli.profiles.dataset import DatasetFacts, DatasetProfile


class Params(CheckParams):
    """Settings of the ``unreadable_rows`` check."""

    allowed_share: float = setting(
        0.001, ge=0, le=1, description="Share above which it fails, if the reference had none."
    )


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Measurement:
    """Compare the shares of rows that could not be read."""
    before, after = _part(reference.facts), _part(current.facts)
    details = {
        "lines": list(current.facts.unreadable_lines),
        "examples": list(current.facts.unreadable_examples),
        "dialect": dict(current.facts.dialect) if current.facts.dialect else None,
    }
    if before.count:
        return share_measurement("unreadable_share", before, after, only_more=True, details=details)
    fact = None if after.count == 0 else Severity.FAIL if after.share > params.allowed_share else Severity.WARN
    return fact_measurement("unreadable_share", before, after, fact=fact, details=details)


def _part(facts: DatasetFacts) -> Part:
    return Part(facts.unreadable_rows, facts.rows + facts.unreadable_rows)


CHECK = Check(
    id="unreadable_rows",
    group="quality",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
