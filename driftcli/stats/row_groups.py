"""Rows that come in groups (users, stores, days): folds that keep groups whole, and variances that count groups.

Rows of one group resemble each other. A learner that has seen some of them recognises the others, and sums over rows
vary as sums over groups do; taken for independent rows, two samples of one population look different.
"""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.clusters import intraclass_correlation, typical_cluster_size
from driftcli.stats.special import ndtr, stdtr, stdtrit

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FEWEST_GROUPS = 8
"""A sample with fewer groups does not show how much they differ."""
GROUPS_A_FOLD = 4
"""Fewer groups of a sample in a fold do not show how much its mean varies."""


@dataclass(frozen=True)
class RowGroups:
    """Which group each row of two samples belongs to."""

    codes: Integers
    """Group of each row, not negative, shape (rows,). A group may have rows in both samples."""
    is_current: npt.NDArray[np.bool_]
    """Shape (rows,)."""
    kind: str = "clusters"
    """``clusters`` or ``windows``."""

    def taken(self, rows: npt.NDArray[np.generic]) -> "RowGroups":
        """Give a selection of rows, by mask or by number."""
        return RowGroups(self.codes[rows], self.is_current[rows], self.kind)

    @cached_property
    def sizes(self) -> tuple[Floats, Floats]:
        """Reference and current rows of each group, 0 for groups of the other sample only."""
        wide = int(self.codes.max(initial=-1)) + 1
        sides = (self.codes[~self.is_current], self.codes[self.is_current])
        first, second = (np.bincount(side, minlength=wide).astype(np.float64) for side in sides)
        return first, second

    @property
    def counts(self) -> tuple[int, int]:
        """Groups that have rows in the reference, and in the current sample."""
        first, second = (int(np.count_nonzero(side)) for side in self.sizes)
        return first, second

    @property
    def effective_counts(self) -> tuple[float, float]:
        """Groups of equal size that each sample is worth, n^2 / sum m^2."""
        first, second = (float(side.sum()) / max(typical_cluster_size(side), 1.0) for side in self.sizes)
        return first, second

    @property
    def can_be_folded(self) -> bool:
        """Whether both samples have enough groups to be learnt and tested on different ones."""
        return min(self.counts) >= FEWEST_GROUPS

    @property
    def is_measurable(self) -> bool:
        """Whether at least one sample shows how much groups differ."""
        return max(self.counts) >= FEWEST_GROUPS

    def fold_number(self, wanted: int) -> int:
        """Give the number of folds, at most `wanted`, that leaves each some groups of either sample."""
        return max(2, min(wanted, min(self.counts) // GROUPS_A_FOLD))


def whole_folds(groups: RowGroups, folds: int, order: npt.NDArray[np.generic]) -> Integers:
    """Assign whole groups to folds so that both samples are spread evenly.

    Parameters
    ----------
    groups : RowGroups
        Groups of the rows.
    folds : int
        Number of folds, at least 2.
    order : ndarray, shape (groups,)
        Numbers that decide between groups of one size.

    Returns
    -------
    ndarray, shape (rows,)
        Fold of each row. The largest groups are placed first, each into the fold that has the fewest rows of its kind.
    """
    old, new = (side / max(1.0, side.sum()) for side in groups.sizes)
    load = np.zeros((folds, 2))
    fold_of = np.zeros(len(old), dtype=np.int64)
    for group in np.lexsort((order[: len(old)], -(old + new))).tolist():
        own = np.array([old[group], new[group]])
        fold = int(np.argmin(load @ own))
        fold_of[group] = fold
        load[fold] += own
    return np.asarray(fold_of[groups.codes])


def variance_of_sum(
    influence: Floats, is_current: npt.NDArray[np.bool_], groups: RowGroups | None
) -> tuple[float, float]:
    """Variance of the sum of the rows' influences on an estimate, and its degrees of freedom.

    Parameters
    ----------
    influence : ndarray, shape (rows,)
        What each row adds to the estimate, mean about 0.
    is_current : ndarray, shape (rows,)
        Which sample each row is from.
    groups : RowGroups or None
        ``None`` for independent rows.

    Returns
    -------
    tuple of float
        Never less than for independent rows; infinite degrees of freedom where groups do not matter or cannot be
        measured.

    Notes
    -----
    Independent rows: sum of squares. Groups: influences are centred in each sample and summed by group, S_c, and the
    variance is the sum of S_c^2, each sample's part times K/(K - 1) for its K groups. A sample with fewer than 8 groups
    (today's only day) borrows the correlation within groups, ICC, from the other: its sum of squares is multiplied by
    1 + (m - 1) ICC, m the size of the group of a typical row. The degrees of freedom are Satterthwaite's.

    References
    ----------
    Liang & Zeger 1986, Biometrika 73:13; Obuchowski 1997, Biometrics 53:567; Kish 1965; Satterthwaite 1946.
    """
    squares = float(np.sum(influence**2))
    if groups is None or not groups.is_measurable or squares == 0:
        return squares, np.inf
    centred = influence - np.where(is_current, influence[is_current].mean(), influence[~is_current].mean())
    sides = (~is_current, is_current)
    sums = [_group_sums(groups, centred, side) for side in sides]
    own = [float(np.sum(centred[side] ** 2)) for side in sides]
    if not groups.can_be_folded:
        return _borrowed(groups, sums, own, squares)
    worth = [max(count, 1.0 + 1e-9) for count in groups.effective_counts]
    parts = [float(np.sum(side**2)) * count / (count - 1) for side, count in zip(sums, worth, strict=True)]
    shared = 2 * float(np.sum(sums[0] * sums[1]))
    df = sum(parts) ** 2 / sum(part**2 / (count - 1) for part, count in zip(parts, worth, strict=True))
    return max(squares, sum(parts) + shared), df


def design_effect_of_sum(influence: Floats, groups: RowGroups) -> float:
    """Factor, at least 1, by which groups inflate the variance of a sum of influences."""
    plain = float(np.sum(influence**2))
    return max(1.0, variance_of_sum(influence, groups.is_current, groups)[0] / plain) if plain > 0 else 1.0


def tail(z: float, df: float = np.inf) -> float:
    """P(Z < z) of a normal, or of Student's t with finite degrees of freedom."""
    return float(ndtr(z) if np.isinf(df) else stdtr(df, z))


def widened(z: float, df: float = np.inf) -> float:
    """Turn a quantile of the normal into the one of Student's t at the same level."""
    return z if np.isinf(df) else float(-stdtrit(df, float(ndtr(-z))))


def _group_sums(groups: RowGroups, values: Floats, side: npt.NDArray[np.bool_]) -> Floats:
    return np.bincount(groups.codes[side], values[side], minlength=len(groups.sizes[0])).astype(np.float64)


def _borrowed(groups: RowGroups, sums: list[Floats], own: list[float], squares: float) -> tuple[float, float]:
    """Variance where one sample has too few groups to show their spread."""
    rich = int(groups.counts[1] >= groups.counts[0])
    sizes = groups.sizes
    correlation = intraclass_correlation(sizes[rich], sums[rich], own[rich])
    effects = [1 + max(0.0, typical_cluster_size(side) - 1) * correlation for side in sizes]
    return max(squares, own[0] * effects[0] + own[1] * effects[1]), (
        groups.counts[rich] - 1.0 if correlation else np.inf
    )
