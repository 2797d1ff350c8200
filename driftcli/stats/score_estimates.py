"""Metrics of a classifier that are to be expected when each row's probability of being positive is known."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from driftcli.stats.learners import Floats, isotonic, scrambled

METRICS = ("accuracy", "precision", "recall", "f1", "roc_auc")
DRAWS = 100
"""Drawn labelings from which the sampling error of the realised metrics is taken."""
RESAMPLES = 20
"""Bootstrap samples of the reference from which the calibration's own error is taken."""


@dataclass(frozen=True)
class Expected:
    """One metric with its standard error."""

    value: float
    se: float


def expected_metrics(probability: Floats, predicted: npt.ArrayLike, scores: Floats | None = None) -> dict[str, float]:
    """Metrics expected when row i is positive with a known probability.

    Parameters
    ----------
    probability : ndarray, shape (rows,)
        Calibrated, in [0, 1].
    predicted : array_like, shape (rows,)
        0 or 1.
    scores : ndarray, shape (rows,), optional
        By which rows are ranked for the AUC; the probabilities if not given.

    Returns
    -------
    dict
        ``tp, fp, fn, tn`` (expected rows), and those of ``METRICS`` that are defined.

    Notes
    -----
    ``TP = sum g h``, ``FP = sum (1-g) h``, ``FN = sum g (1-h)``, ``TN = sum (1-g)(1-h)``; the AUC is the mid-rank AUC
    with mass g on the positive and 1 - g on the negative side of each score.

    References
    ----------
    Kivimaeki, Bialek, Nurminen & Kuberski 2025 (CBPE).
    """
    h = np.asarray(predicted, dtype=np.float64)
    tp, fp = float(probability @ h), float((1 - probability) @ h)
    fn, tn = float(probability @ (1 - h)), float((1 - probability) @ (1 - h))
    found = {"tp": tp, "fp": fp, "fn": fn, "tn": tn, "accuracy": (tp + tn) / max(1, len(h))}
    for name, above, below in (
        ("precision", tp, tp + fp),
        ("recall", tp, tp + fn),
        ("f1", 2 * tp, 2 * tp + fp + fn),
    ):
        if below > 0:
            found[name] = above / below
    _, place = np.unique(probability if scores is None else scores, return_inverse=True)
    positive, negative = np.bincount(place, probability), np.bincount(place, 1 - probability)
    if positive.sum() > 0 and negative.sum() > 0:
        below_each = np.cumsum(negative) - negative / 2
        found["roc_auc"] = float(positive @ below_each / (positive.sum() * negative.sum()))
    return found


def sampling_errors(
    probability: Floats, predicted: npt.ArrayLike, scores: Floats | None = None, *, seed: int = 0
) -> dict[str, float]:
    """Standard deviation of the realised metrics around the expected ones, by drawing labels.

    Notes
    -----
    That of the accuracy is exact: ``sqrt(sum g (1 - g)) / rows``.
    """
    h = np.asarray(predicted, dtype=np.float64)
    rng = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {name: [] for name in METRICS}
    for _ in range(DRAWS):
        labels = (rng.random(len(h)) < probability).astype(np.float64)
        metrics = expected_metrics(labels, h, probability if scores is None else scores)
        for name in METRICS:
            if name in metrics:
                drawn[name].append(metrics[name])
    errors = {name: float(np.std(values)) for name, values in drawn.items() if values}
    errors["accuracy"] = math.sqrt(float(np.sum(probability * (1 - probability)))) / max(1, len(h))
    return errors


def calibrated_estimate(
    reference_scores: Floats,
    labels: Floats,
    current_scores: Floats,
    predicted: npt.ArrayLike,
    weights: Floats | None = None,
    *,
    ranking: Floats | None = None,
    seed: int = 0,
) -> dict[str, Expected]:
    """Estimate metrics of unlabelled rows from scores calibrated on labelled ones.

    Parameters
    ----------
    reference_scores, labels : ndarray, shape (n,)
        Scores and 0/1 labels of the reference.
    current_scores, predicted : ndarray, shape (m,)
        Scores and 0/1 predictions of the rows without labels.
    weights : ndarray, shape (n,), optional
        Density ratio of the reference rows: with it the estimate holds while P(y | x) stays, without it while
        P(y | score) stays.
    ranking : ndarray, shape (m,), optional
        By which rows are ranked for the AUC; the scores if not given.
    seed : int
        Of the resamples and the drawn labels.

    Returns
    -------
    dict
        Metric to estimate; the standard error adds the sampling error of the realised metric and that of the
        calibration.

    References
    ----------
    Kivimaeki et al. 2025 (CBPE); Bialek et al. 2025 (weighted: PAPE).
    """
    order = current_scores if ranking is None else ranking
    probability = isotonic(reference_scores, labels, weights)(current_scores)
    metrics = expected_metrics(probability, predicted, order)
    errors = sampling_errors(probability, predicted, order, seed=seed)
    resampled: dict[str, list[float]] = {name: [] for name in METRICS}
    for draw in range(RESAMPLES):
        rows = (scrambled(len(labels), seed + 1000 + draw) % np.uint64(len(labels))).astype(np.int64)
        curve = isotonic(reference_scores[rows], labels[rows], None if weights is None else weights[rows])
        again = expected_metrics(curve(current_scores), predicted, order)
        for name in METRICS:
            if name in again:
                resampled[name].append(again[name])
    return {
        name: Expected(metrics[name], math.hypot(errors.get(name, 0.0), float(np.std(resampled[name]))))
        for name in METRICS
        if name in metrics and resampled[name]
    }


def confidence_threshold(reference_confidence: Floats, accuracy: float) -> float:
    """Confidence below which as large a share of the reference lies as is wrong (linear quantile)."""
    return float(np.quantile(reference_confidence, 1 - accuracy))


def thresholded_accuracy(reference_confidence: Floats, accuracy: float, current_confidence: Floats) -> float:
    """Share of current rows above that threshold: a heuristic estimate (Garg et al. 2022, ATC)."""
    return float(np.mean(current_confidence > confidence_threshold(reference_confidence, accuracy)))
