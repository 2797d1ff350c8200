"""The reference's edges of a numeric column, and exact counts of rows between them.

Edges may be approximate, counts are exact (METHODS 0.1): edges are placed once, on the reference; every dataset is
counted between them, and counts with common edges add. Cells are right-closed: ``(.., e1], (e1, e2], ..., (eK, ..)``.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from driftcli.stats.shape import QUANTILE_LEVELS
from driftcli.stats.tail import tail_ranks

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

FINE_CELLS = 1_000
"""Quantile cells of the fine grid; a reference with no more distinct values gets a cell for each of them."""
ATOM_SHARE = 0.05
"""One value holding this share of the reference has a test cell of its own (METHODS 1.2)."""
FENCE_FACTOR = 3.0
"""Far-out mass lies beyond Q25 - 3 IQR and Q75 + 3 IQR (METHODS 3.4)."""


@dataclass(frozen=True)
class Grid:
    """Edges with the thresholds that the tests need among them."""

    edges: FloatArray
    """Strictly increasing, shape (K,); cells are K + 1."""
    levels: FloatArray
    """Reference value at each of ``QUANTILE_LEVELS``, shape (17,)."""
    low_tail: FloatArray
    """The r-th smallest reference values, for r in ``ranks``."""
    high_tail: FloatArray
    """The r-th largest reference values, for r in ``ranks``."""
    ranks: tuple[int, ...]
    fences: tuple[float, float]
    """Far-out fences of the reference."""
    atoms: FloatArray
    """Values that hold at least 5 % of the reference."""
    is_exact: bool
    """Whether each distinct reference value has a cell of its own, and each gap between two of them as well."""

    @cached_property
    def cells(self) -> int:
        """Number of cells."""
        return len(self.edges) + 1

    def count(self, sorted_values: FloatArray) -> IntArray:
        """Count values in each cell; ``sorted_values`` ascend and hold no NaN, infinities are ordinary values."""
        below = np.searchsorted(sorted_values, self.edges, side="right")
        return np.diff(below, prepend=0, append=len(sorted_values)).astype(np.int64)

    def at_most(self, counts: IntArray, thresholds: FloatArray) -> IntArray:
        """Count rows at or below each threshold; thresholds must be edges."""
        position = np.searchsorted(self.edges, thresholds, side="left")
        return np.asarray(np.cumsum(counts)[position], dtype=np.int64)

    def has_same_edges(self, other: "Grid") -> bool:
        """Whether counts of the two grids may be added."""
        return np.array_equal(self.edges, other.edges)


def place_grid(sorted_values: FloatArray, distinct: FloatArray, multiplicity: IntArray) -> Grid:
    """Place edges on the reference's values.

    Parameters
    ----------
    sorted_values
        Ascending reference values without NaN, shape (n,).
    distinct, multiplicity
        Its distinct values, ascending, and how often each occurs.

    Notes
    -----
    With at most ``FINE_CELLS`` distinct values every value ``v`` gets the edges ``v`` and the float just below it, so
    that a current value between two reference values is tied with neither: location and KS are then exact. Otherwise
    the edges are 1,000 quantiles, the 17 test levels, the tail thresholds, the fences, and both sides of each atom.
    """
    n = len(sorted_values)
    ranks = tail_ranks(n) if n else ()
    levels = _order_statistics(sorted_values, np.array(QUANTILE_LEVELS))
    low_tail = sorted_values[[rank - 1 for rank in ranks]] if n else np.empty(0)
    high_tail = sorted_values[[n - rank for rank in ranks]] if n else np.empty(0)
    atoms = distinct[multiplicity >= max(2.0, ATOM_SHARE * n)] if len(distinct) > 1 else distinct
    fences = _fences(sorted_values)
    is_exact = len(distinct) <= FINE_CELLS
    if is_exact:
        owned = distinct
        free = np.array(fences) if n else np.empty(0)
    else:
        quantiles = _order_statistics(sorted_values, np.arange(1, FINE_CELLS) / FINE_CELLS)
        heavy = distinct[multiplicity >= n / FINE_CELLS]
        owned = np.concatenate([heavy, atoms, low_tail])
        free = np.concatenate([quantiles, levels, high_tail, distinct[-1:], np.array(fences)])
    edges = np.unique(np.concatenate([owned, np.nextafter(owned, -np.inf), free]))
    edges = edges[~np.isnan(edges)]
    return Grid(edges, levels, low_tail, high_tail, ranks, fences, atoms, is_exact)


def _order_statistics(sorted_values: FloatArray, levels: FloatArray) -> FloatArray:
    n = len(sorted_values)
    if n == 0:
        return np.full(len(levels), np.nan)
    index = np.clip(np.ceil(levels * n).astype(np.int64) - 1, 0, n - 1)
    return sorted_values[index]


def _fences(sorted_values: FloatArray) -> tuple[float, float]:
    finite = sorted_values[np.isfinite(sorted_values)]
    if len(finite) == 0:
        return (0.0, 0.0)
    low, high = np.quantile(finite, [0.25, 0.75])
    reach = FENCE_FACTOR * (high - low)
    return (float(np.nextafter(low - reach, -np.inf)), float(high + reach))
