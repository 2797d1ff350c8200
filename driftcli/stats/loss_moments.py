"""Weighted sums of losses and of their products: every smooth function of mean losses has its standard error in them.

Additive over parts of a dataset, so nothing needs the rows.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from driftcli.frozen import dataclass

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class LossMoments:
    """Sums over rows of a vector of losses ``v`` whose first entry is 1."""

    sums: FloatArray
    """Sum of w v, shape (..., V)."""
    gram: FloatArray
    """Sum of w^2 v v', shape (..., V, V)."""

    @classmethod
    def of_rows(cls, losses: FloatArray, weights: FloatArray) -> "LossMoments":
        """Sum up rows.

        Parameters
        ----------
        losses
            Shape (rows, V - 1), finite.
        weights
            Shape (rows,), not negative.
        """
        vectors = np.column_stack([np.ones(len(losses)), losses])
        weighted = vectors * weights[:, None]
        return cls(weighted.sum(axis=0), weighted.T @ weighted)

    @classmethod
    def of_groups(cls, losses: FloatArray, weights: FloatArray, codes: NDArray[np.int64], groups: int) -> "LossMoments":
        """Sum up the rows of each group; a negative code leaves a row out. Shapes (groups, V) and (groups, V, V)."""
        order = np.argsort(codes, kind="stable")
        bounds = np.searchsorted(codes[order], np.arange(groups + 1))
        parts = [cls.of_rows(losses[order[a:b]], weights[order[a:b]]) for a, b in pairwise(bounds)]
        width = losses.shape[1] + 1
        sums = np.array([part.sums for part in parts]).reshape(groups, width)
        return cls(sums, np.array([part.gram for part in parts]).reshape(groups, width, width))

    def merge(self, other: "LossMoments") -> "LossMoments":
        """Add the sums of a part."""
        return LossMoments(self.sums + other.sums, self.gram + other.gram)

    def part(self, index: int) -> "LossMoments":
        """Sums of one group."""
        return LossMoments(self.sums[index], self.gram[index])

    def total(self) -> "LossMoments":
        """Sums over all groups."""
        return LossMoments(self.sums.sum(axis=0), self.gram.sum(axis=0))

    @property
    def weight(self) -> float:
        """Sum of the weights."""
        return float(self.sums[0])

    @property
    def rows(self) -> float:
        """Effective rows, (sum w)^2 / sum w^2; the number of rows where every weight is 1."""
        return float(self.sums[0] ** 2 / self.gram[0, 0]) if self.gram[0, 0] > 0 else 0.0

    def mean(self, loss: int) -> float:
        """Weighted mean of a loss, by its place in the vector."""
        return float(self.sums[loss] / self.sums[0])

    def se(self, gradient: dict[int, float]) -> float:
        """Standard error of a function of mean losses.

        Parameters
        ----------
        gradient
            Derivative of the function by each mean loss it uses.

        Notes
        -----
        Infinitesimal jackknife: ``I = g'(v - mean v)``, ``se^2 = sum w^2 I^2 / (sum w)^2 * n / (n - 1)``.

        References
        ----------
        Efron 1982, The Jackknife, ch. 6.
        """
        direction = self.direction(gradient)
        squares = float(direction @ self.gram @ direction)
        rows = self.rows
        correction = rows / (rows - 1) if rows > 1 else 1.0
        return float(np.sqrt(max(0.0, squares) * correction) / self.sums[0])

    def direction(self, gradient: dict[int, float]) -> FloatArray:
        """Coefficients that make the influence of a row from its losses, shape (V,)."""
        direction = np.zeros(len(self.sums))
        for loss, slope in gradient.items():
            direction[loss] += slope
            direction[0] -= slope * self.mean(loss)
        return direction

    def moved(self, loss: int, square: int, by: float) -> "LossMoments":
        """The same sums with ``by`` added to one loss, of which ``square`` is the square."""
        shift = np.eye(len(self.sums))
        shift[loss, 0] = by
        shift[square, 0] = by * by
        shift[square, loss] = 2 * by
        return LossMoments(self.sums @ shift.T, shift @ self.gram @ shift.T)


@dataclass(frozen=True)
class GroupSpread:
    """How a mean loss varies between groups of rows that depend on each other: windows, users, machines.

    Additive over parts that do not share a group.
    """

    groups: int
    """Groups with a row."""
    gram: FloatArray
    """Sum over groups of (weight, weighted loss) times itself, shape (2, 2)."""
    sums: FloatArray
    """Weight and weighted loss of all groups, shape (2,)."""
    row_squares: FloatArray
    """Sum over rows of w^2 (1, loss) times itself, shape (2, 2)."""

    @classmethod
    def of_rows(cls, loss: FloatArray, weights: FloatArray, codes: NDArray[np.int64]) -> "GroupSpread":
        """Sum up rows by group; shapes (rows,). A negative code leaves a row out."""
        is_in = codes >= 0
        _, group = np.unique(codes[is_in], return_inverse=True)
        vectors = np.column_stack([np.ones(int(is_in.sum())), loss[is_in]]) * weights[is_in][:, None]
        count = int(group.max(initial=-1)) + 1
        table = np.column_stack([np.bincount(group, column, minlength=count) for column in vectors.T]).astype(
            np.float64
        )
        return cls(count, table.T @ table, vectors.sum(axis=0), vectors.T @ vectors)

    @classmethod
    def of_table(cls, table: FloatArray, row_squares: FloatArray) -> "GroupSpread":
        """From weight and weighted loss of each group, shape (groups, 2)."""
        used = table[table[:, 0] > 0]
        return cls(len(used), used.T @ used, used.sum(axis=0), row_squares)

    def merge(self, other: "GroupSpread") -> "GroupSpread":
        """Add a part that shares no group."""
        return GroupSpread(
            self.groups + other.groups,
            self.gram + other.gram,
            self.sums + other.sums,
            self.row_squares + other.row_squares,
        )

    @property
    def inflation(self) -> float:
        """Standard error of the mean loss over groups, by that of independent rows; 1 where it cannot be told.

        Notes
        -----
        ``sum_c (sum_{i in c} w I_i)^2 G / (G - 1)`` against ``sum_i (w I_i)^2 n / (n - 1)``, with I = loss - mean.
        """
        if self.groups < 2 or self.sums[0] <= 0:
            return 1.0
        direction = np.array([-self.sums[1] / self.sums[0], 1.0])
        rows = float(self.sums[0] ** 2 / self.row_squares[0, 0])
        between = float(direction @ self.gram @ direction) * self.groups / (self.groups - 1)
        within = float(direction @ self.row_squares @ direction) * rows / max(rows - 1, 1)
        return float(np.sqrt(max(0.0, between) / within)) if within > 0 else 1.0


def group_inflation(group_sums: FloatArray, square_sum: float, rows: float) -> float:
    """Standard error of a metric over groups of dependent rows, by that of independent rows; 1 where it cannot be told.

    Parameters
    ----------
    group_sums : array
        Sum of weighted influence values of each group that has rows, shape (groups,).
    square_sum : float
        Sum over rows of squared weighted influence values.
    rows : float
        Effective rows.

    Notes
    -----
    ``sqrt(sum_c (sum_{i in c} I_i)^2 G / (G - 1) / (sum_i I_i^2 n / (n - 1)))``.
    """
    groups = len(group_sums)
    if groups < 2 or square_sum <= 0 or rows <= 1:
        return 1.0
    between = float((group_sums**2).sum()) * groups / (groups - 1)
    return float(np.sqrt(between / (square_sum * rows / (rows - 1))))
