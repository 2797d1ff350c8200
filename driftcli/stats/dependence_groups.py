"""What rows in groups (users, days) cost a comparison of two columns' dependence.

The influence of each row on the difference of two correlations, and on that of two tables' log odds ratios, is summed
by group; the factor by which that raises the variance is the design effect.
"""

import math

import numpy as np

from driftcli.stats.learners import Floats
from driftcli.stats.row_groups import RowGroups, variance_of_sum

PRIOR = 0.5
"""Added to each cell of a table, so that empty ones have an odds ratio."""


def correlation_effect(first: Floats, second: Floats, groups: RowGroups) -> tuple[float, float]:
    """Design effect of the change of Fisher's z of two columns' normal scores, and its degrees of freedom.

    Parameters
    ----------
    first, second : ndarray, shape (rows,)
        Normal scores within each sample; 0 where missing.
    groups : RowGroups
        Of the same rows.
    """
    influence = np.empty(len(first))
    for side, sign in ((~groups.is_current, -1.0), (groups.is_current, 1.0)):
        u, w = _standardised(first[side]), _standardised(second[side])
        r = float(np.mean(u * w))
        psi = u * w - r * (u * u + w * w) / 2
        influence[side] = sign * psi / (len(u) * max(1e-6, 1 - r * r))
    return _effect(influence, groups)


def cell_effect(first: Floats, second: Floats, groups: RowGroups) -> tuple[float, float]:
    """Largest design effect among the log odds ratios of two columns' cells, and its degrees of freedom.

    Parameters
    ----------
    first, second : ndarray, shape (rows,)
        Cells 0, 1, ...; NaN where missing.
    groups : RowGroups
        Of the same rows.
    """
    present = ~np.isnan(first + second)
    own = groups.taken(present)
    a, b = first[present].astype(np.int64), second[present].astype(np.int64)
    if not len(a) or not own.is_current.any() or own.is_current.all():
        return 1.0, math.inf
    shape = (int(a.max()) + 1, int(b.max()) + 1)
    influence = np.zeros((len(a), max(1, (shape[0] - 1) * (shape[1] - 1))))
    if min(shape) < 2:
        return 1.0, math.inf
    for side, sign in ((~own.is_current, -1.0), (own.is_current, 1.0)):
        influence[side] = sign * _odds_influence(a[side], b[side], shape)
    values, vectors = np.linalg.eigh(influence.T @ influence)
    kept = values > values.max() * 1e-9
    whitened = influence @ (vectors[:, kept] / np.sqrt(values[kept]))
    return max((_effect(column, own) for column in whitened.T), default=(1.0, math.inf))


def _odds_influence(a: np.ndarray, b: np.ndarray, shape: tuple[int, int]) -> Floats:
    """Influence of each row on the log odds ratio of each cell against the last row and column."""
    rows, columns = shape
    share = np.full(shape, PRIOR)
    np.add.at(share, (a, b), 1.0)
    share /= share.sum()
    weight = 1 / (share[a, b] * len(a))
    in_row = (a[:, None] == np.arange(rows - 1)) * 1.0 - (a == rows - 1)[:, None]
    in_column = (b[:, None] == np.arange(columns - 1)) * 1.0 - (b == columns - 1)[:, None]
    return np.asarray((in_row[:, :, None] * in_column[:, None, :]).reshape(len(a), -1) * weight[:, None])


def _standardised(values: Floats) -> Floats:
    spread = float(values.std())
    return values / spread if spread > 0 else values


def _effect(influence: Floats, groups: RowGroups) -> tuple[float, float]:
    plain = float(np.sum(influence**2))
    variance, df = variance_of_sum(influence, groups.is_current, groups)
    return (max(1.0, variance / plain), df) if plain > 0 else (1.0, math.inf)
