"""Exact counts of distinct numbers while they are few, and the most frequent ones always."""

from dataclasses import dataclass

import numpy as np

from driftcli.profiles.grid import FloatArray, IntArray

DISTINCT_LIMIT = 10_000
"""Distinct values that are counted exactly (METHODS 0.3)."""
FREQUENT_LIMIT = 64
"""Most frequent values that are kept beyond that."""


@dataclass(frozen=True)
class ValueCounts:
    """Distinct values, ascending, with how often each occurs.

    When ``is_complete`` is false only the most frequent values are kept, and no value left out occurs more than
    ``floor`` times.
    """

    values: FloatArray
    counts: IntArray
    is_complete: bool = True
    floor: int = 0

    @classmethod
    def from_sorted(cls, sorted_values: FloatArray) -> "ValueCounts":
        """Count runs of ascending values; keeps all of them however many there are (see ``bounded``)."""
        n = len(sorted_values)
        if n == 0:
            return cls(np.empty(0), np.empty(0, dtype=np.int64))
        starts = np.flatnonzero(np.concatenate(([True], sorted_values[1:] != sorted_values[:-1])))
        return cls(sorted_values[starts], np.diff(starts, append=n).astype(np.int64))

    def bounded(self, limit: int = DISTINCT_LIMIT) -> "ValueCounts":
        """Keep everything while it fits the limit, else the most frequent values."""
        if len(self.values) <= (limit if self.is_complete else FREQUENT_LIMIT):
            return self
        keep = np.argpartition(-self.counts, FREQUENT_LIMIT)[:FREQUENT_LIMIT]
        left_out = np.delete(self.counts, keep)
        floor = self.floor + int(left_out.max(initial=0))
        keep.sort()
        return ValueCounts(self.values[keep], self.counts[keep], is_complete=False, floor=floor)

    def merge(self, other: "ValueCounts") -> "ValueCounts":
        """Add the counts of two parts."""
        values, inverse = np.unique(np.concatenate([self.values, other.values]), return_inverse=True)
        counts = np.zeros(len(values), dtype=np.int64)
        np.add.at(counts, inverse, np.concatenate([self.counts, other.counts]))
        merged = ValueCounts(values, counts, self.is_complete and other.is_complete, self.floor + other.floor)
        return merged.bounded()

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
