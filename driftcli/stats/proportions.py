"""Two shares: k1 of n1 rows in the reference, k2 of n2 in the current sample."""

import math

import numpy as np

from driftcli.frozen import dataclass
from driftcli.stats.counts import pair_size
from driftcli.stats.hypergeometric import log_probabilities
from driftcli.stats.intervals import Difference, Interval, difference_of
from driftcli.stats.special import betaincinv, ndtr, ndtri

LARGEST_SIZE = math.pi
"""Cohen's h between a share of 0 and a share of 1."""


@dataclass(frozen=True)
class ShareTest:
    """How far a share moved. See `share_test`."""

    p_value: float
    """Two-sided."""
    size: float
    """Cohen's h, signed: positive when the share grew."""
    pair_size: float
    """N' = n1 n2 / (n1 + n2)."""
    difference: float
    """Current share less reference share."""
    difference_low: float
    """Lower end of its 95 % interval (Newcombe)."""
    difference_high: float
    """Upper end of its 95 % interval (Newcombe)."""

    def lower(self, alpha: float) -> float:
        """Lower bound of the absolute size at one-sided level `alpha`: |h| - z sqrt(1/n1 + 1/n2), at least 0."""
        return size_lower(abs(self.size), self.pair_size, alpha)

    def upper(self, alpha: float) -> float:
        """Upper bound of the absolute size at one-sided level `alpha`; pi when a sample is empty."""
        return size_upper(abs(self.size), self.pair_size, alpha)


def anscombe_angle(k: float, n: float) -> float:
    """Return 2 asin sqrt((k + 3/8) / (n + 3/4)), whose variance is about 1/n whatever the share (Anscombe 1948)."""
    return 2 * math.asin(math.sqrt(min(1.0, max(0.0, (k + 0.375) / (n + 0.75)))))


def cohen_h(k1: float, n1: float, k2: float, n2: float) -> float:
    """Cohen's h between two shares, current less reference, in the Anscombe form; 0 when a sample is empty."""
    if n1 <= 0 or n2 <= 0:
        return 0.0
    return anscombe_angle(k2, n2) - anscombe_angle(k1, n1)


def size_lower(size: float, pairs: float, alpha: float) -> float:
    """Lower bound of a size h with variance 1/N', at least 0."""
    return max(0.0, size - float(ndtri(1 - alpha)) / math.sqrt(pairs)) if pairs > 0 else 0.0


def size_upper(size: float, pairs: float, alpha: float) -> float:
    """Upper bound of a size h with variance 1/N', at most pi."""
    return min(LARGEST_SIZE, max(0.0, size + float(ndtri(1 - alpha)) / math.sqrt(pairs))) if pairs > 0 else LARGEST_SIZE


def wilson(k: float, n: float, level: float = 0.95) -> Interval:
    """Score interval of a share.

    Parameters
    ----------
    k, n : float
        Rows with the property, of n rows.
    level : float
        Confidence, two-sided.

    Returns
    -------
    Interval
        Within [0, 1]; the whole of it when n is 0.

    References
    ----------
    Wilson 1927, JASA 22:209.
    """
    if n <= 0:
        return Interval(0.0, 1.0)
    z = float(ndtri((1 + level) / 2))
    centre = k + z * z / 2
    half = z * math.sqrt(k * (n - k) / n + z * z / 4)
    low, high = (centre - half) / (n + z * z), (centre + half) / (n + z * z)
    return Interval(max(0.0, low) if k > 0 else 0.0, min(1.0, high) if k < n else 1.0)


def newcombe(k1: float, n1: float, k2: float, n2: float, level: float = 0.95) -> Difference:
    """Difference of two shares, current less reference, with the hybrid score interval.

    Parameters
    ----------
    k1, n1, k2, n2 : float
        Rows with the property and rows, reference then current.
    level : float
        Confidence, two-sided.

    Returns
    -------
    Difference
        0 within [-1, 1] when a sample is empty.

    References
    ----------
    Newcombe 1998, Stat. Med. 17:873, method 10.
    """
    if n1 <= 0 or n2 <= 0:
        return Difference(0.0, -1.0, 1.0)
    value, low, high = difference_of(k1 / n1, wilson(k1, n1, level), k2 / n2, wilson(k2, n2, level))
    return Difference(value, max(-1.0, low), min(1.0, high))


def clopper_pearson_lower(k: float, n: float, alpha: float) -> float:
    """Exact one-sided lower bound of a share at level `alpha`; 0 when k or n is 0."""
    return float(betaincinv(k, n - k + 1, alpha)) if k > 0 else 0.0


def clopper_pearson_upper(k: float, n: float, alpha: float) -> float:
    """Exact one-sided upper bound of a share at level `alpha`; 1 when k equals n or n is 0."""
    return float(betaincinv(k + 1, n - k, 1 - alpha)) if k < n else 1.0


def fisher_exact_p_value(k1: int, n1: int, k2: int, n2: int) -> float:
    """Two-sided p-value of Fisher's exact test for two shares.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Rows with the property and rows, reference then current.

    Returns
    -------
    float
        Probability of all tables with these margins that are no more likely than the observed one; 1 when a sample
        is empty. The cost grows with the smallest margin.
    """
    total = k1 + k2
    support = np.arange(max(0, total - n1), min(total, n2) + 1)
    logs = log_probabilities(support, population=n1 + n2, good=n2, draws=total)
    observed = logs[k2 - int(support[0])]
    return float(min(1.0, np.exp(logs[logs <= observed + 1e-7]).sum()))


def share_test(k1: int, n1: int, k2: int, n2: int) -> ShareTest:
    """Compare two shares: whether the share moved, and how far.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Rows with the property and rows, reference then current.

    Returns
    -------
    ShareTest
        p-value 1 and size 0 when a sample is empty.

    Notes
    -----
    The p-value is that of the two-proportion z-test with pooled variance when all four cells expect at least 5 rows,
    else Fisher's exact test. The size is Cohen's h in the Anscombe form, with variance 1/n1 + 1/n2: it treats
    0 to 0.5 % and 50 to 57 % as comparable, which a plain difference does not.

    References
    ----------
    Cohen 1988; Anscombe 1948, Biometrika 35:246; Newcombe 1998.
    """
    difference = newcombe(k1, n1, k2, n2)
    p_value = _share_p_value(k1, n1, k2, n2) if n1 > 0 and n2 > 0 else 1.0
    return ShareTest(
        p_value=p_value,
        size=cohen_h(k1, n1, k2, n2),
        pair_size=pair_size(n1, n2),
        difference=difference.value,
        difference_low=difference.low,
        difference_high=difference.high,
    )


def _share_p_value(k1: int, n1: int, k2: int, n2: int) -> float:
    share = (k1 + k2) / (n1 + n2)
    if min(share, 1 - share) * min(n1, n2) < 5:
        return fisher_exact_p_value(k1, n1, k2, n2)
    z = (k2 / n2 - k1 / n1) / math.sqrt(share * (1 - share) / pair_size(n1, n2))
    return 2 * float(ndtr(-abs(z)))
