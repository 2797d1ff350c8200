"""Identifier format: identifiers written in a way that the reference does not know.

## What it measures

The share of identifiers whose pattern (letters as A or a, digits as 9, runs folded: `AB-1234` is `A-9`) does not occur
in the reference, against the share that chance brings. The mix of lengths and known patterns is not tested.

## When it applies

To identifier columns whose patterns are all counted (up to 200,000).

## How to read it

A new pattern means another source of identifiers, a lost leading zero's prefix, or another column in this one's place.
Patterns tell nothing of single values and are always shown.

## Thresholds

On the lower bound of Cohen's h: minor above 0.05, issue above 0.10.

## Example

    order_id has identifiers of another format: 0 % -> 4 % of rows, for example "A-9"

## References

None: the rule above is the project's own.
"""

from driftcli.checks.check import Answer, Check, CheckParams, Skipped
from driftcli.checks.quality.columns import nothing_to_compare
from driftcli.checks.quality.shares import Part, excess_measurement
from driftcli.profiles.text import IdentifierProfile
from driftcli.stats.unseen import unseen_test

SHOWN = 5


class Params(CheckParams):
    """The ``identifier_format`` check has no settings."""


def measure(reference: IdentifierProfile, current: IdentifierProfile, params: Params) -> Answer:
    """Compare the rows of unknown pattern with what chance brings."""
    del params
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    if not (reference.patterns.is_complete and current.patterns.is_complete):
        return Skipped("too many distinct patterns to count all of them")
    before, after = reference.patterns.as_dict(), current.patterns.as_dict()
    patterns = sorted(before.keys() | after.keys())
    test = unseen_test([before.get(name, 0) for name in patterns], [after.get(name, 0) for name in patterns])
    new = [name for name in current.patterns.categories if name not in before]
    return excess_measurement(
        "unknown_pattern_share",
        Part(0, reference.n),
        Part(test.observed, current.n),
        expected=test.expected / current.n,
        p_value=test.p_value,
        size=test.size,
        pair_size=test.pair_size,
        details={"examples": new[:SHOWN], "known": list(reference.patterns.categories[:SHOWN]), "new": len(new)},
    )


CHECK = Check(
    id="identifier_format",
    group="quality",
    reads=(IdentifierProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
