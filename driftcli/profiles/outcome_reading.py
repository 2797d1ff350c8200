"""From the Arrow arrays of labels, predictions, scores and weights to their outcomes; the task is guessed here."""

from collections.abc import Mapping
from dataclasses import field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from driftcli.frozen import dataclass
from driftcli.profiles.cluster_table import SpreadTable
from driftcli.profiles.column import as_floats
from driftcli.profiles.groups import Codes, Grouping
from driftcli.profiles.outcome_classes import ClassOutcomes, ClassRows, class_outcomes
from driftcli.profiles.outcome_errors import error_outcomes
from driftcli.profiles.outcome_labels import choose_classes, guess_task, read_labels
from driftcli.profiles.outcome_rankings import ranking_outcomes
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.sources.kinds import RoleAssignment, is_number
from driftcli.stats.loss_moments import FloatArray


@dataclass(frozen=True)
class OutcomesPlan:
    """What is known of the outcomes before they are read."""

    roles: RoleAssignment
    task: str | None = None
    """Said by the user; ``None`` guesses."""
    ranking: tuple[str, int] | None = None
    """Column of queries and k, where rows are ranked within queries."""
    groupings: Mapping[str, Grouping] = field(default_factory=dict)
    clusters: Codes | None = None
    reference: OutcomesProfile | None = None
    """Gives task, classes and cells."""
    classes: tuple[str, ...] | None = None
    """Classes of a reference of which only some rows are at hand."""
    is_score: bool | None = None
    """Whether the prediction is taken for a score; ``None`` finds out."""
    spread: SpreadTable | None = None
    """Takes in what is asked of clusters where the rows are a part that shares clusters with others."""


def outcome_columns(roles: RoleAssignment, query: str | None = None) -> tuple[str, ...]:
    """Columns that outcomes are made of; none without a target and something that predicts it."""
    if roles.target is None or (roles.prediction is None and not roles.scores):
        return ()
    named = (roles.target, roles.prediction, *roles.scores, roles.weight, query)
    return tuple(name for name in named if name is not None)


def profile_outcomes(columns: Mapping[str, pa.ChunkedArray], plan: OutcomesPlan) -> OutcomesProfile | None:
    """Sum up labels, predictions and scores; ``None`` where no column predicts anything.

    Parameters
    ----------
    columns
        Arrow arrays by name, of equal length; a column of ``outcome_columns`` that does not exist is left out.
    """
    roles, reference = plan.roles, plan.reference
    prediction = columns.get(roles.prediction or "")
    scores = {name: numbers_of(columns[name]) for name in roles.scores if name in columns}
    if roles.target is None or (prediction is None and not scores):
        return None
    target = columns.get(roles.target)
    task, reason = _task(target, prediction, len(scores), plan)
    is_score = plan.is_score
    if is_score is None:
        is_score = task != "regression" and not scores and is_probability(target, prediction)
    if is_score:
        scores, prediction = {str(roles.prediction): numbers_of(prediction)}, None
    some = next(values for values in (target, prediction, *columns.values()) if values is not None)
    weights, left_out, negative = weights_of(columns.get(roles.weight or ""), len(some))
    common = OutcomesProfile(
        task=task,
        task_reason=reason,
        target=roles.target,
        prediction=roles.prediction,
        scores=tuple(scores),
        weight=roles.weight if roles.weight in columns else None,
        rows=len(some),
        labelled=0,
        evaluated=0,
        unpredicted=0,
        left_out=left_out,
        negative_weights=negative,
        notes=(f"{roles.prediction} holds fractions, not classes: it is taken for the score",) if is_score else (),
        prediction_is_score=is_score,
    )
    if plan.ranking is not None and plan.ranking[0] in columns:
        return _ranking(common, columns, plan.ranking)
    if task == "regression":
        return _regression(common, target, prediction, weights, plan)
    labels = read_labels(pa.chunked_array([pa.nulls(len(some))]) if target is None else target)
    predictions = None if prediction is None else read_labels(prediction)
    rows = ClassRows(labels, predictions, scores, weights, plan.groupings, plan.clusters, plan.spread)
    return _classification(common, rows, reference.classes if reference else None, plan.classes)


def _classification(
    common: OutcomesProfile, rows: ClassRows, reference: ClassOutcomes | None, known: tuple[str, ...] | None
) -> OutcomesProfile:
    if reference is not None:
        rows = replace(rows, labels=rows.labels.spelled_like(reference.classes))
    if rows.predictions is not None:
        others = reference.classes if reference else tuple(rows.labels.counts())
        rows = replace(rows, predictions=rows.predictions.spelled_like(others))
    classes = reference.classes if reference else known or choose_classes(rows.labels, rows.predictions)
    counted = class_outcomes(rows, classes, reference)
    is_labelled, has_prediction = rows.labels.is_present, _has_prediction(rows)
    return replace(
        common,
        task="binary" if len(classes) <= 2 else "multiclass",
        labelled=int(is_labelled.sum()),
        evaluated=int((is_labelled & has_prediction & (rows.weights > 0)).sum()),
        unpredicted=int((is_labelled & ~has_prediction).sum()),
        classes=counted,
    )


