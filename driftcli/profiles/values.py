"""Exact counts of distinct numbers while they are few, and the most frequent ones always."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.profiles.grid import FINE_CELLS, FloatArray, IntArray

DISTINCT_LIMIT = 10_000
"""Distinct values that are counted exactly (METHODS 0.3)."""
FREQUENT_LIMIT = 64
"""Most frequent values that are kept beyond that."""
CANDIDATES = 4_096
"""Most frequent values that a stretch of a column keeps, until all stretches are put together."""


@dataclass(frozen=True)
class ValueCounts:
    """Distinct values, ascending, with how often each occurs.

    When ``is_complete`` is false only the most frequent values are kept: every value that occurs more than ``floor``
    times.
    """

    values: FloatArray
    counts: IntArray
    is_complete: bool = True
    floor: int = 0

    @classmethod
    def from_sorted(cls, sorted_values: FloatArray, *, frequent: int = FREQUENT_LIMIT) -> "ValueCounts":
        """Count runs of ascending values.

        All of them while they are few; beyond, at least the most frequent and every one that fills a fine cell.
        """
        n = len(sorted_values)
        if n == 0:
            return cls(np.empty(0), np.empty(0, dtype=np.int64))
        is_repeat = sorted_values[1:] == sorted_values[:-1]
        distinct = n - int(np.count_nonzero(is_repeat))
        starts, counts = _runs(is_repeat) if distinct <= max(DISTINCT_LIMIT, n // 2) else _repeated_runs(is_repeat)
        if distinct <= DISTINCT_LIMIT:
            return cls(sorted_values[starts], counts)
        keep, floor = _most_frequent(counts, frequent, always=max(2, n // FINE_CELLS))
        return cls(sorted_values[starts[keep]], counts[keep], is_complete=False, floor=max(1, floor))

    def bounded(self, limit: int = DISTINCT_LIMIT, *, frequent: int = FREQUENT_LIMIT) -> "ValueCounts":
        """Keep everything while it fits the limit, else the most frequent values."""
        if len(self.values) <= (limit if self.is_complete else frequent):
            return self
        keep, floor = _most_frequent(self.counts, frequent)
        return ValueCounts(self.values[keep], self.counts[keep], is_complete=False, floor=self.floor + floor)

    def merge(self, other: "ValueCounts") -> "ValueCounts":
        """Add the counts of two parts; where either is incomplete a count may be short by the other's ``floor``."""
        return self.of_parts([self, other])

    @classmethod
    def of_parts(cls, parts: Sequence["ValueCounts"], *, frequent: int = FREQUENT_LIMIT) -> "ValueCounts":
        """Add the counts of parts; where some are incomplete a count may be short by the ``floor`` of those."""
        values, inverse = np.unique(np.concatenate([part.values for part in parts]), return_inverse=True)
        counts = np.zeros(len(values), dtype=np.int64)
        np.add.at(counts, inverse, np.concatenate([part.counts for part in parts]))
        is_complete = all(part.is_complete for part in parts)
        return cls(values, counts, is_complete, sum(part.floor for part in parts)).bounded(frequent=frequent)

    def count_of(self, value: float) -> int:
        """Rows that hold the value; an upper bound where the value is not among the kept ones."""
        position = int(np.searchsorted(self.values, value))
        if position < len(self.values) and self.values[position] == value:
            return int(self.counts[position])
        return 0 if self.is_complete else self.floor

    def most_frequent(self, limit: int = 20) -> list[tuple[float, int]]:
        """Values by falling count, ties by value."""
        order = np.lexsort((self.values, -self.counts))[:limit]
        return [(float(self.values[i]), int(self.counts[i])) for i in order]


def _runs(is_repeat: NDArray[np.bool_]) -> tuple[IntArray, IntArray]:
    """Where runs of equal values start and how long they are.

    ``is_repeat`` says of each value but the first whether it equals the one before.
    """
    starts = np.concatenate(([0], np.flatnonzero(~is_repeat) + 1))
    return starts, np.diff(starts, append=len(is_repeat) + 1)


def _repeated_runs(is_repeat: NDArray[np.bool_]) -> tuple[IntArray, IntArray]:
    """The same of runs of more than one value, where those are few; single values cannot be among the frequent."""
    repeats = np.flatnonzero(is_repeat)
    first = np.concatenate(([True], repeats[1:] != repeats[:-1] + 1))[: len(repeats)]
    begins = np.flatnonzero(first)
    return repeats[begins], np.diff(begins, append=len(repeats)) + 1


def _most_frequent(counts: IntArray, limit: int, *, always: int | None = None) -> tuple[IntArray, int]:
    """Places of the counts that are among the ``limit`` largest or at least ``always``, and the largest of the others.

    Equal counts are kept or left out together, so that the choice does not depend on the order of parts.
    """
    repeated = counts[counts > 1]
    floor = int(np.partition(repeated, -limit - 1)[-limit - 1]) if len(repeated) > limit else int(counts.min(initial=1))
    if always is not None:
        floor = min(floor, always - 1)
    keep = np.flatnonzero(counts > floor)
    return keep, floor if len(keep) < len(counts) else 0
