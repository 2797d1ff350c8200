"""Outcome quality: whether labels, predictions and scores are such that performance can be judged by them.

## What it measures

Labels that the reference never had, predictions that are no class, labelled rows without a prediction, scores outside
0 to 1 or that do not sum to one, labels that are no numbers where a number is predicted, as shares of rows before and
after. As facts: one class only, constant predictions, no label at all, labels and predictions that share no value,
negative weights.

## When it applies

To datasets with a target column and a prediction or score column.

## How to read it

What it finds makes metrics wrong or undefined: a new spelling of a label counts as an error of the model. Rows with a
negative or missing weight are left out of every metric. That no row has a label yet is worth a note only.

## Thresholds

For shares the lower bound of Cohen's h: minor above 0.05, issue above 0.10, or 0.1 % of rows where the reference (300
rows or more) had none; fewer faults than before are no fault.

## Example

    Labels and predictions: labels that the reference never had, 0 % -> 2.1 % of rows, for example "N/A"

## References

Cohen 1988; Clopper and Pearson 1934.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Severity
from driftcli.checks.quality.shares import Part, fact_measurement, share_measurement
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.outcome_classes import ClassOutcomes
from driftcli.profiles.outcomes import OutcomesProfile

ENOUGH = 30
"""Rows from which one class only is no chance."""


class Params(CheckParams):
    """The ``outcome_quality`` check has no settings."""


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Iterator[Answer]:
    """Look for everything that makes performance wrong or undefined."""
    del params
    before, after = reference.outcomes, current.outcomes
    if before is None or after is None:
        return
    found = [*_shares(before, after), *_facts(before, "reference"), *_facts(after, "current data")]
    if not found:
        sides = Part(0, before.labelled), Part(0, after.labelled)
        found = [fact_measurement("outcome_faults", *sides, fact=None, subject="labels, predictions, scores")]
    yield from found


def _shares(before: OutcomesProfile, after: OutcomesProfile) -> Iterator[Measurement]:
    for subject, (old, new), examples in _counted(before, after):
        if old.count + new.count > 0 and old.rows > 0 and new.rows > 0:
            details = {"examples": list(examples)[:5]} if examples else {}
            yield share_measurement("fault_share", old, new, only_more=True, subject=subject, details=details)


def _counted(
    before: OutcomesProfile, after: OutcomesProfile
) -> Iterator[tuple[str, tuple[Part, Part], Mapping[str, int]]]:
    """Each fault with its rows on both sides, and examples of the current ones."""
    sides = (before, after)
    yield "labelled rows without a prediction", _parts(sides, lambda one: one.unpredicted), {}
    yield "labels that are no numbers", _parts(sides, lambda one: one.mistyped, of_labelled=False), {}
    if before.classes is None or after.classes is None:
        infinite = _parts(sides, lambda one: one.errors.infinite if one.errors else 0)
        yield "infinite labels or predictions", infinite, {}
        return
    unseen, unknown = after.classes.unseen_labels, after.classes.unknown_predictions
    yield "labels that the reference never had", _parts(sides, _unseen), unseen
    yield "predictions that are no class", _parts(sides, _unknown, of_labelled=False), unknown
    yield "scores outside 0 to 1", _parts(sides, _outside, of_labelled=False), {}
    not_summing = _parts(sides, lambda one: one.classes.not_summing if one.classes else 0, of_labelled=False)
    yield "scores that do not sum to one", not_summing, {}


def _parts(
    sides: tuple[OutcomesProfile, OutcomesProfile], count: Any, *, of_labelled: bool = True
) -> tuple[Part, Part]:
    old, new = (
        Part(min(count(one), one.labelled if of_labelled else one.rows), one.labelled if of_labelled else one.rows)
        for one in sides
    )
    return old, new


def _unseen(one: OutcomesProfile) -> int:
    return sum(one.classes.unseen_labels.values()) if one.classes else 0


def _unknown(one: OutcomesProfile) -> int:
    return sum(one.classes.unknown_predictions.values()) if one.classes else 0


def _outside(one: OutcomesProfile) -> int:
    scores = [score for score in (one.classes.scores if one.classes else ()) if score.is_probability]
    return max((score.outside for score in scores), default=0)


def _facts(one: OutcomesProfile, side: str) -> Iterator[Measurement]:
    """Faults of one side that need no comparison."""
    rows = Part(one.rows, one.rows)
    if one.negative_weights:
        yield _fact(Part(one.negative_weights, one.rows), f"negative weights in the {side}", Severity.FAIL)
    if one.left_out > one.negative_weights:
        lost = Part(one.left_out - one.negative_weights, one.rows)
        yield _fact(lost, f"rows of the {side} without a weight, left out", Severity.WARN)
    if one.rows and one.labelled == 0:
        yield _fact(rows, f"no row of the {side} has a label", Severity.NOTE)
    for note in one.notes:
        yield _fact(rows, note, Severity.NOTE)
    if one.classes is not None and one.labelled >= ENOUGH:
        yield from _class_facts(one.classes, side, rows)


def _class_facts(classes: ClassOutcomes, side: str, rows: Part) -> Iterator[Measurement]:
    names = [*classes.classes, "(other)"]
    labels = classes.labels
    if (labels > 0).sum() == 1 and labels[-1] == 0:
        only = names[int(np.argmax(labels))]
        yield _fact(rows, f"the labels of the {side} hold one class only, {only!r}", Severity.WARN)
    said = classes.confusion.sum(axis=0)
    if said.sum() == 0:
        return
    known = said[: len(classes.classes)]
    if known.sum() == 0:
        yield _fact(rows, f"no prediction of the {side} is one of its labels", Severity.FAIL)
    elif (said > 0).sum() == 1:
        only = names[int(np.argmax(known))]
        yield _fact(rows, f"the predictions of the {side} are constant, {only!r}", Severity.WARN)


def _fact(part: Part, subject: str, severity: Severity) -> Measurement:
    return fact_measurement("outcome_fault", Part(0, part.rows), part, fact=severity, subject=subject)


CHECK = Check(
    id="outcome_quality",
    group="quality",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
)
