"""Whether a model performs worse than before by more than a margin: the test of the drop (METHODS 6.3)."""

import math

from driftcli.frozen import dataclass
from driftcli.stats.special import ndtr, ndtri

Z90 = float(ndtri(0.95))
Z80 = float(ndtri(0.80))


@dataclass(frozen=True, slots=True)
class Drop:
    """Loss of performance, positive when the current data fares worse."""

    value: float
    se: float
    low: float
    """One-sided 95 % lower bound."""
    high: float
    """One-sided 95 % upper bound."""
    margin: float
    """Smallest drop that matters, delta."""
    p_value: float
    """Of the hypothesis that the drop is no larger than the margin."""
    p_any: float
    """Of the hypothesis that there is no drop at all."""
    smallest_visible: float
    """Drop that would be called degraded with probability 0.8."""

    @property
    def outcome(self) -> str:
        """``degraded``, ``stable``, ``improved`` or ``inconclusive``."""
        if self.low > self.margin:
            return "degraded"
        if self.high < -self.margin:
            return "improved"
        return "stable" if self.high < self.margin else "inconclusive"


def drop_test(
    reference: float, se_reference: float, current: float, se_current: float, *, margin: float, is_loss: bool
) -> Drop:
    """Test a drop against a margin.

    Parameters
    ----------
    reference, current : float
        The metric on either side.
    se_reference, se_current : float
        Standard errors; the sides are independent.
    margin : float
        Smallest drop that matters, not negative.
    is_loss : bool
        Whether smaller values are better.

    Notes
    -----
    ``drop = reference - current`` for scores, the reverse for losses; ``se = hypot(se_reference, se_current)``;
    ``p = Phi(-(drop - margin) / se)``. Stable means non-inferiority shown. A drop is seen with probability 0.8 from
    ``margin + (1.645 + 0.8416) se``.

    References
    ----------
    Wellek 2010, Testing Statistical Hypotheses of Equivalence and Noninferiority.
    """
    drop = current - reference if is_loss else reference - current
    se = math.hypot(se_reference, se_current)
    return Drop(
        value=drop,
        se=se,
        low=drop - Z90 * se,
        high=drop + Z90 * se,
        margin=margin,
        p_value=_upper(drop - margin, se),
        p_any=_upper(drop, se),
        smallest_visible=margin + (Z90 + Z80) * se,
    )


def _upper(distance: float, se: float) -> float:
    if se <= 0:
        return float(distance <= 0)
    return float(ndtr(-distance / se))
