"""Curves of a score against labels, from counts in cells: ROC, precision and recall, in as few points as the eye needs.

For drawing only: areas come from `score_metrics`, which uses every cell.
"""

import numpy as np
from numpy.typing import NDArray

from driftcli.stats.loss_moments import FloatArray

POINTS = 60
"""Points that a drawn curve keeps at most."""


def roc_curve(negatives: FloatArray, positives: FloatArray, points: int = POINTS) -> tuple[FloatArray, FloatArray]:
    """Points of the ROC curve, from (0, 0) to (1, 1).

    Parameters
    ----------
    negatives, positives : array
        Sum of weights in each cell of the score, ascending, shape (cells,).
    points : int
        Points at most.

    Returns
    -------
    false_positive_rate, true_positive_rate : array
        Ascending, of equal shape; empty where a class does not occur.

    Notes
    -----
    Each point is the exact rate of calling everything from one cell upwards positive. Of the cells those are kept that
    lie at about equal steps of the curve's length, measured as ``false_positive_rate + true_positive_rate``.
    """
    if negatives.sum() <= 0 or positives.sum() <= 0:
        return np.empty(0), np.empty(0)
    wrong, right = (_reached(part) / part.sum() for part in (negatives, positives))
    kept = _thinned(wrong + right, points)
    return wrong[kept], right[kept]


def precision_recall_curve(
    negatives: FloatArray, positives: FloatArray, points: int = POINTS
) -> tuple[FloatArray, FloatArray]:
    """Points of the precision-recall curve, by falling threshold.

    Parameters
    ----------
    negatives, positives, points
        As in `roc_curve`.

    Returns
    -------
    recall, precision : array
        Recall ascends; empty without positives.
    """
    if positives.sum() <= 0:
        return np.empty(0), np.empty(0)
    hits, said = _reached(positives)[1:], _reached(negatives + positives)[1:]
    is_said = said > 0
    recall, precision = hits[is_said] / positives.sum(), hits[is_said] / said[is_said]
    kept = _thinned(recall + np.concatenate([[0.0], np.cumsum(np.abs(np.diff(precision)))]), points)
    return recall[kept], precision[kept]


def _reached(cells: FloatArray) -> FloatArray:
    """Sums from the highest cell down, beginning with 0."""
    return np.concatenate([[0.0], np.cumsum(cells[::-1])])


def _thinned(length: FloatArray, points: int) -> NDArray[np.int64]:
    """Places at about equal steps of an ascending length, both ends among them."""
    return np.unique(np.searchsorted(length, np.linspace(length[0], length[-1], points))).astype(np.int64)
