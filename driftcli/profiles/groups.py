"""Rows sorted into windows, segments and clusters, so that columns can carry the same counts for each of them.

A grouping is made once for a dataset (an integer code a row) and applied to every column as it passes by.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from driftcli.profiles.grid import FloatArray, IntArray

Codes = NDArray[np.int32]


@dataclass(frozen=True)
class Grouping:
    """One way to sort rows into few groups."""

    labels: tuple[str, ...]
    """Name of each group, in order; for windows the start of each, as ISO time or row number."""
    codes: Codes
    """Group of each row, shape (rows,); -1 where it has none."""

    def slice(self, start: int, stop: int) -> "Grouping":
        """Rows ``start`` to ``stop`` of the same grouping."""
        return Grouping(self.labels, self.codes[start:stop])

    def select(self, mask: NDArray[np.bool_]) -> "Grouping":
        """Rows where the mask holds."""
        return Grouping(self.labels, self.codes[mask])

    def parts(self, values: FloatArray) -> Iterator[tuple[int, FloatArray]]:
        """Yield each group that occurs with its values; one stable sort, no copy of a group that is contiguous."""
        order = np.argsort(self.codes, kind="stable")
        codes = self.codes[order]
        bounds = np.searchsorted(codes, np.arange(len(self.labels) + 1))
        for group, (start, stop) in enumerate(pairwise(bounds)):
            if stop > start:
                yield group, values[order[start:stop]]


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
    _, cluster = np.unique(codes, return_inverse=True)
    total = int(cluster.max(initial=-1)) + 1
    width = len(scores)
    sizes = np.bincount(cluster, minlength=total).astype(float)
    row_scores = scores[cells]
    rank_sums = np.bincount(cluster, weights=row_scores, minlength=total)
    pair, pair_counts = np.unique(cluster.astype(np.int64) * width + cells, return_counts=True)
    shares = pair_counts.astype(float) ** 2 / sizes[pair // width]
    return ClusterSums(
        rows=len(codes),
        clusters=total,
        size_squares=float((sizes**2).sum()),
        rank_explained=float((rank_sums**2 / sizes).sum()),
        rank_sum=float(row_scores.sum()),
        rank_square_sum=float((row_scores**2).sum()),
        cell_counts=np.bincount(cells, minlength=width).astype(np.int64),
        cell_explained=np.bincount(pair % width, weights=shares, minlength=width).astype(np.float64),
    )
