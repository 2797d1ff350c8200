"""Dependence between pairs of columns: whether it changed, whatever became of each column alone."""

import math
from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.dependence_cells import LEAST_ROWS, MANY, CellTest, cell_statistics, cells_of
from driftcli.stats.dependence_groups import cell_effect, correlation_effect
from driftcli.stats.learners import Floats
from driftcli.stats.multiplicity import benjamini_hochberg
from driftcli.stats.row_groups import RowGroups, widened
from driftcli.stats.special import ndtr, ndtri, stdtr

STEEPEST = 0.999999
BOUNDED = 10
"""Leading pairs whose cells are given a bound even if they do not pass: bounds take time."""


@dataclass(frozen=True)
class PairChange:
    """How the dependence of two columns changed; see `dependence_changes`."""

    first: int
    second: int
    p_value: float
    """Twice the smaller p-value of the two tests."""
    adjusted: float
    """Benjamini-Hochberg over all pairs."""
    reference_correlation: float
    """Of normal scores."""
    current_correlation: float
    size: float
    """The larger of the change of Fisher's z and the size of the change of the cells."""
    lower: float
    """Lower bound of the size, at a level that allows for the pairs having been selected."""
    kind: str
    """``correlation`` or ``cells``: which of the two tests decided."""
    visible: float = math.inf
    """Smallest change of this pair that would be found 4 times in 5, were it the only one of all pairs."""


@dataclass(frozen=True)
class _Correlations:
    r: Floats
    se: Floats
    """Of atanh r, by the influence of each row; infinite where there are too few rows."""


def dependence_changes(
    reference: Floats,
    current: Floats,
    is_categorical: npt.ArrayLike,
    *,
    groups: RowGroups | None = None,
    fdr: float = 0.01,
    alpha: float = 0.05,
) -> list[PairChange]:
    """Test each pair of columns for a change of their dependence.

    Parameters
    ----------
    reference, current : ndarray, shape (rows, columns)
        Numbers, and codes 0, 1, ... by falling frequency in categorical columns; NaN where missing. Pairs use the rows
        where both are present.
    is_categorical : array_like, shape (columns,)
        Which columns hold codes.
    groups : RowGroups, optional
        Which rows depend on each other, reference rows first.
    fdr, alpha : float
        Level of the control over pairs, and of the lower bounds.

    Returns
    -------
    list of PairChange
        Smallest p-value first.

    Notes
    -----
    Numbers: normal scores ``u = Phi^-1((rank - 0.5)/n)`` in each sample separately, so that margins do not matter;
    Fisher's z of their correlation, with the standard error of its influence function ``u w - r (u^2 + w^2)/2``.

    Every pair: each column in at most 4 cells (quartiles of its own sample, ties broken at random; few values and
    categories: common cells), and the chi-square of a 4 x 4 table's association being the same in both samples
    (no three-factor interaction, by iterative proportional fitting), df = 9 at most. The test is left out where more
    than a fifth of the expected counts are below 5.

    The bounds of selected pairs are taken at ``alpha R / M`` for R selected of M pairs (Benjamini & Yekutieli 2005).

    Rows in groups: the variance of a correlation's change and the chi-square are corrected by design effects, with as
    many degrees of freedom as groups give. Only pairs that would pass without are corrected: others cannot pass.

    References
    ----------
    Fisher 1921; Bishop, Fienberg & Holland 1975; Rao & Scott 1981; Benjamini & Hochberg 1995;
    Benjamini & Yekutieli 2005.
    """
    flags = np.asarray(is_categorical, dtype=bool)
    first, second = np.triu_indices(len(flags), 1)
    if not len(first):
        return []
    tests = _PairTests.of(reference, current, flags, first, second, fdr=fdr)
    adjusted = benjamini_hochberg(tests.p_value)
    if groups is not None and groups.is_measurable:
        order = np.argsort(tests.p_value, kind="stable")
        counted = order[: max(BOUNDED, int((adjusted <= fdr).sum()))]
        tests = tests.held_by(groups, counted, (reference, current), flags)
        adjusted = benjamini_hochberg(tests.p_value)
    level = alpha * max(1, int((adjusted <= fdr).sum())) / len(adjusted) / 2
    order = np.argsort(tests.p_value, kind="stable")
    return [
        tests.change(place, float(adjusted[place]), level, is_bounded=bool(adjusted[place] <= fdr) or rank < BOUNDED)
        for rank, place in enumerate(order.tolist())
    ]


