"""Vanished categories: categories of the reference that the current data does not have.

## What it measures

The categories without a current row whose absence chance does not explain. Of n + m rows that hold a category t times
all t fall into the reference with probability at most (n / (n + m))^t; a category is listed when that is below 0.001
over the number of categories.

## When it applies

To categorical columns whose categories are all counted (up to 200,000) and that are not constant in the current data.

## How to read it

A shop that closed, a country that was not delivered. How much it matters is told by `categorical_drift`, which sees
the same rows, so the list is a note unless `weight` says otherwise.

## Thresholds

Listed or not; `weight` is what a list amounts to.

## Example

    store lost categories: "Lyon", "Nantes" (8 % of rows)

## References

None: the rule above is the project's own.
"""

import math

import numpy as np
from numpy.typing import NDArray

from driftcli.checks.check import Answer, Check, CheckParams, Severity, Skipped
from driftcli.checks.quality.columns import is_constant, nothing_to_compare
from driftcli.checks.quality.shares import Part, fact_measurement
from driftcli.declared import setting
from driftcli.profiles.alignment import AlignedCategories, align
from driftcli.profiles.categorical import CategoricalProfile

BEYOND_CHANCE = 1e-3


class Params(CheckParams):
    """Settings of the ``vanished_categories`` check."""

    weight: Severity = setting(Severity.NOTE, description="How much vanished categories matter.")
    most: int = setting(20, ge=1, description="Categories shown at most.")


def measure(reference: CategoricalProfile, current: CategoricalProfile, params: Params) -> Answer:
    """List the categories whose absence chance does not explain."""
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    if not (reference.is_complete and current.is_complete):
        return Skipped("too many distinct categories to count all of them")
    if is_constant(current):
        return Skipped("the current data is constant: see constant_column")
    n, m = reference.n, current.n
    least = math.log(BEYOND_CHANCE / len(reference.categories)) / math.log(n / (n + m))
    aligned = align(reference, current)
    groups = aligned.spellings
    is_gone = (groups.reference >= max(least, 1)) & (groups.current == 0)
    totals = {groups.names[group]: int(groups.reference[group]) for group in np.flatnonzero(is_gone)}
    gone = sorted(totals, key=lambda name: (-totals[name], name))
    usual = _usual_spellings(aligned, is_gone)
    lost = sum(totals.values())
    return fact_measurement(
        "vanished_share",
        Part(lost, n),
        Part(0, m),
        fact=params.weight if gone else None,
        details={
            "categories": [
                {
                    "category": usual[name],
                    "reference": totals[name] / n,
                    "probability": (n / (n + m)) ** totals[name],
                }
                for name in gone[: params.most]
            ],
            "vanished": len(gone),
        },
    )


def _usual_spellings(aligned: AlignedCategories, is_wanted: NDArray[np.bool_]) -> dict[str, str]:
    """Most frequent spelling of each wanted group; categories come most frequent first."""
    groups = aligned.spellings
    usual: dict[str, str] = {}
    for place in np.flatnonzero(is_wanted[groups.group]):
        usual.setdefault(groups.names[groups.group[place]], aligned.categories[place])
    return usual


CHECK = Check(
    id="vanished_categories",
    group="quality",
    reads=(CategoricalProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
    is_breakage=False,
)
