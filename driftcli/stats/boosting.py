"""Boosting of scikit-learn's trees, from its compiled parts alone.

Importing scikit-learn takes longer than most fits here, and nearly all of it is of no use to them. The parts that grow
a tree are compiled modules which need little else. This file does around them what scikit-learn's estimators do with
our settings, in the same order, so that predictions are the same to the last bit. Where the parts are not as expected
it says so, and `learners` asks the estimators.
"""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.bare_packages import bare_packages
from driftcli.stats.forest import QUESTIONS, Forest, forest_of
from driftcli.stats.growing import Columns, Limits, Parts, Tree, ground, grown
from driftcli.stats.special import expit, logit

Floats = npt.NDArray[np.float64]
Cells = npt.NDArray[np.uint8]

_PACKAGES = ("sklearn", "sklearn.utils", "sklearn._loss", "sklearn.ensemble")
_MISSING = 255
"""The byte that stands for a missing number."""
_MOST_ROWS = 200_000
"""Beyond these the estimators cut columns on a sample of rows."""
_CELLS = 200_000
"""Values in the copies of rows that are predicted in one call."""
_STRETCH = 4_096
"""Rows that are predicted at once: what all trees say of them stays in the processor's memory."""
_IMPORTING = Lock()


class Boosting(NamedTuple):
    """Settings of a fit, by the names of ``HistGradientBoostingClassifier``."""

    max_iter: int
    max_leaf_nodes: int
    learning_rate: float
    min_samples_leaf: int
    l2_regularization: float
    max_bins: int


class _Parts(NamedTuple):
    """What is taken of scikit-learn."""

    growing: Parts
    add_tree: Any
    """Adds what the leaves of a tree say to what is predicted for the rows that it grew on."""
    logistic: Any
    squared: Any
    """Losses: they give gradients and hessians."""


@dataclass(frozen=True)
class _Cuts:
    """Where the numbers in columns are cut into the cells of trees, which know categorical columns first."""

    order: npt.NDArray[np.intp]
    """Numbers of the columns, in the order of the trees."""
    known: int
    """How many of them are categorical."""
    counts: npt.NDArray[np.uint32]
    """Cells of each that hold values."""
    tables: Cells
    """Cell of each number, shape (columns, 256)."""
    missing: int
    """Cell of missing values."""

    def cells(self, numbers: Cells) -> Cells:
        """Give the cells of numbers, shape (rows, columns), a column lying together in the order of the trees."""
        found = np.empty(numbers.shape, dtype=np.uint8, order="F")
        for place, column in enumerate(self.order):
            np.take(self.tables[place], numbers[:, column], out=found[:, place])
        return found


@dataclass(frozen=True)
class Boosted:
    """Boosted trees: a function from a matrix, shape (k, columns), to predictions, shape (k,)."""

    forest: Forest
    cuts: _Cuts
    start: float
    """What is predicted without any tree, on the scale of the trees."""
    is_probability: bool

    def __call__(self, matrix: Floats) -> Floats:
        """Predict rows."""
        rows = np.asarray(matrix, dtype=np.float64)
        stretches = [rows[first : first + _STRETCH] for first in range(0, len(rows), _STRETCH)]
        return np.concatenate([np.empty(0), *map(self._predicted, stretches)])

    def of_shuffled(self, matrix: Floats, order: npt.NDArray[np.intp], groups: Sequence[Sequence[int]]) -> Floats:
        """Predict rows of which some columns are shuffled, asking again only the trees that look at those.

        Parameters
        ----------
        matrix : ndarray, shape (rows, columns)
            The rows as they are.
        order : ndarray, shape (rows,)
            Row from which each takes the columns that are shuffled.
        groups : sequence of sequence of int
            Columns that are shuffled together.

        Returns
        -------
        ndarray, shape (groups, rows)
        """
        intact, places = self._cells(matrix), np.argsort(self.cuts.order)
        shuffled, answers = intact[order], self.forest.answers(intact)
        before = self.forest.predictions(answers)
        found = np.empty((len(groups), len(matrix)))
        for number, group in enumerate(groups):
            columns = [int(places[column]) for column in group]
            trees, changed = self.forest.exchanged(answers, shuffled, columns)
            after = before.copy()
            after[trees] = self.forest.predictions(changed, trees)
            found[number] = self._summed(after)
        return found

    def _predicted(self, rows: Floats) -> Floats:
        return self._summed(self.forest.predictions(self.forest.answers(self._cells(rows))))

    def _cells(self, rows: Floats) -> Cells:
        numbers = _numbers(rows)
        if numbers is None:
            raise ValueError(f"trees that know numbers of cells, 0 to {_MISSING - 1}, were asked about others")
        return self.cuts.cells(numbers)

    def _summed(self, of_trees: Floats) -> Floats:
        """Add one tree after the other, as the estimators do: in another order the last bit might be another."""
        total = self.start + of_trees[0]
        for part in of_trees[1:]:
            total += part
        return np.asarray(expit(total)) if self.is_probability else total


