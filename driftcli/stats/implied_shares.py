"""Class shares that predictions imply: black-box shift estimation, valid while P(x | y) stays as it was."""

import math

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.learners import Floats
from driftcli.stats.special import chdtrc, ndtr, ndtri

WORST_CONDITION = 1e8
FARTHEST = 37.0
"""No normal deviate lies farther out in double precision."""
DRAWS = 200
"""Multinomial draws from which the error of an accuracy under label shift is taken."""


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


@dataclass(frozen=True)
class Consistency:
    """Whether one set of class shares explains the predictions everywhere; see `consistency_test`."""

    chi_square: float
    freedom: int
    p_value: float

    @property
    def z(self) -> float:
        """The two-sided normal deviate with this p-value; 3 or more speaks against label shift."""
        return min(FARTHEST, float(-ndtri(self.p_value / 2))) if self.p_value > 0 else FARTHEST


def consistency_test(before: npt.ArrayLike, after: npt.ArrayLike) -> Consistency | None:
    """Test whether class shares exist that explain more cells of the predictions than there are classes.

    Parameters
    ----------
    before : array_like, shape (cells, classes)
        Reference rows by cell of the prediction (predicted class and confidence) and true class.
    after : array_like, shape (cells,)
        Current rows by cell.

    Returns
    -------
    Consistency or None
        None without more cells than classes, or without rows of a class.

    Notes
    -----
    Under label shift the current shares of the cells are ``mu = A q``, with ``A`` the reference's shares of the cells
    within each class and ``q`` the class shares, which sum to one. ``q`` is found by weighted least squares; the
    residual ``r`` of all cells but the last, with its covariance from both samples, gives
    ``X^2 = r' S^-1 r`` with cells - classes degrees of freedom.

    References
    ----------
    Lipton, Wang & Smola 2018 (the equations); Hansen 1982, Econometrica 50:1029 (the test of too many of them).
    """
    counts, new = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    used = (counts.sum(axis=1) > 0) | (new > 0)
    counts, new = counts[used], new[used]
    (cells, classes), of_class, m = counts.shape, counts.sum(axis=0), float(new.sum())
    if cells <= classes or (of_class == 0).any() or m == 0:
        return None
    A, mu = counts / of_class, new / m
    design, outcome = (A[:, :-1] - A[:, -1:])[:-1], (mu - A[:, -1])[:-1]
    S = _spread(mu, m)
    for _ in range(3):
        inverse = np.linalg.pinv(S, hermitian=True)
        free = np.linalg.lstsq(design.T @ inverse @ design, design.T @ inverse @ outcome, rcond=None)[0]
        q = np.append(free, 1 - free.sum())
        S = _spread(mu, m) + sum(q[j] ** 2 * _spread(A[:, j], of_class[j]) for j in range(classes))
    r = outcome - design @ free
    chi_square = float(r @ np.linalg.pinv(S, hermitian=True) @ r)
    return Consistency(chi_square, cells - classes, float(chdtrc(cells - classes, chi_square)))


def _spread(shares: Floats, rows: float) -> Floats:
    """Covariance of the shares of all cells but the last."""
    kept = shares[:-1]
    return np.asarray((np.diag(kept) - np.outer(kept, kept)) / rows)


def shifted_accuracy(
    confusion: npt.ArrayLike, predicted: npt.ArrayLike, *, seed: int = 0
) -> tuple[float, float] | None:
    """Accuracy that the implied class shares entail, and its standard error.

    Parameters
    ----------
    confusion : array_like, shape (classes, classes)
        Reference rows: entry i, j counts prediction i of class j.
    predicted : array_like, shape (classes,)
        Current rows by prediction.
    seed : int
        Of the multinomial draws that give the error.

    Returns
    -------
    tuple of float or None
        None where predictions do not tell the classes apart.

    Notes
    -----
    ``sum_y q(y) P(prediction = y | y)``, with q of `implied_shares` held within [0, 1]. The error adds that of the
    realised accuracy, ``a (1 - a) / m``.

    References
    ----------
    Lipton, Wang & Smola 2018.
    """
    C, mu = np.asarray(confusion, dtype=float), np.asarray(predicted, dtype=float)
    n, m = int(C.sum()), int(mu.sum())
    value = _entailed(C, mu)
    if value is None:
        return None
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(DRAWS):
        cells = rng.multinomial(n, C.ravel() / n).reshape(C.shape).astype(np.float64)
        drawn.append(_entailed(cells, rng.multinomial(m, mu / m).astype(np.float64)))
    known = [one for one in drawn if one is not None]
    return value, math.sqrt(float(np.var(known)) + value * (1 - value) / m)


def _entailed(confusion: Floats, predicted: Floats) -> float | None:
    n, m = int(confusion.sum()), int(predicted.sum())
    true = confusion.sum(axis=0)
    found = implied_shares(confusion / n, predicted / m, n, m) if (true > 0).all() else None
    if found is None:
        return None
    shares = np.clip(found.shares, 0.0, 1.0)
    return float((shares / shares.sum()) @ (np.diag(confusion) / true))
