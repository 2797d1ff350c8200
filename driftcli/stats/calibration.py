"""Whether predicted probabilities come true: calibration error, slope and intercept of the logistic recalibration."""

import numpy as np

from driftcli.frozen import dataclass
from driftcli.stats.estimates import Estimate, on_line, undefined
from driftcli.stats.loss_moments import FloatArray
from driftcli.stats.score_metrics import DRAWS, ONE_CLASS

BINS = 10
NARROWEST = 1e-6
"""Probabilities are kept this far from 0 and 1 before their logit is taken."""
STEPS, PRECISION, STEEPEST = 50, 1e-10, 1e3


@dataclass(frozen=True)
class CalibrationBins:
    """Predicted against observed in cells of about equal weight."""

    weights: FloatArray
    """Sum of weights, shape (bins,)."""
    predicted: FloatArray
    """Mean predicted probability, shape (bins,)."""
    observed: FloatArray
    """Share of positives, shape (bins,)."""


def calibration_bins(
    negatives: FloatArray, positives: FloatArray, score_sums: FloatArray, bins: int = BINS, *, equal_mass: bool = True
) -> CalibrationBins:
    """Join cells into bins.

    Parameters
    ----------
    negatives, positives : array
        Sum of weights in each cell of the score, ascending, shape (cells,).
    score_sums : array
        Sum of weight times score in each cell.
    bins : int
        Bins at most; those that hold nothing are left out.
    equal_mass : bool
        Of about equal weight, else of equal width.
    """
    both = negatives + positives
    if equal_mass:
        place = np.minimum(((np.cumsum(both) - both / 2) / both.sum() * bins).astype(np.int64), bins - 1)
    else:
        place = np.minimum(np.arange(len(both)) * bins // max(1, len(both) - 1), bins - 1)
    weight, hits, sums = (np.bincount(place, values, minlength=bins) for values in (both, positives, score_sums))
    kept = weight > 0
    return CalibrationBins(weight[kept].astype(float), sums[kept] / weight[kept], hits[kept] / weight[kept])


def calibration_error(bins: CalibrationBins, rows: float, seed: int = 0) -> Estimate:
    """Expected calibration error, debiased: mean distance of predicted and observed shares, less what chance gives.

    Parameters
    ----------
    rows : float
        Effective rows.
    seed : int
        Of the bootstrap and of the labels drawn from the predicted probabilities, 200 draws each.

    Returns
    -------
    Estimate
        Not below 0; the note holds the raw value and the mean under perfect calibration that was subtracted.
    """
    if len(bins.weights) == 0:
        return undefined("no row with both a label and a score")
    shares = bins.weights / bins.weights.sum()
    raw = float((shares * np.abs(bins.predicted - bins.observed)).sum())
    generator = np.random.default_rng(seed)
    size = np.maximum(1, np.round(shares * rows)).astype(np.int64)
    chance = generator.binomial(size, np.clip(bins.predicted, 0, 1), size=(DRAWS, len(size))) / size
    null = float((shares * np.abs(bins.predicted - chance)).sum(axis=1).mean())
    again = generator.binomial(size, np.clip(bins.observed, 0, 1), size=(DRAWS, len(size))) / size
    se = float(np.std((shares * np.abs(bins.predicted - again)).sum(axis=1), ddof=1))
    found = on_line(max(0.0, raw - null), se, rows, minimum=0.0, maximum=1.0)
    return found.noted(f"raw value {raw:.4g}, of which {null:.4g} is expected of perfectly calibrated scores")


def recalibration(
    negatives: FloatArray,
    positives: FloatArray,
    score_sums: FloatArray,
    squares: FloatArray,
) -> tuple[Estimate, Estimate]:
    """Intercept and slope of a logistic regression of the label on the logit of the score; 0 and 1 when calibrated.

    Parameters
    ----------
    negatives, positives, score_sums : array
        As in `calibration_bins`.
    squares : array
        Sum of squared weights in each cell, shape (cells,).

    Notes
    -----
    Newton's method on the cells at their mean score; sandwich standard errors, which weights do not upset.

    References
    ----------
    Cox 1958, Biometrika 45:562; Van Calster et al. 2019, BMC Medicine 17:230.
    """
    both = negatives + positives
    kept = both > 0
    if not kept.any() or positives.sum() <= 0 or negatives.sum() <= 0:
        return undefined(ONE_CLASS), undefined(ONE_CLASS)
    mean = np.clip(score_sums[kept] / both[kept], NARROWEST, 1 - NARROWEST)
    design = np.column_stack([np.ones(len(mean)), np.log(mean / (1 - mean))])
    weight, hits, square = both[kept], positives[kept], squares[kept]
    if np.ptp(design[:, 1]) < PRECISION:
        return undefined("the scores are constant"), undefined("the scores are constant")
    rate = float(hits.sum() / weight.sum())
    beta = np.array([np.log(rate / (1 - rate)), 0.0])
    for _ in range(STEPS):
        p = _logistic(design @ beta)
        information = (design * (weight * p * (1 - p))[:, None]).T @ design
        if np.linalg.cond(information) > 1 / PRECISION:
            break
        step = np.linalg.solve(information, design.T @ (hits - weight * p))
        beta = beta + np.clip(step, -5.0, 5.0)
        if np.abs(step).max() < PRECISION:
            return _with_errors(beta, design, information, (weight, hits, square))
    reason = "the scores separate the classes, so no slope can be fitted"
    return undefined(reason), undefined(reason)


def _with_errors(
    beta: FloatArray, design: FloatArray, information: FloatArray, cells: tuple[FloatArray, FloatArray, FloatArray]
) -> tuple[Estimate, Estimate]:
    weight, hits, square = cells
    if np.abs(beta).max() > STEEPEST:
        return undefined("the scores separate the classes"), undefined("the scores separate the classes")
    p = _logistic(design @ beta)
    scale = square / weight
    spread = scale * (hits * (1 - p) ** 2 + (weight - hits) * p**2)
    inverse = np.linalg.inv(information)
    covariance = inverse @ ((design * spread[:, None]).T @ design) @ inverse
    rows = float(weight.sum() ** 2 / square.sum())
    errors = np.sqrt(np.maximum(0.0, np.diag(covariance)))
    return on_line(float(beta[0]), float(errors[0]), rows), on_line(float(beta[1]), float(errors[1]), rows)


def _logistic(x: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -500, 500))), dtype=np.float64)
