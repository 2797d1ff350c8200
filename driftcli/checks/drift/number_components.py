"""The components that decide about a numeric column: location, shape, tail or unseen values (METHODS 1.1 to 1.4)."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from driftcli.checks.check import Component
from driftcli.checks.drift.dependence import (
    Defence,
    Independent,
    clustered,
    whole_units,
    windowed,
)
from driftcli.checks.drift.number_bounds import Cells, location_bound, shape_bound, tail_bound
from driftcli.checks.drift.number_cells import exceedances, is_low_cardinality, test_cells, union_counts
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.windows import join_windows
from driftcli.stats.dependence import rank_p_value
from driftcli.stats.location import LocationTest, location_test
from driftcli.stats.shape import shape_test
from driftcli.stats.tail import tail_test
from driftcli.stats.unseen import unseen_test

COMPONENTS = 3
BOUND_LEVEL = 0.05
"""One-sided error of a column's lower bound, shared out over its components."""


TailWindows = Callable[[Sequence[tuple[int, int]], int | None], float]
"""From exceedances and the deciding one to the p-value that the reference's windows allow."""


def number_components(
    reference: NumericProfile,
    current: NumericProfile,
    defence: Defence,
    window_tails: TailWindows | None = None,
    *,
    bound_level: float = BOUND_LEVEL,
) -> tuple[Component, ...]:
    """Location, shape, and tail (or unseen values where the distinct values are few)."""
    alpha = bound_level / COMPONENTS
    location = _location(reference, current)
    edges, a, b = test_cells(reference, current)
    shape = shape_test(a, b)
    placed, shaped = defence.location(location, alpha, bound_level), defence.shape(shape, alpha, bound_level)
    cells = Cells(reference, current)
    off = 0.0 if _is_exact(reference, current) else location_bound(cells, location)
    return (
        Component("location", placed.p_value, location.size, placed.lower, placed.upper, error_bound=off),
        Component(
            "shape",
            shaped.p_value,
            shape.size,
            shaped.lower,
            shaped.upper,
            f"{len(edges)} cells",
            error_bound=shape_bound(cells, shape),
        ),
        _extremes(cells, alpha, defence, window_tails),
    )


def _location(reference: NumericProfile, current: NumericProfile) -> LocationTest:
    """On the grid: exact where every reference value has a cell, but for ties among current values between two."""
    if _is_exact(reference, current):
        union = union_counts(reference, current)
        return location_test(union.reference, union.current)
    return location_test(reference.counts, current.counts)


def _is_exact(reference: NumericProfile, current: NumericProfile) -> bool:
    return reference.grid.is_exact and reference.values.is_complete and current.values.is_complete


def choose_defence(reference: NumericProfile, current: NumericProfile) -> Defence | str:
    """The defence against dependent rows that the profiles allow, or why there is none where one was asked for."""
    if reference.clusters is not None and current.clusters is not None:
        return clustered(reference.clusters, current.clusters, is_ordered=True)
    table = reference.grouped.get("window")
    if table is None or not len(table):
        return Independent()
    edges, a, b = test_cells(reference, current)
    cells = _window_cells(table, reference, edges)
    return windowed(table, cells, current.n, shape_test(a, b).df, is_ordered=True) or Independent()


def _window_cells(table: np.ndarray, reference: NumericProfile, edges: np.ndarray) -> np.ndarray:
    """Windows by test cells; a cell's upper edge is a window edge of the reference, or lies between two of them."""
    place = np.searchsorted(reference.grid.window_edges, edges[:-1], side="right") - 1
    cumulative = np.concatenate(
        [np.zeros((len(table), 1), dtype=np.int64), np.cumsum(table, axis=1, dtype=np.int64)], axis=1
    )
    below = np.concatenate([cumulative[:, place + 1], cumulative[:, -1:]], axis=1)
    return np.diff(below, axis=1, prepend=0)


def _extremes(cells: Cells, alpha: float, defence: Defence, window_tails: TailWindows | None) -> Component:
    reference, current, unit = cells.reference, cells.current, defence.rows_a_unit
    if is_low_cardinality(reference, current):
        union = union_counts(reference, current)
        unseen = unseen_test(whole_units(union.reference, unit), whole_units(union.current, unit))
        return Component("unseen", unseen.p_value, unseen.size, unseen.lower(alpha))
    pairs = exceedances(reference, current)
    units = [(math.ceil(rank / unit), math.floor(count / unit)) for rank, count in pairs]
    tail = tail_test(math.ceil(reference.n / unit), math.ceil(current.n / unit), units)
    p_value = tail.p_value
    if window_tails is not None:
        p_value = max(p_value, window_tails(pairs, tail.deciding))
    # how much rows depend on each other is no part of the size
    rows = tail if unit == 1 else tail_test(reference.n, current.n, pairs)
    note = _tail_note(reference, pairs, tail.deciding)
    return Component("tail", p_value, rows.size, tail.lower(alpha), note=note, error_bound=tail_bound(cells, rows))


def tail_windows(reference: NumericProfile, current: NumericProfile) -> TailWindows:
    """The rank of the current exceedance share among the reference's own windows (METHODS 4.4, not simulated there)."""
    table = reference.grouped["window"]
    starts = join_windows(table.sum(axis=1), current.n)
    blocks = np.add.reduceat(table, starts, axis=0, dtype=np.int64)
    totals = np.maximum(blocks.sum(axis=1), 1)
    cumulative = np.cumsum(blocks, axis=1)

    def rank(pairs: Sequence[tuple[int, int]], deciding: int | None) -> float:
        if deciding is None:
            return 1.0
        grid, ranks = reference.grid, len(reference.grid.ranks)
        is_high = deciding < ranks
        bound = grid.high_tail[deciding] if is_high else np.nextafter(grid.low_tail[deciding - ranks], -np.inf)
        below = cumulative[:, int(np.searchsorted(grid.window_edges, bound, side="left"))]
        beyond = (blocks.sum(axis=1) - below if is_high else below) / totals
        return rank_p_value(pairs[deciding][1] / max(current.n, 1), beyond)

    return rank


def _tail_note(reference: NumericProfile, pairs: list[tuple[int, int]], deciding: int | None) -> str:
    if deciding is None or not pairs[deciding][1]:
        return ""
    ranks = len(reference.grid.ranks)
    is_high = deciding < ranks
    values = reference.grid.high_tail if is_high else reference.grid.low_tail
    threshold = float(values[deciding % ranks])
    if not np.isfinite(threshold):
        return ""
    return f"{pairs[deciding][1]} rows {'above' if is_high else 'below'} {threshold:g}"
