"""A content sample of hashes: exact distinct counts while few, unbiased estimates beyond, and it merges.

Keeps the k smallest distinct hashes with their exact multiplicities (bottom-k, Cohen and Kaplan 2007; KMV distinct
count, Bar-Yossef et al. 2002). A hash is kept or not for its value alone, so the same value is kept on both sides.
"""

import numpy as np

from driftcli.frozen import dataclass
from driftcli.profiles.grid import IntArray
from driftcli.profiles.hashing import HashArray
from driftcli.stats.ordered import is_among

SAMPLE_SIZE = 4_096
_SPACE = 2.0**64
_MARGIN = 4
"""Rows looked at first for each hash to keep."""


@dataclass(frozen=True)
class DistinctSample:
    """The k smallest distinct hashes of a column or of rows."""

    hashes: HashArray
    """Ascending, shape (at most k,)."""
    counts: IntArray
    """How many rows carry each hash."""
    rows: int
    """Rows in all."""
    is_complete: bool
    """Whether every distinct hash is kept."""
    size: int = SAMPLE_SIZE

    @classmethod
    def from_hashes(cls, hashes: HashArray, *, size: int = SAMPLE_SIZE) -> "DistinctSample":
        """Sample the hashes of rows, shape (rows,)."""
        kept, counts = np.unique(_smallest(hashes, size), return_counts=True)
        if len(kept) <= size < len(hashes):
            kept, counts = np.unique(hashes, return_counts=True)
        return cls(kept[:size], counts[:size].astype(np.int64), len(hashes), len(kept) <= size, size)

    @property
    def coverage(self) -> float:
        """Share of the hash space below the largest kept hash; 1 when complete."""
        return 1.0 if self.is_complete else float(self.largest()) / _SPACE

    @property
    def distinct(self) -> float:
        """Distinct values: exact when complete, else estimated with relative sd 1/sqrt(k - 2) from k kept ones."""
        return float(len(self.hashes)) if self.is_complete else (len(self.hashes) - 1) / self.coverage

    @property
    def repeated_share(self) -> float:
        """Share of rows whose value occurred before: exact when complete, else estimated from kept values."""
        total = int(self.counts.sum())
        return float((self.counts - 1).sum() / total) if total else 0.0

    def merge(self, other: "DistinctSample") -> "DistinctSample":
        """Add a part."""
        size = min(self.size, other.size)
        hashes, inverse = np.unique(np.concatenate([self.hashes, other.hashes]), return_inverse=True)
        counts = np.zeros(len(hashes), dtype=np.int64)
        np.add.at(counts, inverse, np.concatenate([self.counts, other.counts]))
        limit = min(self.largest(), other.largest())
        within = hashes <= limit
        hashes, counts = hashes[within], counts[within]
        is_complete = self.is_complete and other.is_complete and len(hashes) <= size
        return DistinctSample(hashes[:size], counts[:size], self.rows + other.rows, is_complete, size)

    def seen_share(self, reference: "DistinctSample") -> float | None:
        """Share of these rows whose value occurs in the reference; ``None`` where nothing is comparable."""
        limit = min(self.largest(), reference.largest())
        own = self.hashes <= limit
        total = int(self.counts[own].sum())
        if total == 0:
            return None
        known = is_among(self.hashes[own], reference.hashes)
        return float(self.counts[own][known].sum() / total)

    def largest(self) -> np.uint64:
        """Hash up to which every distinct hash is kept."""
        return np.uint64(0xFFFFFFFFFFFFFFFF) if self.is_complete else np.uint64(self.hashes[-1])


def _smallest(hashes: HashArray, size: int) -> HashArray:
    """Every hash below a bound that more than ``size`` distinct ones are below where few rows share a hash."""
    if len(hashes) <= _MARGIN * size:
        return hashes
    return hashes[hashes < np.uint64(_SPACE * (_MARGIN * size / len(hashes)))]
