"""Dependent rows: reference windows as the yardstick for how much batches differ when nothing changed.

Rows of one day, machine or user resemble each other, and tests for independent rows then fire on every night. The
reference is cut into windows as long as the current batch, each is compared with the rest, and the spread of these
comparisons replaces theory wherever it exceeds it.
"""

import math

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.location import LocationTest
from driftcli.stats.shape import (
    LARGEST_SIZE,
    ShapeTest,
    noncentrality_lower,
    noncentrality_upper,
    size_of_noncentrality,
)
from driftcli.stats.special import chdtri, fdtrc, fdtri, stdtr

MINIMUM_WINDOWS = 8
"""Fewer windows are no yardstick."""


@dataclass(frozen=True)
class WindowEvidence:
    """What the reference windows say about dependence. See `window_evidence`."""

    windows: int
    """Number K of reference windows."""
    sd: float
    """Root mean square of the windows' z, at least 1."""
    shape_mean: float
    """Mean of the windows' X2/df, at least 1."""
    shape_variance: float
    """Variance of the windows' X2/df, at least 2/df."""
    df: float
    """Degrees of freedom df' of the scaled chi-square with that mean and variance, from 1 to df."""
    is_dependent: bool
    """Whether any of the three exceeds what independent rows give; then the windows are used for every component."""

    @property
    def has_enough_windows(self) -> bool:
        """Whether there are at least 8 windows."""
        return self.windows >= MINIMUM_WINDOWS

    @property
    def location_design_effect(self) -> float:
        """Factor by which dependence inflates the variance of the location; n divided by it is the effective n."""
        return self.sd**2 if self.is_dependent else 1.0

    @property
    def shape_design_effect(self) -> float:
        """Factor by which dependence inflates the shape statistic."""
        return self.shape_mean if self.is_dependent else 1.0


def window_evidence(location_z: npt.ArrayLike, shape_x2_over_df: npt.ArrayLike, df: float) -> WindowEvidence:
    """Judge from the reference's own windows whether its rows depend on each other.

    Parameters
    ----------
    location_z : array_like, shape (K,)
        z of each window against the rest of the reference; empty when the column has no location.
    shape_x2_over_df : array_like, shape (K,)
        X2/df of each window against the rest.
    df : float
        Degrees of freedom of the current shape test; 0 when there is none.

    Returns
    -------
    WindowEvidence
        Not dependent with fewer than two windows.

    Notes
    -----
    ::

        sd = max(1, sqrt(mean z^2)),  mX = max(1, mean X),  vX = max(var X, 2/df),  df' = clip(2 mX^2/vX, 1, df)
        dependent when sd > 1 + 2/sqrt(2K) or mX > 1 + 2 sqrt(2/(df K)) or vX > (2/df)(1 + 3 sqrt(2/K))

    References
    ----------
    Satterthwaite 1946, Biom. Bull. 2:110; Rao & Scott 1981, 1984 (moment-matched scaled chi-square).
    """
    z, x = np.asarray(location_z, dtype=np.float64), np.asarray(shape_x2_over_df, dtype=np.float64)
    windows = max(z.size, x.size)
    if windows < 2:
        return WindowEvidence(windows, 1.0, 1.0, 2 / df if df > 0 else 0.0, df, is_dependent=False)
    sd = max(1.0, math.sqrt(float(np.mean(z**2)))) if z.size else 1.0
    is_dependent = sd > 1 + 2 / math.sqrt(2 * windows)
    if df <= 0 or x.size < 2:
        return WindowEvidence(windows, sd, 1.0, 0.0, df, is_dependent)
    mean, least = max(1.0, float(np.mean(x))), 2 / df
    variance = max(least, float(np.var(x, ddof=1)))
    is_dependent |= mean > 1 + 2 * math.sqrt(2 / (df * windows))
    is_dependent |= variance > least * (1 + 3 * math.sqrt(2 / windows))
    matched = min(df, max(1.0, 2 * mean**2 / variance))
    return WindowEvidence(windows, sd, mean, variance, matched, is_dependent)


