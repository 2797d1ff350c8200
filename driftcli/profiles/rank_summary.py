# ruff: noqa: SLF001 - a summary merges with another of its class
"""Order statistics of more values than fit: sorted stretches, thinned to points that stand for their neighbours.

Every stretch is sorted and cut into blocks of neighbours; one value in the middle of a block stands for all of it. The
rank of a value read off the points is wrong by half a block a stretch at most, and the bound is known, not estimated.
The outermost values are kept as they are, so the thresholds of the tail test are the reference's own order statistics.
It places edges; rows are then counted between them exactly (METHODS 0.1, 10.3).
"""

import numpy as np

from driftcli.frozen import dataclass
from driftcli.profiles.grid import FloatArray, IntArray
from driftcli.profiles.values import ValueCounts
from driftcli.stats.tail import tail_ranks

POINTS = 8_192
"""Points that a stretch is thinned to: with stretches of equal length a rank is wrong by 1/16,384 of the rows."""
MOST_POINTS = 1 << 19
"""Points that are held before they are thinned together."""
FEW_ROWS = 1 << 16
"""A part of no more rows than these that is summed up elsewhere keeps all of them."""
MOST_OUTERMOST = 1 << 13
"""Outermost values that such a part keeps at either end."""
MOST_MERGED = 1 << 17
"""Outermost values that parts keep together."""


@dataclass(frozen=True)
class OrderSummary:
    """Values in ascending order, known at some ranks; exact where it holds every value."""

    values: FloatArray
    """Points, ascending."""
    reached: IntArray
    """Rows up to and with each point."""
    lowest: FloatArray
    """The smallest values, ascending."""
    highest: FloatArray
    """The largest values, ascending."""
    infinities: tuple[int, int]
    """Rows of minus and of plus infinity."""
    error: int = 0
    """By how many rows a rank may be wrong."""

    @property
    def n(self) -> int:
        """How many rows there are, infinities included."""
        return int(self.reached[-1]) if len(self.reached) else 0

    @property
    def finite(self) -> tuple[int, int]:
        """Places of the first finite value and of the one after the last."""
        return self.infinities[0], self.n - self.infinities[1]

    def at(self, places: IntArray) -> FloatArray:
        """Values at places counted from 0, exact near either end."""
        found = self.values[np.searchsorted(self.reached, places + 1)]
        start = self.n - len(self.highest)
        is_low, is_high = places < len(self.lowest), places >= start
        found[is_low] = self.lowest[places[is_low]]
        found[is_high] = self.highest[places[is_high] - start]
        return found


class Thinning:
    """Takes in sorted stretches of a column of ``rows`` rows at most; ``None``: one part of a column among others."""

    def __init__(self, rows: int | None) -> None:
        self._is_part = rows is None
        self._values: list[FloatArray] = []
        self._weights: list[IntArray] = []
        self._held = 0
        self._error = 0
        self._infinities = np.zeros(2, dtype=np.int64)
        self._kept = MOST_OUTERMOST if rows is None else max(tail_ranks(rows), default=1)
        self._lowest = np.empty(0)
        self._highest = np.empty(0)
        self._known = (np.inf, -np.inf)  # up to here, and from here on, every value is among the outermost

    def add(self, ordered: FloatArray) -> None:
        """Take in a stretch, ascending and without NaN."""
        if len(ordered) == 0:
            return
        self._infinities += [
            np.searchsorted(ordered, -np.inf, "right"),
            len(ordered) - np.searchsorted(ordered, np.inf, "left"),
        ]
        self._keep_outermost(ordered)
        step = 1 if self._is_part and len(ordered) <= FEW_ROWS else -(-len(ordered) // POINTS)
        starts = np.arange(0, len(ordered), step)
        sizes = np.diff(starts, append=len(ordered))
        self._values.append(ordered[starts + (sizes - 1) // 2])
        self._weights.append(sizes)
        self._error += step // 2
        self._held += len(starts)
        if self._held > MOST_POINTS:
            self._thin()

    def merge(self, other: "Thinning") -> None:
        """Take in what was known of another part; of the outermost values those stay that no part has left out."""
        self._values += other._values
        self._weights += other._weights
        self._held += other._held
        self._error += other._error
        self._infinities = self._infinities + other._infinities
        (low, high), (its_low, its_high) = self._ends(), other._ends()
        self._known = min(low, its_low), max(high, its_high)
        lowest = np.sort(np.concatenate([self._lowest, other._lowest]))
        highest = np.sort(np.concatenate([self._highest, other._highest]))
        self._kept = min(self._kept + other._kept, MOST_MERGED)
        self._lowest = lowest[: np.searchsorted(lowest, self._known[0], "right")][: self._kept]
        self._highest = highest[np.searchsorted(highest, self._known[1], "left") :][-self._kept :]
        while self._held > MOST_POINTS:
            self._thin()

    def slimmed(self, points: int) -> None:
        """Thin until no more points than these are held."""
        while self._held > max(points, 1):
            self._thin()

    def _ends(self) -> tuple[float, float]:
        """Up to which value, and from which on, every value is among the outermost."""
        low, high = self._known
        if sum(int(part.sum()) for part in self._weights) > self._kept:
            low = min(low, float(self._lowest[-1])) if len(self._lowest) == self._kept else low
            high = max(high, float(self._highest[0])) if len(self._highest) == self._kept else high
        return low, high

    def summary(self) -> OrderSummary:
        """What is known after the last stretch."""
        values, weights = self._together()
        low, high = self._infinities.tolist()
        return OrderSummary(values, np.cumsum(weights), self._lowest, self._highest, (low, high), self._error)

    def summary_of(self, counts: ValueCounts) -> OrderSummary:
        """The same of all distinct values with their counts, where they are few: exact."""
        low, high = self._infinities.tolist()
        nothing = np.empty(0)
        return OrderSummary(counts.values, np.cumsum(counts.counts), nothing, nothing, (low, high))

    def _keep_outermost(self, ordered: FloatArray) -> None:
        low, high = ordered[: self._kept], ordered[max(0, len(ordered) - self._kept) :]
        if len(self._lowest) == self._kept:  # most stretches hold little that is further out
            low = low[: np.searchsorted(low, self._lowest[-1])]
            high = high[np.searchsorted(high, self._highest[0], "right") :]
        if len(low):
            self._lowest = np.sort(np.concatenate([self._lowest, low]), kind="stable")[: self._kept]
        if len(high):
            self._highest = np.sort(np.concatenate([self._highest, high]), kind="stable")[-self._kept :]

    def _together(self) -> tuple[FloatArray, IntArray]:
        if not self._values:
            return np.empty(0), np.empty(0, dtype=np.int64)
        values, weights = np.concatenate(self._values), np.concatenate(self._weights)
        order = np.argsort(values, kind="stable")
        return values[order], weights[order]

    def _thin(self) -> None:
        """Let one of every two neighbours, the heavier, stand for both."""
        values, weights = self._together()
        even = len(values) // 2 * 2
        pairs = weights[:even].reshape(-1, 2)
        heavier = np.argmax(pairs, axis=1)
        kept = values[:even].reshape(-1, 2)[np.arange(len(pairs)), heavier]
        self._error += int(pairs.min(axis=1).max(initial=0))
        self._values = [np.concatenate([kept, values[even:]])]
        self._weights = [np.concatenate([pairs.sum(axis=1), weights[even:]])]
        self._held = len(self._values[0])
