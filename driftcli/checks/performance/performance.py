"""Performance: whether the model does worse than before by more than matters, judged with labels.

## What it measures

Every metric that the columns allow, on both sides, each with a 95 % interval and beside what the best constant
prediction reaches. Classes: accuracy, balanced accuracy, precision, recall, specificity, F1 and MCC, or their macro,
weighted and micro averages; with scores ROC AUC, PR AUC (average precision), log loss, Brier score, calibration error,
intercept and slope. Numbers: RMSE, MAE, median absolute error, R2, bias, WAPE, sMAPE, MAPE, quantile losses. Rankings
within the queries of a column (`query`): NDCG, MAP, MRR and hit rate at `k`, means over queries with a relevant row.
Standard errors come from influence functions; the drop is tested against the smallest one that matters:

    drop = reference - current (losses: the reverse),  se = sqrt(se_reference^2 + se_current^2)
    degraded      drop - 1.645 se > delta
    stable        drop + 1.645 se < delta
    improved      drop + 1.645 se < -delta
    inconclusive  otherwise; the smallest drop that would have been seen is printed

## When it applies

To datasets with a target column and a prediction or score column. The task is guessed from their types and distinct
values and shown; `task` overrides it, `positive_label` says which of two classes is meant. Rows without a label are
counted and left out. Fewer than 30 rows, or 10 of the rarer class, give values but no verdict; a metric that is
undefined (one class only) has no value. Rows of one window or cluster that fare alike widen every interval: by the
windows of the reference (8 or more) whose sums of influence values vary more than chance, or by the clusters of either
side (30 or more).

## How to read it

Only the primary metric decides: accuracy, or ROC AUC (F1 without scores) where the rarer of two classes has less than
20 %, macro F1 where one of several classes has more than 80 %, RMSE for numbers. The others are reported; to be called
degraded they must also pass the control over all metrics. Labels that come late may not be typical of all rows.
MAPE leaves out rows whose target is zero, and says how many; WAPE is the relative error that zeros do not break. A
reference that the model was trained on flatters it: say `reference_is = "train"` and a drop warns at most.

## Thresholds

`delta`, the smallest drop that matters: 0.02 for metrics between 0 and 1 and MCC, 5 % of the reference's value
(`delta_relative`) for RMSE, MAE, log loss, WAPE and the like. Set these, not `warn` or `fail`.

## Example

    accuracy 0.930 [0.924, 0.935] -> 0.609 [0.599, 0.619]: degraded, by at least 0.31 (delta 0.02)

## References

Wellek 2010; Wilson 1927; DeLong et al. 1988; Efron 1982; Cox 1958; Matthews 1975; Benjamini and Hochberg 1995.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import numpy as np

from driftcli.checks.check import Answer, Check, CheckParams, Family, Skipped, Thresholds
from driftcli.checks.performance.class_metrics import DEFAULT_THRESHOLD, ClassQuestion, measure_classes
from driftcli.checks.performance.dependence import choose_defence
from driftcli.checks.performance.error_metrics import measure_errors
from driftcli.checks.performance.measuring import Margins, Place, metric_measurement
from driftcli.checks.performance.metrics import METRIC_NAMES, METRICS, Side, deciding_metric
from driftcli.checks.performance.residual_drift import residual_drift
from driftcli.declared import Before, setting
from driftcli.errors import UsageError
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.outcome_labels import choose_positive
from driftcli.profiles.outcome_rankings import RANKS
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.stats.ranking import NAMES, mean_over_queries


def _as_label(value: Any) -> Any:
    """Write a label as the profile does: true and 1 and 1.0 as TOML gives them."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) else value


class Params(CheckParams):
    """Settings of the ``performance`` check."""

    task: Literal["binary", "multiclass", "regression"] | None = setting(
        None, description="Instead of guessing it from target and prediction."
    )
    positive_label: Annotated[str | None, Before(_as_label)] = setting(
        None, description="Which of two classes is the positive one; a single score column is its probability."
    )
    primary: Literal[METRIC_NAMES] | None = setting(None, description="The metric that decides.")  # type: ignore[valid-type]
    delta: float = setting(0.02, ge=0, description="Smallest drop that matters, for metrics between 0 and 1 and MCC.")
    delta_relative: float = setting(
        0.05, ge=0, description="Smallest drop that matters as a share of the reference's value, for losses."
    )
    threshold: float | None = setting(
        None, ge=0, le=1, description="Score from which a row counts as positive, instead of the prediction column."
    )
    reference_is: Literal["holdout", "train"] = setting(
        "holdout", description="A reference that the model was trained on flatters it: a drop then warns at most."
    )
    minimum_labelled_share: float = setting(
        0.0, ge=0, le=1, description="Share of the current rows that must have a label for a verdict."
    )
    query: str | None = setting(
        None, description="Column of queries, where rows are to be judged as rankings within them: target is relevance."
    )
    k: int = setting(RANKS, ge=1, description="Ranks that count for NDCG, MAP and hit rate.")
    value_matrix: tuple[tuple[float, ...], ...] | None = setting(
        None, description="Value of a row by label (rows) and prediction (columns), classes ascending; costs negative."
    )


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Iterator[Answer]:
    """Measure every metric on both sides and test its drop."""
    before, after = reference.outcomes, current.outcomes
    if before is None and after is None:
        return
    reason = _why_not(before, after)
    if reason or before is None or after is None:
        yield Skipped(reason or "")
        return
    question, how = _question(before, after, params)
    old, new = (_side(profile, question) for profile in (reference, current))
    shared = [metric for metric in METRICS if metric.name in old.estimates and metric.name in new.estimates]
    primary = _primary(old, [metric.name for metric in shared], params, before.task)
    defence = choose_defence(before, after, question)
    common = _common(before, after, how, params)
    refused = _refusal(after, params) or defence.refused
    for place, metric in enumerate(shared):
        place_of = Place(place, metric.name == primary, {**common, **defence.said_of(metric)}, refused)
        margins = Margins(params.delta, params.delta_relative)
        yield metric_measurement(metric, defence.widened(metric, old, new), margins, place_of)
    if before.errors and after.errors:
        yield from residual_drift(before.errors, after.errors, place=len(shared), common=common)


