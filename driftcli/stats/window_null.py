"""How far single windows of the reference are told apart from its rest: the yardstick for a single new window.

A batch that is one day has one day's effects in every row. Held-out rows of it are recognised by them, whatever the
folds, so that the standard error of the domain classifier says nothing; other days, treated alike, do.
"""

import math

import numpy as np

from driftcli.frozen import dataclass
from driftcli.stats.domain_classifier import auc_over_folds
from driftcli.stats.learners import Floats, Rows, balanced_folds, fit_trees, scrambled
from driftcli.stats.special import fdtrc, fdtri

WINDOWS = 20
"""Windows of the reference that are compared with its rest."""
LEAST_ROWS = 60
"""Rows that a window needs to be told apart; smaller ones are joined with those after them."""
MOST_ROWS = 600
"""Rows of a window, and a sixth of those of the rest, that are used."""
TREES = 30


@dataclass(frozen=True)
class WindowNull:
    """Size of the current rows beside those of single windows of the reference; see `window_null`."""

    size: float
    """Of as many current rows as a window has."""
    sizes: tuple[float, ...]
    """Of each window of the reference."""

    @property
    def mean_square(self) -> float:
        """Mean of the squared sizes of the reference's windows."""
        return max(1e-6, float(np.mean(np.square(self.sizes))))

    @property
    def df(self) -> float:
        """Degrees of freedom of the scaled chi-square with the mean and variance of the squared sizes, 1 at least."""
        spread = float(np.var(np.square(self.sizes), ddof=1))
        return max(1.0, 2 * self.mean_square**2 / spread) if spread > 0 else 1.0

    @property
    def p_value(self) -> float:
        """P(a window of the reference is told apart as well)."""
        return float(fdtrc(self.df, len(self.sizes) - 1, self.size**2 / self.mean_square))

    def lower(self, alpha: float = 0.05) -> float:
        """Size beyond what all but the share alpha of windows reach."""
        usual = float(fdtri(self.df, len(self.sizes) - 1, 1 - alpha)) * self.mean_square
        return max(0.0, self.size - math.sqrt(usual))


def window_null(rows: Rows, *, seed: int = 0) -> WindowNull | None:
    """Tell windows of the reference from its rest, and the current rows from the reference, all in the same way.

    Parameters
    ----------
    rows : Rows
        With groups: windows of which the reference has 8 at least.
    seed : int
        Of the rows that are drawn.

    Returns
    -------
    WindowNull or None
        Nothing where fewer than 8 windows are large enough.

    Notes
    -----
    At most 20 windows; of each at most 600 rows, and six times as many of the rest; boosted trees on one half, the AUC
    of the other, twice. The squared sizes of the windows are matched by a scaled chi-square of df' degrees of freedom,
    and ``p = P(F(df', K - 1) >= size^2 / mean)``, as METHODS 4.4 does for the shape.
    """
    if rows.groups is None:
        return None
    blocks = _blocks(rows.groups.codes, ~rows.is_current)
    if len(blocks) < 8:
        return None
    typical = int(np.median([len(block) for block in blocks]))
    reference = np.flatnonzero(~rows.is_current)
    current = np.flatnonzero(rows.is_current)
    sizes = []
    for number, block in enumerate(blocks):
        rest = np.setdiff1d(reference, block, assume_unique=True)
        sizes.append(_size(rows, rest, block[:typical], seed + number))
    return WindowNull(_size(rows, reference, current[:typical], seed), tuple(sizes))


def _blocks(codes: np.ndarray, is_reference: np.ndarray) -> list[np.ndarray]:
    """Row numbers of at most 20 windows of the reference, spread over time, small ones joined."""
    windows = [np.flatnonzero(is_reference & (codes == code)) for code in np.unique(codes[is_reference])]
    large: list[np.ndarray] = []
    for window in windows:
        if large and len(large[-1]) < LEAST_ROWS:
            large[-1] = np.concatenate([large[-1], window])
        else:
            large.append(window)
    enough = [block for block in large if len(block) >= LEAST_ROWS]
    if not enough:
        return []
    chosen = np.unique(np.linspace(0, len(enough) - 1, WINDOWS).round().astype(int))
    return [enough[place][:MOST_ROWS] for place in chosen.tolist()]


def _size(rows: Rows, rest: np.ndarray, block: np.ndarray, seed: int) -> float:
    """Size of the difference between a window and the rest, at least 0."""
    order = np.argsort(scrambled(len(rest), seed + 7), kind="stable")[: 6 * len(block)]
    chosen = np.concatenate([rest[order], block])
    is_new = np.arange(len(chosen)) >= len(order)
    part = Rows(rows.matrix[chosen], is_new, rows.is_categorical)
    folds, target = balanced_folds(is_new, 2, seed=seed), is_new.astype(np.float64)
    scores: Floats = np.empty(len(chosen))
    for fold in (0, 1):
        out = folds == fold
        learnt = fit_trees(
            part.taken(~out), target[~out], part.weights[~out], is_probability=True, trees=TREES, leaf_rows=20
        )
        scores[out] = learnt(part.matrix[out])
    return auc_over_folds(scores, is_new, folds).size
