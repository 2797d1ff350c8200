"""Respelled categories: known categories that arrive under a new spelling.

## What it measures

The share of current rows in spellings that the reference never had, but that equal one of its categories once case,
blanks and Unicode form (NFKC) are set aside. As chance too brings rare spellings for the first time, the share is
held against the share that chance brings among spellings of this sort.

## When it applies

To categorical columns whose categories are all counted (up to 200,000).

## How to read it

`"Paris" as "PARIS "` says that a system changed how it writes a category. A model takes it for an unknown one.
Pairs are shown from `shown_from` rows on.

## Thresholds

On the lower bound of Cohen's h: minor above 0.05, issue above 0.10; an issue too when 300 or more reference rows never
had these spellings and at least 0.1 % of the current rows (exact lower bound) do.

## Example

    city spells categories differently: "Paris" as "PARIS " (12 % of rows)

## References

Unicode Standard Annex 15 (normalisation forms).
"""

from typing import Any

import numpy as np

from driftcli.checks.check import Answer, Check, CheckParams, Skipped
from driftcli.checks.quality.columns import nothing_to_compare
from driftcli.checks.quality.shares import Part, excess_measurement, fact_measurement
from driftcli.declared import setting
from driftcli.profiles.alignment import AlignedCategories, align
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.stats.proportions import cohen_h
from driftcli.stats.unseen import unseen_test


class Params(CheckParams):
    """Settings of the ``respelled_categories`` check."""

    shown_from: int = setting(10, ge=1, description="Rows from which a spelling is shown.")
    most: int = setting(20, ge=1, description="Spellings shown at most.")


def measure(reference: CategoricalProfile, current: CategoricalProfile, params: Params) -> Answer:
    """Compare the rows in new spellings of known categories with what chance brings."""
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    if not (reference.is_complete and current.is_complete):
        return Skipped("too many distinct categories to count all of them, and only complete counts show what is new")
    aligned = align(reference, current)
    places = _variants(aligned)
    if not places:
        return fact_measurement("respelled_share", Part(0, reference.n), Part(0, current.n), fact=None)
    old, new = aligned.reference[places].tolist(), aligned.current[places].tolist()
    test = unseen_test([*old, reference.n - sum(old)], [*new, current.n - sum(new)])
    usual = _usual_spellings(aligned, places)
    respelled: list[dict[str, Any]] = [
        {"category": usual[group], "respelled": aligned.categories[place], "count": count}
        for place, group, known, count in zip(places, aligned.spellings.group[places].tolist(), old, new, strict=True)
        if known == 0 and group in usual
    ]
    shown = sorted((pair for pair in respelled if pair["count"] >= params.shown_from), key=_most_frequent_first)
    found, expected = Part(sum(pair["count"] for pair in respelled), current.n), test.expected / current.n
    return excess_measurement(
        "respelled_share",
        Part(0, reference.n),
        found,
        expected=expected,
        p_value=test.p_value if found.share > expected else 1.0,
        size=max(0.0, cohen_h(expected * reference.n, reference.n, found.count, found.rows)),
        pair_size=test.pair_size,
        has_absolute_bar=True,
        details={"categories": shown[: params.most], "not_shown": len(respelled) - len(shown[: params.most])},
    )


def _variants(aligned: AlignedCategories) -> list[int]:
    """Places of every spelling of the categories that have several in both datasets together, by name.

    Chosen on pooled counts alone: a choice by where the spellings occur would make chance look like a change.
    """
    groups = aligned.spellings
    is_several = groups.has_text & (np.bincount(groups.group, minlength=len(groups.names)) > 1)
    found = np.flatnonzero(is_several[groups.group]).tolist()
    return sorted(found, key=lambda place: (groups.names[groups.group[place]], aligned.categories[place]))


def _usual_spellings(aligned: AlignedCategories, places: list[int]) -> dict[int, str]:
    """The reference's most frequent spelling of each group that it has."""
    usual: dict[int, str] = {}
    known = [place for place in places if aligned.reference[place]]
    for place in sorted(known, key=lambda place: (-aligned.reference[place], place)):
        usual.setdefault(int(aligned.spellings.group[place]), aligned.categories[place])
    return usual


def _most_frequent_first(pair: dict[str, Any]) -> tuple[int, str]:
    return (-pair["count"], pair["respelled"])


CHECK = Check(
    id="respelled_categories",
    group="quality",
    reads=(CategoricalProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
