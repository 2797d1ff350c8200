"""Dependent rows: the tests of location and shape, held against windows or clusters instead of theory (METHODS 4.4)."""

import math
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from driftcli.frozen import dataclass
from driftcli.profiles.groups import ClusterSums
from driftcli.profiles.windows import FEWEST_WINDOWS, join_windows
from driftcli.stats import dependence
from driftcli.stats.clusters import MINIMUM_CLUSTERS, design_effect_from_sums
from driftcli.stats.dependence import WindowEvidence, window_evidence
from driftcli.stats.location import LocationTest, location_test
from driftcli.stats.shape import ShapeTest, shape_test
from driftcli.stats.special import chdtrc, ndtr

OUTER_CELLS = 5
"""Cells of the test levels beyond 10 % and beyond 90 %."""


@dataclass(frozen=True)
class Tested:
    """p-value and bounds of one component, with the defence applied."""

    p_value: float
    lower: float
    upper: float


class Defence(Protocol):
    """What takes the place of independent rows."""

    @property
    def name(self) -> str:
        """``none``, ``windows``, ``windows_independent``, ``clusters`` or ``days``."""

    @property
    def design_effect(self) -> float:
        """Factor by which dependence inflates variances; rows divided by it are effective rows."""

    @property
    def rows_a_unit(self) -> float:
        """Rows beyond the extremes, or of unseen values, that count as one."""

    def location(self, test: LocationTest, alpha: float, upper_alpha: float) -> Tested:
        """p-value and bounds of the location."""

    def shape(self, test: ShapeTest, alpha: float, upper_alpha: float) -> Tested:
        """p-value and bounds of the shape."""

    def details(self) -> dict[str, Any]:
        """What the report says of it."""


@dataclass(frozen=True)
class Independent:
    """Rows are taken as independent."""

    name: str = "none"
    design_effect: float = 1.0
    rows_a_unit: float = 1.0

    def location(self, test: LocationTest, alpha: float, upper_alpha: float) -> Tested:
        """The test's own."""
        return Tested(test.p_value, test.lower(alpha), test.upper(upper_alpha))

    def shape(self, test: ShapeTest, alpha: float, upper_alpha: float) -> Tested:
        """The test's own."""
        return Tested(test.p_value, test.lower(alpha), test.upper(upper_alpha))

    def details(self) -> dict[str, Any]:
        """Nothing to say."""
        return {"defence": self.name}


@dataclass(frozen=True)
class Windowed:
    """The spread of the reference's own windows is the yardstick."""

    evidence: WindowEvidence

    @property
    def name(self) -> str:
        """Whether the windows showed dependence."""
        return "windows" if self.evidence.is_dependent else "windows_independent"

    @property
    def design_effect(self) -> float:
        """The larger of the two components' effects."""
        return max(1.0, self.evidence.location_design_effect, self.evidence.shape_design_effect)

    @property
    def rows_a_unit(self) -> float:
        """As the shares of the cells vary."""
        return self.evidence.shape_design_effect

    def location(self, test: LocationTest, alpha: float, upper_alpha: float) -> Tested:
        """Student t with the windows' spread."""
        return Tested(
            dependence.location_p_value(test, self.evidence),
            dependence.location_lower(test, self.evidence, alpha),
            dependence.location_upper(test, self.evidence, upper_alpha),
        )

    def shape(self, test: ShapeTest, alpha: float, upper_alpha: float) -> Tested:
        """Moment-matched F."""
        return Tested(
            dependence.shape_p_value(test, self.evidence),
            dependence.shape_lower(test, self.evidence, alpha),
            dependence.shape_upper(test, self.evidence, upper_alpha),
        )

    def details(self) -> dict[str, Any]:
        """How many windows, and how much they vary."""
        evidence = self.evidence
        return {
            "defence": self.name,
            "windows": evidence.windows,
            "window_sd": evidence.sd,
            "design_effect": self.design_effect,
        }


