"""How much each column tells of an outcome: what a small boosted model loses when the column is shuffled."""

import numpy as np

from driftcli.stats.boosting import predictions_of_shuffled
from driftcli.stats.learners import Floats, Predictor, Rows, balanced_folds, fit_trees, scrambled

FOLDS = 2
TREES = 40
SURE = 2.0
"""Standard errors by which a loss must exceed nothing; less counts as no importance."""


def permutation_importance(rows: Rows, target: Floats, *, seed: int = 0) -> Floats:
    """Share of what the model knows that each column carries.

    Parameters
    ----------
    rows : Rows
        Columns to learn from.
    target : ndarray, shape (rows,) or (rows, outcomes)
        Finite; several outcomes, such as one indicator a class, count by their summed squared error.
    seed : int
        Of the folds and shuffles.

    Returns
    -------
    ndarray, shape (columns,)
        Not negative; they sum to 1, or are all 0 where no column tells anything.

    Notes
    -----
    Two folds: boosted trees fitted on one half predict the other, once as it is and once with column j shuffled. With
    d = (y - f(x with j shuffled))^2 - (y - f(x))^2, importance j is the mean of d over both halves, 0 where it is
    below two standard errors, divided by the sum over columns. Columns that say the same share what they carry.

    References
    ----------
    Breiman 2001, Machine Learning 45:5; Fisher, Rudin and Dominici 2019, JMLR 20:177.
    """
    outcomes = target.reshape(len(target), -1)
    place = balanced_folds(np.zeros(len(outcomes)), FOLDS, seed=seed)
    lost = np.zeros((len(outcomes), rows.matrix.shape[1]))
    for fold in range(FOLDS):
        out = place == fold
        held = rows.matrix[out]
        for outcome in outcomes.T:
            model = fit_trees(rows.taken(~out), outcome[~out], trees=TREES)
            intact = (outcome[out] - model(held)) ** 2
            lost[out] += (_shuffled(model, held, outcome[out], seed=seed + fold) - intact).T
    mean, error = lost.mean(axis=0), lost.std(axis=0) / np.sqrt(max(len(lost), 1))
    carried = np.where(mean > SURE * error, mean, 0.0)
    return np.asarray(carried / (carried.sum() or 1.0))


def _shuffled(model: Predictor, held: Floats, outcome: Floats, *, seed: int) -> Floats:
    """Squared errors with each column shuffled, shape (columns, rows)."""
    order = np.argsort(scrambled(len(held), seed + 101), kind="stable")
    groups = [[column] for column in range(held.shape[1])]
    return np.asarray((outcome - predictions_of_shuffled(model, held, order, groups)) ** 2)