@dataclass(frozen=True)
class _PairTests:
    """Both tests of all pairs; every array has one entry a pair."""

    first: npt.NDArray[np.intp]
    second: npt.NDArray[np.intp]
    before: _Correlations
    after: _Correlations
    is_numeric: npt.NDArray[np.bool_]
    cells: CellTest
    effects: Floats
    """Design effect of the correlation's change."""
    df: Floats
    """Degrees of freedom of the design effects."""
    fdr: float
    """Level of the control over pairs."""

    @classmethod
    def of(
        cls,
        reference: Floats,
        current: Floats,
        flags: npt.NDArray[np.bool_],
        first: npt.NDArray[np.intp],
        second: npt.NDArray[np.intp],
        *,
        fdr: float,
    ) -> "_PairTests":
        before, after = (_correlations(sample, first, second) for sample in (reference, current))
        is_numeric = ~(flags[first] | flags[second]) & np.isfinite(np.hypot(before.se, after.se))
        cells = cell_statistics(reference, current, flags, first, second)
        one = np.ones(len(first))
        return cls(first, second, before, after, is_numeric, cells, one, one * np.inf, fdr)

    @cached_property
    def spread(self) -> Floats:
        """Standard error of the change of Fisher's z."""
        return np.asarray(np.hypot(self.before.se, self.after.se) * np.sqrt(self.effects))

    @cached_property
    def p_value(self) -> Floats:
        """Twice the smaller of the two tests' p-values."""
        z = fisher_z(self.before.r, self.before.se, self.after.r, self.after.se) / np.sqrt(self.effects)
        tails = np.where(np.isinf(self.df), ndtr(-np.abs(z)), stdtr(np.minimum(self.df, MANY), -np.abs(z)))
        linear = np.where(self.is_numeric, 2 * tails, 1.0)
        number = self.is_numeric.astype(int) + (self.cells.df > 0)
        return np.asarray(np.minimum(1.0, np.maximum(number, 1) * np.minimum(linear, self.cells.p_value)))

    def held_by(
        self,
        groups: RowGroups,
        counted: npt.NDArray[np.intp],
        samples: tuple[Floats, Floats],
        flags: npt.NDArray[np.bool_],
    ) -> "_PairTests":
        """Inflate the variances of some pairs; the p-values of the others, which no group makes smaller, stay."""
        reference, current = samples
        scores = [np.column_stack([normal_scores(column) for column in side.T]) for side in samples]
        cells = [
            np.concatenate(cells_of((old, new), is_coded=flag, salt=place))
            for place, (old, new, flag) in enumerate(zip(reference.T, current.T, flags.tolist(), strict=True))
        ]
        effects, df = self.effects.copy(), self.df.copy()
        of_cells, of_cells_df = self.cells.effects.copy(), self.cells.effects_df.copy()
        for place in counted.tolist():
            i, j = int(self.first[place]), int(self.second[place])
            if self.is_numeric[place]:
                pair = [np.concatenate([side[:, column] for side in scores]) for column in (i, j)]
                effects[place], df[place] = correlation_effect(pair[0], pair[1], groups)
            if self.cells.df[place]:
                of_cells[place], of_cells_df[place] = cell_effect(cells[i], cells[j], groups)
        held = replace(self.cells, effects=of_cells, effects_df=of_cells_df)
        return replace(self, cells=held, effects=effects, df=df)

    def change(self, place: int, adjusted: float, level: float, *, is_bounded: bool) -> PairChange:
        """What became of one pair."""
        is_numeric = bool(self.is_numeric[place])
        before, after = float(self.before.r[place]), float(self.after.r[place])
        distance = abs(math.atanh(before) - math.atanh(after)) if is_numeric else 0.0
        quantile = widened(float(ndtri(level)), float(self.df[place])) if is_numeric else 0.0
        linear = max(0.0, distance + quantile * float(self.spread[place])) if is_numeric else 0.0
        of_cells = self.cells.lower(place, level) if is_bounded else 0.0
        return PairChange(
            first=int(self.first[place]),
            second=int(self.second[place]),
            p_value=float(self.p_value[place]),
            adjusted=adjusted,
            reference_correlation=before,
            current_correlation=after,
            size=max(distance, self.cells.size(place)),
            lower=max(linear, of_cells),
            kind="correlation" if linear >= of_cells and is_numeric else "cells",
            visible=self._visible(place),
        )

    def _visible(self, place: int) -> float:
        """By the test of correlations where there is one, else by that of cells; both at fdr over twice the pairs."""
        if not self.is_numeric[place]:
            return self.cells.visible(place, self.fdr / (2 * len(self.first)))
        df = float(self.df[place])
        quantiles = [widened(float(ndtri(1 - self.fdr / (4 * len(self.first)))), df), widened(float(ndtri(0.8)), df)]
        return sum(quantiles) * float(self.spread[place])


