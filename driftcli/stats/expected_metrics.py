"""Metrics of a classifier that are to be expected when the probabilities of each row's classes are known."""

import math
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.learners import Floats

NARROWEST = 1e-15
"""Log loss keeps probabilities this far from 0 and 1."""


class Expecting(Protocol):
    """What a model said of rows whose labels are unknown."""

    def metrics(self, probability: Floats) -> dict[str, float]:
        """Metrics if the rows' classes have these probabilities; labels are probabilities of 0 and 1."""

    def drawn(self, probability: Floats, rng: np.random.Generator) -> Floats:
        """Labels drawn with these probabilities, as probabilities of 0 and 1."""


@dataclass(frozen=True)
class TwoClasses:
    """Predictions of two classes.

    Notes
    -----
    ``TP = sum g h``, ``FP = sum (1-g) h``, ``FN = sum g (1-h)``, ``TN = sum (1-g)(1-h)``, and any metric of the
    confusion matrix from them. The AUC is the mid-rank AUC with mass g on the positive and 1 - g on the negative side
    of each score; average precision sums precision over steps of recall from the highest score down, equal scores
    together. Brier score and log loss are means over both classes.

    References
    ----------
    Kivimaeki, Bialek, Nurminen & Kuberski 2025 (CBPE).
    """

    predicted: Floats
    """0 or 1, shape (rows,)."""
    scores: Floats | None = None
    """By which rows are ranked, shape (rows,); the probabilities if not given."""

    @cached_property
    def places(self) -> npt.NDArray[np.int64] | None:
        """Rank of each row's score among the distinct ones."""
        return None if self.scores is None else np.unique(self.scores, return_inverse=True)[1]

    @property
    def has_probabilities(self) -> bool:
        """Whether the scores are probabilities."""
        return self.scores is not None and bool(np.all((self.scores >= 0) & (self.scores <= 1)))

    def metrics(self, probability: Floats) -> dict[str, float]:
        """``tp, fp, fn, tn`` (expected rows), and every metric that is defined; probability has shape (rows,)."""
        h = self.predicted
        tp, fp = float(probability @ h), float((1 - probability) @ h)
        fn, tn = float(probability @ (1 - h)), float((1 - probability) @ (1 - h))
        found = {"tp": tp, "fp": fp, "fn": fn, "tn": tn} | _of_confusion(tp, fp, fn, tn)
        places = np.unique(probability, return_inverse=True)[1] if self.places is None else self.places
        found |= _of_ranking(places, probability)
        if self.scores is not None and self.has_probabilities:
            found |= _of_probabilities(self.scores, probability)
        return found

    def drawn(self, probability: Floats, rng: np.random.Generator) -> Floats:
        """Draw a label a row."""
        return (rng.random(len(probability)) < probability).astype(np.float64)


@dataclass(frozen=True)
class SeveralClasses:
    """Predictions of more than two classes; averages over classes as in scikit-learn, an undefined one being 0."""

    predicted: npt.NDArray[np.int64]
    """Codes, shape (rows,); any beyond the classes is never right."""
    scores: Floats | None = None
    """Shape (rows, classes), for the AUC of each class against the rest."""

    @cached_property
    def places(self) -> list[npt.NDArray[np.int64]]:
        """Rank of each row's score, one array a class."""
        return [] if self.scores is None else [np.unique(column, return_inverse=True)[1] for column in self.scores.T]

    def metrics(self, probability: Floats) -> dict[str, float]:
        """Every metric that is defined; probability has shape (rows, classes)."""
        rows, classes = probability.shape
        said = self.predicted[:, None] == np.arange(classes)
        hit, true, claimed = (said * probability).sum(axis=0), probability.sum(axis=0), said.sum(axis=0)
        precision, recall = _ratio(hit, claimed), _ratio(hit, true)
        f1 = _ratio(2 * hit, true + claimed)
        found = {
            "accuracy": float(hit.sum() / max(1, rows)),
            "balanced_accuracy": float(recall[true > 0].mean()) if (true > 0).any() else 0.0,
            "macro_precision": float(precision.mean()),
            "macro_recall": float(recall.mean()),
            "macro_f1": float(f1.mean()),
            "weighted_f1": float(f1 @ true / true.sum()),
        }
        aucs = [_auc(place, probability[:, code]) for code, place in enumerate(self.places)]
        if aucs and all(auc is not None for auc in aucs):
            found["roc_auc"] = float(np.mean([auc for auc in aucs if auc is not None]))
        return found

    def drawn(self, probability: Floats, rng: np.random.Generator) -> Floats:
        """Draw a class a row, as a row of 0 and 1."""
        below = np.cumsum(probability, axis=1)
        code = (rng.random((len(probability), 1)) * below[:, -1:] >= below).sum(axis=1)
        return np.asarray(np.eye(probability.shape[1])[np.minimum(code, probability.shape[1] - 1)])


def expected_metrics(probability: Floats, predicted: npt.ArrayLike, scores: Floats | None = None) -> dict[str, float]:
    """Metrics of two classes expected when row i is positive with a known probability; see `TwoClasses`."""
    return TwoClasses(np.asarray(predicted, dtype=np.float64), scores).metrics(probability)


def _of_confusion(tp: float, fp: float, fn: float, tn: float) -> dict[str, float]:
    found = {"accuracy": (tp + tn) / max(1.0, tp + fp + fn + tn)}
    for name, above, below in (
        ("precision", tp, tp + fp),
        ("recall", tp, tp + fn),
        ("specificity", tn, tn + fp),
        ("f1", 2 * tp, 2 * tp + fp + fn),
    ):
        if below > 0:
            found[name] = above / below
    if {"recall", "specificity"} <= found.keys():
        found["balanced_accuracy"] = (found["recall"] + found["specificity"]) / 2
    below = math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    if below > 0:
        found["mcc"] = (tp * tn - fp * fn) / below
    return found


def _of_ranking(places: npt.NDArray[np.int64], probability: Floats) -> dict[str, float]:
    auc = _auc(places, probability)
    if auc is None:
        return {}
    positive, both = np.bincount(places, probability)[::-1], np.bincount(places)[::-1]
    precision = np.cumsum(positive) / np.cumsum(both)
    return {"roc_auc": auc, "pr_auc": float(precision @ positive / positive.sum())}


def _auc(places: npt.NDArray[np.int64], probability: Floats) -> float | None:
    positive, negative = np.bincount(places, probability), np.bincount(places, 1 - probability)
    if positive.sum() <= 0 or negative.sum() <= 0:
        return None
    below = np.cumsum(negative) - negative / 2
    return float(positive @ below / (positive.sum() * negative.sum()))


def _of_probabilities(scores: Floats, probability: Floats) -> dict[str, float]:
    held = np.clip(scores, NARROWEST, 1 - NARROWEST)
    brier = probability * (1 - scores) ** 2 + (1 - probability) * scores**2
    log_loss = -(probability * np.log(held) + (1 - probability) * np.log1p(-held))
    return {"brier": float(brier.mean()), "log_loss": float(log_loss.mean())}


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros(len(above)), where=below > 0)
