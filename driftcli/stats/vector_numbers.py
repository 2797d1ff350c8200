"""Numbers derived from vectors, by which ordinary two-sample tests see what became of them."""

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from driftcli.stats.domain_classifier import auc_influence
from driftcli.stats.kernel_two_sample import squared_norms
from driftcli.stats.leading_directions import leading_directions
from driftcli.stats.learners import balanced_folds
from driftcli.stats.location import LocationTest, location_test
from driftcli.stats.row_groups import RowGroups, design_effect_of_sum
from driftcli.stats.shape import ShapeTest, kept_levels, merge_small_cells, shape_test
from driftcli.stats.special import ndtr
from driftcli.stats.standardised import Scale, scale_of
from driftcli.stats.vector_rows import Floats, Vectors, column_blocks, row_blocks, taken

LEADING = 10
NEIGHBOURS = 1_000
COPY_TOLERANCE = 1e-9
"""Squared distance, as a share of the squared norms, up to which two vectors are one and the same."""

_TOGETHER = 500
"""Rows whose distances are held at a time."""


def held_half(rows: int, *, seed: int = 0) -> npt.NDArray[np.bool_]:
    """Which reference rows `derived_numbers` describes; the others are what it is fitted on."""
    return np.asarray(balanced_folds(np.zeros(rows), 2, seed=seed) != 0)


def derived_numbers(reference: Vectors, current: Vectors, *, seed: int = 0) -> dict[str, tuple[Floats, Floats]]:
    """Norm, distance to the centre, to the nearest of 1,000 reference rows, and ten principal components.

    Parameters
    ----------
    reference, current : ndarray or sequence of ndarray, shape (rows, dimensions)
        Finite, of either precision.
    seed : int
        Of the halves.

    Returns
    -------
    dict
        Name to the numbers of the reference and of the current rows. Centre, neighbours and components are those of
        one half of the reference; the numbers are of the other half.
    """
    is_held = held_half(len(reference), seed=seed)
    fitted, held = (taken(reference, np.flatnonzero(chosen)) for chosen in (~is_held, is_held))
    centre, near = scale_of(fitted), fitted[:NEIGHBOURS]
    directions = leading_directions(fitted, centre, most=LEADING)
    sides = (_described(side, near, centre, directions) for side in (held, current))
    leading = (f"component_{place + 1}" for place in range(len(directions)))
    names = ("norm", "distance_to_centre", "distance_to_nearest", *leading)
    return {name: (old, new) for name, old, new in zip(names, *sides, strict=True)}


def _described(side: Vectors, near: Vectors, centre: Scale, directions: Floats) -> Floats:
    """Numbers of each row, shape (numbers, rows)."""
    found = np.empty((3 + len(directions), len(side)))
    for place, rows in row_blocks(side):
        found[0, place] = np.linalg.norm(rows, axis=1)
    for place, rows in row_blocks(side, centre.mean):
        found[1, place] = np.linalg.norm(rows, axis=1)
        found[3:, place] = (directions / centre.spread) @ rows.T
    for start in range(0, len(side), _TOGETHER):
        some = slice(start, start + _TOGETHER)
        found[2, some] = _distance_to_nearest(side[some], near)
    return found


def _distance_to_nearest(vectors: Vectors, near: Vectors) -> Floats:
    """Distance to the nearest other vector: a copy of a row is no neighbour, or data beside itself would look moved."""
    lengths, more, squares = np.zeros(len(vectors)), np.zeros(len(near)), np.zeros((len(vectors), len(near)))
    for (_, some), (_, others) in zip(column_blocks(vectors), column_blocks(near), strict=True):
        lengths += squared_norms(some)
        more += squared_norms(others)
        squares -= 2 * some @ others.T
    scale = lengths[:, None] + more
    squares += scale
    np.maximum(squares, 0.0, out=squares)
    scale *= COPY_TOLERANCE
    squares[squares <= scale] = np.inf
    nearest = squares.min(axis=1)
    return np.sqrt(np.where(np.isfinite(nearest), nearest, 0.0))


def compare_numbers(
    reference: Floats, current: Floats, groups: RowGroups | None = None
) -> tuple[LocationTest, ShapeTest]:
    """Location and shape tests of two samples of numbers, shape (rows,); cells at quantiles of the reference.

    With groups (of the reference rows followed by the current ones), both are divided by what the groups cost the
    location, and the shape by the costliest of its cells where that is more.
    """
    values, place = np.unique(np.concatenate([reference, current]), return_inverse=True)
    old, new = (np.bincount(part, minlength=len(values)) for part in (place[: len(reference)], place[len(reference) :]))
    ordered = np.sort(reference)
    levels = np.array(kept_levels(len(reference), len(current)))
    edges = np.unique(ordered[np.maximum(np.ceil(levels * len(ordered)).astype(np.int64) - 1, 0)])
    cells = [np.searchsorted(edges, side, side="left") for side in (reference, current)]
    counts = [np.bincount(side, minlength=len(edges) + 1) for side in cells]
    merged = merge_small_cells(counts[0], counts[1])
    location, shape = location_test(old, new), shape_test(merged[0], merged[1])
    if groups is None:
        return location, shape
    both = np.concatenate([reference, current])
    effect = design_effect_of_sum(auc_influence(both, groups.is_current), groups)
    place = np.concatenate(cells)
    largest = max(effect, *(_cell_effect(place == cell, groups) for cell in range(len(edges) + 1)))
    z = location.z / math.sqrt(effect)
    held = replace(
        location,
        null_variance=location.null_variance * effect,
        free_variance=location.free_variance * effect,
        z=z,
        p_value=2 * float(ndtr(-abs(z))),
    )
    return held, shape.shrunk(largest)


def _cell_effect(inside: npt.NDArray[np.bool_], groups: RowGroups) -> float:
    """Design effect of the change of a cell's share."""
    member, current = inside.astype(np.float64), groups.is_current
    share = np.where(current, member[current].mean(), member[~current].mean())
    return design_effect_of_sum((member - share) * np.where(current, 1 / current.sum(), -1 / (~current).sum()), groups)
