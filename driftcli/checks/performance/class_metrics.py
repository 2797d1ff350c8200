"""Metrics of a classification from its outcomes."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftcli.checks.performance.curves import curves_of, curves_of_classes
from driftcli.checks.performance.metrics import Side
from driftcli.frozen import dataclass
from driftcli.profiles.outcome_classes import ClassOutcomes
from driftcli.profiles.outcome_scores import (
    LOG_HIT,
    LOG_MISS,
    SQUARE_HIT,
    SQUARE_MISS,
    ScoreOutcomes,
)
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.stats import calibration, confusion, score_metrics
from driftcli.stats.confusion import Confusion
from driftcli.stats.estimates import Estimate, undefined
from driftcli.stats.regression_metrics import mean_loss

FloatArray = NDArray[np.float64]
DEFAULT_THRESHOLD = 0.5


@dataclass(frozen=True)
class ClassQuestion:
    """What is asked of a classification, the same on both sides."""

    positive: int | None
    """Place of the positive class; ``None`` with more than two."""
    threshold: float | None = None
    """Score from which a row counts as predicted positive; ``None``: as the prediction column says."""
    values: FloatArray | None = None
    """Value of a row by label and prediction, shape (classes, classes)."""


def measure_classes(outcomes: OutcomesProfile, question: ClassQuestion) -> Side:
    """Measure every metric that the columns of this side allow."""
    classes = outcomes.classes
    if classes is None:
        raise ValueError("no classification")
    table = decided_table(classes, question)
    estimates: dict[str, Estimate] = {}
    if table is not None:
        estimates |= dict(_decisions(table, question))
    if question.positive is not None:
        score = positive_score(classes, question.positive)
        estimates |= dict(_binary_scores(score, question.positive)) if score else {}
    else:
        estimates |= dict(_multiclass_scores(classes))
    weights = classes.labels[: len(classes.classes)] if table is None else table.weights.sum(axis=1)
    shares = weights / weights.sum() if weights.sum() > 0 else weights
    return Side(
        rows=outcomes.evaluated,
        estimates=estimates,
        constants=_constants(shares, question),
        rarer=float(weights[: len(classes.classes)].min(initial=math.inf)),
        tables={**_tables(classes, table), "curves": _curves(classes, question)},
    )


def decided_table(classes: ClassOutcomes, question: ClassQuestion) -> Confusion | None:
    """Confusion matrix of the prediction column, or of the score at a threshold; ``None`` where there is neither."""
    has_predictions = classes.confusion.sum() > 0
    score = positive_score(classes, question.positive) if question.positive is not None else None
    if question.threshold is None and (has_predictions or score is None):
        return classes.table() if has_predictions else None
    if score is None or not score.is_probability or question.positive is None:
        return None
    cells = score.weights.shape[1] - 1
    cut = math.ceil((DEFAULT_THRESHOLD if question.threshold is None else question.threshold) * cells - 1e-9)
    weights, squares = (_cut(part, cut, question.positive) for part in (score.weights, score.squares))
    return Confusion(weights, squares)


def _cut(part: FloatArray, cut: int, positive: int) -> FloatArray:
    """Label by prediction, in the order of the classes."""
    below, above = part[:2, :cut].sum(axis=1), part[:2, cut:].sum(axis=1)
    return np.column_stack([below, above] if positive == 1 else [above, below])


def positive_score(classes: ClassOutcomes, positive: int) -> ScoreOutcomes | None:
    """Score of the positive class, its rows in the order of the classes; one of the other class is turned round."""
    label = classes.classes[positive]
    for score in classes.scores:
        if score.of_class is None:
            return score
        if score.of_class == label:
            return score if positive == 1 else _swapped(score)
    if not classes.scores:
        return None
    return _turned(classes.scores[0] if positive == 0 else _swapped(classes.scores[0]))


def _swapped(score: ScoreOutcomes) -> ScoreOutcomes:
    """The same score with the rows of its two classes exchanged."""
    losses = type(score.losses)(score.losses.sums[[1, 0]], score.losses.gram[[1, 0]])
    grouped = {name: table[:, [1, 0]] for name, table in score.grouped.items()}
    weights, squares = score.weights[[1, 0, 2]], score.squares[[1, 0, 2]]
    return replace(score, weights=weights, squares=squares, losses=losses, grouped=grouped)


def _turned(score: ScoreOutcomes) -> ScoreOutcomes:
    """One less the score: cells in reverse, losses of a hit and of a miss exchanged."""
    order = [0, LOG_MISS, LOG_HIT, SQUARE_MISS, SQUARE_HIT]
    losses = type(score.losses)(score.losses.sums[:, order], score.losses.gram[:, order][:, :, order])
    return replace(
        score,
        weights=score.weights[:, ::-1],
        squares=score.squares[:, ::-1],
        score_sums=(score.weights[:2].sum(axis=0) - score.score_sums)[::-1],
        losses=losses,
        grouped={name: table[:, :, ::-1] for name, table in score.grouped.items()},
    )


def _decisions(table: Confusion, question: ClassQuestion) -> Iterator[tuple[str, Estimate]]:
    yield "accuracy", confusion.accuracy(table)
    yield "balanced_accuracy", confusion.balanced_accuracy(table)
    yield "mcc", confusion.mcc(table)
    positive = question.positive
    if positive is not None:
        yield "precision", confusion.precision(table, positive)
        yield "recall", confusion.recall(table, positive)
        yield "specificity", confusion.specificity(table, positive)
        yield "f1", confusion.f1(table, positive)
    else:
        for average in ("macro", "weighted"):
            for metric in ("precision", "recall", "f1"):
                yield f"{average}_{metric}", confusion.averaged(table, metric, average)
        yield "micro_f1", confusion.averaged(table, "f1", "micro")
    if question.values is not None and question.values.shape == table.weights.shape:
        yield "value", confusion.matrix_value(table, question.values)


def _binary_scores(score: ScoreOutcomes, positive: int) -> Iterator[tuple[str, Estimate]]:
    negative = 1 - positive
    cells = (score.weights[negative], score.weights[positive], score.squares[negative], score.squares[positive])
    yield "roc_auc", score_metrics.roc_auc(*cells)
    yield "pr_auc", score_metrics.average_precision(*cells)
    reason = no_probability(score)
    for name, hit, miss in (("log_loss", LOG_HIT, LOG_MISS), ("brier", SQUARE_HIT, SQUARE_MISS)):
        parts = (score.losses.part(positive), hit, score.losses.part(negative), miss)
        found = undefined(reason) if reason else score_metrics.mean_of_two(*parts)
        is_clipped = name == "log_loss" and score.clipped > 0 and not reason
        yield name, found.noted(f"{score.clipped} rows have a score of 0 or 1") if is_clipped else found
    yield from _calibration(score, cells, reason)


def _calibration(
    score: ScoreOutcomes, cells: tuple[FloatArray, FloatArray, FloatArray, FloatArray], reason: str
) -> Iterator[tuple[str, Estimate]]:
    total = float(cells[0].sum() + cells[1].sum())
    if reason or total <= 0:
        why = undefined(reason or "no row with both a label and a score")
        yield from ((name, why) for name in ("calibration_error", "calibration_intercept", "calibration_slope"))
        return
    rows = total**2 / float(cells[2].sum() + cells[3].sum())
    bins = calibration.calibration_bins(cells[0], cells[1], score.score_sums)
    yield "calibration_error", calibration.calibration_error(bins, rows)
    found = calibration.recalibration(cells[0], cells[1], score.score_sums, cells[2] + cells[3])
    yield "calibration_intercept", found[0]
    yield "calibration_slope", found[1]


def no_probability(score: ScoreOutcomes) -> str:
    """Why a score is not taken for a probability; empty where it is."""
    if not score.is_probability:
        return f"the scores of {score.column} are no probabilities: the reference has many outside 0 to 1"
    return f"{score.outside} scores of {score.column} lie outside 0 to 1" if score.outside else ""


def _multiclass_scores(classes: ClassOutcomes) -> Iterator[tuple[str, Estimate]]:
    if not classes.scores or len(classes.classes) < 3:
        return
    areas = [
        score_metrics.roc_auc(score.weights[0], score.weights[1], score.squares[0], score.squares[1])
        for score in classes.scores
    ]
    yield "roc_auc", score_metrics.macro(areas, classes.table().rows or float(classes.labels.sum()))
    if classes.losses is None:
        return
    reason = next(filter(None, map(no_probability, classes.scores)), "")
    if not reason and classes.not_summing:
        reason = f"the scores of {classes.not_summing} rows do not sum to one"
    for place, name in ((1, "log_loss"), (2, "brier")):
        is_known = classes.losses.weight > 0
        why = reason or ("" if is_known else "no row with both a label and its scores")
        yield name, undefined(why) if why else mean_loss(classes.losses, place)


def _constants(shares: FloatArray, question: ClassQuestion) -> Mapping[str, float]:
    """What the best constant prediction reaches on these labels."""
    if shares.sum() <= 0:
        return {}
    known = shares[shares > 0]
    top = float(shares.max())
    found = {
        "accuracy": top,
        "balanced_accuracy": 1 / len(known),
        "mcc": 0.0,
        "macro_f1": 2 * top / (1 + top) / len(known),
        "macro_recall": 1 / len(known),
        "macro_precision": top / len(known),
        "weighted_recall": top,
        "weighted_precision": top**2,
        "weighted_f1": 2 * top**2 / (1 + top),
        "micro_f1": top,
        "roc_auc": 0.5,
        "log_loss": float(-(known * np.log(known)).sum()),
        "brier": float(1 - (shares**2).sum()),
        "calibration_error": 0.0,
    }
    if question.values is not None and question.values.shape[0] == len(shares):
        found["value"] = float((shares @ question.values).max())
    if question.positive is not None and question.positive < len(shares):
        rate = float(shares[question.positive])
        found |= {"brier": rate * (1 - rate), "pr_auc": rate, "precision": rate, "recall": 1.0, "specificity": 1.0}
        found["f1"] = 2 * rate / (1 + rate)
    return found


def _tables(classes: ClassOutcomes, table: Confusion | None) -> Mapping[str, Any]:
    names = list(classes.classes)
    true = classes.labels
    found: dict[str, Any] = {"true_shares": _shares(true, names)}
    if table is not None:
        size = len(table.weights)
        found["confusion"] = {
            "labels": names + ["(other)", "(another other)"][: size - len(names)],
            "weights": table.weights.tolist(),
        }
        found["predicted_shares"] = _shares(table.weights.sum(axis=0), names)
    return found


def _curves(classes: ClassOutcomes, question: ClassQuestion) -> list[dict[str, Any]]:
    if question.positive is None:
        return list(curves_of_classes(classes.scores))
    score = positive_score(classes, question.positive)
    if score is None:
        return []
    return [curves_of(score, question.positive, of_class=classes.classes[question.positive])]


def _shares(weights: FloatArray, names: Sequence[str]) -> dict[str, float]:
    total = float(weights.sum())
    return {name: float(weight) / total for name, weight in zip(names, weights, strict=False)} if total > 0 else {}
