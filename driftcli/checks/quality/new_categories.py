"""New categories: rows whose category the reference never had, beyond what chance brings.

## What it measures

The share of current rows in categories that do not occur in the reference, against the share that chance brings: in
any sample some rare categories are met for the first time (Good and Turing). The p-value is a Chernoff bound, always
valid; the size is Cohen's h between the expected and the found share.

## When it applies

To categorical columns whose categories are all counted (up to 200,000) and that are not constant in the reference.
A category that is an old one but for case, blanks or Unicode form is not new but respelled: see
`respelled_categories`. Blank strings are left to `text_emptiness`.

## How to read it

New product codes in a column of thousands are nothing new; a new status in a column of five is. A category is shown
by name from `shown_from` rows on, so that the report names no single person.

## Thresholds

On the lower bound of Cohen's h: minor above 0.05, issue above 0.10 (about 1 % of the rows when nothing was expected).

## Example

    status has new categories: "RETURNED" (2.1 % of rows)

## References

Good 1953, Biometrika 40:237.
"""

import numpy as np

from driftcli.checks.check import Answer, Check, CheckParams, Skipped
from driftcli.checks.quality.columns import is_constant, nothing_to_compare
from driftcli.checks.quality.shares import Part, excess_measurement
from driftcli.declared import setting
from driftcli.profiles.alignment import align
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.stats.unseen import unseen_test


class Params(CheckParams):
    """Settings of the ``new_categories`` check."""

    shown_from: int = setting(10, ge=1, description="Rows from which a category is shown by name.")
    most: int = setting(20, ge=1, description="Categories shown at most.")


def measure(reference: CategoricalProfile, current: CategoricalProfile, params: Params) -> Answer:
    """Compare the rows in unknown categories with what chance brings."""
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    if not (reference.is_complete and current.is_complete):
        return Skipped("too many distinct categories to count all of them, and only complete counts show what is new")
    if is_constant(reference):
        return Skipped("the reference is constant: see constant_column")
    aligned = align(reference, current)
    groups = aligned.spellings
    before, after = groups.reference[groups.has_text], groups.current[groups.has_text]
    test = unseen_test(before, after)
    is_new = (groups.has_text & (groups.reference == 0))[groups.group]
    new, n, m = int(is_new.sum()), int(before.sum()), int(after.sum())
    many = np.flatnonzero(is_new & (aligned.current >= params.shown_from))
    named = [(aligned.categories[place], int(aligned.current[place])) for place in many]
    shown = sorted(named, key=lambda item: (-item[1], item[0]))
    return excess_measurement(
        "new_category_share",
        Part(0, n),
        Part(test.observed, m),
        expected=test.expected / m if m else 0.0,
        p_value=test.p_value,
        size=test.size,
        pair_size=test.pair_size,
        details={
            "categories": [{"category": name, "count": count} for name, count in shown[: params.most]],
            "new": new,
            "not_shown": new - len(shown[: params.most]),
        },
    )


CHECK = Check(
    id="new_categories",
    group="quality",
    reads=(CategoricalProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
    is_breakage=False,
)
