"""Metrics of a confusion matrix, each with its standard error from the counts alone (METHODS 6.1).

Rows of the matrix are true classes, columns predicted ones. With sample weights a cell holds the sum of weights, and a
second matrix the sum of squared weights.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.stats.estimates import Estimate, of_share, on_line, on_logit, undefined

FloatArray = NDArray[np.float64]
ShareFunction = Callable[..., float]
"""A metric of the hits, labels and predictions of each class, as shares of all rows."""
STEP = 1e-6
"""Of the numeric derivative, in shares."""


@dataclass(frozen=True)
class Confusion:
    """A confusion matrix."""

    weights: FloatArray
    """Sum of weights, shape (classes, classes)."""
    squares: FloatArray
    """Sum of squared weights, of the same shape; equal to ``weights`` where every weight is 1."""

    @property
    def weight(self) -> float:
        """Sum of all weights."""
        return float(self.weights.sum())

    @property
    def rows(self) -> float:
        """Effective rows."""
        squares = float(self.squares.sum())
        return self.weight**2 / squares if squares > 0 else 0.0

    def one_against_rest(self, positive: int) -> "Confusion":
        """The same rows as a 2 x 2 matrix: rest first, then the positive class."""
        return Confusion(_folded(self.weights, positive), _folded(self.squares, positive))


def _folded(table: FloatArray, positive: int) -> FloatArray:
    hit, true, said = table[positive, positive], table[positive].sum(), table[:, positive].sum()
    return np.array([[table.sum() - true - said + hit, said - hit], [true - hit, hit]])


def share(table: Confusion, of: NDArray[np.bool_], among: NDArray[np.bool_], why_not: str) -> Estimate:
    """Share of some cells among others, with the Wilson interval of the effective rows.

    Parameters
    ----------
    of, among : array
        Cells, of the matrix's shape; ``of`` lies within ``among``.
    """
    total = float(table.weights[among].sum())
    if total <= 0:
        return undefined(why_not)
    rows = total**2 / float(table.squares[among].sum())
    return of_share(float(table.weights[of].sum()) / total * rows, rows)


def accuracy(table: Confusion) -> Estimate:
    """Share of rows predicted right."""
    is_hit = np.eye(len(table.weights), dtype=bool)
    return share(table, is_hit, np.ones_like(is_hit), "no row with both a label and a prediction")


def precision(table: Confusion, positive: int) -> Estimate:
    """Share of true positives among rows predicted positive."""
    return share(table, *_cell(table, positive, column=True), "nothing was predicted positive")


def recall(table: Confusion, positive: int) -> Estimate:
    """Share of rows predicted positive among those that are."""
    return share(table, *_cell(table, positive, column=False), "no row is positive")


def specificity(table: Confusion, positive: int) -> Estimate:
    """Share of rows predicted negative among those that are."""
    return recall(table.one_against_rest(positive), 0).noted("") if table.weight else undefined("no row")


def _cell(table: Confusion, positive: int, *, column: bool) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    among = np.zeros(table.weights.shape, dtype=bool)
    of = among.copy()
    of[positive, positive] = True
    if column:
        among[:, positive] = True
    else:
        among[positive] = True
    return of, among


def f1(table: Confusion, positive: int) -> Estimate:
    """Harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN)."""
    two = table.one_against_rest(positive)
    if two.weights[0, 1] + two.weights[1].sum() <= 0:
        return undefined("no row is positive, none was predicted to be")
    return _smooth(two, share_functions(1)["f1"])


def balanced_accuracy(table: Confusion) -> Estimate:
    """Mean recall over the classes that occur; undefined with one class only."""
    if (table.weights.sum(axis=1) > 0).sum() < 2:
        return undefined("only one class among the labels")
    return _smooth(table, _mean_recall)


def mcc(table: Confusion) -> Estimate:
    """Matthews correlation of labels and predictions, in [-1, 1]; its multiclass form for more than two classes.

    References
    ----------
    Matthews 1975; Gorodkin 2004, Comput. Biol. Chem. 28:367.
    """
    if min((table.weights.sum(axis=axis) > 0).sum() for axis in (0, 1)) < 2:
        return undefined("only one class among the labels or the predictions")
    se = _standard_error(table, influence_of(table, _correlation))
    return on_line(_correlation(*_margins(table)), se, table.rows, minimum=-1.0, maximum=1.0)


def averaged(table: Confusion, metric: str, average: str) -> Estimate:
    """Precision, recall or F1 over classes.

    Parameters
    ----------
    metric : str
        ``precision``, ``recall`` or ``f1``.
    average : str
        ``macro`` (each class alike), ``weighted`` (by its rows) or ``micro`` (each row alike).

    Notes
    -----
    Classes that neither occur nor are predicted are left out; a class with an empty denominator counts 0, as in
    scikit-learn with ``zero_division=0``.
    """
    if table.weight <= 0:
        return undefined("no row with both a label and a prediction")
    if average == "micro":
        return accuracy(table)
    return _smooth(table, partial(_averaged, metric=metric, average=average))


def _averaged(hits: FloatArray, true: FloatArray, said: FloatArray, *, metric: str, average: str) -> float:
    is_there = (true + said) > 0
    hits, true, said = hits[is_there], true[is_there], said[is_there]
    above, below = {"precision": (hits, said), "recall": (hits, true), "f1": (2 * hits, true + said)}[metric]
    each = np.divide(above, below, out=np.zeros_like(above), where=below > 0)
    return float(each.mean() if average == "macro" else (each * true).sum() / true.sum())


def matrix_value(table: Confusion, values: FloatArray) -> Estimate:
    """Mean value of a row under a cost or benefit matrix of the same shape, with its t interval."""
    if table.weight <= 0:
        return undefined("no row with both a label and a prediction")
    value = float((table.weights * values).sum()) / table.weight
    return on_line(value, _standard_error(table, values - value), table.rows)


def influence_of(table: Confusion, function: ShareFunction) -> FloatArray:
    """Influence of a row of each cell on a function of the shares, of the table's shape.

    Notes
    -----
    ``I = g_cell - sum p g``, with g by central differences in the hits, the true and the predicted share of each class.
    """
    margins = _margins(table)
    by_hits, by_true, by_said = (_slopes(function, margins, place) for place in range(3))
    slopes = by_true[:, None] + by_said[None, :] + np.diag(by_hits)
    shares = table.weights / table.weight
    return np.asarray(slopes - float((shares * slopes).sum()), dtype=np.float64)


def share_functions(positive: int | None) -> dict[str, ShareFunction]:
    """Each metric as a function of shares; those of a positive class only where there is one."""
    functions: dict[str, ShareFunction] = {
        "accuracy": lambda hits, _true, _said: float(hits.sum()),
        "micro_f1": lambda hits, _true, _said: float(hits.sum()),
        "balanced_accuracy": _mean_recall,
        "mcc": _correlation,
    }
    for average in ("macro", "weighted"):
        for metric in ("precision", "recall", "f1"):
            functions[f"{average}_{metric}"] = partial(_averaged, metric=metric, average=average)
    if positive is not None:
        k = positive
        functions["precision"] = lambda hits, _true, said: _over(hits[k], said[k])
        functions["recall"] = lambda hits, true, _said: _over(hits[k], true[k])
        functions["f1"] = lambda hits, true, said: _over(2 * hits[k], true[k] + said[k])
        functions["specificity"] = lambda hits, true, said: _over(
            true.sum() - true[k] - said[k] + hits[k], true.sum() - true[k]
        )
    return functions


def _margins(table: Confusion) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Share of hits, of labels and of predictions of each class."""
    shares = table.weights / table.weight
    return np.diag(shares).copy(), shares.sum(axis=1), shares.sum(axis=0)


