"""Learners and folds: with `linear_learners` and `boosting` the only place that imports scikit-learn, and that late.

Boosted trees with the settings of the simulations that the defaults rest on, isotonic calibration, and folds that
depend on row numbers and a seed alone. Learners run on one thread, so that results are the same on every machine.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from threading import RLock
from typing import Any

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.boosting import Boosting, boosted
from driftcli.stats.kept_out import kept_out
from driftcli.stats.ordered import sorted_distinct
from driftcli.stats.row_groups import RowGroups, whole_folds
from driftcli.stats.side_by_side import side_by_side

Floats = npt.NDArray[np.float64]
Folds = npt.NDArray[np.int64]
Predictor = Callable[[Floats], Floats]

FOLDS = 5
GROWING_SHARE = 0.4
"""Of the rows on which something is found, before it is estimated on the others."""
TREES = 60
LEAVES = 8
LEARNING_RATE = 0.08
LEAF_ROWS = 40
PENALTY = 5.0
BINS = 128
"""Cells per column that a tree may cut between; categorical codes lie below it."""
_ESTIMATORS = RLock()


@dataclass(frozen=True)
class Rows:
    """Rows of two samples, one below the other; `stacked` builds them."""

    matrix: Floats
    """Shape (rows, columns); cell numbers 0, 1, ... below 128, NaN where missing."""
    is_current: npt.NDArray[np.bool_]
    """Shape (rows,)."""
    is_categorical: npt.NDArray[np.bool_]
    """Shape (columns,)."""
    groups: RowGroups | None = None
    """Which rows depend on each other; ``None`` where none do."""

    @property
    def weights(self) -> Floats:
        """Row weights that give each sample half of the mass, with mean 1."""
        m = int(self.is_current.sum())
        n = len(self.is_current) - m
        return np.where(self.is_current, 0.5 / m, 0.5 / n) * (n + m)

    def taken(self, rows: npt.NDArray[Any]) -> "Rows":
        """Give a selection of rows, by mask or by number."""
        groups = None if self.groups is None else self.groups.taken(rows)
        return Rows(self.matrix[rows], self.is_current[rows], self.is_categorical, groups)

    def folds(self, folds: int = 5, *, seed: int = 0) -> Folds:
        """Assign rows to at most so many folds, both samples evenly, and whole groups where there are enough."""
        return row_folds(self.is_current, self.groups, folds, seed=seed)

    def beside(self, columns: Floats, *, is_categorical: bool = False) -> "Rows":
        """Give the same rows with further columns, shape (rows,) or (rows, k)."""
        flat = columns.reshape(len(self.matrix), -1)
        more = flat if is_categorical else np.column_stack([cell_numbers(column) for column in flat.T])
        flags = np.full(more.shape[1], is_categorical)
        every = np.concatenate([self.is_categorical, flags])
        return Rows(np.hstack([self.matrix, more]), self.is_current, every, self.groups)


def stacked(reference: Floats, current: Floats, is_categorical: npt.ArrayLike = ()) -> Rows:
    """Put two samples one below the other and cut their numbers into cells.

    Parameters
    ----------
    reference, current : ndarray, shape (rows, columns)
        NaN where missing; categorical columns hold codes 0, 1, ... below 128.
    is_categorical : array_like, shape (columns,)
        Which columns are categorical; none if not given.

    Notes
    -----
    Trees cut between cells. Cutting once, on both samples together, spares every fit the sorting.
    """
    matrix = np.vstack([reference, current])
    said = np.asarray(is_categorical, dtype=bool)
    flags = said if len(said) else np.zeros(matrix.shape[1], dtype=bool)
    cells = [c if flag else cell_numbers(c) for c, flag in zip(matrix.T, flags, strict=True)]
    is_current = np.arange(len(matrix)) >= len(reference)
    return Rows(np.column_stack(cells) if cells else matrix, is_current, flags)


def cell_numbers(values: Floats, cells: int = BINS - 1) -> Floats:
    """Number the quantile cells in which values lie, 0, 1, ..., shape (rows,); NaN stays NaN."""
    present = values[~np.isnan(values)]
    distinct = sorted_distinct(present)
    if len(distinct) <= cells:
        edges = distinct[:-1]
    else:
        ranks = np.ceil(np.arange(1, cells) / cells * len(present)).astype(np.int64) - 1
        edges = sorted_distinct(np.sort(present)[ranks])
    numbers = np.searchsorted(edges, values, side="left").astype(np.float64)
    return np.where(np.isnan(values), np.nan, numbers)


def scrambled(rows: int, seed: int) -> npt.NDArray[np.uint64]:
    """Hash row numbers 0, 1, ... with a seed (the finaliser of SplitMix64), shape (rows,)."""
    with np.errstate(over="ignore"):
        step = np.uint64(0x9E3779B97F4A7C15)
        z = (np.arange(rows, dtype=np.uint64) + np.uint64(seed) * step) * step + step
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)


def balanced_folds(groups: npt.ArrayLike, folds: int = FOLDS, *, seed: int = 0) -> Folds:
    """Assign rows to folds at random, each group evenly.

    Parameters
    ----------
    groups : array_like, shape (rows,)
        Stratum of each row, such as its sample.
    folds : int
        Number of folds, at least 2.
    seed : int
        Seed of the hash by which rows are ordered.

    Returns
    -------
    ndarray, shape (rows,)
        Fold of each row, 0 to folds - 1; it depends on row numbers and seed only.
    """
    group = np.asarray(groups)
    place = np.empty(len(group), dtype=np.int64)
    order = np.argsort(scrambled(len(group), seed), kind="stable")
    for value in sorted_distinct(group):
        members = order[group[order] == value]
        place[members] = np.arange(len(members)) % folds
    return place


def row_folds(
    is_current: npt.NDArray[np.bool_], groups: RowGroups | None, folds: int = FOLDS, *, seed: int = 0
) -> Folds:
    """Assign rows to at most so many folds, both samples evenly, and whole groups where there are enough."""
    if groups is None or not groups.can_be_folded:
        return balanced_folds(is_current, folds, seed=seed)
    return whole_folds(groups, groups.fold_number(folds), scrambled(len(groups.sizes[0]), seed))


def growing_part(
    is_current: npt.NDArray[np.bool_], groups: RowGroups | None = None, *, seed: int = 0
) -> npt.NDArray[np.bool_]:
    """Mark about two fifths of the rows, whole groups where there are enough: what is found there is tested elsewhere.

    Returns
    -------
    ndarray, shape (rows,)
        Two of five folds, or one of two or three.
    """
    place = row_folds(is_current, groups, seed=seed)
    return np.asarray(place < max(1, round(GROWING_SHARE * (int(place.max()) + 1))))


@cache
def load_learners() -> None:
    """Import scikit-learn, once, without pandas.

    It imports pandas where that is installed, for columns that it is never given here: a quarter of its start-up.
    Whoever imports pandas afterwards gets it as always.
    """
    with kept_out("pandas"):
        import sklearn.utils  # noqa: F401, PLC0415


@cache
def _controller() -> Any:
    """Find the thread pools of the process; costly enough to do once, after scikit-learn is loaded."""
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415

    return ThreadpoolController()


def one_thread() -> AbstractContextManager[Any]:
    """Hold learners to one thread: sums in one order give the same result on every machine."""
    limit: AbstractContextManager[Any] = _controller().limit(limits=1)
    return limit


@contextmanager
def _estimating() -> Iterator[None]:
    """Hold estimators to one thread, and to one at a time: the limit is that of the process."""
    with _ESTIMATORS, one_thread(), kept_out("pandas"):
        yield


def fit_trees(
    rows: Rows,
    target: Floats,
    weights: Floats | None = None,
    *,
    is_probability: bool = False,
    trees: int = TREES,
    leaf_rows: int = LEAF_ROWS,
) -> Predictor:
    """Fit boosted trees.

    Parameters
    ----------
    rows : Rows
        Columns to learn from.
    target : ndarray, shape (rows,)
        0 and 1 for probabilities, finite numbers otherwise.
    weights : ndarray, shape (rows,), optional
        Non-negative; 1 if not given.
    is_probability : bool
        Learn P(target = 1) with the logistic loss, instead of the mean with the squared loss.
    trees, leaf_rows : int
        Boosting steps, and the fewest rows of a leaf.

    Returns
    -------
    Callable
        From a matrix, shape (k, columns), to predictions, shape (k,). A constant target predicts itself.
    """
    first = float(target[0]) if len(target) else 0.0
    if np.all(target == first):
        return lambda matrix: np.full(len(matrix), first)
    settings = _settings(trees, leaf_rows=leaf_rows)
    predict = boosted(
        rows.matrix, target, weights, settings, is_categorical=rows.is_categorical, is_probability=is_probability
    )
    return predict or _estimated(rows, target, weights, _boosting(rows, settings), is_probability=is_probability)


def _estimated(
    rows: Rows, target: Floats, weights: Floats | None, settings: dict[str, Any], *, is_probability: bool
) -> Predictor:
    """Fit boosted trees by scikit-learn's own estimators, where its parts alone will not do."""
    with _ESTIMATORS:
        load_learners()
        from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor  # noqa: PLC0415

    learner = HistGradientBoostingClassifier if is_probability else HistGradientBoostingRegressor
    with _estimating():
        model = learner(**settings).fit(rows.matrix, target, sample_weight=weights)
    return _held(lambda matrix: model.predict_proba(matrix)[:, 1] if is_probability else model.predict(matrix))