@dataclass(frozen=True)
class Clustered:
    """Design effects from clusters."""

    location_effect: float
    shape_effect: float
    clusters: tuple[int, int]
    name: str = "clusters"
    rows_a_unit: float = 1.0
    """Largest design effect of an outer cell: a user with extreme values brings as many of them as rows."""

    @property
    def design_effect(self) -> float:
        """The larger of the two components' effects."""
        return max(self.location_effect, self.shape_effect)

    def location(self, test: LocationTest, alpha: float, upper_alpha: float) -> Tested:
        """Variances inflated by the design effect."""
        inflation = math.sqrt(self.location_effect)
        p_value = max(test.p_value, 2 * float(ndtr(-abs(test.z) / inflation)))
        return Tested(p_value, test.lower(alpha, inflation=inflation), test.upper(upper_alpha, inflation=inflation))

    def shape(self, test: ShapeTest, alpha: float, upper_alpha: float) -> Tested:
        """The statistic divided by the largest design effect of a cell.

        The mean over cells (Rao and Scott, first order) let 17 % of unchanged streams pass the 5 % point where cells
        differ in their effects.
        """
        shrunk = replace(
            test,
            pair_size=test.pair_size / self.shape_effect,
            statistic=test.statistic / self.shape_effect,
            p_value=float(chdtrc(test.df, test.statistic / self.shape_effect)) if test.df else 1.0,
        )
        return Tested(max(test.p_value, shrunk.p_value), shrunk.lower(alpha), shrunk.upper(upper_alpha))

    def details(self) -> dict[str, Any]:
        """How many clusters, and what they cost."""
        return {"defence": self.name, "clusters": list(self.clusters), "design_effect": self.design_effect}


def windowed(fine: np.ndarray, cells: np.ndarray, rows_current: int, df: int, *, is_ordered: bool) -> Windowed | None:
    """Measure the reference's own windows against each other.

    Parameters
    ----------
    fine
        Rows of the reference in each window and fine cell, shape (windows, fine cells), windows in time order.
    cells
        The same in the cells of the shape test, shape (windows, cells).
    rows_current
        Rows of the current data: windows are joined until they are as long, or a 20th of the reference.
    df
        Degrees of freedom of the current shape test.
    is_ordered
        Whether cells have an order, so that there is a location.

    Returns
    -------
    Windowed or None
        Nothing with fewer than 8 windows.
    """
    blocks = join_windows(fine.sum(axis=1), rows_current)
    if len(blocks) < FEWEST_WINDOWS:
        return None
    z, ratios = [], []
    fine_blocks = np.add.reduceat(fine, blocks, axis=0, dtype=np.int64)
    cell_blocks = np.add.reduceat(cells, blocks, axis=0, dtype=np.int64)
    fine_total, cell_total = fine_blocks.sum(axis=0), cell_blocks.sum(axis=0)
    for own_fine, own_cells in zip(fine_blocks, cell_blocks, strict=True):
        if is_ordered:
            z.append(location_test(fine_total - own_fine, own_fine).z)
        shape = shape_test(cell_total - own_cells, own_cells)
        if shape.df:
            ratios.append(shape.statistic / shape.df)
    return Windowed(window_evidence(z, ratios, df))


def whole_units(counts: np.ndarray, unit: float) -> np.ndarray:
    """Rows of each value as the independent ones they are worth; what occurs stays at one at least."""
    return counts if unit <= 1 else np.ceil(counts / unit).astype(np.int64)


def clustered(reference: ClusterSums, current: ClusterSums, *, is_ordered: bool) -> Clustered | str:
    """Design effects of two samples, or why there are none; without an order there is no location.

    The shape takes the largest of both sides: a sample whose clusters hold their own categories has one cell to show.
    """
    fewest = min(reference.clusters, current.clusters)
    if fewest < MINIMUM_CLUSTERS:
        return f"{fewest} clusters are too few to show how much they differ, {MINIMUM_CLUSTERS} are needed"
    both = (reference, current)
    location = 1.0
    if is_ordered:
        effects = np.array([_effect(one, one.rank_sum, one.rank_explained, one.rank_square_sum) for one in both])
        weights = np.array([1 / one.rows for one in both])
        location = float((effects * weights).sum() / weights.sum())
    cells = [_cell_effects(one) for one in both]
    return Clustered(
        location,
        float(max(own.max() for own in cells)),
        (reference.clusters, current.clusters),
        rows_a_unit=float(max((_outer(own) if is_ordered else own).max() for own in cells)),
    )


def _effect(sums: ClusterSums, total: float, explained: float, sum_of_squares: float) -> float:
    return design_effect_from_sums(
        rows=sums.rows,
        clusters=sums.clusters,
        size_squares=sums.size_squares,
        total=total,
        explained=explained,
        sum_of_squares=sum_of_squares,
    )


def _cell_effects(sums: ClusterSums) -> np.ndarray:
    """Design effect of each cell's share, 1 for empty ones, shape (cells,)."""
    counted = zip(sums.cell_counts.tolist(), sums.cell_explained.tolist(), strict=True)
    return np.array([_effect(sums, count, explained, count) if count else 1.0 for count, explained in counted])


def _outer(cells: np.ndarray) -> np.ndarray:
    """The cells beyond the 10 % and 90 % levels."""
    return np.concatenate([cells[:OUTER_CELLS], cells[-OUTER_CELLS:]])
