"""How far a divergence of cells may be off where the cells' edges are known only to lie between two counts.

An edge is placed near a quantile of the reference; rows are counted exactly, but the quantile itself lies somewhere
inside one fine cell. Its cumulative shares are then known as intervals, and so are the shares between two such edges. A
divergence is a sum of convex functions of such a pair of shares, so its range over the intervals is found at their
corners: a true bound, not an approximation.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from driftcli.stats.counts import Counts
from driftcli.stats.special import rel_entr

Kernel = Callable[[Counts, Counts], Counts]
"""What one pair of shares adds: at least 0, convex in both together, 0 where they are equal."""


class Range(NamedTuple):
    """Between which values something lies for certain."""

    low: float
    high: float

    def off(self, value: float) -> float:
        """How far a value may be from what it stands for; infinite where the range is."""
        return max(0.0, self.high - value, value - self.low)

    def through(self, increasing: Callable[[float], float]) -> "Range":
        """The range of an increasing function."""
        return Range(increasing(self.low), increasing(self.high))


class Cuts(NamedTuple):
    """Cumulative shares of both samples at edges, each within an interval; shape (edges,), ascending."""

    reference_low: Counts
    reference_high: Counts
    current_low: Counts
    current_high: Counts

    @property
    def is_exact(self) -> bool:
        """Whether every edge is known."""
        return bool(
            np.array_equal(self.reference_low, self.reference_high)
            and np.array_equal(self.current_low, self.current_high)
        )

    def boxes(self) -> "Boxes":
        """Shares between neighbouring edges, before the first and after the last."""
        return Boxes(*_between(self.reference_low, self.reference_high), *_between(self.current_low, self.current_high))

    def kept(self, places: npt.NDArray[np.intp]) -> "Cuts":
        """Some of the edges."""
        return Cuts(*(side[places] for side in self))


class Boxes(NamedTuple):
    """Shares of both samples in cells, each within an interval; shape (cells,)."""

    p_low: Counts
    p_high: Counts
    q_low: Counts
    q_high: Counts

    def occupied(self) -> "Boxes":
        """Without the cells that are empty for certain."""
        kept = (self.p_high > 0) | (self.q_high > 0)
        return Boxes(*(side[kept] for side in self))

    def at_least(self, p: float, q: float) -> "Boxes":
        """Shares that count as no less than these."""
        return Boxes(*(np.maximum(side, least) for side, least in zip(self, (p, p, q, q), strict=True)))


def _between(low: Counts, high: Counts) -> tuple[Counts, Counts]:
    low, high = np.concatenate([[0.0], low, [1.0]]), np.concatenate([[0.0], high, [1.0]])
    return np.maximum(0.0, low[1:] - high[:-1]), np.minimum(1.0, high[1:] - low[:-1])


def divergence_range(kernel: Kernel, boxes: Boxes) -> Range:
    """Least and greatest sum of a kernel over boxes of shares.

    Parameters
    ----------
    kernel : callable
        Of arrays p and q; see `Kernel`.
    boxes : Boxes
        Shape (cells,).

    Returns
    -------
    Range
        Each cell takes its extremes on its own, so the range holds every consistent set of shares and more.
    """
    p_low, p_high, q_low, q_high = boxes
    corners = [kernel(p, q) for p in (p_low, p_high) for q in (q_low, q_high)]
    apart = np.where(p_high < q_low, kernel(p_high, q_low), np.where(q_high < p_low, kernel(p_low, q_high), 0.0))
    return Range(float(np.sum(apart)), float(np.sum(np.max(corners, axis=0))))


def cell_divergence_kernel(p: Counts, q: Counts) -> Counts:
    """2 (p - q)^2 / (p + q)."""
    total = p + q
    return np.asarray(2 * np.divide((p - q) ** 2, total, out=np.zeros_like(total), where=total > 0))


def psi_kernel(p: Counts, q: Counts) -> Counts:
    """(q - p) ln(q / p); both positive."""
    return np.asarray((q - p) * np.log(q / p))


def kl_kernel(p: Counts, q: Counts) -> Counts:
    """Q ln(q / p) - q + p, whose sum over all cells is the divergence; both positive."""
    return np.asarray(q * np.log(q / p) - q + p)


def js_kernel(p: Counts, q: Counts) -> Counts:
    """Half of each relative entropy from the middle, in nats."""
    middle = (p + q) / 2
    return np.asarray((rel_entr(p, middle) + rel_entr(q, middle)) / 2)


def hellinger_kernel(p: Counts, q: Counts) -> Counts:
    """(sqrt p - sqrt q)^2 / 2."""
    return np.asarray((np.sqrt(p) - np.sqrt(q)) ** 2 / 2)


def total_variation_kernel(p: Counts, q: Counts) -> Counts:
    """|p - q| / 2."""
    return np.abs(p - q) / 2


def root(value: float, base: float = math.e) -> float:
    """Square root of a divergence in units of the logarithm to ``base``."""
    return math.sqrt(max(0.0, value) / math.log(base))