def location_p_value(test: LocationTest, evidence: WindowEvidence) -> float:
    """Two-sided p-value of the location: 2 sf_t(|z|/sd; K - 1) when rows depend on each other, else the test's own."""
    if not evidence.is_dependent:
        return test.p_value
    return max(test.p_value, 2 * float(stdtr(evidence.windows - 1, -abs(test.z) / evidence.sd)))


def location_lower(test: LocationTest, evidence: WindowEvidence, alpha: float) -> float:
    """Lower bound of the absolute location size: sd t_{1-alpha; K-1} takes the place of the normal quantile."""
    if not evidence.is_dependent:
        return test.lower(alpha)
    return test.lower(alpha, inflation=evidence.sd, df=evidence.windows - 1)


def location_upper(test: LocationTest, evidence: WindowEvidence, alpha: float) -> float:
    """Upper bound of the absolute location size, as `location_lower`."""
    if not evidence.is_dependent:
        return test.upper(alpha)
    return test.upper(alpha, inflation=evidence.sd, df=evidence.windows - 1)


def shape_p_value(test: ShapeTest, evidence: WindowEvidence) -> float:
    """p-value of the shape: sf_F((X2/df)/mX; df', K - 1) when rows depend on each other, else the test's own."""
    if not evidence.is_dependent or test.df == 0 or evidence.df <= 0:
        return test.p_value
    return max(test.p_value, float(fdtrc(evidence.df, evidence.windows - 1, _ratio(test, evidence))))


def shape_lower(test: ShapeTest, evidence: WindowEvidence, alpha: float) -> float:
    """Lower bound of the shape size when rows depend on each other, else the test's own.

    Parameters
    ----------
    test : ShapeTest
        Of the current sample.
    evidence : WindowEvidence
        Of the reference's windows.
    alpha : float
        One-sided error.

    Returns
    -------
    float
        In [0, 2].

    Notes
    -----
    The statistic is brought to the scale of a chi-square with df' degrees of freedom, shrunk by the ratio of the
    chi-square's to the F distribution's quantile (the windows only estimate the scale), and inverted there.
    """
    if not evidence.is_dependent or test.df == 0 or evidence.df <= 0:
        return test.lower(alpha)
    scaled = _ratio(test, evidence) * float(chdtri(evidence.df, alpha))
    scaled /= float(fdtri(evidence.df, evidence.windows - 1, 1 - alpha))
    return min(test.lower(alpha), _size(noncentrality_lower(scaled, evidence.df, alpha), test, evidence))


def shape_upper(test: ShapeTest, evidence: WindowEvidence, alpha: float) -> float:
    """Upper bound of the shape size, as `shape_lower` with the opposite quantiles."""
    if not evidence.is_dependent or test.df == 0 or evidence.df <= 0:
        return test.upper(alpha)
    scaled = _ratio(test, evidence) * float(chdtri(evidence.df, 1 - alpha))
    scaled /= float(fdtri(evidence.df, evidence.windows - 1, alpha))
    return max(test.upper(alpha), _size(noncentrality_upper(scaled, evidence.df, alpha), test, evidence))


def rank_p_value(current: float, windows: npt.ArrayLike) -> float:
    """Rank of the current statistic among those of the windows: (1 + #{window >= current}) / (K + 1).

    Parameters
    ----------
    current : float
        For instance the share of rows beyond the reference's extremes.
    windows : array_like, shape (K,)
        The same statistic of each reference window.

    Returns
    -------
    float
        At least 1/(K + 1): with fewer than 19 windows it never reaches 5 %.
    """
    w = np.asarray(windows, dtype=np.float64)
    return float((1 + np.count_nonzero(w >= current)) / (1 + w.size))


def _ratio(test: ShapeTest, evidence: WindowEvidence) -> float:
    """Return the shape statistic over its degrees of freedom and over what the windows show."""
    return test.statistic / test.df / evidence.shape_mean


def _size(noncentrality: float, test: ShapeTest, evidence: WindowEvidence) -> float:
    """Size of a non-centrality on the scale of df', brought back to that of the statistic."""
    scale = evidence.shape_mean * test.df / evidence.df
    return size_of_noncentrality(noncentrality * scale, test.pair_size) if test.pair_size > 0 else LARGEST_SIZE