def _settings(trees: int, *, leaf_rows: int = LEAF_ROWS, rate: float = LEARNING_RATE) -> Boosting:
    return Boosting(
        max_iter=trees,
        max_leaf_nodes=LEAVES,
        learning_rate=rate,
        min_samples_leaf=leaf_rows,
        l2_regularization=PENALTY,
        max_bins=BINS,
    )


def _boosting(rows: Rows, settings: Boosting) -> dict[str, Any]:
    """Name the settings to an estimator."""
    categorical = rows.is_categorical if rows.is_categorical.any() else None
    return {**settings._asdict(), "early_stopping": False, "random_state": 0, "categorical_features": categorical}


def fit_median_trees(rows: Rows, target: Floats, *, trees: int = TREES, rate: float = LEARNING_RATE) -> Predictor:
    """Fit boosted trees to the median of a number: least absolute error, which a few huge values do not rule.

    Parameters
    ----------
    rows : Rows
        Columns to learn from.
    target : ndarray, shape (rows,)
        Finite.
    trees, rate : int, float
        Boosting steps, and how much of its fit each adds.

    Returns
    -------
    Callable
        From a matrix, shape (k, columns), to predictions, shape (k,).
    """
    load_learners()
    from sklearn.ensemble import HistGradientBoostingRegressor  # noqa: PLC0415

    with _estimating():
        learner = HistGradientBoostingRegressor(loss="absolute_error", **_boosting(rows, _settings(trees, rate=rate)))
        model = learner.fit(rows.matrix, target)
    return _held(model.predict)


