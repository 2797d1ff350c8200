"""Two numeric profiles on shared bins: what a picture of both samples shows; nothing is tested with it."""

import numpy as np

from driftcli.profiles.grid import FloatArray
from driftcli.profiles.numeric import NumericProfile

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
