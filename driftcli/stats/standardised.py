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


@dataclass(frozen=True)
class Scale:
    """Where the columns of a reference lie, and how far they spread."""

    mean: Floats
    """Shape (columns,)."""
    spread: Floats
    """Standard deviation, 1 where a column is constant, shape (columns,)."""

    def applied(self, *parts: Numbers) -> Floats:
        """Standardise rows, shape (rows, columns) each, one below the other."""
        found: Floats = np.concatenate(parts, dtype=np.float64)
        found -= self.mean
        found /= self.spread
        return found


def scale_of(matrix: Numbers) -> Scale:
    """Measure the columns of a reference, finite, shape (rows, columns)."""
    starts = range(0, matrix.shape[1], _COLUMNS)
    widened = (matrix[:, start : start + _COLUMNS].astype(np.float64) for start in starts)
    measured = [(columns.mean(axis=0), columns.std(axis=0)) for columns in widened]
    mean, spread = (np.concatenate(part) if part else np.empty(0) for part in zip(*measured, strict=True))
    return Scale(mean, np.where(spread > 0, spread, 1.0))
