"""Every metric by which two models are compared, as influence values of the rows that one model was judged on."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.stats import influence as of_classes
from driftcli.stats import influence_errors as of_errors
from driftcli.stats import influence_scores as of_scores
from driftcli.stats.influence import Codes, Decisions, FloatArray, Influence

TOLERANCE, SUM_TOLERANCE = 1e-6, 0.01
"""How far outside [0, 1] a probability, and how far from 1 a sum of probabilities, may be."""
ONE_CLASS = "only one class among the labels"


@dataclass(frozen=True)
class ModelRows:
    """What one model said of each row, beside the truth."""

    task: str
    """``binary``, ``multiclass`` or ``regression``."""
    truth: FloatArray | NDArray[np.integer[Any]]
    """Classes in ``range(classes)``, or numbers; shape (rows,)."""
    weights: FloatArray
    """Positive, shape (rows,)."""
    said: FloatArray | NDArray[np.integer[Any]] | None = None
    """Predictions like ``truth``; the class ``classes`` stands for any that no label has."""
    scores: FloatArray | None = None
    """Shape (rows, 1) of the positive class, or (rows, classes)."""
    classes: int = 0
    positive: int = 1
    """Which of two classes is the positive one."""

    def __len__(self) -> int:
        return len(self.truth)

    def take(self, rows: NDArray[np.bool_]) -> "ModelRows":
        """Some of the rows."""
        return replace(
            self,
            truth=self.truth[rows],
            weights=self.weights[rows],
            said=None if self.said is None else self.said[rows],
            scores=None if self.scores is None else self.scores[rows],
        )

    def rarer(self) -> int:
        """Rows of the rarest class that occurs, of the rarer one of two; all rows where truth is a number."""
        if self.task == "regression":
            return len(self)
        counts = np.bincount(self.truth.astype(np.int64), minlength=2)
        counted = counts if self.task == "binary" else counts[counts > 0]
        return int(counted.min(initial=len(self)))

    @property
    def is_positive(self) -> NDArray[np.bool_]:
        """Rows of the positive class."""
        return np.asarray(self.truth == self.positive)

    def decisions(self) -> Decisions:
        """True and predicted classes."""
        assert self.said is not None  # noqa: S101 - asked of metrics of predictions alone
        return Decisions(self.truth.astype(np.int64), self.said.astype(np.int64), self.classes, self.weights)

    def differing(self, other: "ModelRows") -> int | None:
        """Rows for which another model on the same rows says something else; ``None`` without predictions."""
        if self.said is None or other.said is None:
            return None
        return int((self.said != other.said).sum())


def metric_names(rows: ModelRows) -> tuple[str, ...]:
    """Metrics that a model's columns allow."""
    by_task: dict[str, tuple[str, ...]] = {
        "binary": ("accuracy", "balanced_accuracy", "precision", "recall", "specificity", "f1", "mcc"),
        "multiclass": (
            "accuracy",
            "balanced_accuracy",
            "mcc",
            "macro_precision",
            "macro_recall",
            "macro_f1",
            "weighted_f1",
        ),
        "regression": ("rmse", "mae", "r2", "wape", "smape", "mape", "pinball_10", "pinball_50", "pinball_90"),
    }
    names = () if rows.said is None else by_task[rows.task]
    if rows.scores is None or rows.task == "regression":
        return names
    ranking = ("roc_auc", "pr_auc") if rows.scores.shape[1] == 1 else ("roc_auc",)
    return (*names, *ranking, "log_loss", "brier")


def influence_of(metric: str, rows: ModelRows) -> Influence | str:
    """A metric of a model, or why it is undefined."""
    reason = _why_undefined(metric, rows)
    if reason:
        return reason
    if metric in _SCORES:
        return _of_score(metric, rows)
    if rows.task == "regression":
        y, said = np.asarray(rows.truth, dtype=np.float64), rows.said
        assert said is not None  # noqa: S101 - metrics of errors are offered with predictions only
        return _ERRORS[metric](y, np.asarray(said, dtype=np.float64), rows.weights)
    return _CLASSES[metric](rows.decisions(), rows.positive)


