"""A yardstick: a model of our own, fitted to the reference, by which the relation to the target is judged.

Where nobody gave a model, the loss whose change is to be split is that of trees which were fitted to reference rows
only. It is no user's model; it says how well the relation of the reference holds on rows that it has not seen.
"""

import math

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.learners import (
    Floats,
    Folds,
    Predictor,
    Rows,
    balanced_folds,
    fit_class_trees,
    fit_median_trees,
    scrambled,
)
from driftcli.stats.row_groups import RowGroups, variance_of_sum, whole_folds

PARTS = 3
"""Parts of the reference, each judged by a model of the others."""
TREES = 40
TREES_OF_CLASSES, FEWEST_TREES = 80, 12
"""Trees that more than two classes share, and the fewest steps."""
LEARNT, FASTEST = 4.8, 0.3
"""Steps times learning rate (60 x 0.08, as elsewhere), and the highest rate."""
Z95 = 1.6448536269514722


@dataclass(frozen=True)
class Yardstick:
    """What the models said, and what the best constants of the same rows would have said; shape (rows,) each."""

    predicted: Floats
    constant: Floats


@dataclass(frozen=True)
class Gain:
    """How much less the yardstick errs on the reference than the best constant does."""

    loss: float
    constant_loss: float
    se: float
    """Standard error of the difference."""

    @property
    def is_shown(self) -> bool:
        """Whether it errs less beyond chance, at 95 %, one-sided."""
        return self.constant_loss - self.loss > Z95 * self.se


def fit_yardstick(rows: Rows, outcome: Floats, *, is_class: bool) -> Yardstick:
    """Predict each row of both samples by trees that were fitted to reference rows of other folds.

    Parameters
    ----------
    rows : Rows
        Inputs of both samples.
    outcome : ndarray, shape (rows,)
        Codes of classes, or finite numbers.
    is_class : bool
        Whether outcomes are codes.

    Returns
    -------
    Yardstick
        The likeliest class, or the median.

    Notes
    -----
    A current row is judged by one of the very models that judge reference rows, in the proportion in which they do:
    given the models, losses of both samples have one distribution if nothing changed, whatever the models learnt. (An
    average of the models, or one of the whole reference, would err less on the current rows: they would look better.)
    What reference rows do to the average loss by way of the models they train is the same in both samples and cancels.

    References
    ----------
    Bayle, Bayle, Janson & Mackey 2020, NeurIPS 33 (losses of cross-validation are as good as independent).
    """
    folds = yardstick_folds(rows)
    predicted, constant = np.empty(len(outcome)), np.empty(len(outcome))
    for fold in range(int(folds.max()) + 1):
        judged, learnt = folds == fold, (folds != fold) & ~rows.is_current
        model = _model(rows.taken(learnt), outcome[learnt], is_class=is_class)
        predicted[judged] = model(rows.matrix[judged])
        constant[judged] = _constant(outcome[learnt], is_class=is_class)
    return Yardstick(predicted, constant)


def yardstick_folds(rows: Rows, parts: int = PARTS, *, seed: int = 0) -> Folds:
    """Assign rows to folds, reference rows by whole groups where there are any.

    Current rows of a group that the reference has too go to its fold, so that no model has seen any of the group; the
    others fill the folds up to the reference's shares.
    """
    groups, current = rows.groups, rows.is_current
    if groups is None or groups.counts[0] < 2:
        return balanced_folds(current, parts, seed=seed)
    codes = groups.codes
    own = RowGroups(codes[~current], np.zeros(int((~current).sum()), dtype=np.bool_), groups.kind)
    wide = int(codes.max()) + 1
    fold_of = np.full(wide, -1)
    fold_of[codes[~current]] = whole_folds(own, min(parts, own.counts[0]), scrambled(wide, seed))
    place = fold_of[codes]
    free = np.flatnonzero(place < 0)
    place[free[np.argsort(scrambled(len(free), seed), kind="stable")]] = _filling(place, current, len(free))
    return np.asarray(place, dtype=np.int64)


def _filling(place: Folds, current: npt.NDArray[np.bool_], free: int) -> Folds:
    """Folds of so many current rows that bring their shares to those of the reference, as far as that goes."""
    wanted = np.bincount(place[~current]) / int((~current).sum()) * int(current.sum())
    there = np.bincount(place[current & (place >= 0)], minlength=len(wanted))
    lacking = np.maximum(wanted - there, 0.0)
    ends = np.cumsum(lacking) / max(float(lacking.sum()), 1.0) if lacking.any() else np.ones(len(wanted))
    return np.minimum(np.searchsorted(ends, (np.arange(free) + 0.5) / max(free, 1)), len(wanted) - 1)


def gain_over_constant(rows: Rows, loss: Floats, constant_loss: Floats) -> Gain:
    """Hold the losses of the yardstick on the reference against those of the best constant, shape (rows,) each."""
    reference = ~rows.is_current
    n = int(reference.sum())
    gain = np.where(reference, constant_loss - loss, 0.0)
    influence = np.where(reference, (gain - float(gain[reference].mean())) / n, 0.0)
    variance, _ = variance_of_sum(influence, rows.is_current, rows.groups)
    return Gain(float(loss[reference].mean()), float(constant_loss[reference].mean()), math.sqrt(variance))


def _model(rows: Rows, outcome: Floats, *, is_class: bool) -> Predictor:
    if not is_class:
        return fit_median_trees(rows, outcome, trees=TREES, rate=LEARNT / TREES)
    several = len(np.unique(outcome))
    trees = TREES if several <= 2 else max(FEWEST_TREES, TREES_OF_CLASSES // several)
    return fit_class_trees(rows, outcome, trees=trees, rate=min(FASTEST, LEARNT / trees))


def _constant(outcome: Floats, *, is_class: bool) -> float:
    """The commonest class, or the median."""
    if not is_class:
        return float(np.median(outcome))
    codes, counts = np.unique(outcome, return_counts=True)
    return float(codes[np.argmax(counts)])
