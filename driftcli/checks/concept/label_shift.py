"""Label shift: whether the classes' shares moved while the inputs within each class stayed as they were.

## What it measures

The change of the class shares (two classes: Cohen's `h` of the positive one; more: `s` of the table of classes), and
whether the inputs moved within the classes: a domain classifier on inputs and class, with the reference weighted to
the current class shares, read within each class (`s_within`).

Without current labels the shares are those that the predictions imply if inputs within classes stayed as they were
(black-box shift estimation): the confusion matrix of the reference is solved for the shares of the current
predictions; its condition number tells how well predictions separate the classes. Whether one set of shares explains
the predictions at low and at high confidence alike is tested (more equations than classes): `|z|` of 3 or more says
that more than the shares moved.

## When it applies

To targets of classes, with a row sample and at least 200 labelled rows of the reference; where fewer current rows have
a label, a prediction or score column must stand in for it.
Rows of one `--cluster`, or of one window of `--timestamp`, are held out together, and standard errors count clusters
and windows instead of rows. A weight column is not used: sampled rows count alike.

## How to read it

Both must hold: the shares moved, and the inputs within classes did not by more than `within`. Then the model's output
can be mended without new labels: `p'(y|x)` proportional to `p(y|x) q(y)/p(y)`, or a moved threshold. If inputs moved
within classes it is no label shift, and the effect's lower bound is set to 0. Without labels the assumption cannot be
proved: a contradiction is told, and nothing is concluded from its absence. Where inputs say nothing about the target,
label shift and concept drift are one.

## Thresholds

On the lower bound of `h` (or `s`): minor above 0.05, drift above 0.10. `within` is held against the 97.5 % lower
bound of `s_within`.

## Example

    fraud: 2 % -> 5 % of rows, h = 0.17 (at least 0.14); inputs within classes as before (s_within at most 0.04)

## References

Lipton, Wang and Smola 2018; Saerens, Latinne and Decaestecker 2002.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftcli.checks.check import (
    Answer,
    Check,
    Effect,
    Family,
    Measurement,
    Rule,
    Skipped,
    Statistic,
    Thresholds,
)
from driftcli.checks.concept.outcome_rows import MINIMUM_LABELLED, OutcomeRows
from driftcli.checks.concept.target_rows import TaskParams, related_rows, target_alone
from driftcli.checks.multivariate.paired import DEFAULT_ROWS, dependence_details
from driftcli.declared import setting
from driftcli.profiles.dataset import DatasetProfile
from driftcli.stats.implied_shares import Consistency, ImpliedShares, consistency_test, implied_shares
from driftcli.stats.label_shift import LabelShift, label_shift

Z95 = 1.6448536269514722
Z975 = 1.959963984540054
INCONSISTENT = 3.0
"""Normal deviate from which one set of class shares does not explain all predictions."""


class Params(TaskParams):
    """Settings of the ``label_shift`` check."""

    rows: int = setting(DEFAULT_ROWS, ge=500, le=20_000, description="Sampled rows a side.")
    within: float = setting(
        0.10, ge=0, description="Shift of the inputs within a class that label shift cannot explain."
    )


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Answer | tuple[Answer, ...]:
    """Compare class shares and what lies within the classes; nothing without a target."""
    if reference.outcomes is None and target_alone(reference, current) is None:
        return ()
    rows = related_rows(reference, current, params.rows, params.task)
    if isinstance(rows, Skipped):
        return rows
    if not rows.classes:
        return Skipped("the target is a number: shares of classes do not exist")
    has_class = rows.outcome < len(rows.classes)
    before, after = int(has_class[: rows.design.n].sum()), int(has_class[rows.design.n :].sum())
    if before < MINIMUM_LABELLED:
        return Skipped(f"{before} rows of the reference have a label, {MINIMUM_LABELLED} are needed", insufficient=True)
    if after < MINIMUM_LABELLED:
        return _implied(rows, after) if rows.is_predicted else Skipped(_too_few_now(after), insufficient=True)
    labelled = rows.taken(has_class)
    codes = labelled.outcome.astype(np.int64)
    shift = label_shift(labelled.design.rows, codes, len(rows.classes), labelled.domain.folds)
    return _measured(labelled, shift, params)


def _too_few_now(labelled: int) -> str:
    return f"{labelled} rows of the current data have a label, {MINIMUM_LABELLED} are needed where nothing is predicted"


def _measured(rows: OutcomeRows, shift: LabelShift, params: Params) -> Measurement:
    within = shift.within_lower(Z975)
    is_pure = within <= params.within
    note = "" if is_pure else "inputs moved within classes: more than label shift"
    name = "h" if len(rows.classes) == 2 else "s"
    return Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic("class_shares", abs(shift.size), variant=name, note=note),
        n_reference=rows.design.n,
        n_current=rows.design.m,
        effect=Effect(name, abs(shift.size), shift.lower(Z95) if is_pure else 0.0, shift.upper(Z95)),
        p_value=shift.p_value,
        details={
            "source": "labels",
            **dependence_details(rows.design.groups),
            "classes": _classes(rows, shift.reference_shares, shift.current_shares),
            "moved_lower": shift.lower(Z95),
            "is_pure": is_pure,
            "within_lower": within,
            "within": {
                rows.classes[code]: {"auc": test.auc, "s": test.size, "lower": test.lower(Z975)}
                for code, test in shift.within.items()
            },
        },
    )


def _implied(rows: OutcomeRows, labelled: int) -> Answer:
    """What the predictions imply where the current rows have no labels yet."""
    n, classes = rows.design.n, len(rows.classes)
    known = (rows.outcome[:n] < classes) & (rows.predicted[:n] < classes)
    confusion = np.zeros((classes, classes))
    np.add.at(confusion, (rows.predicted[:n][known].astype(int), rows.outcome[:n][known].astype(int)), 1.0)
    predicted = rows.predicted[n:][rows.predicted[n:] < classes].astype(int)
    shares = np.bincount(predicted, minlength=classes) / max(1, len(predicted))
    found = (
        implied_shares(confusion / confusion.sum(), shares, int(known.sum()), len(predicted)) if known.any() else None
    )
    if found is None or len(predicted) == 0:
        return Skipped(f"{labelled} current rows have a label, and predictions cannot stand in for them")
    prior = confusion.sum(axis=0) / confusion.sum()
    return _from_predictions(rows, found, prior, _consistency(rows, known), (int(known.sum()), len(predicted)))


def _consistency(rows: OutcomeRows, known: NDArray[np.bool_]) -> Consistency | None:
    """Test whether the same shares explain predictions of low and of high confidence; None without scores."""
    n, classes = rows.design.n, len(rows.classes)
    usable = np.isfinite(rows.scores).all(axis=1) & (np.nan_to_num(rows.predicted, nan=classes) < classes)
    usable[:n] &= known
    if not rows.scores.shape[1] or not usable[:n].any() or not usable[n:].any():
        return None
    cells = _confidence_cells(rows, usable)
    table = np.zeros((2 * classes, classes))
    np.add.at(table, (cells[:n][usable[:n]], rows.outcome[:n][usable[:n]].astype(int)), 1.0)
    return consistency_test(table, np.bincount(cells[n:][usable[n:]], minlength=2 * classes))


def _confidence_cells(rows: OutcomeRows, usable: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Predicted class, and whether its score lies above the median of the reference's rows predicted alike."""
    n, classes = rows.design.n, len(rows.classes)
    said = np.where(usable, np.nan_to_num(rows.predicted), 0).astype(np.int64)
    place = np.arange(len(said))
    confidence = rows.scores[:, 0] if classes == 2 else rows.scores[place, said]
    cells = 2 * said
    for code in range(classes):
        alike = usable & (said == code)
        if alike[:n].any():
            cells[alike] += confidence[alike] > np.median(confidence[:n][alike[:n]])
    return cells


