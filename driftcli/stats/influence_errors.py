"""Influence values of metrics of predicted numbers (METHODS 6.1)."""

import numpy as np

from driftcli.stats.influence import FloatArray, Influence, mean_influence


def mae(y: FloatArray, said: FloatArray, weights: FloatArray) -> Influence:
    """Mean absolute error."""
    return mean_influence(np.abs(said - y), weights)


def rmse(y: FloatArray, said: FloatArray, weights: FloatArray) -> Influence:
    """Root mean squared error, ``I = (e^2 - MSE) / (2 RMSE)``; 0 where every prediction is right."""
    square = mean_influence((said - y) ** 2, weights)
    value = float(np.sqrt(square.value))
    return Influence(value, square.rows / (2 * value) if value > 0 else square.rows, "log")


def r2(y: FloatArray, said: FloatArray, weights: FloatArray) -> Influence:
    """Share of the target's variance explained, ``I = -(e^2 - (1 - R2) (y - mean y)^2) / var y``; y must vary."""
    error = mean_influence((said - y) ** 2, weights)
    centred = y - float(y @ weights / weights.sum())
    spread = mean_influence(centred**2, weights)
    unexplained = error.value / spread.value
    rows = -(error.rows - unexplained * spread.rows) / spread.value
    return Influence(1 - unexplained, rows, maximum=1.0)


def wape(y: FloatArray, said: FloatArray, weights: FloatArray) -> Influence:
    """Sum of absolute errors over the sum of absolute targets, some of which must not be 0."""
    return ratio(np.abs(said - y), np.abs(y), weights)


def mape(y: FloatArray, said: FloatArray, weights: FloatArray) -> Influence:
    """Mean of ``|e / y|`` over the rows whose target is not 0, of which there must be one."""
    is_used = (y != 0).astype(np.float64)
    share = np.divide(np.abs(said - y), np.abs(y), out=np.zeros_like(y), where=y != 0)
    return ratio(share, is_used, weights)


def smape(y: FloatArray, said: FloatArray, weights: FloatArray) -> Influence:
    """Mean of ``2 |e| / (|y| + |p|)``, 0 where both are 0."""
    size = np.abs(y) + np.abs(said)
    return mean_influence(np.divide(2 * np.abs(said - y), size, out=np.zeros_like(y), where=size > 0), weights)


def pinball(y: FloatArray, said: FloatArray, weights: FloatArray, quantile: float) -> Influence:
    """Mean of ``max(q u, (q - 1) u)``, ``u = y - p``: the loss of a predicted quantile."""
    under = y - said
    return mean_influence(np.maximum(quantile * under, (quantile - 1) * under), weights)


def ratio(above: FloatArray, below: FloatArray, weights: FloatArray) -> Influence:
    """Ratio of two means, ``I = (a - R b) / mean b``; the lower mean must not be 0."""
    divisor = float(below @ weights / weights.sum())
    value = float(above @ weights / weights.sum()) / divisor
    return Influence(value, (above - value * below) / divisor)
