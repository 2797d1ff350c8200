"""Metrics of a classifier on rows without labels, from scores calibrated on labelled rows."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.calibration import recalibration
from driftcli.stats.estimates import Estimate, undefined
from driftcli.stats.expected_metrics import Expecting, SeveralClasses, TwoClasses
from driftcli.stats.learners import Floats, balanced_folds, cross_calibrated, isotonic, scrambled

DRAWS = 100
"""Drawn labelings from which the sampling error of the realised metrics is taken."""
RESAMPLES = 20
"""Bootstrap samples of the reference from which the calibration's own error is taken."""
FLATTEST, STEEPEST = 0.8, 1.25
"""Slopes of the logistic recalibration between which calibrated scores may be trusted (METHODS 7.2)."""
Rows = npt.NDArray[np.int64]
Calibrate = Callable[[Rows | None], Floats]


@dataclass(frozen=True)
class Expected:
    """One metric with its standard error."""

    value: float
    se: float


def sampling_errors(said: Expecting, probability: Floats, *, seed: int = 0) -> dict[str, float]:
    """Standard deviation of the realised metrics around the expected ones, by drawing labels.

    Notes
    -----
    That of the accuracy is exact for two classes: ``sqrt(sum g (1 - g)) / rows``.
    """
    rng = np.random.default_rng(seed)
    found = [said.metrics(said.drawn(probability, rng)) for _ in range(DRAWS)]
    names = set().union(*(one.keys() for one in found))
    errors = {name: float(np.std([one[name] for one in found if name in one])) for name in names}
    if probability.ndim == 1:
        errors["accuracy"] = math.sqrt(float(np.sum(probability * (1 - probability)))) / max(1, len(probability))
    return errors


def calibrated_estimate(
    reference_scores: Floats,
    labels: Floats,
    current_scores: Floats,
    predicted: npt.ArrayLike,
    weights: Floats | None = None,
    *,
    ranking: Floats | None = None,
    seed: int = 0,
) -> dict[str, Expected]:
    """Estimate metrics of unlabelled rows from scores calibrated on labelled ones.

    Parameters
    ----------
    reference_scores, labels : ndarray, shape (n,)
        Scores and 0/1 labels of the reference.
    current_scores, predicted : ndarray, shape (m,)
        Scores and 0/1 predictions of the rows without labels.
    weights : ndarray, shape (n,), optional
        Density ratio of the reference rows: with it the estimate holds while P(y | x) stays, without it while
        P(y | score) stays.
    ranking : ndarray, shape (m,), optional
        The model's scores, which rank rows and are judged as probabilities; the given scores if not given.
    seed : int
        Of the resamples and the drawn labels.

    Returns
    -------
    dict
        Metric to estimate; the standard error adds the sampling error of the realised metric and that of the
        calibration.

    References
    ----------
    Kivimaeki et al. 2025 (CBPE); Bialek et al. 2025 (weighted: PAPE).
    """
    said = TwoClasses(np.asarray(predicted, dtype=np.float64), current_scores if ranking is None else ranking)

    def calibrate(rows: Rows | None) -> Floats:
        parts = _resampled(rows, reference_scores, labels, weights)
        return isotonic(*parts)(current_scores)

    return _with_errors(said, calibrate, len(labels), seed)


def calibrated_class_estimate(
    reference_scores: Floats,
    codes: npt.NDArray[np.int64],
    current_scores: Floats,
    predicted: npt.NDArray[np.int64],
    weights: Floats | None = None,
    *,
    seed: int = 0,
) -> dict[str, Expected]:
    """Estimate metrics of several classes: one isotonic curve a class, normalised to sum to one.

    Parameters
    ----------
    reference_scores, current_scores : ndarray, shapes (n, classes) and (m, classes)
        Scores of labelled and of unlabelled rows.
    codes, predicted : ndarray, shapes (n,) and (m,)
        Labels of the reference and predictions of the unlabelled rows.
    weights, seed
        As in `calibrated_estimate`.
    """
    said = SeveralClasses(predicted, current_scores)
    classes = reference_scores.shape[1]

    def calibrate(rows: Rows | None) -> Floats:
        columns = []
        for code in range(classes):
            own = (codes == code).astype(np.float64)
            parts = _resampled(rows, reference_scores[:, code], own, weights)
            columns.append(isotonic(*parts)(current_scores[:, code]))
        return normalised(np.column_stack(columns))

    return _with_errors(said, calibrate, len(codes), seed)


def normalised(values: Floats) -> Floats:
    """Divide rows by their sums; a row of zeros becomes uniform."""
    sums = values.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(values, sums, out=np.full(values.shape, 1 / values.shape[1]), where=sums > 0))


def _resampled(
    rows: Rows | None, scores: Floats, labels: Floats, weights: Floats | None
) -> tuple[Floats, Floats, Floats | None]:
    if rows is None:
        return scores, labels, weights
    return scores[rows], labels[rows], None if weights is None else weights[rows]


def _with_errors(said: Expecting, calibrate: Calibrate, n: int, seed: int) -> dict[str, Expected]:
    probability = calibrate(None)
    metrics, errors = said.metrics(probability), sampling_errors(said, probability, seed=seed)
    again = []
    for draw in range(RESAMPLES):
        rows = (scrambled(n, seed + 1000 + draw) % np.uint64(n)).astype(np.int64)
        again.append(said.metrics(calibrate(rows)))
    spread = {name: [one[name] for one in again if name in one] for name in metrics}
    return {
        name: Expected(value, math.hypot(errors.get(name, 0.0), float(np.std(spread[name]))))
        for name, value in metrics.items()
        if spread[name]
    }


def calibration_slope(scores: Floats, labels: Floats, weights: Floats | None = None, *, seed: int = 0) -> Estimate:
    """Slope of the logistic recalibration after cross-fitted isotonic calibration: 1 when scores can be trusted.

    Parameters
    ----------
    scores, labels : ndarray, shape (n,)
        Scores and 0/1 labels.
    weights : ndarray, shape (n,), optional
        As in `calibrated_estimate`.
    seed : int
        Of the folds.

    Notes
    -----
    Isotonic curves reach 0 and 1 where their training rows happen to be of one class; so values are held one row's
    share of a fold, ``5 / n``, away from both. Constant scores have no slope.
    """
    if np.ptp(scores) == 0:
        return undefined("the scores are constant")
    folds = balanced_folds(labels, seed=seed)
    near = min(0.25, (int(folds.max()) + 1) / len(labels))
    calibrated = np.clip(cross_calibrated(scores, labels, folds, weights), near, 1 - near)
    level, place = np.unique(calibrated, return_inverse=True)
    w = np.ones(len(labels)) if weights is None else weights
    sums = (np.bincount(place, values).astype(np.float64) for values in (w, w * labels, w**2))
    both, positive, squares = sums
    return recalibration(both - positive, positive, both * level, squares)[1]


def confidence_threshold(reference_confidence: Floats, accuracy: float) -> float:
    """Confidence below which as large a share of the reference lies as is wrong (linear quantile)."""
    return float(np.quantile(reference_confidence, 1 - accuracy))


def thresholded_accuracy(reference_confidence: Floats, accuracy: float, current_confidence: Floats) -> float:
    """Share of current rows above that threshold: a heuristic estimate (Garg et al. 2022, ATC)."""
    return float(np.mean(current_confidence > confidence_threshold(reference_confidence, accuracy)))