def predictions_of_shuffled(
    predict: Callable[[Floats], Floats],
    matrix: Floats,
    order: npt.NDArray[np.intp],
    groups: Sequence[Sequence[int]],
) -> Floats:
    """Predict rows of which some columns are shuffled, by any predictor; arguments as in `Boosted.of_shuffled`."""
    if isinstance(predict, Boosted):
        return predict.of_shuffled(matrix, order, groups)
    batch = max(1, _CELLS // max(1, matrix.size))
    found: list[Floats] = [np.empty((0, len(matrix)))]
    for first in range(0, len(groups), batch):
        some = groups[first : first + batch]
        copies = np.tile(matrix, (len(some), 1, 1))
        for copy, group in zip(copies, some, strict=True):
            copy[:, group] = matrix[order][:, group]
        found.append(predict(copies.reshape(-1, matrix.shape[1])).reshape(copies.shape[:2]))
    return np.concatenate(found)


def boosted(
    matrix: Floats,
    target: Floats,
    weights: Floats | None,
    settings: Boosting,
    *,
    is_categorical: npt.NDArray[np.bool_],
    is_probability: bool,
) -> Boosted | None:
    """Fit boosted trees, or give ``None`` where that is left to scikit-learn's estimators.

    Parameters
    ----------
    matrix : ndarray, shape (rows, columns)
        Numbers of cells and codes, 0 to 254; NaN where missing.
    target : ndarray, shape (rows,)
        0 and 1, both of which occur, for probabilities; finite numbers otherwise.
    weights : ndarray, shape (rows,), optional
        Non-negative; 1 if not given.
    settings : Boosting
    is_categorical : ndarray, shape (columns,)
        Which columns hold codes.
    is_probability : bool
        Learn P(target = 1) with the logistic loss, instead of the mean with the squared loss.

    Returns
    -------
    Boosted
    """
    parts = _parts()
    is_usual = len(matrix) <= _MOST_ROWS and (weights is None or bool(np.all(weights > 0)))
    is_usual = is_usual and settings.max_leaf_nodes <= QUESTIONS + 1
    numbers = _numbers(matrix) if is_usual else None
    cuts = None if numbers is None else _cuts(numbers, is_categorical, settings.max_bins)
    if parts is None or numbers is None or cuts is None:
        return None
    loss = parts.logistic() if is_probability else parts.squared()
    mean = float(np.average(target, weights=weights))
    start = float(logit(mean)) if is_probability else mean
    try:
        trees = _grown(
            parts, loss, cuts, cuts.cells(numbers), weighted=(target, weights), start=start, settings=settings
        )
        forest = forest_of(trees, cuts.missing)
    except (AttributeError, TypeError, ValueError):  # another version's parts, which want to be told something else
        return None
    return Boosted(forest, cuts, start, is_probability)


def _parts() -> _Parts | None:
    """Give the parts, imported by one thread; ``None`` where scikit-learn keeps them elsewhere."""
    with _IMPORTING:
        return _imported_parts()


@cache
def _imported_parts() -> _Parts | None:
    try:
        with bare_packages(*_PACKAGES):
            from sklearn._loss._loss import CyHalfBinomialLoss, CyHalfSquaredError  # noqa: PLC0415
            from sklearn.ensemble._hist_gradient_boosting import common, histogram, splitting  # noqa: PLC0415
            from sklearn.ensemble._hist_gradient_boosting._gradient_boosting import (  # noqa: PLC0415
                _update_raw_predictions,
            )
        is_summed_by_row = _is_summed_by_row(histogram.__file__)
    except (ImportError, OSError):
        return None
    growing = Parts(histogram.HistogramBuilder, splitting.Splitter, common.HISTOGRAM_DTYPE, is_summed_by_row)
    return _Parts(growing, _update_raw_predictions, CyHalfBinomialLoss, CyHalfSquaredError)


def _is_summed_by_row(module: str) -> bool:
    """Tell from the source beside a module how all gradients are summed: by a function of that name before 1.7."""
    return "sum_parallel" in Path(module).with_name("grower.py").read_text(encoding="utf-8")


def _numbers(matrix: Floats) -> Cells | None:
    """Read numbers of cells and codes, a column lying together; ``None`` where others occur."""
    is_missing = np.isnan(matrix)
    with np.errstate(invalid="ignore"):
        numbers = np.where(is_missing, _MISSING, matrix).astype(np.uint8)
    is_number = (numbers == matrix) & (numbers < _MISSING)
    return np.asfortranarray(numbers) if np.all(is_number | is_missing) else None


def _cuts(numbers: Cells, is_categorical: npt.NDArray[np.bool_], bins: int) -> _Cuts | None:
    """Cut columns half-way between their distinct values; ``None`` where one has none or more than there are bins."""
    order = np.concatenate([np.flatnonzero(is_categorical), np.flatnonzero(~is_categorical)])
    distinct = [np.flatnonzero(np.bincount(column, minlength=_MISSING)[:_MISSING]) for column in numbers.T[order]]
    if not all(0 < len(values) <= bins for values in distinct):
        return None
    counts, known = np.array([len(values) for values in distinct], dtype=np.uint32), int(is_categorical.sum())
    tables = np.full((len(order), _MISSING + 1), bins, dtype=np.uint8)
    for place, (table, values) in enumerate(zip(tables, distinct, strict=True)):
        if place < known:  # a code that does not occur counts as missing
            table[values] = np.arange(len(values))
        else:
            table[:_MISSING] = np.searchsorted((values[1:] + values[:-1]) / 2, np.arange(_MISSING))
    return _Cuts(order, known, counts, tables, missing=bins)


def _grown(
    parts: _Parts,
    loss: Any,
    cuts: _Cuts,
    cells: Cells,
    *,
    weighted: tuple[Floats, Floats | None],
    start: float,
    settings: Boosting,
) -> list[Tree]:
    """Grow one tree after the other, each on the gradients that those before it left."""
    target, weights = (None if one is None else np.ascontiguousarray(one, dtype=np.float64) for one in weighted)
    is_constant = isinstance(loss, parts.squared) and weights is None
    predicted = np.full(len(cells), start)
    gradients = np.empty(len(cells), dtype=np.float32)
    hessians = np.ones(1, dtype=np.float32) if is_constant else np.empty_like(gradients)
    asked = {"y_true": target, "raw_prediction": predicted, "sample_weight": weights, "n_threads": 1}
    growing = ground(parts.growing, cells, (gradients, hessians), _columns(cuts, cells), _limits(settings))
    trees = []
    for _ in range(settings.max_iter):
        if is_constant:
            loss.gradient(**asked, gradient_out=gradients)
        else:
            loss.gradient_hessian(**asked, gradient_out=gradients, hessian_out=hessians)
        tree, leaves = grown(growing)
        trees.append(tree)
        parts.add_tree(predicted, SimpleNamespace(splitter=growing.splitter, finalized_leaves=leaves), 1)
    return trees


def _columns(cuts: _Cuts, cells: Cells) -> Columns:
    return Columns(
        cells=cuts.counts,
        has_missing=(cells == cuts.missing).any(axis=0).astype(np.uint8),
        is_categorical=(np.arange(cells.shape[1]) < cuts.known).astype(np.uint8),
        missing=cuts.missing,
    )


def _limits(settings: Boosting) -> Limits:
    return Limits(
        leaves=settings.max_leaf_nodes,
        leaf_rows=settings.min_samples_leaf,
        penalty=settings.l2_regularization,
        shrinkage=settings.learning_rate,
    )
