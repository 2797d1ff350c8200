"""Power: the smallest change that an audit of this many rows and columns would have seen."""

import math
from typing import NamedTuple

from driftcli.stats.counts import pair_size
from driftcli.stats.shape import noncentrality_upper, size_of_noncentrality
from driftcli.stats.special import chdtri, ndtri

LOCATION_SPREAD = math.sqrt(math.pi / 3)
"""sd of the location size times sqrt(N') when nothing changed: sqrt(2) sqrt(1/12) / phi(0) = 1.0233."""

BOUND_LEVEL = 0.05
"""One-sided error of a column's lower bound, split over its components."""


class Detectable(NamedTuple):
    """Sizes that would be found with the given power: as any change, and as a drift above the margin."""

    changed: float
    drift: float


def smallest_detectable(
    n: float, m: float, *, columns: int, components: int, fdr: float, margin: float, power: float = 0.8
) -> Detectable:
    """Smallest shift of location found in the worst case of one moved column.

    Parameters
    ----------
    n, m : float
        (Effective) rows of the two samples.
    columns : int
        Tested columns M, of which one moved.
    components : int
        Tests k per column.
    fdr : float
        False discovery rate q.
    margin : float
        Size that the lower bound must exceed.
    power : float
        Probability of finding it.

    Returns
    -------
    Detectable
        In standard deviations; infinite when a sample is empty.

    Notes
    -----
    ::

        se = 1.0233 sqrt(1/n + 1/m)
        changed = (z_{1 - q/(2 k M)} + z_power) se
        drift   = max(changed, margin + (z_{1 - 0.05/k} + z_power) se)
    """
    pairs = pair_size(n, m)
    if pairs == 0:
        return Detectable(math.inf, math.inf)
    se = LOCATION_SPREAD / math.sqrt(pairs)
    reached = float(ndtri(power))
    changed = (reached - float(ndtri(fdr / (2 * components * max(1, columns))))) * se
    bounded = margin + (reached - float(ndtri(BOUND_LEVEL / components))) * se
    return Detectable(changed, max(changed, bounded))


def smallest_detectable_shape(
    n: float, m: float, *, df: int, columns: int, components: int, fdr: float, power: float = 0.8
) -> float:
    """Smallest change of shape found as any change in the worst case of one moved column.

    Parameters
    ----------
    n, m : float
        (Effective) rows of the two samples.
    df : int
        Degrees of freedom of the shape test.
    columns, components, fdr, power
        As in `smallest_detectable`.

    Returns
    -------
    float
        sqrt(lam / N') for the lam that the test at level q/(k M) finds with this power, at most 2, the size of
        disjoint samples; infinite when a sample is empty or there is one cell only.
    """
    pairs = pair_size(n, m)
    if pairs == 0 or df < 1:
        return math.inf
    critical = float(chdtri(df, fdr / (components * max(1, columns))))
    return size_of_noncentrality(noncentrality_upper(critical, df, 1 - power), pairs)
