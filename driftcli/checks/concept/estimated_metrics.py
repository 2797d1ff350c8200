"""Which metrics are estimated without labels, and how: average losses doubly robustly, the others by probabilities."""

import math
from collections.abc import Iterator

import numpy as np

from driftcli.checks.concept.estimate_setting import FEW_OF_CLASS, Floats, Setting
from driftcli.frozen import dataclass
from driftcli.stats.label_free import conditional_probability
from driftcli.stats.score_estimates import (
    FLATTEST,
    STEEPEST,
    Expected,
    calibrated_class_estimate,
    calibrated_estimate,
    calibration_slope,
)

DOUBLY_ROBUST = "doubly_robust"
CONDITIONAL = "conditional_calibration"
"""P(y | inputs, score), calibrated on the weighted reference."""
BY_SCORES = "weighted_calibration"
"""One isotonic curve a class, fitted on the weighted reference."""
OF_TWO_CLASSES = (
    "balanced_accuracy",
    "precision",
    "recall",
    "specificity",
    "f1",
    "mcc",
    "roc_auc",
    "pr_auc",
    "log_loss",
    "brier",
)
OF_CLASSES = ("balanced_accuracy", "macro_precision", "macro_recall", "macro_f1", "weighted_f1", "roc_auc")


@dataclass(frozen=True)
class Estimated:
    """One metric of the current rows."""

    metric: str
    expected: Expected
    method: str
    refused: str = ""
    """Why this metric cannot be had although others can."""


def estimated_metrics(setting: Setting) -> Iterator[Estimated]:
    """Estimate what can be estimated; the average loss first."""
    known = setting.known
    if not known.classes:
        yield from _errors(setting)
        return
    yield Estimated("accuracy", Expected(1 - setting.loss.doubly_robust, setting.loss.se), DOUBLY_ROBUST)
    if known.scores.shape[1] and np.isfinite(known.scores).all():
        yield from _two_classes(setting) if len(known.classes) == 2 else _several_classes(setting)


def _errors(setting: Setting) -> Iterator[Estimated]:
    truth, said = setting.known.outcome[: setting.n], setting.known.predicted[: setting.n]
    error = np.abs(truth - said)
    yield Estimated("mae", Expected(setting.loss.doubly_robust, setting.loss.se), DOUBLY_ROBUST)
    squared = setting.average(error**2)
    root = math.sqrt(max(0.0, squared.doubly_robust))
    yield Estimated("rmse", Expected(root, squared.se / (2 * root) if root else 0.0), DOUBLY_ROBUST)
    size = np.abs(truth) + np.abs(said)
    symmetric = setting.average(np.divide(2 * error, size, out=np.zeros_like(error), where=size > 0))
    yield Estimated("smape", Expected(symmetric.doubly_robust, symmetric.se), DOUBLY_ROBUST)
    if np.all(truth != 0):
        relative = setting.average(error / np.abs(truth))
        yield Estimated("mape", Expected(relative.doubly_robust, relative.se), DOUBLY_ROBUST)


def _two_classes(setting: Setting) -> Iterator[Estimated]:
    """Metrics that are no average of losses, from P(y | inputs, score)."""
    known, n = setting.known, setting.n
    labels, score = (known.outcome[:n] == 1).astype(np.float64), known.scores[:, 0]
    own, ahead = conditional_probability(setting.rows, labels)
    refused = why_not_calibrated(own, labels, setting.weights)
    said = known.predicted[n:] == 1
    found = calibrated_estimate(own, labels, ahead, said, setting.weights, ranking=score[n:])
    for name in OF_TWO_CLASSES:
        if name in found:
            yield Estimated(name, _of_groups(found[name], setting), CONDITIONAL, refused)


def _several_classes(setting: Setting) -> Iterator[Estimated]:
    known, n = setting.known, setting.n
    codes, said = known.outcome[:n].astype(np.int64), known.predicted[n:].astype(np.int64)
    refused = why_no_class_is_calibrated(known.scores[:n], codes, setting.weights)
    found = calibrated_class_estimate(known.scores[:n], codes, known.scores[n:], said, setting.weights)
    for name in OF_CLASSES:
        if name in found:
            yield Estimated(name, _of_groups(found[name], setting), BY_SCORES, refused)


def _of_groups(one: Expected, setting: Setting) -> Expected:
    """Widen an error that was reckoned from rows by what groups of rows add to that of the average loss."""
    return Expected(one.value, one.se * setting.loss.widening)


def why_not_calibrated(scores: Floats, labels: Floats, weights: Floats | None = None) -> str:
    """Why probabilities fitted on one part of the reference do not come true on another (METHODS 7.2)."""
    slope = calibration_slope(scores, labels, weights).value
    if slope is None or FLATTEST <= slope <= STEEPEST:
        return ""
    return (
        f"scores cannot be calibrated on the reference: calibrated on one part, their slope on another is {slope:.2f}, "
        f"not between {FLATTEST} and {STEEPEST}"
    )


def why_no_class_is_calibrated(scores: Floats, codes: np.ndarray, weights: Floats | None = None) -> str:
    """The same for the first of several classes that fails."""
    for code in range(scores.shape[1]):
        own = (codes == code).astype(np.float64)
        if min(own.sum(), len(own) - own.sum()) < FEW_OF_CLASS:
            continue
        reason = why_not_calibrated(scores[:, code], own, weights)
        if reason:
            return reason
    return ""