def _from_predictions(
    rows: OutcomeRows,
    found: ImpliedShares,
    prior: NDArray[np.float64],
    consistency: Consistency | None,
    counts: tuple[int, int],
) -> Measurement:
    size, p_value = found.size_against(prior), found.p_value_against(prior)
    told = (
        {}
        if consistency is None
        else {
            "z": consistency.z,
            "p_value": consistency.p_value,
            "freedom": consistency.freedom,
            "is_consistent": consistency.z < INCONSISTENT,
        }
    )
    return Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic(
            "implied_class_shares",
            size,
            variant="h of the class that moved most",
            note="implied by predictions if inputs within classes stayed as they were, which labels alone can tell; "
            f"condition number {found.condition:.3g}",
        ),
        n_reference=counts[0],
        n_current=counts[1],
        effect=Effect("h", size, 0.0, None),
        p_value=p_value,
        details={
            "source": "predictions",
            "classes": _classes(rows, prior, found.shares, found.se),
            "condition": found.condition,
            "consistency": told,
            "is_pure": None,
        },
    )


def _classes(rows: OutcomeRows, before: Any, after: Any, se: Any = None) -> list[dict[str, Any]]:
    return [
        {
            "class": label,
            "reference": float(before[place]),
            "current": float(after[place]),
            **({} if se is None else {"se": float(se[place])}),
        }
        for place, label in enumerate(rows.classes)
    ]


CHECK = Check(
    id="label_shift",
    group="concept",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.CONCEPT,
    thresholds=Thresholds(warn=0.05, fail=0.10),
    needs_rows=True,
    inherits="performance",
    inherited=frozenset({"task"}),
)