def fit_class_trees(rows: Rows, codes: Floats, *, trees: int = TREES, rate: float = LEARNING_RATE) -> Predictor:
    """Fit boosted trees that name the likeliest class.

    Parameters
    ----------
    rows : Rows
        Columns to learn from.
    codes : ndarray, shape (rows,)
        Whole numbers that stand for classes.
    trees, rate : int, float
        Boosting steps (with more than two classes a tree for each class), and how much of its fit each adds.

    Returns
    -------
    Callable
        From a matrix, shape (k, columns), to codes, shape (k,). Where one class occurs it is named always.
    """
    load_learners()
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415

    first = float(codes[0]) if len(codes) else 0.0
    if np.all(codes == first):
        return lambda matrix: np.full(len(matrix), first)
    with _estimating():
        model = HistGradientBoostingClassifier(**_boosting(rows, _settings(trees, rate=rate))).fit(rows.matrix, codes)
    return _held(model.predict)


def _held(predict: Callable[[Floats], Any]) -> Predictor:
    """Hold predictions to one thread."""

    def predicted(matrix: Floats) -> Floats:
        with _estimating():
            return np.asarray(predict(matrix), dtype=np.float64)

    return predicted


def cross_fit(
    rows: Rows, target: Floats, folds: Folds, weights: Floats | None = None, *, is_probability: bool = False
) -> Floats:
    """Predict each row by boosted trees that were fitted without its fold; arguments as in `fit_trees`.

    Returns
    -------
    ndarray, shape (rows,)
    """
    predicted = np.empty(len(target))

    def predict(fold: int) -> None:
        out = folds == fold
        weight = None if weights is None else weights[~out]
        model = fit_trees(rows.taken(~out), target[~out], weight, is_probability=is_probability)
        predicted[out] = model(rows.matrix[out])

    side_by_side(predict, range(int(folds.max()) + 1))
    return predicted


def isotonic(scores: Floats, target: Floats, weights: Floats | None = None) -> Predictor:
    """Fit a rising step-and-line curve of the target on a score; beyond the scores seen it stays level.

    Parameters
    ----------
    scores : ndarray, shape (rows,)
        Finite.
    target : ndarray, shape (rows,)
        In [0, 1].
    weights : ndarray, shape (rows,), optional
        Non-negative; 1 if not given.

    Returns
    -------
    Callable
        From scores to calibrated values in [0, 1].
    """
    load_learners()
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415

    model = IsotonicRegression(out_of_bounds="clip", y_min=0.0, y_max=1.0).fit(scores, target, sample_weight=weights)
    return lambda values: np.asarray(model.predict(values), dtype=np.float64)


def cross_calibrated(scores: Floats, target: Floats, folds: Folds, weights: Floats | None = None) -> Floats:
    """Calibrate each score by an isotonic curve that was fitted without its fold.

    Returns
    -------
    ndarray, shape (rows,)
        In [0, 1].
    """
    calibrated = np.empty(len(scores))
    for fold in range(int(folds.max()) + 1):
        out = folds == fold
        curve = isotonic(scores[~out], target[~out], None if weights is None else weights[~out])
        calibrated[out] = curve(scores[out])
    return calibrated
