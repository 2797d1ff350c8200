"""Hashes of whole rows and keys, gathered while columns pass by in any order and on several threads."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from threading import Lock

import numpy as np
import pyarrow as pa

from driftcli.frozen import dataclass
from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.grid import IntArray
from driftcli.profiles.hashing import HashArray, hash_strings, hash_values, mix
from driftcli.profiles.rows import RowsProfile, exact_repeats
from driftcli.profiles.taking import taken
from driftcli.sources.source import Field, Source
from driftcli.sources.stretches import abreast
from driftcli.stats.ordered import sorted_distinct

EXACT_ROWS = 200_000
"""Up to here every row is hashed; beyond, rows are chosen by their content, so that equal rows are chosen together."""
HEAD_ROWS = 10_000
"""First rows that are looked at to find the columns that tell rows apart."""
MOST_LEADING = 8
_STRETCH = 1 << 20
"""Rows whose leading columns are read at a time."""
_LOW_HALF = np.uint64(0xFFFFFFFF)
_HIGH_HALF = np.uint64(0xFFFFFFFF00000000)


@dataclass(frozen=True)
class Leading:
    """The columns whose values choose rows, the same for every dataset that is to be compared or merged."""

    names: tuple[str, ...]
    mark: int
    """Stands for the content of the first rows: of parts of one dataset, each has its own."""


def leading_columns(source: Source, known: tuple[str, ...] = ()) -> Leading:
    """Take the columns that are ``known`` from a reference, or as few as tell most of the first rows apart."""
    fields = {field.name: field for field in source.fields}
    is_known = bool(known) and all(name in fields for name in known)
    ordered = known if is_known else sorted(fields, key=lambda name: (_rank(fields[name]), name))[:MOST_LEADING]
    sums = np.zeros(0, dtype=np.uint64)
    names: list[str] = []
    for name in ordered:
        part = _head(source, name)
        sums = part if not names else sums[: len(part)] + part[: len(sums)]
        names.append(name)
        if not is_known and 2 * len(sorted_distinct(sums)) > len(sums):
            break
    mark = mix(np.array([np.add.reduce(mix(sums)) + np.uint64(source.rows)], dtype=np.uint64))
    return Leading(tuple(names), int(mark[0]))


class RowHasher:
    """Sums up the hashes of a row's cells, each salted with its column's name, so that order does not matter."""

    def __init__(self, source: Source, keys: tuple[str, ...], leading: Leading) -> None:
        names = {field.name for field in source.fields}
        self._lock = Lock()
        self._rows = source.rows
        self._leading = leading
        self._chosen = _choose(source, leading.names) if source.rows > EXACT_ROWS else None
        size = source.rows if self._chosen is None else len(self._chosen)
        self._row_sums = np.zeros(size, dtype=np.uint64)
        self._leading_sums = np.zeros(size, dtype=np.uint64)
        self._keys = keys if names.issuperset(keys) else ()
        self._key_sums = np.zeros(source.rows, dtype=np.uint64) if self._keys else None

    def add(self, name: str, values: pa.ChunkedArray, start: int = 0) -> None:
        """Add one column, or a stretch of it that begins at a row; rows that nobody needs are not hashed."""
        stop = start + len(values)
        is_key = self._key_sums is not None and name in self._keys
        part, places = self._hashed(name, values, start)
        with self._lock:
            self._row_sums[places] += part
            if name in self._leading.names:
                self._leading_sums[places] += part
        if is_key and self._key_sums is not None:
            full = part if self._chosen is None else _salted(name, values)
            with self._lock:
                self._key_sums[start:stop] += full

    def _hashed(self, name: str, values: pa.ChunkedArray, start: int) -> tuple[HashArray, slice]:
        """Hashes of the chosen rows of a stretch, and where they belong."""
        stop = start + len(values)
        if self._chosen is None:
            return _salted(name, values), slice(start, stop)
        first, last = np.searchsorted(self._chosen, [start, stop]).tolist()
        return _salted(name, taken(values, self._chosen[first:last] - start)), slice(first, last)

    def profile(self) -> RowsProfile:
        """What was gathered, once every column has been added."""
        rows, keys = self._sample(), self._key_sums
        return RowsProfile(
            rows=rows,
            keys=DistinctSample.from_hashes(mix(keys)) if keys is not None else None,
            repeated_rows=exact_repeats(self._row_sums) if self._chosen is None else None,
            repeated_keys=exact_repeats(keys) if keys is not None else None,
            chosen_by=self._leading.names,
        )

    def _sample(self) -> DistinctSample | None:
        """Content sample of whole rows: the leading columns decide which are kept, all columns which are equal."""
        if len(self._row_sums) == 0:
            return None
        hashes = (mix(self._leading_sums) & _HIGH_HALF) | (mix(self._row_sums) & _LOW_HALF)
        sample = DistinctSample.from_hashes(hashes)
        return sample if self._chosen is None else replace(sample, rows=self._rows, is_complete=False)


def _salted(name: str, values: pa.ChunkedArray) -> HashArray:
    return mix(hash_values(values) ^ _salt(name))


@lru_cache
def _salt(name: str) -> np.uint64:
    return np.uint64(hash_strings([name])[0])


def _head(source: Source, name: str) -> HashArray:
    """Hash the first rows, however a file lays them out: Parquet and CSV of one content have one sample of rows."""
    parts: list[HashArray] = []
    left = HEAD_ROWS
    for batch in source.column(name):
        parts.append(_salted(name, pa.chunked_array([batch[:left]])))
        left -= len(parts[-1])
        if left <= 0:
            break
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)


def _rank(field: Field) -> int:
    """Columns most likely to hold many values: floats before times before integers before strings."""
    types = pa.types
    tests = (types.is_floating, types.is_timestamp, types.is_integer, types.is_decimal)
    return next((place for place, test in enumerate(tests) if test(field.type)), len(tests))


def _choose(source: Source, names: tuple[str, ...]) -> IntArray:
    """Rows whose leading hash is small: about half of ``EXACT_ROWS`` of them, by a power of two of the hash space.

    More only where so many rows share one leading hash that they cannot be told apart.
    """
    shift = max(1, int(np.ceil(np.log2(source.rows / (EXACT_ROWS / 2)))))
    kept: list[IntArray] = []
    zeros = np.zeros(65, dtype=np.int64)
    for start, hashes in _leading_hashes(source, names):
        zeros += np.bincount(_leading_zeros(hashes), minlength=65)
        kept.append(start + np.flatnonzero(hashes <= _bound(shift)))
    wanted = _shift(np.cumsum(zeros[::-1])[::-1], shift)
    if wanted == shift:
        return np.concatenate(kept)
    again = _leading_hashes(source, names)
    return np.concatenate([start + np.flatnonzero(hashes <= _bound(wanted)) for start, hashes in again])


def key_hashes(source: Source, names: tuple[str, ...], rows: int) -> Iterator[HashArray]:
    """Sums of the hashes of what the named columns hold in each row, ``rows`` rows at a time."""
    for parts in abreast([_hashed_arrays(source, name) for name in names], rows):
        yield np.asarray(sum(map(np.concatenate, parts), np.uint64(0)))


def _hashed_arrays(source: Source, name: str) -> Iterator[HashArray]:
    return (_salted(name, pa.chunked_array([array])) for array in source.column(name))


def _shift(below: IntArray, shift: int) -> int:
    """How many leading bits have to be zero; ``below`` counts hashes with at least so many."""
    while below[shift] == 0:
        shift -= 1
    while below[shift] > EXACT_ROWS and shift < 63 and below[shift + 1] > 0:
        shift += 1
    return shift


def _leading_hashes(source: Source, names: tuple[str, ...]) -> Iterator[tuple[int, HashArray]]:
    """Hashes of what the leading columns hold, with the number of the first row, stretch by stretch."""
    start = 0
    for sums in key_hashes(source, names, _STRETCH):
        yield start, mix(sums)
        start += len(sums)


def _leading_zeros(hashes: HashArray) -> IntArray:
    """Leading zero bits of each hash; the halves are exact as floats."""
    high, low = np.frexp((hashes >> np.uint64(32)).astype(float))[1], np.frexp((hashes & _LOW_HALF).astype(float))[1]
    return np.asarray(np.where(high > 0, 32 - high, 64 - low), dtype=np.int64)


def _bound(shift: int) -> np.uint64:
    return np.uint64(2 ** (64 - shift) - 1)
