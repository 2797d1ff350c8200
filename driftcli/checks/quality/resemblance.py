"""Whether one sample of numbers or categories looks like another, for finding units and swaps."""

import numpy as np

from driftcli.frozen import dataclass
from driftcli.profiles.alignment import align
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.grid import FloatArray
from driftcli.profiles.numeric import NumericProfile
from driftcli.stats.ordered import sorted_distinct
from driftcli.stats.shape import QUANTILE_LEVELS, ShapeTest, shape_test

ENOUGH = 100
"""Rows on either side below which too many samples look alike."""
CERTAIN = 1e-6
"""p-value below which a difference is no accident, however many columns are looked at."""
_DECILES = [i for i, level in enumerate(QUANTILE_LEVELS) if 0.1 <= level <= 0.9]
_ROUNDING = 1e-9
"""Relative room for the rounding of a multiplied value that falls on an edge."""


@dataclass(frozen=True)
class Points:
    """A sample of numbers as values that each stand for some rows."""

    values: FloatArray
    weights: FloatArray
    """Rows, shape of ``values``."""

    @classmethod
    def of(cls, profile: NumericProfile) -> "Points":
        """All values where they are kept, else the column's 200 own quantiles."""
        if profile.values.is_complete:
            return cls(profile.values.values, profile.values.counts.astype(np.float64))
        weight = (profile.n - profile.infinities) / len(profile.quantiles)
        return cls(profile.quantiles, np.full(len(profile.quantiles), weight))


def unlikeness(reference: NumericProfile, points: Points) -> ShapeTest:
    """Compare points with a reference over its deciles."""
    edges = sorted_distinct(reference.grid.levels[_DECILES])
    at_most = reference.grid.at_most(reference.counts, edges)
    slack = _ROUNDING * np.abs(np.where(np.isfinite(edges), edges, 0.0))
    cells = np.searchsorted(edges + slack, points.values, side="left")
    return shape_test(
        np.diff(at_most, prepend=0, append=reference.n),
        np.bincount(cells, weights=points.weights, minlength=len(edges) + 1),
    )


def category_unlikeness(reference: CategoricalProfile, current: CategoricalProfile) -> ShapeTest:
    """Compare two mixes of categories."""
    aligned = align(reference, current)
    return shape_test(aligned.reference, aligned.current)


def is_far(test: ShapeTest, size: float) -> bool:
    """Whether a difference is larger than ``size`` and certain enough to be explained."""
    return test.size > size and test.p_value < CERTAIN


def is_alike(test: ShapeTest) -> bool:
    """Whether next to nothing is left of a difference, or nothing that chance would not leave in so few rows."""
    return test.size < 0.1 or (test.p_value >= 0.001 and test.size < 0.3)
