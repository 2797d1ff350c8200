"""Metrics of a regression from its outcomes."""

import math
from collections.abc import Iterator

import numpy as np

from driftcli.checks.drift.number_bounds import Cells
from driftcli.checks.performance.metrics import Side
from driftcli.profiles.numeric import OWN_LEVELS, NumericProfile
from driftcli.profiles.outcome_errors import ErrorOutcomes
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.stats import regression_metrics as metrics
from driftcli.stats.estimates import Z95, Estimate, undefined
from driftcli.stats.quantiles import quantile_interval, quantiles, woodruff_levels

OF_MOMENTS = {"rmse", "r2", "bias"}
"""Metrics for which the best constant's follow from moments of the labels."""


def measure_errors(outcomes: OutcomesProfile, target: NumericProfile | None) -> Side:
    """Measure every metric of a regression; ``target`` is the profile of the target column."""
    errors = outcomes.errors
    if errors is None:
        raise ValueError("no regression")
    estimates = dict(_estimates(errors))
    constants = _constants(errors, target)
    rough = frozenset() if target is None or target.values.is_complete else frozenset(constants.keys() - OF_MOMENTS)
    return Side(outcomes.evaluated - errors.infinite, estimates, constants, rough_constants=rough)


def _estimates(errors: ErrorOutcomes) -> Iterator[tuple[str, Estimate]]:
    losses = errors.losses
    yield "rmse", metrics.rmse(losses)
    yield "mae", metrics.mean_loss(losses, metrics.ABSOLUTE)
    yield "median_absolute_error", median_size(errors.sizes)
    yield "r2", metrics.r2(losses)
    yield "bias", metrics.mean_loss(losses, metrics.ERROR, minimum=-math.inf)
    yield "wape", metrics.wape(losses)
    yield "smape", metrics.mean_loss(losses, metrics.SYMMETRIC)
    yield "mape", metrics.mape(losses)
    yield "pinball_10", metrics.mean_loss(losses, metrics.PINBALL_LOW)
    yield "pinball_50", metrics.mean_loss(losses, metrics.ABSOLUTE, factor=0.5)
    yield "pinball_90", metrics.mean_loss(losses, metrics.PINBALL_HIGH)


def median_size(sizes: NumericProfile) -> Estimate:
    """Median absolute error with Woodruff's interval; of own quantiles where values are too many to keep."""
    if sizes.n == 0:
        return undefined("no row with both a label and a prediction")
    if not sizes.values.is_complete:
        return _median_by_cell(sizes)
    values, counts = sizes.values.values, sizes.values.counts.astype(float)
    value = float(quantiles(values, counts, [0.5])[0])
    interval = quantile_interval(values, counts, 0.5)
    return Estimate(value, (interval.high - interval.low) / (2 * Z95), interval.low, interval.high)


def _median_by_cell(sizes: NumericProfile) -> Estimate:
    """The interval reaches to the outer edges of the cells that hold its ends, so it covers what Woodruff's does."""
    cells, levels = Cells(sizes, sizes), woodruff_levels(0.5, sizes.n)
    inside = cells.bracket(sizes, 0.5)
    value = min(max(float(np.interp(0.5, OWN_LEVELS, sizes.quantiles)), inside.low), inside.high)
    low, high = cells.bracket(sizes, levels.low).low, cells.bracket(sizes, levels.high).high
    return Estimate(value, (high - low) / (2 * Z95), low, high, "counted on the grid", error_bound=inside.off(value))


def _constants(errors: ErrorOutcomes, target: NumericProfile | None) -> dict[str, float]:
    """What the mean of the labels (for squares) or their median (for sizes) reaches."""
    if errors.losses.weight <= 0:
        return {}
    found = {"rmse": math.sqrt(metrics.target_variance(errors.losses)), "r2": 0.0, "bias": 0.0}
    if target is None or len(target.quantiles) == 0:
        return found
    median = float(np.median(target.quantiles))
    away = np.abs(target.quantiles - median)
    mae, size = float(away.mean()), float(np.abs(target.quantiles).mean())
    found |= {"mae": mae, "pinball_50": mae / 2, "median_absolute_error": float(np.median(away))}
    if size > 0:
        found["wape"] = mae / size
    for level, name in ((0.1, "pinball_10"), (0.9, "pinball_90")):
        above = target.quantiles - float(np.quantile(target.quantiles, level))
        found[name] = float(np.maximum(level * above, (level - 1) * above).mean())
    return found
