"""Any change of E[y | x] between two samples, also one that cancels in the average (projected covariance test)."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from driftcli.stats.decomposition import away_from_zero
from driftcli.stats.learners import Floats, Rows, balanced_folds, cross_fit, fit_trees

CLIP = 0.01
INNER_FOLDS = 3
DIRECTION_TREES = 40
DIRECTION_LEAF_ROWS = 100


@dataclass(frozen=True)
class ConditionalTest:
    """Whether the expectation of an outcome given the inputs moved; see `conditional_test`."""

    z: float
    """Mean of the two half-sample statistics."""
    mean_square: float
    """Estimate of the mean square change of E[y | x] on the shared rows; may be negative."""
    mean_square_se: float

    @property
    def p_value(self) -> float:
        """One-sided."""
        return float(ndtr(-self.z))

    @property
    def size(self) -> float:
        """Root mean square change of E[y | x] on the shared rows, in units of y."""
        return math.sqrt(max(0.0, self.mean_square))

    def lower(self, z: float) -> float:
        """Lower bound of the size."""
        return math.sqrt(max(0.0, self.mean_square - z * self.mean_square_se))

    def upper(self, z: float) -> float:
        """Upper bound of the size that the learnt direction can see."""
        return math.sqrt(max(0.0, self.mean_square + z * self.mean_square_se))


@dataclass(frozen=True)
class HalvedRows:
    """Rows in two halves, with P(current | x) learnt inside each; shared by the tests of several outcomes."""

    rows: Rows
    is_first: npt.NDArray[np.bool_]
    """Shape (rows,)."""
    inner: npt.NDArray[np.int64]
    """Fold of each row inside its half."""
    sample: Floats
    """T - P(current | x), shape (rows,)."""


def halve(rows: Rows, *, seed: int = 0) -> HalvedRows:
    """Split the rows at random and learn inside each half which sample a row is from."""
    is_first = balanced_folds(rows.is_current, 2, seed=seed + 1) == 0
    inner = np.empty(len(is_first), dtype=np.int64)
    probability = np.empty(len(is_first))
    for half in (is_first, ~is_first):
        part = rows.taken(half)
        inner[half] = balanced_folds(part.is_current, INNER_FOLDS, seed=seed + 2)
        target = part.is_current.astype(np.float64)
        probability[half] = cross_fit(part, target, inner[half], rows.weights[half], is_probability=True)
    return HalvedRows(rows, is_first, inner, rows.is_current - np.clip(probability, CLIP, 1 - CLIP))


def conditional_test(halves: HalvedRows, outcome: Floats) -> ConditionalTest:
    """Test whether E[outcome | x] is the same function of x in both samples.

    Parameters
    ----------
    halves : HalvedRows
        Of `halve`.
    outcome : ndarray, shape (rows,)
        Finite: 0 and 1 for a class, or a number (best standardised).

    Returns
    -------
    ConditionalTest

    Notes
    -----
    Inside each half A, B the nuisances e = P(current | x) and m = E[y | x] are cross-fitted in 3 folds. The direction
    theta(x) of the change is learnt on A from (y - m)/(T - e), weighted by w (T - e)^2, and evaluated on B::

        z_B = mean(w theta (T - e) (y - m)) / sd(...) sqrt(n_B);   z = (z_A + z_B)/2;   p = Phi(-z)
        size = sqrt( mean(w theta (T - e)(y - m)) / mean(w (T - e)^2) )

    The half-statistics are averaged, not divided by sqrt 2, because they are strongly correlated: that keeps the level.

    References
    ----------
    Shah & Peters 2020, Ann. Stat. 48:1514; Lundborg, Kim, Shah & Samworth 2024 (projected covariance measure).
    """
    rows, weights = halves.rows, halves.rows.weights
    sides = (halves.is_first, ~halves.is_first)
    residual, direction = np.empty(len(outcome)), np.empty(len(outcome))
    for half in sides:
        expected = cross_fit(rows.taken(half), outcome[half], halves.inner[half], weights[half])
        residual[half] = outcome[half] - expected
    for half in sides:
        learnt = fit_trees(
            rows.taken(half),
            residual[half] / away_from_zero(halves.sample[half]),
            weights[half] * halves.sample[half] ** 2,
            trees=DIRECTION_TREES,
            leaf_rows=DIRECTION_LEAF_ROWS,
        )
        direction[~half] = learnt(rows.matrix[~half])
    product = weights * direction * halves.sample * residual
    z = sum(_half_statistic(product[half]) for half in sides) / 2
    scale = float(np.mean(weights * halves.sample**2))
    se = float(product.std()) / math.sqrt(len(product))
    return ConditionalTest(z, float(product.mean()) / scale, se / scale)


def _half_statistic(product: Floats) -> float:
    spread = float(product.std(ddof=1))
    return float(product.mean()) / spread * math.sqrt(len(product)) if spread > 0 else 0.0
