"""Ranks of tail thresholds, once the rows beyond them are counted.

Where a summary placed the thresholds of the tail test, the rank of a threshold is known only to within its error. The
count between edges is exact, so the rank is read off it; of the two ends the less extreme one counts, which is on the
safe side for the other. Where edges were placed on all values nothing changes.
"""

from dataclasses import replace
from typing import TypeVar

import numpy as np

from driftcli.profiles.dataset import ColumnProfile
from driftcli.profiles.numeric import NumericProfile

T = TypeVar("T", bound=ColumnProfile)


def with_counted_ranks(column: T) -> T:
    """The profile of a reference with the ranks that its counts show."""
    if not isinstance(column, NumericProfile) or not column.grid.ranks:
        return column
    grid, counts = column.grid, column.counts
    below = np.where(np.isneginf(grid.low_tail), 0, grid.at_most(counts, np.nextafter(grid.low_tail, -np.inf)))
    above = column.n - grid.at_most(counts, grid.high_tail)
    ranks = np.maximum.reduce([np.array(grid.ranks), below + 1, above + 1])
    return replace(column, grid=replace(grid, ranks=tuple(ranks.tolist())))