def _why_not(before: OutcomesProfile | None, after: OutcomesProfile | None) -> str:
    for side, outcomes in (("reference", before), ("current data", after)):
        if outcomes is None:
            return f"the {side} has no prediction and no score column"
        if outcomes.labelled == 0:
            return f"no row of the {side} has a label"
        if outcomes.evaluated == 0:
            return f"no row of the {side} has both a label and a prediction"
    return ""


def _question(before: OutcomesProfile, after: OutcomesProfile, params: Params) -> tuple[ClassQuestion, dict[str, Any]]:
    """What is asked of classes, and how it was found out."""
    classes = before.classes
    how: dict[str, Any] = {"task": before.task, "task_reason": before.task_reason}
    if classes is None:
        return ClassQuestion(None), how
    how |= {"classes": list(classes.classes), "scores_reason": classes.scores_reason}
    values = None if params.value_matrix is None else _matrix(params.value_matrix, len(classes.classes))
    if len(classes.classes) != 2:
        return ClassQuestion(None, params.threshold, values), how
    if params.positive_label is not None and params.positive_label not in classes.classes:
        raise UsageError(
            f"the positive label {params.positive_label!r} does not occur: the classes are "
            + " and ".join(map(repr, classes.classes)),
            where="checks.performance.positive_label",
        )
    scored = classes.scores[0].of_class if len(classes.scores) == 1 else None
    counts = classes.labels[:2].tolist()
    positive, reason = choose_positive(classes.classes, counts, asked=params.positive_label, scored=scored)
    how |= {"positive_label": classes.classes[positive], "positive_reason": reason}
    threshold = params.threshold
    if threshold is None and _predicts(before) != _predicts(after):
        threshold = DEFAULT_THRESHOLD
        how["threshold_reason"] = "a side has no prediction column: on both, the score decides at 0.5"
    return ClassQuestion(positive, threshold, values), how


def _predicts(outcomes: OutcomesProfile) -> bool:
    return outcomes.classes is not None and bool(outcomes.classes.confusion.sum() > 0)


def _matrix(rows: tuple[tuple[float, ...], ...], classes: int) -> np.ndarray:
    if len(rows) != classes or any(len(row) != classes for row in rows):
        raise UsageError(
            f"the value matrix must have {classes} rows of {classes} numbers, one a class",
            where="checks.performance.value_matrix",
        )
    return np.array(rows, dtype=float)


def _side(profile: DatasetProfile, question: ClassQuestion) -> Side:
    outcomes = profile.outcomes
    if outcomes is None:
        raise ValueError("no outcomes")
    if outcomes.ranking is not None:
        found = {name: mean_over_queries(outcomes.ranking.moments, place) for name, place in NAMES.items()}
        return Side(rows=outcomes.ranking.queries, estimates=found, constants={})
    if outcomes.errors is None:
        return measure_classes(outcomes, question)
    target = profile.columns.get(outcomes.target)
    return measure_errors(outcomes, target if isinstance(target, NumericProfile) else None)


def _primary(side: Side, names: list[str], params: Params, task: str) -> str | None:
    """Metric that decides, among those that both sides have."""
    if params.primary is not None:
        if params.primary not in names:
            raise UsageError(
                f"the primary metric {params.primary!r} cannot be measured here",
                where="checks.performance.primary",
                hint=f"one of {', '.join(names)}",
            )
        return str(params.primary)
    return deciding_metric(task, list(side.tables.get("true_shares", {}).values()), names)


def _common(before: OutcomesProfile, after: OutcomesProfile, how: dict[str, Any], params: Params) -> dict[str, Any]:
    """Details that belong to every metric."""
    late = after.unlabelled / after.rows if after.rows else 0.0
    found = {
        "source": "labels",
        **how,
        "reference_is": params.reference_is,
        "warns_at_most": params.reference_is == "train",
        "weight": before.weight,
        "unlabelled": {"reference": before.unlabelled, "current": after.unlabelled},
        "unpredicted": {"reference": before.unpredicted, "current": after.unpredicted},
    }
    if late > 0:
        found["caution"] = (
            f"{after.unlabelled} of {after.rows} current rows ({late:.1%}) have no label yet; "
            "the labelled ones may not be typical of the rest"
        )
    return found


def _refusal(after: OutcomesProfile, params: Params) -> str:
    share = after.labelled / after.rows if after.rows else 0.0
    if share < params.minimum_labelled_share:
        return f"{share:.1%} of the current rows have a label, {params.minimum_labelled_share:.1%} are required"
    return ""


CHECK = Check(
    id="performance",
    group="performance",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.PERFORMANCE,
    thresholds=Thresholds(warn=None, fail=0.02),
)
