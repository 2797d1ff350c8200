"""Profile of a numeric column: exact counts in the reference's edges, exact values while few, moments, extremes."""

from collections.abc import Mapping
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from driftcli.errors import UsageError
from driftcli.frozen import dataclass
from driftcli.profiles.grid import FloatArray, Grid, IntArray, SortedArray, count_between, place_grid
from driftcli.profiles.groups import ClusterSums, Grouping, cluster_sums
from driftcli.profiles.presence import Presence
from driftcli.profiles.values import FREQUENT_LIMIT, ValueCounts
from driftcli.stats.moments import Moments
from driftcli.stats.shape import QUANTILE_LEVELS

_HEAD = 10_000
"""Values that mostly tell already that not all are whole, or in order; looked at at a time."""
OWN_LEVELS = (np.arange(200) + 0.5) / 200
"""Levels of a column's own quantiles, for units, tables and the eye; nothing is tested with them."""


@dataclass(frozen=True)
class NumericProfile:
    """Everything the audit keeps of a numeric column; profiles with the same edges add."""

    presence: Presence
    grid: Grid
    counts: IntArray
    """Rows in each cell of the grid, shape (cells,); infinities included, missing left out."""
    values: ValueCounts
    moments: Moments
    """Of finite values."""
    minimum: float | None
    """Smallest finite value."""
    maximum: float | None
    """Largest finite value."""
    negative_infinities: int = 0
    positive_infinities: int = 0
    zeros: int = 0
    negatives: int = 0
    is_integer: bool = False
    """Whether all finite values are whole numbers."""
    quantiles: FloatArray = field(default_factory=lambda: np.empty(0))
    """Own order statistics at ``OWN_LEVELS``, where the reference's edges do not reach; approximate after a merge."""
    grouped: Mapping[str, NDArray[np.int32]] = field(default_factory=dict)
    """By grouping name (``window``, ``segment``): rows of each group in the cells between the grid's window edges."""
    clusters: ClusterSums | None = None

    @property
    def n(self) -> int:
        """Rows with a value, infinities included."""
        return int(self.counts.sum())

    @property
    def infinities(self) -> int:
        """Infinite values of either sign."""
        return self.negative_infinities + self.positive_infinities

    def merge(self, other: "NumericProfile") -> "NumericProfile":
        """Add a part that was counted in the same edges.

        Raises
        ------
        UsageError
            When the edges differ: parts must be profiled with ``--edges`` of one baseline.
        """
        require_same_edges(self.grid, other.grid)
        return replace(
            self,
            presence=self.presence.merge(other.presence),
            grid=self.grid.lent,
            counts=self.counts + other.counts,
            values=self.values.merge(other.values),
            moments=self.moments.merge(other.moments),
            minimum=_least(self.minimum, other.minimum),
            maximum=_greatest(self.maximum, other.maximum),
            negative_infinities=self.negative_infinities + other.negative_infinities,
            positive_infinities=self.positive_infinities + other.positive_infinities,
            zeros=self.zeros + other.zeros,
            negatives=self.negatives + other.negatives,
            is_integer=self.is_integer and other.is_integer,
            quantiles=_merge_quantiles(self, other),
            grouped={key: self.grouped[key] + other.grouped[key] for key in self.grouped if key in other.grouped},
            clusters=self.clusters.merge(other.clusters) if self.clusters and other.clusters else None,
        )


def require_same_edges(left: Grid, right: Grid) -> None:
    """Refuse to add counts that were made between different edges."""
    if not left.has_same_edges(right):
        raise UsageError(
            "the parts were counted between different edges, so their counts do not add",
            hint="profile every part with --edges BASELINE, then merge",
        )


def profile_numbers(
    values: FloatArray,
    presence: Presence,
    *,
    ordered: FloatArray | None = None,
    grid: Grid | None = None,
    groupings: Mapping[str, Grouping] | None = None,
    clusters: NDArray[np.int32] | None = None,
    frequent: int = FREQUENT_LIMIT,
) -> NumericProfile:
    """Summarise numbers.

    Parameters
    ----------
    values
        Shape (rows,); NaN stands for missing, infinities are ordinary extreme values. Not modified, and not looked at
        where they are given in order and there are neither groupings nor clusters.
    presence
        Counts of the whole column, missing included.
    ordered
        The values that are there, ascending, where the caller has sorted them; no -0.0 among them.
    grid
        Edges of the reference; ``None`` places them on these values.
    groupings
        Rows sorted into windows or segments, each of shape (rows,).
    clusters
        Cluster of each row, shape (rows,), or nothing.
    frequent
        Most frequent values to keep where not all of them are.
    """
    ordered = ascending(values) if ordered is None else ordered
    exact = ValueCounts.from_sorted(ordered, frequent=frequent)
    used = grid.lent if grid is not None else place_grid(SortedArray(ordered), exact.values, exact.counts)
    finite_start, finite_stop = np.searchsorted(ordered, -np.inf, "right"), np.searchsorted(ordered, np.inf, "left")
    finite = ordered[finite_start:finite_stop]
    zero_start, zero_stop = np.searchsorted(ordered, 0.0, "left"), np.searchsorted(ordered, 0.0, "right")
    return NumericProfile(
        presence=presence,
        grid=used,
        counts=used.count(ordered),
        values=exact.bounded(frequent=frequent),
        moments=Moments.from_ascending(finite),
        minimum=float(finite[0]) if len(finite) else None,
        maximum=float(finite[-1]) if len(finite) else None,
        negative_infinities=int(finite_start),
        positive_infinities=int(len(ordered) - finite_stop),
        zeros=int(zero_stop - zero_start),
        negatives=int(zero_start),
        is_integer=_is_whole(finite),
        quantiles=_own_quantiles(finite),
        grouped={name: _count_groups(values, used, grouping) for name, grouping in (groupings or {}).items()},
        clusters=_count_clusters(values, used, clusters) if clusters is not None else None,
    )


