"""Columns measured in standard deviations of a reference: double precision, whatever width the numbers are kept in."""

import numpy as np

from driftcli.frozen import dataclass
from driftcli.stats.vector_rows import Floats, Numbers, Vectors, dimensions, row_blocks


@dataclass(frozen=True)
class Scale:
    """Where the columns of a reference lie, and how far they spread."""

    mean: Floats
    """Shape (columns,)."""
    spread: Floats
    """Standard deviation, 1 where a column is constant, shape (columns,)."""

    def applied(self, matrix: Numbers) -> Floats:
        """Standardise rows, shape (rows, columns)."""
        standardised = matrix.astype(np.float64)
        standardised -= self.mean
        standardised /= self.spread
        return standardised


def scale_of(vectors: Vectors) -> Scale:
    """Measure the columns of a reference, finite, shape (rows, columns).

    Notes
    -----
    Means are taken of differences to the first row, so that a column that is constant spreads by 0 and not by what
    its mean was rounded by; squares of differences to the mean are summed in a second pass.
    """
    first = np.asarray(vectors[0], dtype=np.float64)
    sums, squares = np.zeros((2, dimensions(vectors)))
    for _, block in row_blocks(vectors, first):
        sums += block.sum(axis=0)
    mean = first + sums / len(vectors)
    for _, block in row_blocks(vectors, mean):
        squares += np.einsum("ij,ij->j", block, block)
    spread = np.sqrt(squares / len(vectors))
    return Scale(mean, np.where(spread > 0, spread, 1.0))
