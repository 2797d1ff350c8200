"""Profile of a categorical or boolean column: exact counts of its categories up to a cap."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.profiles.grid import FloatArray, IntArray
from driftcli.profiles.groups import ClusterSums, Grouping, cluster_sums
from driftcli.profiles.presence import Presence
from driftcli.profiles.taking import taken

CATEGORY_CAP = 200_000
"""Distinct categories counted exactly; beyond, the most frequent ones and a bounded remainder."""
GROUPED_CATEGORIES = 200
"""Categories of the reference that are counted per window and segment; the rest share the last cell."""
CLUSTER_CATEGORIES = 25


@dataclass(frozen=True)
class CategoricalProfile:
    """Counts of categories, most frequent first, ties by name."""

    presence: Presence
    categories: tuple[str, ...]
    counts: IntArray
    """Rows of each category, shape (categories,)."""
    remainder: int = 0
    """Rows of categories beyond the cap."""
    tracked: tuple[str, ...] = ()
    """The reference's most frequent categories: the columns of ``grouped``."""
    grouped: Mapping[str, NDArray[np.int32]] = field(default_factory=dict)
    """By grouping name: rows in each group and tracked category, last column the rest, shape (groups, tracked + 1)."""
    clusters: ClusterSums | None = None

    @property
    def n(self) -> int:
        """Rows with a value."""
        return int(self.counts.sum()) + self.remainder

    @property
    def is_complete(self) -> bool:
        """Whether every category is counted."""
        return self.remainder == 0

    @cached_property
    def latest_alignment(self) -> list[Any]:
        """What ``alignment`` worked out with another profile last, that profile first; empty before."""
        return []

    def as_dict(self) -> dict[str, int]:
        """Rows by category."""
        return dict(zip(self.categories, self.counts.tolist(), strict=True))

    def rows_of(self, category: str) -> int:
        """Rows of one category; 0 where it is unknown."""
        return int(self.counts[self.categories.index(category)]) if category in self.categories else 0

    def merge(self, other: "CategoricalProfile") -> "CategoricalProfile":
        """Add a part."""
        totals = self.as_dict()
        for category, count in other.as_dict().items():
            totals[category] = totals.get(category, 0) + count
        names = pa.array(totals, type=pa.large_string())
        categories, counts, cut = rank_categories(names, np.array(list(totals.values()), dtype=np.int64))
        same = self.tracked == other.tracked
        grouped = {key: self.grouped[key] + other.grouped[key] for key in self.grouped if same and key in other.grouped}
        return CategoricalProfile(
            presence=self.presence.merge(other.presence),
            categories=categories,
            counts=counts,
            remainder=self.remainder + other.remainder + cut,
            tracked=self.tracked if same else (),
            grouped=grouped,
            clusters=self.clusters.merge(other.clusters) if same and self.clusters and other.clusters else None,
        )


def rank_categories(names: pa.Array, counts: IntArray) -> tuple[tuple[str, ...], IntArray, int]:
    """Order categories by falling count, ties by name, and cut at the cap; the last value is the rows cut off."""
    order = most_frequent_first(names, counts)
    kept, cut = order[:CATEGORY_CAP], order[CATEGORY_CAP:]
    return tuple(taken(names, kept).to_pylist()), counts[kept], int(counts[cut].sum())


def most_frequent_first(names: pa.Array, counts: IntArray) -> IntArray:
    """Order of falling counts, ties by name, shape (names,)."""
    by_name = np.asarray(pc.sort_indices(names)).astype(np.int64)
    return np.asarray(by_name[np.argsort(-counts[by_name], kind="stable")])


def profile_categories(
    codes: NDArray[np.int32],
    dictionary: Sequence[str] | pa.Array,
    presence: Presence,
    *,
    tracked: tuple[str, ...] | None = None,
    groupings: Mapping[str, Grouping] | None = None,
    clusters: NDArray[np.int32] | None = None,
) -> CategoricalProfile:
    """Summarise categories.

    Parameters
    ----------
    codes
        Index into ``dictionary`` of each row, shape (rows,); -1 for missing.
    dictionary
        Distinct categories, as an Arrow array of strings where there is one.
    presence
        Counts of the whole column, missing included.
    tracked
        Categories that the reference tracks; ``None`` tracks this column's own most frequent ones.
    groupings, clusters
        As for numbers, each of shape (rows,).
    """
    names = dictionary if isinstance(dictionary, pa.Array) else pa.array(dictionary, type=pa.large_string())
    raw = np.bincount(codes[codes >= 0], minlength=len(names)).astype(np.int64)
    used = np.flatnonzero(raw)
    categories, counts, cut = rank_categories(taken(names, used), raw[used])
    columns = tracked if tracked is not None else categories[:GROUPED_CATEGORIES]
    cells = _cells(codes, names, columns) if groupings or clusters is not None else None
    return CategoricalProfile(
        presence=presence,
        categories=categories,
        counts=counts,
        remainder=cut,
        tracked=columns,
        grouped=_count_groups(cells, len(columns) + 1, groupings or {}),
        clusters=_count_clusters(cells, len(columns) + 1, clusters),
    )


def _cells(codes: NDArray[np.int32] | IntArray, names: pa.Array, tracked: tuple[str, ...]) -> IntArray:
    """Cell of each row: the place among the tracked categories, the last cell for others, -1 for missing."""
    places = pc.index_in(names, value_set=pa.array(tracked, type=names.type)).fill_null(len(tracked))
    return np.append(np.asarray(places, dtype=np.int64), -1)[codes]


def _count_groups(
    cells: IntArray | None, width: int, groupings: Mapping[str, Grouping]
) -> dict[str, NDArray[np.int32]]:
    if cells is None:
        return {}
    counted = {}
    for name, grouping in groupings.items():
        keep = (cells >= 0) & (grouping.codes >= 0)
        flat = grouping.codes[keep].astype(np.int64) * width + cells[keep]
        table = np.bincount(flat, minlength=len(grouping.labels) * width)
        counted[name] = table.reshape(len(grouping.labels), width).astype(np.int32)
    return counted


def _count_clusters(cells: IntArray | None, width: int, codes: NDArray[np.int32] | None) -> ClusterSums | None:
    if cells is None or codes is None:
        return None
    keep = (cells >= 0) & (codes >= 0)
    top = min(width, CLUSTER_CATEGORIES)
    return cluster_sums(codes[keep], np.minimum(cells[keep], top - 1), _scores(top))


def category_cells(codes: IntArray, names: pa.Array, tracked: tuple[str, ...]) -> IntArray:
    """Cell of each row in which clusters are counted, shape (rows,); -1 for missing."""
    top = min(len(tracked) + 1, CLUSTER_CATEGORIES)
    return np.minimum(_cells(codes, names, tracked), top - 1)


def category_scores(tracked: tuple[str, ...]) -> FloatArray:
    """Score of each cell of ``category_cells``."""
    return _scores(min(len(tracked) + 1, CLUSTER_CATEGORIES))


def _scores(cells: int) -> FloatArray:
    return np.asarray((np.arange(cells) + 0.5) / cells)
