"""Mix shift against change within: why an average over segments moved (Simpson's paradox told apart)."""

import numpy as np
from numpy.typing import ArrayLike

from driftcli.frozen import dataclass


@dataclass(frozen=True, slots=True)
class MixSplit:
    """The change of a mean, split into two parts that add up."""

    total: float
    mix: float
    """Because segments changed their shares."""
    within: float
    """Because the mean changed inside segments."""


def split_mix(
    reference_shares: ArrayLike, current_shares: ArrayLike, reference_means: ArrayLike, current_means: ArrayLike
) -> MixSplit:
    """Split the change of an average over segments.

    Parameters
    ----------
    reference_shares, current_shares
        Share of each segment, shape (S,), each summing to 1.
    reference_means, current_means
        Mean inside each segment, shape (S,); what a segment without rows holds does not matter.

    Notes
    -----
    ``mix = sum (q - p) (r + s) / 2`` and ``within = sum (p + q) / 2 (s - r)``; they add up to ``sum q s - sum p r``. A
    segment that one side lacks has no change within it: its mean is taken from the side that has it.

    References
    ----------
    Kitagawa 1955, J. Am. Stat. Assoc. 50:1168.
    """
    p, q = np.asarray(reference_shares, dtype=float), np.asarray(current_shares, dtype=float)
    r, s = np.asarray(reference_means, dtype=float), np.asarray(current_means, dtype=float)
    before, after = np.where(p > 0, r, s), np.where(q > 0, s, r)
    mix = float(np.sum((q - p) * (before + after) / 2))
    within = float(np.sum((p + q) / 2 * (after - before)))
    return MixSplit(mix + within, mix, within)
