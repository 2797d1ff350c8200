"""Decomposition: how much of a change of performance the inputs explain, and how much their relation to the target.

The average loss moved from the reference to the current data by a total. On the rows that both samples share, was the
same x judged differently (Y|X)? Or did x become more frequent that was always hard (P to S), or x arrive that the
reference hardly has (S to Q)? The three terms add up, each with a standard error.
"""

import math

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.learners import Floats, Folds, Rows, cross_fit
from driftcli.stats.row_groups import tail, variance_of_sum, widened

PROPENSITY_FLOOR = 0.05
"""Differences T - e(x) closer to 0 are held this far away where they are divided by."""


@dataclass(frozen=True)
class Term:
    """One part of the change of the average loss."""

    value: float
    """Positive is worse."""
    se: float
    """Standard error, with the learnt functions taken as given."""
    df: float = math.inf
    """Degrees of freedom of the standard error; finite where few groups of rows show it."""

    def lower(self, z: float) -> float:
        """Value minus z standard errors; z is a quantile of the normal, of which Student's t takes the place."""
        return self.value - widened(z, self.df) * self.se

    def upper(self, z: float) -> float:
        """Value plus z standard errors."""
        return self.value + widened(z, self.df) * self.se

    def p_above(self, margin: float = 0.0) -> float:
        """One-sided p-value of the value being at most the margin."""
        return tail(-(self.value - margin) / self.se, self.df) if self.se > 0 else 1.0


@dataclass(frozen=True)
class Decomposition:
    """The change of the average loss, split; see `decompose`."""

    total: Term
    """Average loss of the current sample minus that of the reference."""
    shared_conditional: Term
    """Y|X: the relation of target to inputs, on the rows that both samples share."""
    reference_to_shared: Term
    """P to S: inputs that the reference has too, and that are more frequent now."""
    shared_to_current: Term
    """S to Q: inputs that the reference hardly has."""
    overlap: float
    """Mean over current rows of 2 min(e, 1 - e): 1 when both samples share all inputs, 0 when none."""
    effective_reference: float
    """Reference rows that the shared part is worth."""
    effective_current: float
    """Current rows that the shared part is worth."""
    residual_loss: Floats
    """Loss minus its expectation given the inputs, shape (rows,)."""
    residual_sample: Floats
    """1 or 0 for current or reference, minus P(current | x), shape (rows,)."""


