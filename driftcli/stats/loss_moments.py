"""Weighted sums of losses and of their products: every smooth function of mean losses has its standard error in them.

Additive over parts of a dataset, so nothing needs the rows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
        parts = [cls.of_rows(losses[codes == group], weights[codes == group]) for group in range(groups)]
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
        direction = np.zeros(len(self.sums))
        for loss, slope in gradient.items():
            direction[loss] += slope
            direction[0] -= slope * self.mean(loss)
        squares = float(direction @ self.gram @ direction)
        rows = self.rows
        correction = rows / (rows - 1) if rows > 1 else 1.0
        return float(np.sqrt(max(0.0, squares) * correction) / self.sums[0])

    def moved(self, loss: int, square: int, by: float) -> "LossMoments":
        """The same sums with ``by`` added to one loss, of which ``square`` is the square."""
        shift = np.eye(len(self.sums))
        shift[loss, 0] = by
        shift[square, 0] = by * by
        shift[square, loss] = 2 * by
        return LossMoments(self.sums @ shift.T, shift @ self.gram @ shift.T)
