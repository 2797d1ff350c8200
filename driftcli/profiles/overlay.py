"""What a picture or a table of a column shows, from its profile: shared bins, quantiles; nothing is tested with it."""

from collections.abc import Sequence

import numpy as np

from driftcli.profiles.grid import FloatArray
from driftcli.profiles.numeric import OWN_LEVELS, NumericProfile
from driftcli.stats.quantiles import quantiles

BINS = 24


def shared_bins(reference: NumericProfile, current: NumericProfile) -> tuple[FloatArray, FloatArray, FloatArray] | None:
    """Edges of equal width, and the share of each side between them; ``None`` where neither has a finite value.

    The edges reach from the second to the last but one of either side's own quantiles, so that a stray value does not
    squeeze all others into one bin; what lies beyond counts to the outer bins.
    """
    own = [profile.quantiles for profile in (reference, current) if len(profile.quantiles)]
    if not own:
        return None
    low, high = min(float(q[1]) for q in own), max(float(q[-2]) for q in own)
    if high <= low:
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, BINS + 1)
    return edges, _shares(reference, edges), _shares(current, edges)


def own_quantiles(profile: NumericProfile, levels: Sequence[float]) -> FloatArray:
    """Quantiles of a column's finite values, shape (levels,); the profile has some.

    Those of ``numpy.quantile`` where every value is kept, else interpolated between the profile's 200 own ones.
    """
    values, counts = profile.values.values, profile.values.counts
    if profile.values.is_complete and profile.infinities == 0:
        return np.asarray(quantiles(values, counts, levels), dtype=np.float64)
    return np.asarray(np.interp(levels, OWN_LEVELS, profile.quantiles), dtype=np.float64)


def _shares(profile: NumericProfile, edges: FloatArray) -> FloatArray:
    """Shares between edges, interpolated where values are not kept."""
    quantiles = profile.quantiles
    if len(quantiles) == 0:
        return np.zeros(len(edges) - 1)
    if profile.values.is_complete:
        cumulative = np.concatenate([[0], np.cumsum(profile.values.counts)]) / max(profile.values.counts.sum(), 1)
        reached = cumulative[np.searchsorted(profile.values.values, edges[1:-1], side="right")]
    else:
        levels = (np.arange(len(quantiles)) + 0.5) / len(quantiles)
        reached = np.interp(edges[1:-1], quantiles, levels, left=0.0, right=1.0)
    return np.asarray(np.diff(np.concatenate([[0.0], reached, [1.0]])))
