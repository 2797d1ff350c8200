"""Rows of each cluster in each cell, gathered over stretches that share clusters; sums of clusters do not add then."""

import numpy as np

from driftcli.profiles.grid import FloatArray, IntArray
from driftcli.profiles.groups import ClusterSums, Codes
from driftcli.stats.loss_moments import GroupSpread

CLUSTERS = 100_000
"""Clusters that are followed over stretches; of more, those with the smallest hashes stand for all."""


class ClusterTable:
    """Counts rows by cluster and cell."""

    def __init__(self, clusters: int, scores: FloatArray) -> None:
        self._scores = scores
        self._table = np.zeros(clusters * len(scores), dtype=np.int32)

    def add(self, codes: Codes, cells: IntArray) -> None:
        """Add rows: cluster and cell of each, shape (rows,); rows of cluster -1 or cell -1 are left out."""
        keep = (codes >= 0) & (cells >= 0)
        np.add.at(self._table, codes[keep].astype(np.int64) * len(self._scores) + cells[keep], 1)

    def sums(self) -> ClusterSums:
        """What a design effect needs."""
        table = self._table.reshape(-1, len(self._scores))
        table = table[table.any(axis=1)].astype(np.float64)
        sizes, counts = table.sum(axis=1), table.sum(axis=0)
        return ClusterSums(
            rows=int(counts.sum()),
            clusters=len(table),
            size_squares=float((sizes**2).sum()),
            rank_explained=float(((table @ self._scores) ** 2 / sizes).sum()),
            rank_sum=float(counts @ self._scores),
            rank_square_sum=float(counts @ self._scores**2),
            cell_counts=counts.astype(np.int64),
            cell_explained=(table**2 / sizes[:, None]).sum(axis=0),
        )


class SpreadTable:
    """Adds up a weighted loss by cluster."""

    def __init__(self, clusters: int) -> None:
        self._table = np.zeros((clusters, 2))
        self._squares = np.zeros((2, 2))

    def add(self, loss: FloatArray, weights: FloatArray, codes: Codes) -> None:
        """Add rows, shapes (rows,); rows of cluster -1 are left out."""
        is_in = codes >= 0
        vectors = np.column_stack([np.ones(int(is_in.sum())), loss[is_in]]) * weights[is_in][:, None]
        own = codes[is_in].astype(np.int64)
        for place, column in enumerate(vectors.T):
            self._table[:, place] += np.bincount(own, column, minlength=len(self._table))
        self._squares += vectors.T @ vectors

    def spread(self) -> GroupSpread:
        """How the mean loss varies between clusters."""
        return GroupSpread.of_table(self._table, self._squares)
