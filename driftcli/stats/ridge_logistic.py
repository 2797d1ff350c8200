"""Ridge logistic regression on standardised columns of long vectors, which are never copied as a whole.

Loss and slope are sums over blocks of rows; standardising is left to the weights: ``z w + b = x u + (b - mean u)`` with
``z = (x - mean) / spread`` and ``u = w / spread``.
"""

import numpy as np

from driftcli.frozen import dataclass
from driftcli.stats.standardised import Scale
from driftcli.stats.vector_rows import Floats, Vectors, row_blocks

STRENGTH = 0.01
"""Inverse of the ridge penalty (METHODS 5.5)."""
_STEPS = 200
_SLOPE = 1e-4
"""Largest slope at which the search ends, as in scikit-learn."""
_GAIN = 64 * float(np.finfo(np.float64).eps)
"""Share of the loss that a step has to gain, as in scikit-learn."""


@dataclass(frozen=True)
class LinearModel:
    """Weights of columns as they stand, not standardised, and what is added."""

    weights: Floats
    """Shape (columns,)."""
    intercept: float

    def scores(self, vectors: Vectors) -> Floats:
        """Weighted sums of rows, shape (rows,)."""
        found = np.empty(len(vectors))
        for place, block in row_blocks(vectors):
            found[place] = block @ self.weights
        return found + self.intercept


def fit_logistic(vectors: Vectors, target: Floats, scale: Scale, *, strength: float = STRENGTH) -> LinearModel:
    """Fit a ridge logistic regression.

    Parameters
    ----------
    vectors : ndarray or sequence of ndarray, shape (rows, columns)
        Finite, as they are.
    target : ndarray, shape (rows,)
        0 and 1.
    scale : Scale
        By which columns are standardised.
    strength : float
        Inverse of the ridge penalty.

    Notes
    -----
    Minimises ``mean(log(1 + exp(s)) - y s) + |w|^2 / (2 strength rows)``, ``s = z w + b``, as scikit-learn's
    ``LogisticRegression`` does, by the same method and to the same tolerance: it gives the same numbers but for
    rounding. That one takes a standardised matrix in double precision, four times the room of what embeddings take.
    """
    from scipy.optimize import minimize  # noqa: PLC0415

    def loss_and_slope(parameters: Floats) -> tuple[float, Floats]:
        return _loss_and_slope(parameters, vectors, target, scale=scale, penalty=1 / (strength * len(vectors)))

    start = np.zeros(len(scale.mean) + 1)
    found = minimize(
        loss_and_slope,
        start,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _STEPS, "maxls": 50, "gtol": _SLOPE, "ftol": _GAIN},
    )
    return _unscaled(found.x, scale)


def _unscaled(parameters: Floats, scale: Scale) -> LinearModel:
    weights = parameters[:-1] / scale.spread
    return LinearModel(weights, float(parameters[-1] - scale.mean @ weights))


def _loss_and_slope(
    parameters: Floats, vectors: Vectors, target: Floats, *, scale: Scale, penalty: float
) -> tuple[float, Floats]:
    """Mean logistic loss with the ridge penalty, at weights of standardised columns and an intercept; its slope."""
    model = _unscaled(parameters, scale)
    loss, slope, excess = 0.0, np.zeros(len(model.weights)), 0.0
    for place, block in row_blocks(vectors):
        scores = block @ model.weights + model.intercept
        wrong = (1 + np.tanh(scores / 2)) / 2 - target[place]
        loss += float((np.logaddexp(0.0, scores) - target[place] * scores).sum())
        slope += wrong @ block
        excess += float(wrong.sum())
    standardised = parameters[:-1]
    slope = (slope - excess * scale.mean) / scale.spread / len(vectors) + penalty * standardised
    ridge = penalty / 2 * float(standardised @ standardised)
    return loss / len(vectors) + ridge, np.append(slope, excess / len(vectors))
