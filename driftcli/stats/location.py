"""Location: whether a current row is larger than a reference row more often than not.

The mid-rank AUC (Mann-Whitney) tests it and, read on the scale of standard deviations, is its size.
"""

import math

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.counts import Counts, occupied_counts
from driftcli.stats.permutation import rank_sum_p_value
from driftcli.stats.special import ndtr, ndtri, stdtrit

LARGEST_SIZE = 5.0
"""Disjoint samples are infinitely far apart on this scale; they are reported at this cap."""

SMALL_SAMPLE = 8
"""Below this many rows in either sample the p-value comes from permutations."""


@dataclass(frozen=True)
class LocationTest:
    """How far the current sample lies above or below the reference.

    See `location_test` for the formulas.
    """

    theta: float
    """P(X < Y) + P(X = Y)/2, X from the reference and Y from the current sample; 0.5 is no shift."""
    null_variance: float
    """Variance of theta when nothing changed, corrected for ties."""
    free_variance: float
    """Variance of theta without that assumption; infinite when a sample is empty."""
    z: float
    """(theta - 0.5) / sqrt(null_variance); 0 when all rows are equal."""
    p_value: float
    """Two-sided."""
    size: float
    """Signed shift in standard deviations of a normal, within +-5."""

    def lower(self, alpha: float, *, inflation: float = 1.0, df: float | None = None) -> float:
        """Lower bound of the absolute size at one-sided level `alpha`.

        Parameters
        ----------
        alpha : float
            One-sided error, in (0, 1).
        inflation : float
            Factor on the standard deviation of theta, for dependent rows.
        df : float, optional
            Degrees of freedom of the Student quantile that takes the normal one's place.

        Returns
        -------
        float
            In [0, 5].
        """
        return size_of_theta(0.5 + max(0.0, abs(self.theta - 0.5) - self._margin(alpha, inflation, df)))

    def upper(self, alpha: float, *, inflation: float = 1.0, df: float | None = None) -> float:
        """Upper bound of the absolute size at one-sided level `alpha`; the arguments are those of `lower`."""
        return size_of_theta(0.5 + max(0.0, abs(self.theta - 0.5) + self._margin(alpha, inflation, df)))

    def _margin(self, alpha: float, inflation: float, df: float | None) -> float:
        quantile = float(ndtri(1 - alpha) if df is None else stdtrit(df, 1 - alpha))
        return quantile * inflation * math.sqrt(self.free_variance)


def size_of_theta(theta: float) -> float:
    """Return sqrt(2) Phi^-1(theta), the shift in sd of two normals with this AUC, within +-5."""
    size = math.sqrt(2) * float(ndtri(min(1.0, max(0.0, theta))))
    return min(LARGEST_SIZE, max(-LARGEST_SIZE, size))


def sizes_of_thetas(
    thetas: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Sizes of several AUCs, each within (0, 1), and how much a size moves when its AUC does, both of their shape."""
    normal = ndtri(thetas)
    return math.sqrt(2) * normal, 2 * math.sqrt(math.pi) * np.exp(normal**2 / 2)


def location_test(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> LocationTest:
    """Compare the location of two samples by the mid-rank AUC.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per value (or fine cell), in ascending order of the value. Infinities are ordinary extreme values;
        missing values must be left out.

    Returns
    -------
    LocationTest
        p-value 1 and size 0 when a sample is empty or all rows are equal. With fewer than 8 rows in a sample the
        p-value is a permutation p-value and the free variance is at least the null variance without ties.

    Notes
    -----
    With shares p, q and cumulative shares F, G::

        theta = sum_k q_k (F_{k-1} + p_k/2)
        v0 = (N + 1 - sum_k (t_k^3 - t_k) / (N (N - 1))) / (12 n m),   t = a + b, N = n + m
        v1 = sum_k p_k (G_{k-1} + q_k/2 - (1 - theta))^2 / n + sum_k q_k (F_{k-1} + p_k/2 - theta)^2 / m
        size = sqrt(2) Phi^-1(theta)

    References
    ----------
    Mann & Whitney 1947; Lehmann 1975 (ties); Brunner & Munzel 2000 and DeLong et al. 1988 (free variance);
    McGraw & Wong 1992 (the size).
    """
    a, b = occupied_counts(reference_counts, current_counts)
    n, m = float(a.sum()), float(b.sum())
    if n == 0 or m == 0:
        return LocationTest(0.5, 0.0, math.inf, 0.0, 1.0, 0.0)
    if len(a) == 1:
        return LocationTest(0.5, 0.0, 0.0, 0.0, 1.0, 0.0)
    current_placement = (np.cumsum(a) - a / 2) / n
    reference_placement = (np.cumsum(b) - b / 2) / m
    theta = float(b @ current_placement) / m
    spread_reference = float(a @ (reference_placement - (1 - theta)) ** 2) / n
    spread_current = float(b @ (current_placement - theta) ** 2) / m
    null_variance = _null_variance(a + b, n=n, m=m)
    free_variance = spread_reference / n + spread_current / m
    z = (theta - 0.5) / math.sqrt(null_variance)
    p_value = 2 * float(ndtr(-abs(z)))
    if min(n, m) < SMALL_SAMPLE:
        p_value = rank_sum_p_value(a, b)
        free_variance = max(free_variance, (n + m + 1) / (12 * n * m))
    return LocationTest(theta, null_variance, free_variance, z, p_value, size_of_theta(theta))


def _null_variance(pooled: Counts, *, n: float, m: float) -> float:
    """Variance of theta under exchangeability; positive as soon as two values differ."""
    total = n + m
    ties = float(np.sum(pooled**3 - pooled)) / (total * (total - 1))
    return (total + 1 - ties) / (12 * n * m)