_ERRORS: Mapping[str, Callable[[FloatArray, FloatArray, FloatArray], Influence]] = {
    "rmse": of_errors.rmse,
    "mae": of_errors.mae,
    "r2": of_errors.r2,
    "wape": of_errors.wape,
    "smape": of_errors.smape,
    "mape": of_errors.mape,
    "pinball_10": lambda y, said, weights: of_errors.pinball(y, said, weights, 0.1),
    "pinball_50": lambda y, said, weights: of_errors.pinball(y, said, weights, 0.5),
    "pinball_90": lambda y, said, weights: of_errors.pinball(y, said, weights, 0.9),
}
_CLASSES: Mapping[str, Callable[[Decisions, int], Influence]] = {
    "accuracy": lambda rows, _positive: of_classes.accuracy(rows),
    "balanced_accuracy": lambda rows, _positive: of_classes.balanced_accuracy(rows),
    "precision": lambda d, positive: of_classes.share_influence(d.truth == positive, d.said == positive, d.weights),
    "recall": lambda d, positive: of_classes.share_influence(d.said == positive, d.truth == positive, d.weights),
    "specificity": lambda d, positive: of_classes.share_influence(d.said != positive, d.truth != positive, d.weights),
    "f1": of_classes.f1,
    "mcc": lambda rows, _positive: of_classes.mcc(rows),
    "macro_precision": lambda rows, _positive: of_classes.macro(rows, "precision"),
    "macro_recall": lambda rows, _positive: of_classes.macro(rows, "recall"),
    "macro_f1": lambda rows, _positive: of_classes.macro(rows, "f1"),
    "weighted_f1": lambda rows, _positive: of_classes.weighted_f1(rows),
}
_SCORES = ("roc_auc", "pr_auc", "log_loss", "brier")


def _of_score(metric: str, rows: ModelRows) -> Influence:
    scores, weights = rows.scores, rows.weights
    assert scores is not None  # noqa: S101 - _why_undefined saw to it
    if metric == "pr_auc":
        return of_scores.average_precision(rows.is_positive, scores[:, 0], weights)
    is_single = scores.shape[1] == 1
    if metric == "roc_auc" and is_single:
        return of_scores.roc_auc(rows.is_positive, scores[:, 0], weights)
    truth = rows.truth.astype(np.int64)
    if metric == "roc_auc":
        return of_scores.macro_auc(truth, scores, weights)
    is_class = rows.is_positive[:, None] if is_single else truth[:, None] == np.arange(rows.classes)
    bounded = np.clip(scores, 0.0, 1.0)
    if metric == "brier":
        return of_scores.brier(is_class.astype(np.float64), bounded, weights)
    of_truth = np.where(is_class, bounded, 1 - bounded)[:, 0] if is_single else bounded[np.arange(len(truth)), truth]
    return of_scores.log_loss(of_truth, weights)


def _why_undefined(metric: str, rows: ModelRows) -> str:
    if len(rows) == 0:
        return "no row with a label and predictions"
    if metric in _SCORES:
        return _why_no_score(metric, rows)
    if rows.task == "regression":
        return _why_no_error(metric, rows)
    return _why_no_share(metric, rows, rows.decisions().said)


def _why_no_share(metric: str, rows: ModelRows, said: Codes) -> str:
    is_true, is_said = rows.is_positive, said == rows.positive
    reasons = {
        "mcc": (len(np.unique(rows.truth)) < 2, ONE_CLASS),
        "balanced_accuracy": (len(np.unique(rows.truth)) < 2, ONE_CLASS),
        "recall": (not is_true.any(), ONE_CLASS),
        "specificity": (bool(is_true.all()), ONE_CLASS),
        "precision": (not is_said.any(), "nothing was predicted positive"),
        "f1": (not (is_true | is_said).any(), "no row is positive, none was predicted to be"),
    }
    is_undefined, reason = reasons.get(metric, (False, ""))
    if metric == "mcc" and not is_undefined and len(np.unique(said)) < 2:
        return "only one class among the predictions"
    return reason if is_undefined else ""


def _why_no_score(metric: str, rows: ModelRows) -> str:
    scores = rows.scores
    if scores is None:
        return "there are no scores"
    if metric in {"roc_auc", "pr_auc"}:
        return ONE_CLASS if len(np.unique(rows.truth)) < 2 else ""
    outside = int(((scores < -TOLERANCE) | (scores > 1 + TOLERANCE)).any(axis=1).sum())
    if outside:
        return f"{outside:,} scores lie outside 0 to 1, so they are no probabilities"
    off = int((np.abs(scores.sum(axis=1) - 1) > SUM_TOLERANCE).sum()) if scores.shape[1] > 1 else 0
    return f"the scores of {off:,} rows do not sum to 1" if off else ""


def _why_no_error(metric: str, rows: ModelRows) -> str:
    y = np.asarray(rows.truth, dtype=np.float64)
    if metric == "r2" and float(np.ptp(y)) <= 1e-12 * max(float(np.abs(y).max()), 1e-300):
        return "the target is constant"
    return "every target is zero" if metric in {"wape", "mape"} and not y.any() else ""
