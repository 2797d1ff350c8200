"""Curves of a classifier's scores for the report: reliability, ROC, precision and recall, in few points."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from driftcli.profiles.outcome_scores import ScoreOutcomes
from driftcli.stats import curves
from driftcli.stats.calibration import calibration_bins
from driftcli.stats.loss_moments import FloatArray
from driftcli.stats.proportions import wilson

CLASSES = 6
"""Classes whose curves are kept."""
DIGITS = 4
"""Decimals of a point: curves are for the eye."""


def curves_of(score: ScoreOutcomes, positive: int, *, of_class: str) -> dict[str, Any]:
    """Curves of one score; ``positive`` is the row of its counts that holds the class.

    Reliability is left out where the score is no probability.
    """
    negatives, positives = score.weights[1 - positive], score.weights[positive]
    false_rate, true_rate = curves.roc_curve(negatives, positives)
    recall, precision = curves.precision_recall_curve(negatives, positives)
    found: dict[str, Any] = {
        "class": of_class,
        "column": score.column,
        "roc": {"false_positive_rate": _short(false_rate), "true_positive_rate": _short(true_rate)},
        "precision_recall": {"recall": _short(recall), "precision": _short(precision)},
    }
    if score.is_probability and negatives.sum() + positives.sum() > 0:
        found["reliability"] = _reliability(score, negatives, positives)
    return found


def _reliability(score: ScoreOutcomes, negatives: FloatArray, positives: FloatArray) -> dict[str, list[float]]:
    """Mean score against share of the class in ten groups of about equal weight, with Wilson's interval."""
    bins = calibration_bins(negatives, positives, score.score_sums)
    rows_a_weight = bins.weights.sum() / max(float(score.squares[:2].sum()), 1e-300)
    bounds = [
        wilson(share * weight * rows_a_weight, weight * rows_a_weight)
        for share, weight in zip(bins.observed.tolist(), bins.weights.tolist(), strict=True)
    ]
    return {
        "predicted": _short(bins.predicted),
        "observed": _short(bins.observed),
        "low": _short(np.array([bound.low for bound in bounds])),
        "high": _short(np.array([bound.high for bound in bounds])),
    }


def curves_of_classes(scores: tuple[ScoreOutcomes, ...]) -> Iterator[dict[str, Any]]:
    """Curves of each class against the rest, for the first few classes that have a score."""
    for score in [one for one in scores if one.of_class is not None][:CLASSES]:
        yield curves_of(score, 1, of_class=str(score.of_class))


def _short(values: FloatArray) -> list[float]:
    return [round(value, DIGITS) + 0.0 for value in values.tolist()]
