"""Whether two columns' association is another one in two samples: cells of each column, and a test of their table."""

import math

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.learners import Floats, scrambled
from driftcli.stats.shape import noncentrality_lower, noncentrality_upper, size_of_noncentrality
from driftcli.stats.special import chdtrc, chdtri, fdtrc

CELLS = 4
FEW_VALUES = 8
"""Columns with at most this many distinct values keep common cells; others are cut at their own sample's quartiles."""
LEAST_EXPECTED = 5.0
LEAST_ROWS = 50
ROUNDS = 25
"""Rounds of iterative proportional fitting."""
MANY = 1e9
"""Stands for infinitely many degrees of freedom where an array needs a number."""


@dataclass(frozen=True)
class CellTest:
    """Chi-squares of all pairs, with their degrees of freedom, n m / (n + m), and design effects."""

    x2: Floats
    df: npt.NDArray[np.int64]
    pairs: Floats
    effects: Floats
    effects_df: Floats

    @property
    def p_value(self) -> Floats:
        """Chi-square, or F where few groups of rows show the design effect; 1 where it was not tested."""
        df, shrunk = np.maximum(self.df, 1), self.x2 / self.effects
        tails = np.where(
            np.isinf(self.effects_df),
            chdtrc(df, shrunk),
            fdtrc(df, np.minimum(self.effects_df, MANY), shrunk / df),
        )
        return np.asarray(np.where(self.df > 0, tails, 1.0))

    def size(self, place: int) -> float:
        """Debiased size, 0 where it was not tested."""
        if self.df[place] == 0:
            return 0.0
        left = float(self.x2[place] - self.df[place] * self.effects[place])
        return math.sqrt(max(0.0, left) / float(self.pairs[place]))

    def lower(self, place: int, alpha: float) -> float:
        """Lower bound of the size."""
        if self.df[place] == 0:
            return 0.0
        effect = float(self.effects[place])
        least = noncentrality_lower(float(self.x2[place]) / effect, float(self.df[place]), alpha)
        return size_of_noncentrality(least, float(self.pairs[place]) / effect)

    def visible(self, place: int, alpha: float) -> float:
        """Smallest size found 4 times in 5 at a level; infinite where it was not tested."""
        df, pairs = float(self.df[place]), float(self.pairs[place]) / float(self.effects[place])
        if df == 0 or pairs <= 0:
            return math.inf
        return size_of_noncentrality(noncentrality_upper(float(chdtri(df, alpha)), df, 0.2), pairs)


def cell_statistics(
    reference: Floats,
    current: Floats,
    flags: npt.NDArray[np.bool_],
    first: npt.NDArray[np.intp],
    second: npt.NDArray[np.intp],
) -> CellTest:
    """Chi-square of equal association, its degrees of freedom (0: not tested) and n m / (n + m), for each pair."""
    columns = zip(reference.T, current.T, flags.tolist(), strict=True)
    coded = [cells_of((old, new), is_coded=flag, salt=place) for place, (old, new, flag) in enumerate(columns)]
    tables = []
    for side in (0, 1):
        one_hot = np.column_stack([codes[side][:, None] == np.arange(CELLS) for codes in coded]).astype(np.float32)
        joint = (one_hot.T @ one_hot).astype(np.float64)
        blocks = joint.reshape(len(flags), CELLS, len(flags), CELLS)
        tables.append(blocks[first, :, second, :])
    observed = np.stack(tables, axis=-1)
    expected = _no_interaction(observed)
    is_open = expected > 1e-9
    gaps = np.divide((observed - expected) ** 2, expected, out=np.zeros_like(expected), where=is_open)
    x2 = gaps.sum(axis=(1, 2, 3))
    rows = (observed.sum(axis=(2, 3)) > 0).sum(axis=1)
    across = (observed.sum(axis=(1, 3)) > 0).sum(axis=1)
    df = (rows - 1) * (across - 1)
    small = (expected < LEAST_EXPECTED) & is_open
    is_thin = small.sum(axis=(1, 2, 3)) > 0.2 * np.maximum(1, is_open.sum(axis=(1, 2, 3)))
    n, m = observed[..., 0].sum(axis=(1, 2)), observed[..., 1].sum(axis=(1, 2))
    is_blind = is_thin | (np.minimum(n, m) < LEAST_ROWS)
    pairs = np.divide(n * m, n + m, out=np.ones_like(n), where=n + m > 0)
    one = np.ones(len(n))
    return CellTest(x2, np.where(is_blind, 0, df).astype(np.int64), pairs, one, one * np.inf)


def _no_interaction(observed: Floats) -> Floats:
    """Expected counts with the margins of each pair of (row, column, sample) and equal association in both samples."""
    expected = np.ones_like(observed)
    for _ in range(ROUNDS):
        for axis in (3, 2, 1):
            have, want = expected.sum(axis=axis, keepdims=True), observed.sum(axis=axis, keepdims=True)
            expected = expected * np.divide(want, have, out=np.zeros_like(have), where=have > 0)
    return expected


def cells_of(sides: tuple[Floats, Floats], *, is_coded: bool, salt: int) -> tuple[Floats, Floats]:
    """Cells 0 to 3 of both samples' values, NaN where missing.

    ``salt`` differs from column to column: ties broken alike in two columns would tie the columns together.
    """
    old, new = sides
    if is_coded:
        return np.minimum(old, CELLS - 1.0), np.minimum(new, CELLS - 1.0)
    both = np.concatenate([old, new])
    distinct, counts = np.unique(both[~np.isnan(both)], return_counts=True)
    if len(distinct) > FEW_VALUES:
        return _own_quartiles(old, 2 * salt), _own_quartiles(new, 2 * salt + 1)
    if len(distinct) <= CELLS:
        group = np.arange(len(distinct), dtype=np.float64)
    else:
        middle = (np.cumsum(counts) - counts / 2) / counts.sum()
        group = np.minimum(np.floor(middle * CELLS), CELLS - 1.0)
    lookup = np.append(group, np.nan)
    first, second = (
        lookup[np.where(np.isnan(side), len(distinct), np.searchsorted(distinct, side))] for side in (old, new)
    )
    return first, second


def _own_quartiles(values: Floats, salt: int) -> Floats:
    """Quarter of its own sample in which each value lies, ties broken at random."""
    present = np.flatnonzero(~np.isnan(values))
    ordered = np.sort(values[present])
    starts = -(-np.arange(1, CELLS) * len(ordered) // CELLS)
    if len(ordered) >= CELLS and np.all(ordered[starts - 1] < ordered[starts]):  # no tie that two quarters share
        return np.where(np.isnan(values), np.nan, np.searchsorted(ordered[starts], values, side="right"))
    order = np.lexsort((scrambled(len(present), 5 + salt), values[present]))
    quarter = np.full(len(values), np.nan)
    quarter[present[order]] = np.floor(np.arange(len(present)) * CELLS / max(1, len(present)))
    return quarter
