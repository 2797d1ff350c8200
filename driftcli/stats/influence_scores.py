"""Influence values of metrics of scores: ranking (ROC AUC, PR AUC) and losses of probabilities (METHODS 6.1)."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftcli.stats.influence import Codes, FloatArray, Influence, effective, mean_influence

CLIP = 1e-15
"""Log loss keeps probabilities this far from 0 and 1."""


def roc_auc(is_positive: NDArray[np.bool_], scores: FloatArray, weights: FloatArray) -> Influence:
    """Probability that a positive row scores above a negative one, ties counting half; both classes must occur.

    Notes
    -----
    ``I = (theta - A) / pi1`` for positives, ``(g - A) / pi0`` for negatives, with placements theta and g. Scaled so
    that the standard error with divisor n - 1 is DeLong's, whose divisors are those of the classes; the difference of
    two such influences is the paired test of DeLong.

    References
    ----------
    DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44:837.
    """
    place = _places(scores)
    positives = np.bincount(place, weights * is_positive)
    negatives = np.bincount(place, weights * ~is_positive)
    n1, n0, total = float(positives.sum()), float(negatives.sum()), float(weights.sum())
    theta = (np.cumsum(negatives) - negatives / 2) / n0
    above = 1 - (np.cumsum(positives) - positives / 2) / n1
    area = float(positives @ theta) / n1
    rows = effective(weights)
    influence, of_class = np.empty(len(scores)), []
    for own, placement, of in ((is_positive, theta, n1), (~is_positive, above, n0)):
        size = effective(weights[own])
        factor = np.sqrt(size * (rows - 1) / ((size - 1) * rows)) if size > 1 else 1.0
        influence[own] = (placement[place[own]] - area) * total / of * factor
        of_class.append(size)
    return Influence(area, influence, "logit", min(of_class))


def macro_auc(truth: Codes, scores: FloatArray, weights: FloatArray) -> Influence:
    """Mean of the one-against-rest areas of the classes that occur; ``scores`` of shape (rows, classes)."""
    classes = [k for k in range(scores.shape[1]) if 0 < (truth == k).sum() < len(truth)]
    areas = [roc_auc(truth == k, scores[:, k], weights) for k in classes]
    influence = np.mean([area.rows for area in areas], axis=0)
    return Influence(float(np.mean([area.value for area in areas])), influence, "logit", min(a.base for a in areas))


def average_precision(is_positive: NDArray[np.bool_], scores: FloatArray, weights: FloatArray) -> Influence:
    """Area under the precision-recall curve as a step sum; a positive row must occur.

    Notes
    -----
    With the share ``S_t`` of rows and ``T_t`` of positives from the score t up and ``P_t = T_t / S_t``:
    ``I = y (P_s - AP) / pi1 + sum over t <= s of dR_t (y - P_t) / S_t``, dR_t the share of positives at t.
    """
    place = _places(-scores)
    shares = weights / weights.sum()
    at, hits = (np.bincount(place, one).astype(np.float64) for one in (shares, shares * is_positive))
    area, gain, loss = _steps(at, hits)
    influence = -loss[place]
    influence[is_positive] += gain[place[is_positive]]
    return Influence(area, influence, "logit", effective(weights[is_positive]))


def _places(values: FloatArray) -> NDArray[np.integer[Any]]:
    """Place of each value among the distinct ones, in ascending order; half as wide as NumPy's where that will do."""
    place = np.unique(values, return_inverse=True)[1]
    return place.astype(np.int32) if len(place) < np.iinfo(np.int32).max else place


def _steps(at: FloatArray, hits: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Area of the steps, and what a positive row gains and every row loses at each score."""
    up, true = np.cumsum(at), np.cumsum(hits)
    precision, positive = true / up, float(true[-1])
    area = float(hits @ precision) / positive
    steps = hits / positive / up
    loss = np.cumsum((steps * precision)[::-1])[::-1]
    slope = np.cumsum(steps[::-1])[::-1]
    return area, (precision - area) / positive + slope, loss


def average_precision_draws(
    is_positive: NDArray[np.bool_], scores: FloatArray, weights: FloatArray, draws: Iterable[FloatArray]
) -> FloatArray:
    """Average precision of resamples, shape (draws,); NaN where a resample holds no positive.

    Parameters
    ----------
    draws
        How often each row counts in each resample, shape (rows,).
    """
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    weight, y = weights[order], is_positive[order].astype(np.float64)
    found = []
    for times in draws:
        counted = weight * times[order]
        up, true = np.cumsum(counted)[ends], np.cumsum(counted * y)[ends]
        precision = np.divide(true, up, out=np.zeros_like(up), where=up > 0)
        found.append(float(np.diff(true, prepend=0.0) @ precision / true[-1]) if true[-1] > 0 else float("nan"))
    return np.array(found)


def log_loss(of_truth: FloatArray, weights: FloatArray) -> Influence:
    """Mean of ``-log`` of the probability that was given to the true class, kept within [1e-15, 1 - 1e-15]."""
    return mean_influence(-np.log(np.clip(of_truth, CLIP, 1 - CLIP)), weights)


def brier(is_class: FloatArray, probabilities: FloatArray, weights: FloatArray) -> Influence:
    """Mean squared distance of probabilities and outcomes.

    Parameters
    ----------
    is_class, probabilities
        0 or 1, and in [0, 1]; shape (rows, columns), one column for the positive of two classes, else one a class.
    """
    return mean_influence(((probabilities - is_class) ** 2).sum(axis=1), weights)
