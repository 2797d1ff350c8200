"""An estimate with its standard error and 95 % interval, and the ways to make an interval from a standard error."""

import math
from dataclasses import replace

from driftcli.frozen import dataclass
from driftcli.stats.proportions import wilson
from driftcli.stats.special import ndtri, stdtrit

Z95 = float(ndtri(0.975))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number measured on a sample."""

    value: float | None
    """``None`` where it is undefined, with the reason in ``note``."""
    se: float | None = None
    """Standard error; ``None`` where it is undefined."""
    low: float | None = None
    """Lower end of the 95 % interval."""
    high: float | None = None
    """Upper end of the 95 % interval."""
    note: str = ""
    error_bound: float = 0.0
    """How far cells may have moved the value; 0 when exact."""

    def noted(self, note: str) -> "Estimate":
        """The same with a note."""
        return replace(self, note=note)


def undefined(reason: str) -> Estimate:
    """No value, and why."""
    return Estimate(None, note=reason)


def of_share(k: float, n: float) -> Estimate:
    """Share k of n with the Wilson interval.

    Parameters
    ----------
    k, n : float
        Rows with the property, of n rows; for weighted rows, share times effective rows, and effective rows.

    Notes
    -----
    ``se = sqrt(p (1 - p) / n)``; at p = 0 or 1, where that is 0, half the Wilson interval divided by 1.96.
    """
    if n <= 0:
        return undefined("no row to count")
    share = min(1.0, max(0.0, k / n))
    interval = wilson(share * n, n)
    se = math.sqrt(share * (1 - share) / n) or (interval.high - interval.low) / (2 * Z95)
    return Estimate(share, se, interval.low, interval.high)


def on_logit(value: float, se: float, n: float) -> Estimate:
    """Estimate within [0, 1] with its interval on the logit scale; at 0 or 1 the Wilson interval of n rows."""
    if not 0 < value < 1 or se <= 0:
        return of_share(min(1.0, max(0.0, value)) * n, n)
    centre, half = math.log(value / (1 - value)), Z95 * se / (value * (1 - value))
    return Estimate(value, se, _logistic(centre - half), _logistic(centre + half))


def on_log(value: float, se: float) -> Estimate:
    """Positive estimate with its interval on the log scale."""
    if value <= 0:
        return Estimate(max(0.0, value), se, max(0.0, value), max(0.0, value + Z95 * se))
    factor = math.exp(min(700.0, Z95 * se / value))
    return Estimate(value, se, value / factor, value * factor)


def on_line(value: float, se: float, n: float, *, minimum: float = -math.inf, maximum: float = math.inf) -> Estimate:
    """Estimate with the t interval of n effective rows, kept within its range."""
    half = float(stdtrit(max(1.0, n - 1), 0.975)) * se
    return Estimate(value, se, max(minimum, value - half), min(maximum, value + half))


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(max(x, -700.0)) / (1 + math.exp(max(x, -700.0)))