def decompose(
    rows: Rows, loss: Floats, current_probability: Floats, folds: Folds, *, expected_loss: Floats | None = None
) -> Decomposition:
    """Split the change of an average loss.

    Parameters
    ----------
    rows : Rows
        Inputs of both samples.
    loss : ndarray, shape (rows,)
        Loss of each row, finite: 0 and 1 for errors of classification, or any other loss.
    current_probability : ndarray, shape (rows,)
        Cross-fitted P(current | x) with both samples at half of the mass, strictly between 0 and 1.
    folds : ndarray, shape (rows,)
        Folds for the loss model, those of the probabilities.
    expected_loss : ndarray, shape (rows,), optional
        E[loss | x] over both samples, if it is known; otherwise boosted trees are cross-fitted.

    Returns
    -------
    Decomposition

    Notes
    -----
    With T = 1 for current rows, weights w that give each sample half of the mass; e = P(current|x), m = E[loss|x]::

        Y|X    = sum w (T - e) (loss - m) / sum w (T - e)^2
        P to S = sum_{T=0} e loss / sum_{T=0} e  -  mean_ref loss
        S to Q = total - Y|X - P to S

    Y|X is the average of E_Q[loss|x] - E_P[loss|x] over the shared density p q / (p + q). Errors of e and m enter it
    only as a product. Standard errors come from the influence of each row on each term, e and m taken as given; the
    last term's from the difference of influences, so that the correlation of the terms is accounted for. Influences of
    rows that come in groups are summed by group (`variance_of_sum`).

    References
    ----------
    Cai, Namkoong & Yadlowsky 2023 (the terms); Robinson 1988 and Nie & Wager 2021 (the estimate); Chernozhukov et al.
    2018 (orthogonality); Li, Morgan & Zaslavsky 2018 (overlap weights).
    """
    current, w, e = rows.is_current, rows.weights, current_probability
    n, m = int((~current).sum()), int(current.sum())
    expected = cross_fit(rows, loss, folds, w) if expected_loss is None else expected_loss
    sample, residual = current - e, loss - expected
    scale = float(np.sum(w * sample**2))
    conditional = float(np.sum(w * sample * residual)) / scale
    conditional_influence = w * sample * (residual - conditional * sample) / scale
    mean_reference, mean_current = float(loss[~current].mean()), float(loss[current].mean())
    shared = float(np.sum(e[~current] * loss[~current]) / np.sum(e[~current]))
    total_influence = np.where(current, (loss - mean_current) / m, -(loss - mean_reference) / n)
    tilt = e / e[~current].mean()
    shared_influence = np.where(current, 0.0, (tilt * (loss - shared) - (loss - mean_reference)) / n)
    total, first = mean_current - mean_reference, shared - mean_reference
    rest = total_influence - conditional_influence - shared_influence
    return Decomposition(
        total=_term(total, total_influence, rows),
        shared_conditional=_term(conditional, conditional_influence, rows),
        reference_to_shared=_term(first, shared_influence, rows),
        shared_to_current=_term(total - conditional - first, rest, rows),
        overlap=overlap_share(e, current),
        effective_reference=effective_sample_size(e[~current]),
        effective_current=effective_sample_size(1 - e[current]),
        residual_loss=residual,
        residual_sample=sample,
    )


def overlap_share(current_probability: Floats, is_current: npt.NDArray[np.bool_]) -> float:
    """Mean over current rows of 2 min(e, 1 - e), in [0, 1]."""
    e = current_probability[is_current]
    return float(np.mean(2 * np.minimum(e, 1 - e)))


def effective_sample_size(weights: Floats) -> float:
    """(sum w)^2 / sum w^2: equally weighted rows that weighted rows are worth (Kish 1965)."""
    squares = float(np.sum(weights**2))
    return float(np.sum(weights)) ** 2 / squares if squares else 0.0


def away_from_zero(values: Floats, floor: float = PROPENSITY_FLOOR) -> Floats:
    """Hold values at least `floor` from 0, keeping their sign."""
    return np.where(np.abs(values) < floor, np.where(values < 0, -floor, floor), values)


def exact_terms(
    reference_shares: npt.ArrayLike,
    current_shares: npt.ArrayLike,
    reference_loss: npt.ArrayLike,
    current_loss: npt.ArrayLike,
) -> tuple[float, float, float]:
    """Terms P to S, Y|X and S to Q when shares and mean losses of every cell of x are known.

    Parameters
    ----------
    reference_shares, current_shares : array_like, shape (cells,)
        Shares of the cells, each summing to 1.
    reference_loss, current_loss : array_like, shape (cells,)
        Mean loss in each cell.
    """
    p, q = np.asarray(reference_shares, dtype=float), np.asarray(current_shares, dtype=float)
    before, after = np.asarray(reference_loss, dtype=float), np.asarray(current_loss, dtype=float)
    shared = np.divide(p * q, p + q, out=np.zeros_like(p), where=p + q > 0)
    if not shared.sum():
        return math.nan, math.nan, math.nan
    shared /= shared.sum()
    return (
        float(shared @ before - p @ before),
        float(shared @ (after - before)),
        float(q @ after - shared @ after),
    )


def _term(value: float, influence: Floats, rows: Rows) -> Term:
    variance, df = variance_of_sum(influence, rows.is_current, rows.groups)
    return Term(value, math.sqrt(variance), df)