def ascending(values: FloatArray, *, is_ours: bool = False) -> FloatArray:
    """Ascending values without NaN and with one zero; sorted in place where they are ours, else perhaps a copy."""
    ordered = values
    if not _is_ascending(values):
        ordered = values if is_ours else values.copy()
        ordered.sort()  # NaN last
    ordered = ordered[: np.searchsorted(ordered, np.nan)]
    start, stop = np.searchsorted(ordered, 0.0), np.searchsorted(ordered, 0.0, "right")
    if np.signbit(ordered[start:stop]).any():
        ordered = ordered.copy()
        ordered[start:stop] = 0.0
    return ordered


def _is_ascending(values: FloatArray) -> bool:
    """Whether rows stand in order, as those of a log do; in others the first few tell."""
    return _rises(values[:_HEAD]) and _rises(values)


def _rises(values: FloatArray) -> bool:
    return bool(np.all(values[1:] >= values[:-1]))


def _is_whole(finite: FloatArray) -> bool:
    blocks = (finite[start : start + _HEAD] for start in range(0, len(finite), _HEAD))
    return all(bool(np.all(block == np.floor(block))) for block in blocks)


def _count_groups(values: FloatArray, grid: Grid, grouping: Grouping) -> NDArray[np.int32]:
    """Rows of each group between the grid's window edges, shape (groups, window edges + 1)."""
    edges = grid.window_edges
    table = np.zeros((len(grouping.labels), len(edges) + 1), dtype=np.int32)
    for group, part in grouping.parts(values):
        table[group] = count_between(ascending(part), edges)
    return table


def _count_clusters(values: FloatArray, grid: Grid, codes: NDArray[np.int32]) -> ClusterSums:
    has_both = (codes >= 0) & ~np.isnan(values)
    own, values = (codes, values) if has_both.all() else (codes[has_both], values[has_both])
    return cluster_sums(own, cluster_cells(values, grid), cluster_scores(grid))


def cluster_cells(values: FloatArray, grid: Grid) -> IntArray:
    """Cell between the test levels of each value, in which clusters are counted; values hold no NaN."""
    return np.searchsorted(_cluster_edges(grid)[0], values, side="left").astype(np.int64)


def cluster_scores(grid: Grid) -> FloatArray:
    """Mid-rank in the reference of each cell of ``cluster_cells``."""
    reached = _cluster_edges(grid)[1]
    return np.asarray((reached[:-1] + reached[1:]) / 2)


def _cluster_edges(grid: Grid) -> tuple[FloatArray, FloatArray]:
    is_placed = ~np.isnan(grid.levels)
    coarse, last = np.unique(grid.levels[is_placed][::-1], return_index=True)
    return coarse, np.concatenate([[0.0], np.array(QUANTILE_LEVELS)[is_placed][::-1][last], [1.0]])


def _own_quantiles(finite: FloatArray) -> FloatArray:
    if len(finite) == 0:
        return np.empty(0)
    return finite[np.clip(np.ceil(OWN_LEVELS * len(finite)).astype(np.int64) - 1, 0, len(finite) - 1)]


def _merge_quantiles(left: NumericProfile, right: NumericProfile) -> FloatArray:
    if len(left.quantiles) == 0 or len(right.quantiles) == 0:
        return left.quantiles if len(left.quantiles) else right.quantiles
    values = np.concatenate([left.quantiles, right.quantiles])
    weights = np.repeat([left.n / left.quantiles.size, right.n / right.quantiles.size], [200, 200])
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    place = np.clip(np.searchsorted(reached, OWN_LEVELS * reached[-1]), 0, len(values) - 1)
    return np.asarray(values[order][place], dtype=np.float64)


def _least(left: float | None, right: float | None) -> float | None:
    return min((value for value in (left, right) if value is not None), default=None)


def _greatest(left: float | None, right: float | None) -> float | None:
    return max((value for value in (left, right) if value is not None), default=None)
