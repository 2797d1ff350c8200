"""The metrics of performance: their order, which way is better, what drop matters, and what they are measured as."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from driftcli.frozen import dataclass
from driftcli.stats.estimates import Estimate

UNBALANCED = 0.20
"""Share of the rarer of two classes below which accuracy does not decide."""
DOMINANT = 0.80
"""Share of one of several classes above which accuracy does not decide."""
MINIMUM_ROWS, MINIMUM_OF_CLASS = 30, 10
"""Fewer rows, or fewer rows of the rarer class, give a value but no verdict (METHODS 6.2)."""


@dataclass(frozen=True, slots=True)
class Metric:
    """How one metric is judged."""

    name: str
    is_loss: bool = False
    """Whether smaller is better."""
    is_relative: bool = False
    """Whether the smallest drop that matters is a share of the reference's value."""
    needs_each_class: bool = False
    """Whether rows of the rarer class limit it."""
    is_reported_only: bool = False
    """Whether it has no better and worse, and so no drop."""
    variant: str = ""


METRICS = (
    Metric("accuracy"),
    Metric("balanced_accuracy", needs_each_class=True),
    Metric("precision", needs_each_class=True, variant="of the positive class"),
    Metric("recall", needs_each_class=True, variant="of the positive class"),
    Metric("specificity", needs_each_class=True),
    Metric("f1", needs_each_class=True, variant="of the positive class"),
    Metric("mcc", needs_each_class=True),
    Metric("macro_precision", needs_each_class=True),
    Metric("macro_recall", needs_each_class=True),
    Metric("macro_f1", needs_each_class=True),
    Metric("weighted_precision"),
    Metric("weighted_recall"),
    Metric("weighted_f1"),
    Metric("micro_f1"),
    Metric("roc_auc", needs_each_class=True),
    Metric("pr_auc", needs_each_class=True, variant="average precision, step sum"),
    Metric("log_loss", is_loss=True, is_relative=True, variant="natural logarithm"),
    Metric("brier", is_loss=True),
    Metric("calibration_error", is_loss=True, variant="10 cells of equal mass, debiased"),
    Metric("calibration_intercept", is_reported_only=True, variant="logistic recalibration, 0 when calibrated"),
    Metric("calibration_slope", is_reported_only=True, variant="logistic recalibration, 1 when calibrated"),
    Metric("value", is_relative=True, variant="mean of a row under the value matrix"),
    Metric("rmse", is_loss=True, is_relative=True),
    Metric("mae", is_loss=True, is_relative=True),
    Metric("median_absolute_error", is_loss=True, is_relative=True),
    Metric("r2"),
    Metric("bias", is_reported_only=True, variant="predicted less true"),
    Metric("wape", is_loss=True, is_relative=True),
    Metric("smape", is_loss=True, is_relative=True, variant="2 |e| / (|y| + |p|)"),
    Metric("mape", is_loss=True, is_relative=True, variant="rows whose target is not zero"),
    Metric("pinball_10", is_loss=True, is_relative=True, variant="quantile 0.1"),
    Metric("pinball_50", is_loss=True, is_relative=True, variant="quantile 0.5"),
    Metric("pinball_90", is_loss=True, is_relative=True, variant="quantile 0.9"),
    Metric("ndcg", variant="at k, mean over queries"),
    Metric("map", variant="at k, mean over queries"),
    Metric("mrr", variant="mean over queries"),
    Metric("hit_rate", variant="at k, share of queries"),
)
METRIC_NAMES = tuple(metric.name for metric in METRICS)


@dataclass(frozen=True)
class Side:
    """Everything that is measured on one side."""

    rows: int
    """Rows with a label and a prediction."""
    estimates: Mapping[str, Estimate]
    """By metric; a metric that cannot be had from this side's columns is not there."""
    constants: Mapping[str, float]
    """What the best constant prediction reaches, where that is defined."""
    rough_constants: frozenset[str] = frozenset()
    """Metrics for which that is taken from quantiles of the labels."""
    rarer: float = float("inf")
    """Rows of the rarest class."""
    tables: Mapping[str, Any] = field(default_factory=dict)
    """Confusion matrix and class shares, JSON-able."""


def deciding_metric(task: str, shares: Sequence[float], names: Sequence[str]) -> str | None:
    """Choose the metric that decides among those that are there, by the shares of the labels."""
    ordered = sorted(shares)
    wanted = {"regression": ["rmse"], "ranking": ["ndcg"]}.get(task, ["accuracy", "roc_auc"])
    if task == "binary" and ordered and ordered[0] < UNBALANCED:
        wanted = ["roc_auc", "f1"]
    if task == "multiclass" and ordered and ordered[-1] > DOMINANT:
        wanted = ["macro_f1", "roc_auc"]
    return next((name for name in [*wanted, *names] if name in names), None)
