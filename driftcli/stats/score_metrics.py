"""How well a score ranks positives above negatives and what its probabilities lose, from counts in cells (METHODS 6.1).

Cells ascend in the score. Rows of one cell are tied; the bound of what that may have moved comes with the value.
"""

import numpy as np

from driftcli.stats.estimates import Estimate, on_line, on_logit, undefined
from driftcli.stats.loss_moments import FloatArray, LossMoments

DRAWS = 200
"""Bootstrap draws."""
BOOTSTRAP_CELLS = 500
"""Cells that the bootstrap of a standard error works on."""
ONE_CLASS = "only one class among the labels"


def roc_auc(
    negatives: FloatArray, positives: FloatArray, negative_squares: FloatArray, positive_squares: FloatArray
) -> Estimate:
    """Area under the ROC curve: probability that a positive row scores above a negative one, ties counting half.

    Parameters
    ----------
    negatives, positives : array
        Sum of weights in each cell, shape (cells,).
    negative_squares, positive_squares : array
        Sum of squared weights, equal to the sums of weights where each is 1.

    Returns
    -------
    Estimate
        With the interval on the logit scale; undefined with one class only.

    Notes
    -----
    Placements: ``theta_k`` the share of negatives below cell k plus half of those in it, ``g_k`` the share of positives
    above plus half of those in it. ``I = (theta - A) / pi1`` for positives, ``(g - A) / pi0`` for negatives. Ties
    within cells move A by at most ``sum a_k b_k / (2 n0 n1)``.

    References
    ----------
    DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44:837.
    """
    n0, n1 = float(negatives.sum()), float(positives.sum())
    if n0 <= 0 or n1 <= 0:
        return undefined(ONE_CLASS)
    area, of_negatives, of_positives = area_influence(negatives, positives)
    total, squares = n0 + n1, float(negative_squares.sum() + positive_squares.sum())
    variance = float((positive_squares * of_positives**2).sum() + (negative_squares * of_negatives**2).sum()) / total**2
    rows = total**2 / squares
    bound = float((negatives * positives).sum() / (2 * n0 * n1))
    found = on_logit(area, float(np.sqrt(variance * rows / max(rows - 1, 1))), rows)
    return Estimate(found.value, found.se, found.low, found.high, error_bound=bound)


def area_influence(negatives: FloatArray, positives: FloatArray) -> tuple[float, FloatArray, FloatArray]:
    """Area under the ROC curve, and the influence on it of a negative and of a positive row in each cell."""
    n0, n1 = float(negatives.sum()), float(positives.sum())
    theta = (np.cumsum(negatives) - negatives / 2) / n0
    g = 1 - (np.cumsum(positives) - positives / 2) / n1
    area = float((positives * theta).sum() / n1)
    return area, (g - area) * (n0 + n1) / n0, (theta - area) * (n0 + n1) / n1


def average_precision(
    negatives: FloatArray,
    positives: FloatArray,
    negative_squares: FloatArray,
    positive_squares: FloatArray,
    seed: int = 0,
) -> Estimate:
    """Area under the precision-recall curve as a step sum, ``sum (R_k - R_{k-1}) P_k`` from the highest cell down.

    Parameters
    ----------
    negatives, positives, negative_squares, positive_squares : array
        As in `roc_auc`.
    seed : int
        Of the multinomial bootstrap over score and label cells, 200 draws with free class shares.

    Returns
    -------
    Estimate
        With the interval on the logit scale; undefined without positives.
    """
    total = float(negatives.sum() + positives.sum())
    if positives.sum() <= 0 or negatives.sum() <= 0:
        return undefined(ONE_CLASS)
    rows = total**2 / float(negative_squares.sum() + positive_squares.sum())
    joined = np.stack(_joined(negatives, positives))
    draws = _draw(joined.ravel() / total, rows, seed).reshape(DRAWS, 2, -1)
    values = _step_sums(draws[:, 0], draws[:, 1])
    value = float(_step_sums(negatives[None], positives[None])[0])
    return on_logit(value, float(np.std(values[np.isfinite(values)], ddof=1)), rows)


def _step_sums(negatives: FloatArray, positives: FloatArray) -> FloatArray:
    """Average precision of each row of counts; NaN without positives. Shapes (draws, cells)."""
    hits = np.cumsum(positives[:, ::-1], axis=1)
    said = hits + np.cumsum(negatives[:, ::-1], axis=1)
    precision = np.divide(hits, said, out=np.zeros_like(hits), where=said > 0)
    above, below = (precision * positives[:, ::-1]).sum(axis=1), hits[:, -1]
    return np.asarray(np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0), dtype=np.float64)


def _joined(negatives: FloatArray, positives: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Join neighbouring cells until few are left, each of about equal weight; empty ones go."""
    both = negatives + positives
    is_used = both > 0
    if is_used.sum() <= BOOTSTRAP_CELLS:
        return negatives[is_used], positives[is_used]
    reached = np.cumsum(both) / both.sum()
    place = np.minimum((reached * BOOTSTRAP_CELLS).astype(np.int64), BOOTSTRAP_CELLS - 1)
    return (
        np.bincount(place, negatives, minlength=BOOTSTRAP_CELLS).astype(np.float64),
        np.bincount(place, positives, minlength=BOOTSTRAP_CELLS).astype(np.float64),
    )


def _draw(shares: FloatArray, rows: float, seed: int) -> FloatArray:
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(max(1, round(rows)), shares / shares.sum(), size=DRAWS)
    return np.asarray(drawn, dtype=np.float64)


def mean_of_two(first: LossMoments, loss_first: int, second: LossMoments, loss_second: int) -> Estimate:
    """Mean loss over two groups of rows that suffer different losses: log loss and Brier score of a binary score.

    Parameters
    ----------
    first, second : LossMoments
        Of the rows of either class.
    loss_first, loss_second : int
        Place of the loss that applies to each.
    """
    joined = LossMoments(
        first.sums[[0, loss_first]] + second.sums[[0, loss_second]],
        first.gram[np.ix_([0, loss_first], [0, loss_first])] + second.gram[np.ix_([0, loss_second], [0, loss_second])],
    )
    if joined.weight <= 0:
        return undefined("no row with both a label and a score")
    return on_line(joined.mean(1), joined.se({1: 1.0}), joined.rows, minimum=0.0)


def macro(areas: list[Estimate], rows: float) -> Estimate:
    """Mean of one-against-rest areas; its standard error takes them for perfectly correlated: an upper bound."""
    known = [area for area in areas if area.value is not None]
    if not known:
        return undefined(ONE_CLASS)
    value = float(np.mean([area.value for area in known]))
    se = float(np.mean([area.se or 0.0 for area in known]))
    found = on_logit(value, se, rows)
    bound = float(np.mean([area.error_bound for area in known]))
    note = "" if len(known) == len(areas) else f"over {len(known)} of {len(areas)} classes: the others do not occur"
    return Estimate(found.value, found.se, found.low, found.high, note, bound)
