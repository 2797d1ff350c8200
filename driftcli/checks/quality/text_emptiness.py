"""Empty texts: strings of no character, or of blanks only.

## What it measures

The share of blank strings among the values of a column, before and after.

## When it applies

To columns of strings: categories, identifiers and free text. Missing values are not counted here. Where the reader
takes an empty field for missing, as it does in CSV, there is nothing to find.

## How to read it

Blanks that were missing values before, or the other way round, point to a changed export. Fewer blanks are no fault.

## Thresholds

On the lower bound of Cohen's h: minor above 0.05, issue above 0.10; an issue too when the reference (300 rows or more)
never had any and at least 0.1 % of the current values (exact lower bound) are blank.

## Example

    comment has empty texts: 0.2 % -> 6.0 % of rows

## References

Cohen 1988; Newcombe 1998, Stat. Med. 17:873.
"""

from driftcli.checks.check import Answer, Check, CheckParams
from driftcli.checks.quality.columns import nothing_to_compare
from driftcli.checks.quality.shares import Part, fault_share
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.text import IdentifierProfile, TextProfile

Strings = CategoricalProfile | IdentifierProfile | TextProfile


class Params(CheckParams):
    """The ``text_emptiness`` check has no settings."""


def measure(reference: Strings, current: Strings, params: Params) -> Answer:
    """Compare the shares of blank strings."""
    del params
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    return fault_share(
        "blank_share",
        Part(reference.presence.blank, reference.presence.present),
        Part(current.presence.blank, current.presence.present),
    )


CHECK = Check(
    id="text_emptiness",
    group="quality",
    reads=(CategoricalProfile, IdentifierProfile, TextProfile),
    params=Params,
    measure=measure,
    doc=__doc__,
)