def _slopes(function: ShareFunction, margins: tuple[FloatArray, ...], place: int) -> FloatArray:
    slopes = np.zeros_like(margins[place])
    for index in np.flatnonzero(margins[place]):
        step = min(STEP, margins[place][index] / 2)
        values = []
        for sign in (1, -1):
            moved = [margin.copy() for margin in margins]
            moved[place][index] += sign * step
            values.append(function(*moved))
        slopes[index] = (values[0] - values[1]) / (2 * step)
    return slopes


def _standard_error(table: Confusion, influence: FloatArray) -> float:
    """``se^2 = sum w^2 I^2 / (sum w)^2 * n / (n - 1)``."""
    squares = float((table.squares * influence**2).sum())
    correction = table.rows / (table.rows - 1) if table.rows > 1 else 1.0
    return float(np.sqrt(squares * correction) / table.weight)


def _smooth(table: Confusion, function: ShareFunction) -> Estimate:
    se = _standard_error(table, influence_of(table, function))
    return on_logit(function(*_margins(table)), se, table.rows)


def _mean_recall(hits: FloatArray, true: FloatArray, _said: FloatArray) -> float:
    return float((hits[true > 0] / true[true > 0]).mean())


def _correlation(hits: FloatArray, true: FloatArray, said: FloatArray) -> float:
    total = true.sum()
    below = (total**2 - (said**2).sum()) * (total**2 - (true**2).sum())
    return float((hits.sum() * total - (true * said).sum()) / np.sqrt(below)) if below > 0 else 0.0


def _over(above: float, below: float) -> float:
    return float(above / below) if below > 0 else 0.0