def fisher_z(
    reference: npt.ArrayLike, se_reference: npt.ArrayLike, current: npt.ArrayLike, se_current: npt.ArrayLike
) -> Floats:
    """Standardised difference of two correlations on Fisher's z scale, current less reference; 0 without an error.

    Parameters
    ----------
    reference, current : array_like
        Correlations strictly between -1 and 1.
    se_reference, se_current : array_like
        Standard errors of their inverse hyperbolic tangents.
    """
    gap = np.arctanh(np.asarray(current, dtype=float)) - np.arctanh(np.asarray(reference, dtype=float))
    spread = np.hypot(se_reference, se_current)
    is_known = np.isfinite(spread) & (spread > 0)
    return np.asarray(np.where(is_known, gap / np.where(is_known, spread, 1.0), 0.0))


def normal_scores(values: Floats) -> Floats:
    """Phi^-1 of mid-ranks, shape (rows,); 0 where missing, mean 0 and variance 1 where not."""
    missing = np.isnan(values)
    distinct, inverse, counts = np.unique(values[~missing], return_inverse=True, return_counts=True)
    scores = np.zeros(len(values))
    if len(distinct) < 2:
        return scores
    middle = np.cumsum(counts) - (counts - 1) / 2 - 0.5
    of_value = ndtri(middle / counts.sum())
    scores[~missing] = of_value[inverse]
    mean = scores[~missing].mean()
    scores[~missing] = (scores[~missing] - mean) / scores[~missing].std()
    return scores


def _correlations(sample: Floats, first: npt.NDArray[np.intp], second: npt.NDArray[np.intp]) -> _Correlations:
    """Correlations of normal scores over the rows where both are present, by matrix products of powers."""
    present = (~np.isnan(sample)).astype(np.float64)
    u = np.column_stack([normal_scores(column) for column in sample.T])
    at = (first, second)
    count = np.maximum((present.T @ present)[at], 1.0)
    u2 = u * u
    u3, u4 = u2 * u, u2 * u2
    a, b, c = (u.T @ u)[at] / count, (u2.T @ present)[at] / count, (present.T @ u2)[at] / count
    safe_b, safe_c = np.where(b > 0, b, 1.0), np.where(c > 0, c, 1.0)
    r = np.clip(np.where((b > 0) & (c > 0), a / np.sqrt(safe_b * safe_c), 0.0), -STEEPEST, STEEPEST)
    scale = np.sqrt(safe_b * safe_c)
    m22 = (u2.T @ u2)[at] / count
    m31, m13 = (u3.T @ u)[at] / count, (u.T @ u3)[at] / count
    m40, m04 = (u4.T @ present)[at] / count, (present.T @ u4)[at] / count
    variance = (
        m22 / scale**2
        - r * (m31 / (scale * safe_b) + m13 / (scale * safe_c))
        + r**2 / 4 * (m40 / safe_b**2 + 2 * m22 / scale**2 + m04 / safe_c**2)
    )
    se = np.sqrt(np.maximum(variance, 1e-12) / count) / (1 - r**2)
    return _Correlations(r, np.where((count >= LEAST_ROWS) & (b > 0) & (c > 0), se, np.inf))
