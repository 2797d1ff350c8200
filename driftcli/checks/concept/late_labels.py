"""Late labels: whether the current rows that have a label already stand for those that have none yet.

## What it measures

How well a cross-fitted domain classifier tells labelled from unlabelled current rows by inputs, prediction and scores
(AUC, and `s`, the shift in standard deviations that is as easily told). Where they differ, performance of the labelled
rows is weighted to all current rows by `1 / P(labelled | inputs)`, at most 20 a row, and stands beside the plain one.

## When it applies

When some current rows have a label and others have none, at least 50 of each in the row sample.

## How to read it

Labels that come first for certain rows (small loans, quick complaints) make measured performance that of these rows.
The weighted value holds if labels come late by what the columns record, and only where labelled rows of the kind exist
at all: no weight helps where a kind of row never gets its label. The timestamp is not used: recent rows lack labels
by nature.

## Thresholds

On the lower bound of `s`: a warning above 0.10. It never fails an audit.

## Example

    40 % of current rows have a label and are not representative (AUC 0.71); accuracy 0.94 as measured, 0.88 if weighted

## References

Horvitz and Thompson 1952; Lopez-Paz and Oquab 2017.
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
from driftcli.checks.concept.outcome_rows import OutcomeRows, ReadingParams, outcome_rows
from driftcli.checks.multivariate.paired import DEFAULT_ROWS, MINIMUM_ROWS
from driftcli.checks.performance.metrics import deciding_metric
from driftcli.declared import setting
from driftcli.profiles.dataset import DatasetProfile
from driftcli.stats.domain_classifier import SMALL_SAMPLE, DomainScores, fit_domain, ranked_columns
from driftcli.stats.influence import Influence
from driftcli.stats.learners import Floats, Rows
from driftcli.stats.model_metrics import ModelRows, influence_of, metric_names
from driftcli.stats.row_groups import RowGroups

HEAVIEST = 20.0
"""No row counts for more than this many."""
NOT_ALIKE = 0.10
"""Lower bound of ``s`` from which labelled rows do not stand for all."""
NAMED = 5


class Params(ReadingParams):
    """Settings of the ``late_labels`` check; what ``performance`` is told holds here, too."""

    rows: int = setting(DEFAULT_ROWS, ge=500, le=20_000, description="Sampled rows.")


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Answer | tuple[Answer, ...]:
    """Tell labelled from unlabelled current rows; nothing where all or none have a label."""
    outcomes = current.outcomes
    if reference.outcomes is None or outcomes is None or outcomes.labelled == 0 or outcomes.unlabelled == 0:
        return ()
    rows = outcome_rows(reference, current, params.rows, params.reading)
    if isinstance(rows, Skipped):
        return rows
    ours = rows.taken(rows.is_current)
    has_label = np.isfinite(ours.outcome)
    with_label, without = int(has_label.sum()), int((~has_label).sum())
    if min(with_label, without) < MINIMUM_ROWS:
        few = "have" if with_label < without else "lack"
        return Skipped(
            f"{min(with_label, without)} of the {len(has_label)} sampled current rows {few} a label, "
            f"{MINIMUM_ROWS} are needed to tell whether labelled rows stand for all",
            insufficient=True,
        )
    return _measured(ours, has_label, outcomes.labelled / outcomes.rows, params)


def _measured(ours: OutcomeRows, has_label: NDArray[np.bool_], share: float, params: Params) -> Measurement:
    beside = np.column_stack([ours.scores, ours.predicted])
    inputs = ours.design.rows.beside(beside)
    groups = None if inputs.groups is None else RowGroups(inputs.groups.codes, has_label, inputs.groups.kind)
    rows = Rows(inputs.matrix, has_label, inputs.is_categorical, groups)
    is_small = min(has_label.sum(), (~has_label).sum()) < SMALL_SAMPLE
    fitted = fit_domain(rows, is_split=bool(is_small))
    test = fitted.test
    is_unlike = test.lower() > NOT_ALIKE
    details: dict[str, Any] = {"labelled_share": share, "is_representative": not is_unlike}
    if is_unlike:
        weights = _weights(fit_domain(rows) if is_small else fitted)
        details |= {"columns": _columns(ours, fitted), **_reweighted(ours, has_label, weights, params)}
    return Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic(
            "auc",
            test.auc,
            variant="boosted trees, labelled against unlabelled rows",
            low=max(0.0, test.auc - 1.96 * test.se),
            high=min(1.0, test.auc + 1.96 * test.se),
        ),
        n_reference=int((~has_label).sum()),
        n_current=int(has_label.sum()),
        effect=Effect("s", test.size, test.lower(), test.upper()),
        p_value=test.p_value,
        details=details,
    )


def _weights(fitted: DomainScores) -> Floats:
    """``1 / P(labelled | x)`` of the labelled rows, with classifier odds at equal mass brought to the true shares."""
    labelled = fitted.rows.is_current
    share = float(labelled.mean())
    e = fitted.probabilities()[labelled]
    chance = e * share / (e * share + (1 - e) * (1 - share))
    return np.asarray(np.minimum(1 / chance, HEAVIEST))


def _columns(ours: OutcomeRows, fitted: DomainScores) -> list[dict[str, Any]]:
    """Columns by which labelled rows differ, most first; prediction and scores as one."""
    names = [feature.name for feature in ours.design.features]
    found = []
    for place, share in ranked_columns(fitted, top=NAMED):
        name = names[place] if place < len(names) else "prediction and scores"
        found.append({"name": name, "importance": share})
    return found


def _reweighted(
    ours: OutcomeRows, has_label: NDArray[np.bool_], weights: Floats, params: Params
) -> dict[str, list[dict[str, Any]]]:
    """Every metric of the labelled rows as measured, and weighted to all current rows."""
    known = has_label & np.isfinite(ours.predicted)
    if ours.classes:
        known &= np.nan_to_num(ours.outcome, nan=len(ours.classes)) < len(ours.classes)
    if not known.any():
        return {"reweighted": []}
    plain = _model_rows(ours, known, np.ones(int(known.sum())))
    heavy = _model_rows(ours, known, weights[known[has_label]])
    names = list(metric_names(plain))
    shares = np.bincount(plain.truth.astype(np.int64)) / len(plain) if ours.classes else np.ones(1)
    primary = params.primary if params.primary in names else deciding_metric(ours.task, shares.tolist(), names)
    found = []
    for name in sorted(names, key=lambda one: one != primary):
        before, after = influence_of(name, plain), influence_of(name, heavy)
        if isinstance(before, Influence) and isinstance(after, Influence):
            se = float(np.sqrt(np.sum((heavy.weights * after.rows) ** 2)) / heavy.weights.sum())
            estimate = after.estimate(se, float(heavy.weights.sum() ** 2 / np.sum(heavy.weights**2)))
            value = {"value": estimate.value, "low": estimate.low, "high": estimate.high, "se": estimate.se}
            found.append({"metric": name, "as_measured": before.value, **value})
    return {"reweighted": found}


def _model_rows(ours: OutcomeRows, known: NDArray[np.bool_], weights: Floats) -> ModelRows:
    scores = ours.scores[known]
    has_scores = scores.shape[1] > 0 and bool(np.isfinite(scores).all())
    kind: type[Any] = np.int64 if ours.classes else np.float64
    truth, said = ours.outcome[known].astype(kind), ours.predicted[known].astype(kind)
    return ModelRows(ours.task, truth, weights, said, scores if has_scores else None, len(ours.classes))


CHECK = Check(
    id="late_labels",
    group="concept",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.CONCEPT,
    thresholds=Thresholds(warn=NOT_ALIKE, fail=None),
    needs_rows=True,
    inherits="performance",
)
