"""Two categorical profiles side by side: cells, deciding components, and statistics for familiarity (METHODS 2)."""

from typing import Any

import numpy as np

from driftcli.checks.check import Component, Statistic
from driftcli.checks.drift.dependence import Defence, Independent, clustered, whole_units, windowed
from driftcli.checks.drift.number_statistics import binned_statistics
from driftcli.frozen import dataclass
from driftcli.profiles.alignment import align
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.grid import IntArray
from driftcli.stats import distances
from driftcli.stats.multiplicity import holm
from driftcli.stats.proportions import fisher_exact_p_value, newcombe, share_test
from driftcli.stats.shape import MINIMUM_EXPECTED, shape_permutation_p_value, shape_test
from driftcli.stats.unseen import unseen_test

OWN_CELLS = 50
"""Categories with a cell of their own; the others share ``rest``."""
SMALL_SAMPLE = 50
"""Below this many rows on either side p-values are exact or from permutations."""
COMPONENTS = 2
BOUND_LEVEL = 0.05
NAMING_LEVEL = 0.05
"""Categories are named as causes by Holm at this level; it never decides the verdict."""
LISTED = 12


@dataclass(frozen=True)
class CategoryCells:
    """Categories in the order of their pooled counts, and the cells made of them."""

    categories: tuple[str, ...]
    reference: IntArray
    current: IntArray
    """Counts of every category on both sides."""
    cell_reference: IntArray
    cell_current: IntArray
    """Counts of the cells: own ones first, then ``rest``, if there is one."""
    own: int
    """How many categories have a cell of their own."""
    is_complete: bool
    """Whether every category of both sides is counted."""


def category_cells(reference: CategoricalProfile, current: CategoricalProfile) -> CategoryCells:
    """Align two profiles; only pooled counts choose the cells, so the null distribution is not disturbed."""
    aligned = align(reference, current)
    names, a, b = aligned.categories, aligned.reference, aligned.current
    n, m = reference.n, current.n
    expected = min(n, m) * (a / max(n, 1) + b / max(m, 1)) / 2
    is_own = (expected >= MINIMUM_EXPECTED) & (np.arange(len(names)) < OWN_CELLS)
    cells_a, cells_b = a[is_own], b[is_own]
    rest = (n - int(cells_a.sum()), m - int(cells_b.sum()))
    if sum(rest):
        cells_a, cells_b = np.append(cells_a, rest[0]), np.append(cells_b, rest[1])
        cells_a, cells_b = _absorb_small_rest(cells_a, cells_b, min(n, m), n, m)
    return CategoryCells(
        names, a, b, cells_a, cells_b, int(is_own.sum()), reference.is_complete and current.is_complete
    )


def _absorb_small_rest(a: IntArray, b: IntArray, smaller: int, n: int, m: int) -> tuple[IntArray, IntArray]:
    """Join the rest with the smallest own cell when it is too small itself; the smallest own cell stands before it."""
    if len(a) < 2 or smaller * (a[-1] / max(n, 1) + b[-1] / max(m, 1)) / 2 >= MINIMUM_EXPECTED:
        return a, b
    starts = np.arange(len(a) - 1)
    return np.add.reduceat(a, starts), np.add.reduceat(b, starts)


def category_components(cells: CategoryCells, defence: Defence) -> tuple[Component, ...]:
    """Shape over the cells, and mass in categories that the reference never had."""
    alpha = BOUND_LEVEL / COMPONENTS
    a, b = cells.cell_reference, cells.cell_current
    shape = shape_test(a, b)
    note = f"{len(a)} cells"
    shaped = defence.shape(shape, alpha, BOUND_LEVEL)
    p_value = shaped.p_value
    n, m = int(a.sum()), int(b.sum())
    if len(a) > 1 and min(n, m) < SMALL_SAMPLE:
        exact = len(a) == 2
        p_value = fisher_exact_p_value(int(a[0]), n, int(b[0]), m) if exact else shape_permutation_p_value(a, b)
        note += ", Fisher's exact test" if exact else ", permutation test"
    first = Component("shape", p_value, shape.size, shaped.lower, shaped.upper, note)
    if not cells.is_complete:
        return first, Component("unseen", 1.0, 0.0, 0.0, note="too many categories to count them all")
    unit = defence.rows_a_unit
    unseen = unseen_test(whole_units(cells.reference, unit), whole_units(cells.current, unit))
    rows = f"{int(cells.current[cells.reference == 0].sum())} rows"
    return first, Component("unseen", unseen.p_value, unseen.size, unseen.lower(alpha), note=rows)


def choose_defence(reference: CategoricalProfile, current: CategoricalProfile, cells: CategoryCells) -> Defence | str:
    """The defence against dependent rows that the profiles allow, or why there is none where one was asked for."""
    if reference.clusters is not None and current.clusters is not None:
        return clustered(reference.clusters, current.clusters, is_ordered=False)
    table = reference.grouped.get("window")
    if table is None or not len(table):
        return Independent()
    df = shape_test(cells.cell_reference, cells.cell_current).df
    merged = _window_cells(table, reference, cells)
    return windowed(merged, merged, current.n, df, is_ordered=False) or Independent()


def _window_cells(table: np.ndarray, reference: CategoricalProfile, cells: CategoryCells) -> np.ndarray:
    """Windows by the cells of the test: tracked categories with an own cell, and the rest."""
    own = {category: place for place, category in enumerate(cells.categories[: cells.own])}
    width = len(cells.cell_reference)
    target = [min(own.get(category, width - 1), width - 1) for category in reference.tracked]
    merged = np.zeros((len(table), width), dtype=np.int64)
    for column, cell in enumerate([*target, width - 1]):
        merged[:, cell] += table[:, column]
    return merged


def category_statistics(cells: CategoryCells) -> tuple[Statistic, ...]:
    """Divergences over the cells, Cramér's V plain and corrected, Pearson's and G statistics."""
    a, b = cells.cell_reference, cells.cell_current
    variant = f"{len(a)} cells"
    if not a.sum() or not b.sum():
        return ()
    return (
        *binned_statistics(a, b, variant),
        Statistic("cramers_v", distances.cramers_v(a, b), variant=f"uncorrected, {variant}"),
        Statistic("cramers_v_corrected", distances.cramers_v_corrected(a, b), variant=f"bias-corrected, {variant}"),
    )


def category_table(cells: CategoryCells) -> list[dict[str, Any]]:
    """The categories that contribute most to the change, with shares, interval and whether they are named as causes."""
    n, m = int(cells.cell_reference.sum()), int(cells.cell_current.sum())
    if not n or not m or not cells.categories:
        return []
    p, q = cells.reference / n, cells.current / m
    contribution = 2 * (p - q) ** 2 / np.maximum(p + q, 1e-300)
    looked_at = np.argsort(-contribution, kind="stable")[: max(OWN_CELLS, LISTED)]
    p_values = [share_test(int(cells.reference[i]), n, int(cells.current[i]), m).p_value for i in looked_at]
    adjusted = holm(p_values)
    rows = []
    for place, i in enumerate(looked_at[:LISTED]):
        difference, low, high = newcombe(int(cells.reference[i]), n, int(cells.current[i]), m)
        rows.append(
            {
                "category": cells.categories[i],
                "reference": int(cells.reference[i]),
                "current": int(cells.current[i]),
                "reference_share": float(p[i]),
                "current_share": float(q[i]),
                "difference": difference,
                "low": low,
                "high": high,
                "contribution": float(contribution[i]),
                "named": bool(adjusted[place] <= NAMING_LEVEL),
            }
        )
    return rows
