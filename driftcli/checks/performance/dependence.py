"""Rows that fare alike: by how much windows or clusters widen the intervals of performance (METHODS 6.1, 4.4).

Windows: the influence values of each metric are summed up by window of the reference, and the factor by which that
raises its standard error is taken for both sides. Clusters: the factor is that of the error rate or of the squared
error on either side, taken for every metric.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Any

import numpy as np

from driftcli.checks.performance.class_metrics import ClassQuestion, positive_score
from driftcli.checks.performance.metrics import Metric, Side
from driftcli.frozen import dataclass
from driftcli.profiles.outcome_classes import ClassOutcomes
from driftcli.profiles.outcome_errors import ErrorOutcomes
from driftcli.profiles.outcome_scores import COARSE_CELLS
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.stats import confusion, regression_metrics
from driftcli.stats.confusion import Confusion
from driftcli.stats.loss_moments import FloatArray, GroupSpread, group_inflation
from driftcli.stats.score_metrics import area_influence

FEWEST_WINDOWS, FEWEST_CLUSTERS = 8, 30
_LIKE = {"pr_auc": "roc_auc", "calibration_error": "brier", "calibration_intercept": "brier", "value": "accuracy"}
_LIKE |= {"calibration_slope": "brier", "median_absolute_error": "mae"}
"""Metrics that are widened like another one, whose influence values are at hand."""


@dataclass(frozen=True)
class Defence:
    """By how much standard errors grow on either side."""

    reference: Mapping[str, float] = field(default_factory=dict)
    """By metric; ``*`` for every other one."""
    current: Mapping[str, float] = field(default_factory=dict)
    refused: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    def widened(self, metric: Metric, old: Side, new: Side) -> tuple[Side, Side]:
        """Both sides with the standard error and interval of one metric widened."""
        before, after = (_factor(factors, metric.name) for factors in (self.reference, self.current))
        return _widened(metric, old, before), _widened(metric, new, after)

    def said_of(self, metric: Metric) -> dict[str, Any]:
        """Details of one metric."""
        factors = [_factor(side, metric.name) for side in (self.reference, self.current)]
        return {**self.details, **({"inflation": factors} if max(factors) > 1 else {})}


def choose_defence(before: OutcomesProfile, after: OutcomesProfile, question: ClassQuestion) -> Defence:
    """Clusters where they are named, else the windows of the reference where these are many."""
    clusters = [_clusters(outcomes) for outcomes in (before, after)]
    if clusters[0] is not None and clusters[1] is not None:
        fewest = min(spread.groups for spread in clusters if spread)
        if fewest < FEWEST_CLUSTERS:
            return Defence(refused=f"a side has {fewest} clusters, {FEWEST_CLUSTERS} are needed")
        old, new = ({"*": max(1.0, spread.inflation)} for spread in clusters if spread)
        return Defence(old, new, details={"performance_defence": "clusters", "groups": fewest})
    windows = dict(_by_windows(before, question))
    groups = max((count for _, count in windows.values()), default=0)
    if groups < FEWEST_WINDOWS:
        return Defence()
    bar = 1 + 2 / math.sqrt(2 * groups)
    factors = {name: factor for name, (factor, _) in windows.items() if factor > bar}
    return Defence(factors, factors, details={"performance_defence": "windows", "groups": groups})


def _factor(factors: Mapping[str, float], name: str) -> float:
    return factors.get(name, factors.get(_LIKE.get(name, ""), factors.get("*", 1.0)))


def _clusters(outcomes: OutcomesProfile) -> GroupSpread | None:
    if outcomes.classes is not None:
        return outcomes.classes.clusters
    return outcomes.errors.clusters if outcomes.errors else None


def _by_windows(outcomes: OutcomesProfile, question: ClassQuestion) -> Iterator[tuple[str, tuple[float, int]]]:
    """Inflation of each metric, and the number of windows with rows."""
    if outcomes.classes is not None:
        yield from _decisions(outcomes.classes, question)
        yield from _scores(outcomes.classes, question)
    if outcomes.errors is not None and outcomes.errors.losses.weight > 0:
        yield from _errors(outcomes.errors)


def _decisions(classes: ClassOutcomes, question: ClassQuestion) -> Iterator[tuple[str, tuple[float, int]]]:
    tables = classes.grouped.get("window")
    table = Confusion(classes.confusion, classes.squares)
    if tables is None or table.weight <= 0:
        return
    used = tables[tables.sum(axis=(1, 2)) > 0]
    for name, function in confusion.share_functions(question.positive).items():
        influence = confusion.influence_of(table, function)
        squares = float((table.squares * influence**2).sum())
        yield name, (group_inflation((used * influence).sum(axis=(1, 2)), squares, table.rows), len(used))


def _scores(classes: ClassOutcomes, question: ClassQuestion) -> Iterator[tuple[str, tuple[float, int]]]:
    score = None if question.positive is None else positive_score(classes, question.positive)
    if score is None or question.positive is None or "window" not in score.grouped:
        return
    order = [1 - question.positive, question.positive]
    tables = score.grouped["window"][:, order]
    used = tables[tables.sum(axis=(1, 2)) > 0]
    both = used.sum(axis=0)
    if min(both.sum(axis=1)) <= 0:
        return
    spread = _coarse(score.squares[order])
    rows = float(both.sum() ** 2 / spread.sum())
    middle = (np.arange(COARSE_CELLS) + 0.5) / COARSE_CELLS
    losses: dict[str, FloatArray] = {
        "roc_auc": np.stack(area_influence(both[0], both[1])[1:]),
        "brier": np.stack([middle**2, (1 - middle) ** 2]),
        "log_loss": np.stack([-np.log(1 - middle), -np.log(middle)]),
    }
    for name, values in losses.items():
        influence = values - float((both * values).sum() / both.sum())
        squares = float((spread * influence**2).sum())
        yield name, (group_inflation((used * influence).sum(axis=(1, 2)), squares, rows), len(used))


def _coarse(table: FloatArray) -> FloatArray:
    """Sums over the coarse cells, shape (2, COARSE_CELLS)."""
    width = table.shape[1]
    place = np.arange(width) * COARSE_CELLS // width
    return np.stack([np.bincount(place, row, minlength=COARSE_CELLS).astype(np.float64) for row in table])


def _errors(errors: ErrorOutcomes) -> Iterator[tuple[str, tuple[float, int]]]:
    part = errors.grouped.get("window")
    if part is None:
        return
    used = part.sums[part.sums[:, 0] > 0]
    for name, gradient in regression_metrics.gradients(errors.losses).items():
        direction = errors.losses.direction(gradient)
        squares = float(direction @ errors.losses.gram @ direction)
        yield name, (group_inflation(used @ direction, squares, errors.losses.rows), len(used))


def _widened(metric: Metric, side: Side, factor: float) -> Side:
    found = side.estimates[metric.name]
    if factor <= 1 or found.value is None or found.low is None or found.high is None:
        return side
    low = found.value - (found.value - found.low) * factor
    high = found.value + (found.high - found.value) * factor
    if not (metric.is_relative or metric.is_reported_only):
        low, high = max(low, -1.0 if found.low < 0 else 0.0), min(high, max(1.0, found.high))
    wider = replace(found, se=(found.se or 0.0) * factor, low=low, high=high)
    return replace(side, estimates={**side.estimates, metric.name: wider})
