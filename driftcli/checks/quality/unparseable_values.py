"""Unparseable values: cells that hold something which is not of the column's type.

## What it measures

The share of cells that could not be read in the reference's type, out of all cells that are not missing, before and
after, with examples and the first rows.

## When it applies

To columns of every kind. Values that do not parse are left out of every other figure of the column; missing values
are not counted here.

## How to read it

The examples say what happened: `N/A` or `??` is a new spelling of missing (add it to the null values), `1,5` a
decimal comma, letters in a number column a column that moved.

## Thresholds

On the lower bound of Cohen's h: minor above 0.05, issue above 0.10; an issue too when the reference (300 rows or more)
never had any and at least 0.1 % of the current cells (exact lower bound) do not parse. No parseable value at all fails.

## Example

    age has values that are not of type int64: 0 % -> 0.3 % of rows, for example "N/A", "??"

## References

Cohen 1988; Newcombe 1998, Stat. Med. 17:873; Clopper and Pearson 1934.
"""

import re
from typing import Any

from driftcli.checks.check import Answer, Check, CheckParams, Severity, Skipped
from driftcli.checks.quality.columns import EVERY_COLUMN
from driftcli.checks.quality.shares import Part, fact_measurement, fault_share
from driftcli.profiles.dataset import ColumnProfile
from driftcli.profiles.presence import Presence

_DECIMAL_COMMA = re.compile(r"\s*[-+]?\d+,\d+\s*")


class Params(CheckParams):
    """The ``unparseable_values`` check has no settings."""


def measure(reference: ColumnProfile, current: ColumnProfile, params: Params) -> Answer:
    """Compare the shares of cells that could not be read in the column's type."""
    del params
    before, after = _part(reference.presence), _part(current.presence)
    if after.rows == 0:
        return Skipped("all current values are missing: see missing_values")
    details: dict[str, Any] = {
        "examples": list(current.presence.unparseable_examples),
        "first_rows": list(current.presence.unparseable_rows),
    }
    if details["examples"] and all(map(_DECIMAL_COMMA.fullmatch, details["examples"])):
        details["hint"] = "decimal comma"
    if after.count == after.rows and before.count < before.rows:
        subject = "no value can be read in the column's type"
        return fact_measurement(
            "unparseable_share", before, after, fact=Severity.FAIL, subject=subject, details=details
        )
    return fault_share("unparseable_share", before, after, details=details)


def _part(presence: Presence) -> Part:
    return Part(presence.unparseable, presence.rows - presence.missing)


CHECK = Check(
    id="unparseable_values",
    group="quality",
    reads=EVERY_COLUMN,
    params=Params,
    measure=measure,
    doc=__doc__,
)
