"""Principal components of a reference, and how well they reproduce rows that they were not fitted to."""

import math

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.learners import Floats, balanced_folds
from driftcli.stats.row_groups import FEWEST_GROUPS, RowGroups, tail, variance_of_sum
from driftcli.stats.standardised import Scale, scale_of
from driftcli.stats.vector_rows import Numbers

VARIANCE_KEPT = 0.65


@dataclass(frozen=True)
class Components:
    """Principal components of standardised columns."""

    scale: Scale
    directions: Floats
    """Shape (components, columns)."""

    def scores(self, matrix: Numbers) -> Floats:
        """Coordinates of rows, shape (rows, components)."""
        return np.asarray(self.scale.applied(matrix) @ self.directions.T)

    def errors(self, matrix: Floats) -> Floats:
        """Distance of each row to its reconstruction, shape (rows,)."""
        standardised = self.scale.applied(matrix)
        left = standardised - standardised @ self.directions.T @ self.directions
        return np.asarray(np.sqrt((left**2).sum(axis=1)))


@dataclass(frozen=True)
class ReconstructionTest:
    """Whether current rows are reproduced worse than held-out reference rows; see `reconstruction_test`."""

    reference_error: float
    current_error: float
    difference: float
    se: float
    p_value: float
    """Welch's t-test, two-sided."""
    components: int
    held_out: int
    """Reference rows that the current ones were compared with."""
    df: float = math.inf
    """Degrees of freedom of the standard error."""


def principal_components(matrix: Numbers, *, share: float = VARIANCE_KEPT, most: int | None = None) -> Components:
    """Fit components that hold a share of the variance of standardised columns.

    Parameters
    ----------
    matrix : ndarray, shape (rows, columns)
        Finite.
    share : float
        Of the variance, in (0, 1].
    most : int, optional
        Components at most.
    """
    scale = scale_of(matrix)
    _, values, directions = np.linalg.svd(scale.applied(matrix), full_matrices=False)
    explained = np.cumsum(values**2) / max(float(np.sum(values**2)), 1e-300)
    kept = int(np.searchsorted(explained, share) + 1)
    return Components(scale, directions[: kept if most is None else min(kept, most)])


def reconstruction_test(
    reference: Floats, current: Floats, *, groups: RowGroups | None = None, seed: int = 0
) -> ReconstructionTest:
    """Fit components on a random half of the reference and compare errors of the other half with those of current rows.

    Parameters
    ----------
    reference, current : ndarray, shape (rows, columns)
        Finite.
    groups : RowGroups, optional
        Of the reference rows followed by the current ones; whole groups are halved and compared.
    seed : int
        Of the halves.

    Notes
    -----
    Without the split the reference's errors would be too small and the test invalid. Sensitive to broken strong
    correlations, weak for new ones.
    """
    is_fitted = _fitted_half(len(reference), groups, seed)
    fitted = principal_components(reference[is_fitted])
    old, new = fitted.errors(reference[~is_fitted]), fitted.errors(current)
    a, b = float(old.var(ddof=1)) / len(old), float(new.var(ddof=1)) / len(new)
    difference = float(new.mean() - old.mean())
    welch = (a + b) ** 2 / (a**2 / (len(old) - 1) + b**2 / (len(new) - 1)) if a + b > 0 else math.inf
    variance, df = a + b, welch
    if groups is not None:
        compared = groups.taken(np.concatenate([~is_fitted, np.ones(len(new), dtype=bool)]))
        influence = np.concatenate([(old.mean() - old) / len(old), (new - new.mean()) / len(new)])
        of_groups, few = variance_of_sum(influence, compared.is_current, compared)
        variance, df = max(variance, of_groups), min(df, few)
    se = math.sqrt(variance)
    p_value = 2 * tail(-abs(difference) / se, df) if se > 0 else 1.0
    return ReconstructionTest(
        float(old.mean()), float(new.mean()), difference, se, p_value, len(fitted.directions), len(old), df
    )


def _fitted_half(rows: int, groups: RowGroups | None, seed: int) -> npt.NDArray[np.bool_]:
    """Half of the reference rows: of whole groups where there are enough of them."""
    if groups is None or groups.counts[0] < FEWEST_GROUPS:
        return np.asarray(balanced_folds(np.zeros(rows), 2, seed=seed) == 0)
    return np.asarray(balanced_folds(np.zeros(len(groups.sizes[0])), 2, seed=seed)[groups.codes[:rows]] == 0)
