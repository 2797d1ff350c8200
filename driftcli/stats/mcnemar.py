"""Which of two classifiers is right more often, from the rows that only one of them gets right (METHODS 6.4)."""

import math

from driftcli.stats.paired import Contrast
from driftcli.stats.special import bdtr, ndtr, ndtri

EXACT_BELOW = 100
"""Discordant rows below which the binomial test is used."""
_STEPS = 60


def mcnemar(only_second: int, only_first: int, rows: int, *, margin: float) -> Contrast:
    """Test the difference of two accuracies on the same rows.

    Parameters
    ----------
    only_second, only_first
        Rows that only the second, and only the first, model got right.
    rows
        All rows.
    margin
        Largest difference that does not matter.

    Notes
    -----
    Exact (binomial, two-sided) below 100 discordant rows, else ``z = (b - c) / sqrt(b + c)``. Interval and equivalence
    from the score test of Tango, which also holds where no row is discordant.
    ``se = sqrt(b + c - (b - c)^2 / n) / n``.

    References
    ----------
    McNemar 1947, Psychometrika 12:153; Tango 1998, Stat. Med. 17:891.
    """
    b, c, n = only_second, only_first, rows
    both = b + c
    is_exact = both < EXACT_BELOW
    p_value = exact_p_value(b, c) if is_exact else 2 * float(ndtr(-abs(b - c) / math.sqrt(both)))
    z = float(ndtri(0.975))
    outside = [_upper(score(b, c, n, -margin)), _upper(-score(b, c, n, margin))] if margin > 0 else [1.0]
    return Contrast(
        value=(b - c) / n,
        se=math.sqrt(max(0.0, both - (b - c) ** 2 / n)) / n,
        low=_limit(b, c, n, z),
        high=-_limit(c, b, n, z),
        p_value=min(1.0, p_value),
        p_equivalent=max(outside),
        method="McNemar, exact" if is_exact else "McNemar, z",
        carriers=float(both),
        discordant=(b, c),
    )


def exact_p_value(b: int, c: int) -> float:
    """Two-sided binomial p-value of b against c discordant rows; 1 where there is none."""
    return min(1.0, 2 * float(bdtr(min(b, c), b + c, 0.5))) if b + c else 1.0


def score(b: int, c: int, n: int, difference: float) -> float:
    """Tango's statistic of a hypothetical difference, about standard normal if it is true.

    Notes
    -----
    ``z = (b - c - n D) / sqrt(n (2 q + D (1 - D)))``, q the share of rows that only the first gets right as estimated
    under the hypothesis: the positive root of ``2 n q^2 + ((2 n - b + c) D - b - c) q - c D (1 - D)``.
    """
    slope = (2 * n - b + c) * difference - b - c
    constant = -c * difference * (1 - difference)
    root = (math.sqrt(max(0.0, slope**2 - 8 * n * constant)) - slope) / (4 * n)
    variance = n * (2 * root + difference * (1 - difference))
    distance = b - c - n * difference
    if variance <= 0:
        return 0.0 if distance == 0 else math.copysign(math.inf, distance)
    return distance / math.sqrt(variance)


def _limit(b: int, c: int, n: int, z: float) -> float:
    """Smallest difference that the score test does not reject, by bisection."""
    low, high = -1.0, (b - c) / n
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if score(b, c, n, middle) > z:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _upper(z: float) -> float:
    return float(ndtr(-z))
