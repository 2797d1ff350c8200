"""Columns measured in standard deviations of a reference: double precision, whatever width the numbers are kept in.

Vectors come by the thousand, with thousands of single-precision numbers each. What is made of them in double precision
is as large again twice over, so it is made of a few columns, or of the rows that are asked for, at a time.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.floating[Any]]

_COLUMNS = 64
"""Columns that are widened at a time."""
_ROWS = 500
"""Rows that are copied at a time."""


@dataclass(frozen=True)
class Scale:
    """Where the columns of a reference lie, and how far they spread."""

    mean: Floats
    """Shape (columns,)."""
    spread: Floats
    """Standard deviation, 1 where a column is constant, shape (columns,)."""

    def applied(self, matrix: Numbers) -> Floats:
        """Standardise rows, shape (rows, columns)."""
        return self._on_scale(matrix.astype(np.float64))

    def taken(self, *parts: tuple[Numbers, npt.NDArray[np.bool_]]) -> Floats:
        """Standardise the marked rows of each part, one below the other; no more of them is copied at a time."""
        places = [np.flatnonzero(marked) for _, marked in parts]
        found = np.empty((sum(map(len, places)), len(self.mean)))
        at = 0
        for (matrix, _), rows in zip(parts, places, strict=True):
            for start in range(0, len(rows), _ROWS):
                block = matrix[rows[start : start + _ROWS]]
                found[at : at + len(block)] = block
                at += len(block)
        return self._on_scale(found)

    def _on_scale(self, matrix: Floats) -> Floats:
        matrix -= self.mean
        matrix /= self.spread
        return matrix


def scale_of(matrix: Numbers) -> Scale:
    """Measure the columns of a reference, finite, shape (rows, columns)."""
    starts = range(0, matrix.shape[1], _COLUMNS)
    widened = (matrix[:, start : start + _COLUMNS].astype(np.float64) for start in starts)
    measured = [(columns.mean(axis=0), columns.std(axis=0)) for columns in widened]
    mean, spread = (np.concatenate(part) if part else np.empty(0) for part in zip(*measured, strict=True))
    return Scale(mean, np.where(spread > 0, spread, 1.0))
