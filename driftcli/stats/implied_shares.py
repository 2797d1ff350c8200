"""Class shares that predictions imply: black-box shift estimation, valid while P(x | y) stays as it was."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from driftcli.stats.learners import Floats

WORST_CONDITION = 1e8


@dataclass(frozen=True)
class ImpliedShares:
    """Class shares of unlabelled current rows that label shift would imply; see `implied_shares`."""

    ratios: Floats
    """q(y)/p(y), shape (classes,)."""
    shares: Floats
    """q(y), shape (classes,); may leave [0, 1] when the assumption fails."""
    se: Floats
    """Standard error of the shares."""
    condition: float
    """Condition number of the confusion matrix: large when predictions hardly tell the classes apart."""

    def size_against(self, prior: Floats) -> float:
        """Largest absolute Cohen's h of a class against its former share."""
        held = np.clip(self.shares, 0.0, 1.0)
        return float(2 * np.abs(np.arcsin(np.sqrt(held)) - np.arcsin(np.sqrt(prior))).max())

    def p_value_against(self, prior: Floats) -> float:
        """Two-sided p-value of equal shares, Bonferroni over the classes."""
        z = np.divide(self.shares - prior, self.se, out=np.zeros_like(prior), where=self.se > 0)
        tests = 1 if len(prior) == 2 else len(prior)
        return min(1.0, tests * 2 * float(ndtr(-np.abs(z).max())))


def implied_shares(confusion: npt.ArrayLike, predicted: npt.ArrayLike, n: int, m: int) -> ImpliedShares | None:
    """Find the class shares that explain the shares of predictions, if P(x | y) stayed as it was.

    Parameters
    ----------
    confusion : array_like, shape (classes, classes)
        Reference shares: entry i, j is P(prediction = i, class = j).
    predicted : array_like, shape (classes,)
        Shares of the predictions in the current rows.
    n, m : int
        Labelled reference rows, current rows.

    Returns
    -------
    ImpliedShares or None
        None when the matrix is singular.

    Notes
    -----
    Solves ``C w = mu``, q(y) = w(y) p(y). Standard errors by the influence of each row: a current row moves mu; a
    reference row with prediction i and class j moves C and p, and so q by
    ``diag(p) C^-1 (mu - w_j e_i) + w_j e_j - w p``.

    References
    ----------
    Lipton, Wang & Smola 2018 (black-box shift estimation).
    """
    C, mu = np.asarray(confusion, dtype=float), np.asarray(predicted, dtype=float)
    condition = float(np.linalg.cond(C))
    if not math.isfinite(condition) or condition > WORST_CONDITION:
        return None
    prior = C.sum(axis=0)
    w = np.linalg.solve(C, mu)
    moved = np.diag(prior) @ np.linalg.inv(C)
    covariance = moved @ (np.diag(mu) - np.outer(mu, mu)) @ moved.T / m
    for i, j in zip(*np.nonzero(C), strict=True):
        influence = moved @ (mu - w[j] * np.eye(len(mu))[i]) + w[j] * np.eye(len(mu))[j] - w * prior
        covariance += C[i, j] * np.outer(influence, influence) / n
    return ImpliedShares(w, w * prior, np.sqrt(np.diag(covariance)), condition)
