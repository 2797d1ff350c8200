"""Rows sorted into windows, segments and clusters, so that columns can carry the same counts for each of them.

A grouping is made once for a dataset (an integer code a row) and applied to every column as it passes by.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.profiles.grid import FloatArray, IntArray

Codes = NDArray[np.int32]
PAIR_TABLE = 4_000_000
"""Clusters times cells up to which all pairs are counted in a table; beyond, only those that occur."""


@dataclass(frozen=True)
class Grouping:
    """One way to sort rows into few groups."""

    labels: tuple[str, ...]
    """Name of each group, in order; for windows the start of each, as ISO time or row number."""
    codes: Codes
    """Group of each row, shape (rows,); -1 where it has none."""

    @cached_property
    def _order(self) -> tuple[IntArray | None, IntArray]:
        """Row numbers in order of groups, ``None`` where rows stand in it, and where each group begins."""
        is_ordered = bool(np.all(self.codes[1:] >= self.codes[:-1]))
        order = None if is_ordered else np.argsort(self.codes, kind="stable")
        codes = self.codes if order is None else self.codes[order]
        return order, np.searchsorted(codes, np.arange(len(self.labels) + 1))

    def parts(self, values: FloatArray) -> Iterator[tuple[int, FloatArray]]:
        """Yield each group that occurs with its values, in row order."""
        order, bounds = self._order
        gathered = values if order is None else values[order]
        for group, (start, stop) in enumerate(pairwise(bounds.tolist())):
            if stop > start:
                yield group, gathered[start:stop]


@dataclass(frozen=True)
class ClusterSums:
    """What a design effect needs of rows that come in clusters (users, machines): METHODS 4.4.

    Additive over parts that do not share a cluster.
    """

    rows: int
    clusters: int
    size_squares: float
    """Sum over clusters of the squared number of rows."""
    rank_explained: float
    """Sum over clusters of the squared sum of mid-rank scores divided by the cluster's rows."""
    rank_sum: float
    rank_square_sum: float
    """Sum over rows of the squared mid-rank score."""
    cell_counts: IntArray
    """Rows in each coarse cell, shape (cells,)."""
    cell_explained: FloatArray
    """Sum over clusters of the squared rows in the cell divided by the cluster's rows, shape (cells,)."""

    def merge(self, other: "ClusterSums") -> "ClusterSums":
        """Add the sums of two parts."""
        return ClusterSums(
            self.rows + other.rows,
            self.clusters + other.clusters,
            self.size_squares + other.size_squares,
            self.rank_explained + other.rank_explained,
            self.rank_sum + other.rank_sum,
            self.rank_square_sum + other.rank_square_sum,
            self.cell_counts + other.cell_counts,
            self.cell_explained + other.cell_explained,
        )


def cluster_sums(codes: Codes, cells: IntArray, scores: FloatArray) -> ClusterSums:
    """Sum up rows by cluster.

    Parameters
    ----------
    codes
        Cluster of each row, shape (n,), not negative.
    cells
        Coarse cell of each row, shape (n,).
    scores
        Mid-rank score of each cell, shape (cells,).
    """
    width = len(scores)
    total = int(codes.max(initial=-1)) + 1
    sizes = np.bincount(codes, minlength=total).astype(float)
    rank_sums = np.bincount(codes, weights=scores[cells], minlength=total)
    squares, cell_counts = _squares_by_cell(codes, cells, sizes, width)
    is_filled = sizes > 0
    return ClusterSums(
        rows=len(codes),
        clusters=int(is_filled.sum()),
        size_squares=float((sizes**2).sum()),
        rank_explained=float((rank_sums[is_filled] ** 2 / sizes[is_filled]).sum()),
        rank_sum=float(cell_counts @ scores),
        rank_square_sum=float(cell_counts @ scores**2),
        cell_counts=cell_counts,
        cell_explained=squares,
    )


def _squares_by_cell(codes: Codes, cells: IntArray, sizes: FloatArray, width: int) -> tuple[FloatArray, IntArray]:
    """For each cell, the sum over clusters of squared rows divided by the cluster's rows, and the rows."""
    pairs = codes.astype(np.int64) * width + cells
    if len(sizes) * width <= PAIR_TABLE:
        table = np.bincount(pairs, minlength=len(sizes) * width).reshape(len(sizes), width)
        return (table**2 / np.maximum(sizes, 1)[:, None]).sum(axis=0), table.sum(axis=0).astype(np.int64)
    pair, rows = np.unique(pairs, return_counts=True)
    shares = rows.astype(float) ** 2 / sizes[pair // width]
    explained = np.bincount(pair % width, weights=shares, minlength=width)
    return explained.astype(np.float64), np.bincount(cells, minlength=width).astype(np.int64)
