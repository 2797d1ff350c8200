"""Text drift: whether texts became longer, shorter, or made of other characters.

## What it measures

Numbers derived from each text, each compared like a numeric column (location, shape, tail): length in characters,
words, and the shares of digits, upper case, non-ASCII characters and punctuation.

## When it applies

To free text: columns of mostly distinct strings that are long or have many words. Empty texts are the business of
`text_emptiness`. What the words mean is not looked at here.

## How to read it

The derived number that moved most stands for the column; the others are listed beside it. A jump of the non-ASCII
share often is a broken encoding, a jump of the punctuation share often markup that is no longer stripped.

## Thresholds

On the lower bound of `s`, after Bonferroni over the six numbers: minor above 0.05, drift above 0.10, major above 0.30.

## Example

    comment: length s = 0.44 (at least 0.31; bar 0.10), typical length 87 -> 61 characters

## References

Mann and Whitney 1947; Le Cam 1986.
"""

from driftcli.checks.check import Answer, Check, CheckParams, Family, Skipped
from driftcli.checks.drift.deciding import most_moved, nothing_to_compare
from driftcli.profiles.text import TextProfile
from driftcli.sources.kinds import Role


class Params(CheckParams):
    """The ``text_drift`` check has no settings of its own."""


def measure(reference: TextProfile, current: TextProfile, params: Params) -> Answer:
    """Compare the derived numbers and answer with the one that moved most."""
    del params
    reason = nothing_to_compare(reference.n, current.n)
    if reason:
        return Skipped(reason, insufficient=True)
    return most_moved({name: (reference.derived[name], current.derived[name]) for name in reference.derived})


CHECK = Check(
    id="text_drift",
    group="drift",
    reads=(TextProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.COLUMNS,
    roles=frozenset({Role.FEATURE, Role.SEGMENT}),
)
