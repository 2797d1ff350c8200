"""Between which values the reported statistics of two numeric profiles lie for certain, where they are approximate."""

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from driftcli.checks.check import Statistic
from driftcli.checks.drift.number_bounds import Cells
from driftcli.checks.drift.number_cells import finite_range
from driftcli.profiles.grid import FINE_CELLS, FloatArray
from driftcli.stats import cell_bounds
from driftcli.stats.cell_bounds import Boxes, Range, divergence_range
from driftcli.stats.ecdf_bounds import Gaps, energy_range, gaps_in_cells, wasserstein_range
from driftcli.stats.quantiles import NORMAL_IQR

TRIMMED = (0.005, 0.995)
_SCALES = {("js_distance", "base 2"): 1 / math.sqrt(math.log(2))}
"""A distance told in another unit than its range."""


def with_bounds(statistics: Iterable[Statistic], ranges: dict[str, Range]) -> tuple[Statistic, ...]:
    """Give statistics the bounds that follow from the ranges of what they stand for; those without one are exact."""
    return tuple(_with_bound(one, ranges.get(one.name)) for one in statistics)


def _with_bound(statistic: Statistic, inside: Range | None) -> Statistic:
    if inside is None or statistic.value is None:
        return statistic
    scale = _SCALES.get((statistic.name, statistic.variant.partition(",")[0]), 1.0)
    return replace(statistic, error_bound=Range(inside.low * scale, inside.high * scale).off(statistic.value))


def ranges_on_grid(cells: Cells, levels: dict[str, float]) -> dict[str, Range]:
    """Ranges of quantiles, given by name, and of distances in the column's unit, for rows that are known by cell."""
    sides = (cells.reference, cells.current)
    if not all(side.n > side.infinities for side in sides):
        return {}
    found = {name: difference(*(cells.bracket(side, level) for side in sides)) for name, level in levels.items()}
    if cells.reference.infinities or cells.current.infinities:
        found["median"] = difference(*(cells.bracket(side, 0.5, is_finite=False) for side in sides))
    a, b = (cells.finite_counts(side) for side in sides)
    bounds = np.clip(np.concatenate([[-np.inf], cells.edges, [np.inf]]), *finite_range(*sides))
    with np.errstate(over="ignore"):
        widths = np.where(cells.is_single, 0.0, np.diff(bounds))
    gaps = gaps_in_cells(a, b)
    trimmed = _trimmed(widths, gaps, (np.cumsum(a) / a.sum() + np.cumsum(b) / b.sum()) / 2)
    return {
        **found,
        "wasserstein": wasserstein_range(widths, gaps),
        "energy_distance": energy_range(widths, gaps),
        "wasserstein_trimmed": trimmed,
        "wasserstein_normalised": _over(trimmed, _scale(cells)),
    }


def difference(before: Range, after: Range) -> Range:
    """Range of a difference, after less before."""
    return Range(after.low - before.high, after.high - before.low)


def _trimmed(widths: FloatArray, gaps: Gaps, mixture: FloatArray) -> Range:
    """Only the cells in which the central range begins and ends are in doubt."""
    first, last = (min(int(place), len(widths) - 1) for place in np.searchsorted(mixture, TRIMMED, side="left"))
    inner, outer = slice(first + 1, last), slice(first, last + 1)
    return Range(
        wasserstein_range(widths[inner], Gaps(*(side[inner] for side in gaps))).low,
        wasserstein_range(widths[outer], Gaps(*(side[outer] for side in gaps))).high,
    )


def _scale(cells: Cells) -> Range:
    """Of the reference's robust scale while its quartiles surely differ; else nothing is known."""
    low, high = (cells.bracket(cells.reference, level) for level in (0.25, 0.75))
    spread = difference(low, high)
    return Range(spread.low / NORMAL_IQR, spread.high / NORMAL_IQR) if spread.low > 0 else Range(0.0, math.inf)


def _over(distance: Range, scale: Range) -> Range:
    high = distance.high / scale.low if scale.low > 0 else math.inf
    return Range(distance.low / scale.high, high)


def ranges_of_bins(cells: Cells, bins: int) -> dict[str, Range]:
    """Ranges of the divergences over quantile bins of the reference; none where the bins are those of all rows."""
    if cells.reference.grid.placed_on == "rows" and FINE_CELLS % bins == 0:
        return {}
    cuts = cells.bin_cuts(bins)
    if cuts.is_exact or not cells.reference.n or not cells.current.n:
        return {}
    boxes = cuts.boxes().occupied()
    half_a_row = (0.5 / cells.reference.n, 0.5 / cells.current.n)
    counted = boxes.at_least(*half_a_row)
    return {
        "psi": divergence_range(cell_bounds.psi_kernel, counted),
        "kl_divergence": _kl(boxes, counted, half_a_row),
        "js_distance": divergence_range(cell_bounds.js_kernel, boxes).through(cell_bounds.root),
        "hellinger": divergence_range(cell_bounds.hellinger_kernel, boxes).through(cell_bounds.root),
        "total_variation": divergence_range(cell_bounds.total_variation_kernel, boxes),
    }


def _kl(boxes: Boxes, counted: Boxes, half_a_row: tuple[float, float]) -> Range:
    """The kernel sums to the divergence but for the half rows that stand in empty cells."""
    inside = divergence_range(cell_bounds.kl_kernel, counted)
    in_reference = half_a_row[0] * int(np.count_nonzero(boxes.p_low == 0))
    in_current = half_a_row[1] * int(np.count_nonzero(boxes.q_low == 0))
    return Range(max(0.0, inside.low - in_reference), inside.high + in_current)
