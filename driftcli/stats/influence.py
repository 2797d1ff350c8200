"""How much each row moves a metric: influence values, by which two models on the same rows are compared (METHODS 6.1).

A metric of a sample changes to first order by the weighted mean of its influence values; so the standard error of a
metric, and of the difference of two metrics, is that of a mean. Here: metrics of classes.
"""

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.stats.estimates import Estimate, of_share, on_line, on_log, on_logit

FloatArray = NDArray[np.float64]
Codes = NDArray[np.int64]
Scale = Literal["share", "logit", "log", "line"]


@dataclass(frozen=True)
class Influence:
    """A metric of one model, and how much each row moves it."""

    value: float
    rows: FloatArray
    """Influence of each row, shape (rows,); its weighted mean is 0."""
    scale: Scale = "line"
    """On which scale the interval is made."""
    base: float = float("inf")
    """Effective rows that the metric is a share of; infinite where it is no share."""
    minimum: float = -float("inf")
    maximum: float = float("inf")

    @property
    def summed_up(self) -> "Influence":
        """The metric without its rows."""
        return replace(self, rows=np.empty(0))

    @property
    def farthest(self) -> float:
        """Largest difference that two such metrics can have."""
        return 1.0 if self.scale in {"share", "logit"} else self.maximum - self.minimum

    def estimate(self, se: float, units: float) -> Estimate:
        """The metric with a 95 % interval from its standard error over so many independent units."""
        match self.scale:
            case "share":
                spread = self.value * (1 - self.value)
                rows = spread / (se**2 * (units - 1) / units) if se > 0 and spread > 0 and units > 1 else self.base
                return of_share(self.value * rows, rows)
            case "logit":
                return on_logit(self.value, se, self.base)
            case "log":
                return on_log(self.value, se)
        return on_line(self.value, se, units, minimum=self.minimum, maximum=self.maximum)


def effective(weights: FloatArray) -> float:
    """Rows that weighted rows are worth, (sum w)^2 / sum w^2; 0 without any."""
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def mean_influence(values: FloatArray, weights: FloatArray, *, scale: Scale = "line", base: float = 0.0) -> Influence:
    """Weighted mean of a value of each row: ``I = value - mean``; ``base`` 0 stands for no share."""
    mean = float(values @ weights / weights.sum())
    return Influence(mean, values - mean, scale, base or float("inf"))


def share_influence(of: NDArray[np.bool_], among: NDArray[np.bool_], weights: FloatArray) -> Influence:
    """Share of some rows among others, ``I = among (of - p) / mean(among)``; ``among`` must hold a row."""
    inside = float(weights[among].sum())
    value = float(weights[of & among].sum()) / inside
    rows = np.where(among, (of - value) * (float(weights.sum()) / inside), 0.0)
    return Influence(value, rows, "share", effective(weights[among]))


@dataclass(frozen=True)
class Decisions:
    """True and predicted classes of each row."""

    truth: Codes
    """Shape (rows,), in ``range(classes)``."""
    said: Codes
    """Shape (rows,); ``classes`` stands for any class that no label has."""
    classes: int
    weights: FloatArray
    """Shape (rows,), positive."""

    @property
    def is_hit(self) -> NDArray[np.bool_]:
        """Rows predicted right."""
        return np.asarray(self.truth == self.said)

    def shares(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Shares of hits, of labels and of predictions by class, shape (classes + 1,) each."""
        size, weights = self.classes + 1, self.weights / self.weights.sum()
        hits = np.bincount(self.truth, weights * self.is_hit, minlength=size)
        true = np.bincount(self.truth, weights, minlength=size)
        said = np.bincount(self.said, weights, minlength=size)
        return hits.astype(np.float64), true.astype(np.float64), said.astype(np.float64)

    def rarest(self) -> float:
        """Rows of the rarest class that occurs."""
        counts = np.bincount(self.truth, minlength=self.classes)
        return float(counts[counts > 0].min(initial=len(self.truth)))


def accuracy(rows: Decisions) -> Influence:
    """Share of rows predicted right."""
    return share_influence(rows.is_hit, np.ones(len(rows.truth), dtype=bool), rows.weights)


def balanced_accuracy(rows: Decisions) -> Influence:
    """Mean recall over the classes that occur, ``I = (hit - r_k) / (K t_k)``."""
    hits, true, _ = rows.shares()
    recall = _ratio(hits, true)
    classes = int((true > 0).sum())
    influence = (rows.is_hit - recall[rows.truth]) / (classes * true[rows.truth])
    return Influence(float(recall.sum() / classes), influence, "logit", rows.rarest() * classes)


def macro(rows: Decisions, metric: str) -> Influence:
    """Mean over classes of ``precision``, ``recall`` or ``f1``; as scikit-learn's macro averages, an empty one is 0."""
    hits, true, said = rows.shares()
    classes = int(((true + said) > 0).sum())
    above, below, by_truth, by_said = {
        "precision": (hits, said, 0, 1),
        "recall": (hits, true, 1, 0),
        "f1": (2 * hits, true + said, 1, 1),
    }[metric]
    value, inverse = _ratio(above, below), _ratio(np.ones_like(below), below)
    factor = 2.0 if metric == "f1" else 1.0
    place = rows.truth if by_truth else rows.said
    moved = factor * rows.is_hit * inverse[place]
    moved = moved - by_truth * (value * inverse)[rows.truth] - by_said * (value * inverse)[rows.said]
    return Influence(float(value.sum() / classes), moved / classes, "logit", rows.rarest() * classes)


def weighted_f1(rows: Decisions) -> Influence:
    """Mean F1 over classes by their rows."""
    hits, true, said = rows.shares()
    value, inverse = _ratio(2 * hits, true + said), _ratio(np.ones_like(true), true + said)
    average = float((true * value).sum())
    moved = value[rows.truth] - average + 2 * rows.is_hit * (true * inverse)[rows.truth]
    moved = moved - (true * value * inverse)[rows.truth] - (true * value * inverse)[rows.said]
    return Influence(average, moved, "logit", effective(rows.weights))


def f1(rows: Decisions, positive: int) -> Influence:
    """Harmonic mean of precision and recall of one class, ``I = (2 y h - F (y + h)) / (mean y + mean h)``."""
    is_true, is_said = rows.truth == positive, rows.said == positive
    weights = rows.weights / rows.weights.sum()
    total = float(weights[is_true].sum() + weights[is_said].sum())
    value = 2 * float(weights[is_true & is_said].sum()) / total
    influence = (2.0 * (is_true & is_said) - value * (is_true.astype(float) + is_said)) / total
    return Influence(value, influence, "logit", effective(rows.weights) * total / 2)


def mcc(rows: Decisions) -> Influence:
    """Matthews correlation of labels and predictions, for two classes or more (Gorodkin 2004)."""
    hits, true, said = rows.shares()
    both, spread_said, spread_true = float(true @ said), 1 - float(said @ said), 1 - float(true @ true)
    scale = np.sqrt(spread_said * spread_true)
    value = (float(hits.sum()) - both) / scale
    above = rows.is_hit - hits.sum() - true[rows.said] - said[rows.truth] + 2 * both
    below = -2 * (said[rows.said] - said @ said) / spread_said - 2 * (true[rows.truth] - true @ true) / spread_true
    influence = np.asarray(above / scale - value / 2 * below, dtype=np.float64)
    return Influence(float(value), influence, "line", rows.rarest() * 2, -1.0, 1.0)


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    return np.divide(above, below, out=np.zeros_like(below), where=below > 0)
