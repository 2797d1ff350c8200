"""How far predicted numbers are from the true ones, from sums of losses (METHODS 6.1)."""

import math

import numpy as np

from driftcli.stats.estimates import Estimate, on_line, on_log, undefined
from driftcli.stats.loss_moments import FloatArray, LossMoments

TARGET, TARGET_SQUARE, ERROR, ABSOLUTE, SQUARE, PINBALL_LOW, PINBALL_HIGH, SYMMETRIC, SIZE, RELATIVE, NONZERO = range(
    1, 12
)
"""Places of the losses in the vector; place 0 holds 1."""


def regression_losses(y: FloatArray, predicted: FloatArray, pivot: float) -> FloatArray:
    """Losses of each row.

    Parameters
    ----------
    y, predicted
        Finite, shape (rows,).
    pivot
        A number near the mean of ``y``, subtracted from it before squaring.

    Returns
    -------
    array
        Shape (rows, 11), in the order of the constants of this module.

    Notes
    -----
    The error is predicted less true. Pinball losses at 0.1 and 0.9 are ``max(t u, (t - 1) u)`` with ``u = -error``.
    sMAPE terms are ``2 |e| / (|y| + |p|)``, 0 where both are 0; MAPE terms ``|e / y|``, left out where y is 0.
    """
    centred = y - pivot
    error = predicted - y
    size = np.abs(error)
    spread = np.abs(y) + np.abs(predicted)
    is_nonzero = y != 0
    return np.column_stack(
        [
            centred,
            centred**2,
            error,
            size,
            error**2,
            np.maximum(-0.1 * error, 0.9 * error),
            np.maximum(-0.9 * error, 0.1 * error),
            np.divide(2 * size, spread, out=np.zeros_like(size), where=spread > 0),
            np.abs(y),
            np.divide(size, np.abs(y), out=np.zeros_like(size), where=is_nonzero),
            is_nonzero.astype(float),
        ]
    )


def mean_loss(moments: LossMoments, loss: int, *, minimum: float = 0.0, factor: float = 1.0) -> Estimate:
    """Mean of one loss with its t interval: MAE, MSE, bias, pinball, sMAPE."""
    if moments.weight <= 0:
        return undefined("no row with both a label and a prediction")
    se = moments.se({loss: factor})
    return on_line(factor * moments.mean(loss), se, moments.rows, minimum=minimum)


def rmse(moments: LossMoments) -> Estimate:
    """Root mean squared error; ``I = (e^2 - MSE) / (2 RMSE)``, interval on the log scale."""
    if moments.weight <= 0:
        return undefined("no row with both a label and a prediction")
    value = math.sqrt(max(0.0, moments.mean(SQUARE)))
    return on_log(value, moments.se({SQUARE: 0.5 / value})) if value > 0 else Estimate(0.0, 0.0, 0.0, 0.0)


def r2(moments: LossMoments) -> Estimate:
    """Share of the target's variance explained, ``1 - MSE / var(y)``; undefined where the target is constant."""
    if moments.weight <= 0:
        return undefined("no row with both a label and a prediction")
    variance = target_variance(moments)
    if variance <= 1e-12 * max(moments.mean(TARGET_SQUARE), 1e-300):
        return undefined("the target is constant")
    value = 1 - moments.mean(SQUARE) / variance
    return on_line(value, moments.se(gradients(moments)["r2"]), moments.rows, maximum=1.0)


def gradients(moments: LossMoments) -> dict[str, dict[int, float]]:
    """Derivative of each metric by the mean losses it is made of, where it is defined."""
    found: dict[str, dict[int, float]] = {
        "mae": {ABSOLUTE: 1.0},
        "bias": {ERROR: 1.0},
        "smape": {SYMMETRIC: 1.0},
        "pinball_10": {PINBALL_LOW: 1.0},
        "pinball_50": {ABSOLUTE: 0.5},
        "pinball_90": {PINBALL_HIGH: 1.0},
        "rmse": {SQUARE: 1.0},
    }
    variance = target_variance(moments)
    if variance > 0:
        by_variance = moments.mean(SQUARE) / variance**2
        slopes = {SQUARE: -1 / variance, TARGET_SQUARE: by_variance, TARGET: -2 * moments.mean(TARGET) * by_variance}
        found["r2"] = slopes
    for name, above, below in (("wape", ABSOLUTE, SIZE), ("mape", RELATIVE, NONZERO)):
        if moments.mean(below) > 0:
            found[name] = {above: 1.0, below: -moments.mean(above) / moments.mean(below)}
    return found


def target_variance(moments: LossMoments) -> float:
    """Variance of the target, divisor n."""
    return max(0.0, moments.mean(TARGET_SQUARE) - moments.mean(TARGET) ** 2)


def wape(moments: LossMoments) -> Estimate:
    """Sum of absolute errors over the sum of absolute targets; the relative error that zeros do not break."""
    return _ratio(moments, ABSOLUTE, SIZE, "every target is zero")


def mape(moments: LossMoments) -> Estimate:
    """Mean of |e / y| over rows whose target is not zero; the share left out stands in the note."""
    found = _ratio(moments, RELATIVE, NONZERO, "every target is zero")
    left_out = 1 - moments.mean(NONZERO) if moments.weight > 0 else 0.0
    return found.noted(f"{left_out:.2%} of rows left out: their target is zero") if left_out > 0 else found


def _ratio(moments: LossMoments, above: int, below: int, why_not: str) -> Estimate:
    if moments.weight <= 0 or moments.mean(below) <= 0:
        return undefined(why_not if moments.weight > 0 else "no row with both a label and a prediction")
    divisor = moments.mean(below)
    value = moments.mean(above) / divisor
    return on_line(value, moments.se({above: 1 / divisor, below: -value / divisor}), moments.rows, minimum=0.0)