def _has_prediction(rows: ClassRows) -> np.ndarray:
    if rows.predictions is not None:
        return rows.predictions.is_present
    return np.asarray(np.isfinite(np.column_stack(list(rows.scores.values()))).all(axis=1))


def _regression(
    common: OutcomesProfile,
    target: pa.ChunkedArray | None,
    prediction: pa.ChunkedArray | None,
    weights: FloatArray,
    plan: OutcomesPlan,
) -> OutcomesProfile:
    y = np.full(common.rows, np.nan) if target is None else numbers_of(target)
    said = np.full(common.rows, np.nan) if prediction is None else numbers_of(prediction)
    is_labelled, has_prediction = ~np.isnan(y), ~np.isnan(said)
    reference = plan.reference.errors if plan.reference else None
    return replace(
        common,
        labelled=int(is_labelled.sum()),
        evaluated=int((is_labelled & has_prediction & (weights > 0)).sum()),
        unpredicted=int((is_labelled & ~has_prediction).sum()),
        mistyped=0 if target is None else int((np.asarray(target.is_valid()) & ~is_labelled).sum()) - _nans(target),
        errors=error_outcomes(
            y,
            said,
            weights,
            groupings=plan.groupings,
            clusters=plan.clusters,
            reference=reference,
            spread=plan.spread,
        ),
    )


def errors_of(columns: Mapping[str, pa.ChunkedArray], plan: OutcomesPlan) -> FloatArray:
    """Predicted less true of the rows of a regression that count, shape (such rows,)."""
    y, said = (columns.get(name or "") for name in (plan.roles.target, plan.roles.prediction))
    if y is None or said is None:
        return np.empty(0)
    y, said = numbers_of(y), numbers_of(said)
    weights, _, _ = weights_of(columns.get(plan.roles.weight or ""), len(y))
    is_used = np.isfinite(y) & np.isfinite(said) & (weights > 0)
    return np.asarray(said[is_used] - y[is_used])


def _ranking(
    common: OutcomesProfile, columns: Mapping[str, pa.ChunkedArray], ranking: tuple[str, int]
) -> OutcomesProfile:
    """Rows ranked within queries by the first score, or else by the prediction."""
    query, k = ranking
    by = next(name for name in (*common.scores, common.prediction) if name is not None and name in columns)
    relevance = numbers_of(columns[common.target]) if common.target in columns else np.full(common.rows, np.nan)
    scores = numbers_of(columns[by])
    is_labelled, has_score = np.isfinite(relevance), np.isfinite(scores)
    return replace(
        common,
        task="ranking",
        task_reason=f"rows are ranked within {query} by {by}",
        labelled=int(is_labelled.sum()),
        evaluated=int((is_labelled & has_score).sum()),
        unpredicted=int((is_labelled & ~has_score).sum()),
        ranking=ranking_outcomes(read_labels(columns[query]).codes, relevance, scores, query=query, k=k),
    )


def _task(
    target: pa.ChunkedArray | None, prediction: pa.ChunkedArray | None, scores: int, plan: OutcomesPlan
) -> tuple[str, str]:
    if plan.reference is not None:
        return plan.reference.task, plan.reference.task_reason
    if plan.task is not None:
        return plan.task, "as configured"
    return guess_task(target, prediction, scores)


def is_probability(target: pa.ChunkedArray | None, prediction: pa.ChunkedArray | None) -> bool:
    """Whether a prediction column holds fractions between 0 and 1 where the target holds two classes."""
    if target is None or prediction is None or not pa.types.is_floating(prediction.type):
        return False
    numbers = as_floats(prediction)
    numbers = numbers[~np.isnan(numbers)]
    is_fraction = bool(len(numbers)) and bool(np.all((numbers >= 0) & (numbers <= 1)))
    return is_fraction and bool(np.any(numbers != np.floor(numbers))) and len(pc.unique(target.drop_null())) <= 2


def weights_of(values: pa.ChunkedArray | None, rows: int) -> tuple[FloatArray, int, int]:
    """Weight of each row, 0 where it is negative or no finite number; rows left out so, and the negative ones."""
    if values is None:
        return np.ones(rows), 0, 0
    weights = numbers_of(values)
    is_good = np.isfinite(weights) & (weights >= 0)
    return np.where(is_good, weights, 0.0), int((~is_good).sum()), int((weights < 0).sum())


def numbers_of(values: pa.ChunkedArray) -> FloatArray:
    """Numbers of a column, NaN where a cell holds none."""
    if is_number(values.type) or pa.types.is_boolean(values.type):
        return as_floats(values)
    labels = read_labels(values)
    parsed = np.array([_parsed(text) for text in labels.values] + [np.nan])
    return np.asarray(parsed[labels.codes], dtype=np.float64)


def _parsed(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _nans(values: pa.ChunkedArray) -> int:
    return int(pc.sum(pc.is_nan(values)).as_py() or 0) if pa.types.is_floating(values.type) else 0
