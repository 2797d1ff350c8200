"""What is kept of whole rows: repeated rows, repeated keys, and a bounded, seeded sample."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.hashing import HashArray, mix
from driftcli.stats.ordered import sorted_distinct

SAMPLE_ROWS = 20_000
"""Rows of the sample that multivariate questions are put to, at most (METHODS 5.1)."""
TEXT_LENGTH = 2_000
"""Characters of a free text that the sample keeps."""

_BLOCK = 1 << 20
"""Rows whose priorities are held at a time."""


@dataclass(frozen=True)
class RowsProfile:
    """Repeated rows and keys."""

    rows: DistinctSample | None
    """Hashes of whole rows, identifiers and all; ``None`` where they were not asked for."""
    keys: DistinctSample | None = None
    """Hashes of the declared key."""
    repeated_rows: int | None = None
    """Rows equal to an earlier one, counted exactly; ``None`` after a merge of incomplete samples."""
    repeated_keys: int | None = None
    chosen_by: tuple[str, ...] = ()
    """Columns by whose values rows were chosen for ``rows``."""

    def merge(self, other: "RowsProfile") -> "RowsProfile":
        """Add a part; counts that need all rows are estimated from then on where the sample is incomplete."""
        is_alike = self.chosen_by == other.chosen_by
        rows = self.rows.merge(other.rows) if is_alike and self.rows and other.rows else None
        keys = self.keys.merge(other.keys) if self.keys and other.keys else None
        return RowsProfile(rows, keys, _repeated(rows), _repeated(keys), self.chosen_by if is_alike else ())


@dataclass(frozen=True)
class RowSample:
    """A uniform sample of rows: those with the smallest priorities, which depend on seed and row number only."""

    priorities: HashArray
    """Ascending, shape (at most limit,)."""
    columns: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    """Values of the sampled rows by column: floats with NaN, or strings or vectors with None."""
    limit: int = SAMPLE_ROWS
    windows: NDArray[np.int32] | None = None
    """Place of each row's window among the dataset's ``groups["window"]``, -1 where it has none."""

    def merge(self, other: "RowSample") -> "RowSample":
        """Sample of both parts together, no larger than the smaller of the two may be: it knows all its rows."""
        limit = min(self.limit, other.limit)
        priorities = np.concatenate([self.priorities, other.priorities])
        order = np.argsort(priorities, kind="stable")[:limit]
        shared = [name for name in self.columns if name in other.columns]
        columns = {name: np.concatenate([self.columns[name], other.columns[name]])[order] for name in shared}
        windows = None
        if self.windows is not None and other.windows is not None:
            windows = np.concatenate([self.windows, other.windows])[order]
        return RowSample(priorities[order], columns, limit, windows)

    def rewindowed(self, before: Sequence[str], after: Sequence[str]) -> "RowSample":
        """Give the same rows with windows at their places among other labels."""
        if self.windows is None or before == after:
            return self
        place = {label: code for code, label in enumerate(after)}
        moved = np.array([*(place.get(label, -1) for label in before), -1], dtype=np.int32)
        return replace(self, windows=moved[self.windows])


def sample_rows(
    rows: int, *, seed: int, limit: int = SAMPLE_ROWS, part: int = 0
) -> tuple[NDArray[np.int64], HashArray]:
    """Choose rows: their numbers, and the priorities by which samples of parts merge.

    ``part`` stands for the content of the part, so that parts with equal row numbers draw independently.
    """
    with np.errstate(over="ignore"):
        start = mix(mix(np.array([seed], dtype=np.uint64)) ^ np.uint64(part))[0]
    chosen, priorities = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint64)
    for first in range(0, rows, _BLOCK):
        numbers = np.arange(first, min(rows, first + _BLOCK))
        own = mix(numbers.astype(np.uint64) ^ start)
        if 0 < limit == len(chosen):  # most rows of later blocks come after all that are chosen
            own, numbers = own[own < priorities[-1]], numbers[own < priorities[-1]]
        numbers, own = np.concatenate([chosen, numbers]), np.concatenate([priorities, own])
        smallest = np.argpartition(own, limit)[:limit] if 0 < limit < len(own) else np.arange(len(own))
        order = smallest[np.argsort(own[smallest])]
        chosen, priorities = numbers[order], own[order]
    return chosen, priorities


def exact_repeats(hashes: HashArray) -> int:
    """Rows whose hash occurred before."""
    return len(hashes) - len(sorted_distinct(hashes))


def _repeated(sample: DistinctSample | None) -> int | None:
    if sample is None or not sample.is_complete:
        return None
    return int((sample.counts - 1).sum())
