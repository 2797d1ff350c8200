"""Confidence intervals of single quantities, and of the difference of two that have one each."""

import math
from typing import NamedTuple


class Interval(NamedTuple):
    """A confidence interval."""

    low: float
    high: float


class Difference(NamedTuple):
    """A difference, current less reference, with its confidence interval."""

    value: float
    low: float
    high: float


def difference_of(
    reference: float, reference_interval: Interval, current: float, current_interval: Interval
) -> Difference:
    """Difference of two independent estimates from their separate intervals (MOVER).

    Parameters
    ----------
    reference, current : float
        The estimates.
    reference_interval, current_interval : Interval
        Of the same confidence, each around its estimate; they need not be symmetric.

    Returns
    -------
    Difference
        Current less reference, with an interval of the same confidence.

    Notes
    -----
    ::

        low  = d - sqrt((y - y_low)^2 + (x_high - x)^2)
        high = d + sqrt((y_high - y)^2 + (x - x_low)^2),   d = y - x

    References
    ----------
    Zou & Donner 2008, Stat. Med. 27:1693. With Wilson intervals it is Newcombe 1998, method 10.
    """
    below, above = reference - reference_interval.low, reference_interval.high - reference
    value = current - reference
    low = value - math.hypot(current - current_interval.low, above)
    high = value + math.hypot(current_interval.high - current, below)
    return Difference(value, low, high)
