"""Rows that fare alike: by how much windows or clusters widen the intervals of performance (METHODS 6.1, 4.4).

The inflation is measured on one loss, the error rate or the squared error, and taken for every metric.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from driftcli.checks.performance.metrics import Metric, Side
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.stats.loss_moments import GroupSpread
from driftcli.stats.regression_metrics import SQUARE

FEWEST_WINDOWS, FEWEST_CLUSTERS = 8, 30


@dataclass(frozen=True)
class Defence:
    """By how much standard errors grow on either side."""

    reference: float = 1.0
    current: float = 1.0
    refused: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    def widened(self, metric: Metric, old: Side, new: Side) -> tuple[Side, Side]:
        """Both sides with the standard error and interval of one metric widened."""
        return _widened(metric, old, self.reference), _widened(metric, new, self.current)


def choose_defence(before: OutcomesProfile, after: OutcomesProfile) -> Defence:
    """Clusters where they are named, else the windows of the reference where these are many and differ."""
    clusters = [_clusters(outcomes) for outcomes in (before, after)]
    if clusters[0] is not None and clusters[1] is not None:
        fewest = min(spread.groups for spread in clusters if spread)
        if fewest < FEWEST_CLUSTERS:
            return Defence(refused=f"a side has {fewest} clusters, {FEWEST_CLUSTERS} are needed")
        old, new = (max(1.0, spread.inflation) for spread in clusters if spread)
        return Defence(old, new, details=_said("clusters", [old, new], fewest))
    windows = _windows(before)
    if windows is None or windows.groups < FEWEST_WINDOWS:
        return Defence()
    factor = windows.inflation
    if factor <= 1 + 2 / math.sqrt(2 * windows.groups):
        return Defence(details={"performance_defence": "windows_independent"})
    return Defence(factor, factor, details=_said("windows", [factor, factor], windows.groups))


def _said(name: str, factors: list[float], groups: int) -> dict[str, Any]:
    return {"performance_defence": name, "inflation": factors, "groups": groups}


def _clusters(outcomes: OutcomesProfile) -> GroupSpread | None:
    if outcomes.classes is not None:
        return outcomes.classes.clusters
    return outcomes.errors.clusters if outcomes.errors else None


def _windows(outcomes: OutcomesProfile) -> GroupSpread | None:
    """How the loss varies between windows of the reference."""
    if outcomes.classes is not None and "window" in outcomes.classes.grouped:
        tables = outcomes.classes.grouped["window"]
        wrong = tables.sum(axis=(1, 2)) - np.trace(tables, axis1=1, axis2=2)
        squares = outcomes.classes.squares
        total, missed = float(squares.sum()), float(squares.sum() - np.trace(squares))
        rows = np.array([[total, missed], [missed, missed]])
        return GroupSpread.of_table(np.column_stack([tables.sum(axis=(1, 2)), wrong]), rows)
    if outcomes.errors is not None and "window" in outcomes.errors.grouped:
        part = outcomes.errors.grouped["window"]
        chosen = np.ix_([0, SQUARE], [0, SQUARE])
        return GroupSpread.of_table(part.sums[:, [0, SQUARE]], part.gram.sum(axis=0)[chosen])
    return None


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
