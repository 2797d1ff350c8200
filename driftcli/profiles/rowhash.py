"""Hashes of whole rows and keys, gathered while columns pass by in any order and on several threads."""

from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
import pyarrow as pa

from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.grid import IntArray
from driftcli.profiles.hashing import HashArray, hash_strings, hash_values, mix
from driftcli.profiles.rows import RowsProfile, exact_repeats
from driftcli.sources.source import Field, Source

EXACT_ROWS = 200_000
"""Up to here every row is hashed; beyond, rows are chosen by their content, so that equal rows are chosen together."""
HEAD_ROWS = 10_000
"""First rows that are looked at to find the columns that tell rows apart."""
MOST_LEADING = 8
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
        part = _salted(name, _head(source, name))
        sums = part if not names else sums[: len(part)] + part[: len(sums)]
        names.append(name)
        if not is_known and 2 * len(np.unique(sums)) > len(sums):
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
        self._chosen: IntArray | None = None
        size = source.rows
        if source.rows > EXACT_ROWS:
            whole = sum((_salted(name, _values(source, name)) for name in leading.names), np.uint64(0))
            self._chosen = _choose(mix(np.asarray(whole)))
            size = len(self._chosen)
        self._row_sums = np.zeros(size, dtype=np.uint64)
        self._leading_sums = np.zeros(size, dtype=np.uint64)
        self._keys = keys if names.issuperset(keys) else ()
        self._key_sums = np.zeros(source.rows, dtype=np.uint64) if self._keys else None

    def add(self, name: str, values: pa.ChunkedArray) -> None:
        """Add one column, shape (rows,)."""
        is_key = self._key_sums is not None and name in self._keys
        if self._chosen is None or is_key:
            part = full = _salted(name, values)
        if self._chosen is not None:
            part = full[self._chosen] if is_key else _salted(name, values.take(pa.array(self._chosen)))
        with self._lock:
            self._row_sums += part
            if name in self._leading.names:
                self._leading_sums += part
            if is_key and self._key_sums is not None:
                self._key_sums += full

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
    return mix(hash_values(values) ^ hash_strings([name])[0])


def _values(source: Source, name: str) -> pa.ChunkedArray:
    arrays = list(source.column(name))
    return pa.chunked_array(arrays, arrays[0].type if arrays else pa.null())


def _head(source: Source, name: str) -> pa.ChunkedArray:
    first = next(iter(source.column(name)), None)
    return pa.chunked_array([pa.nulls(0) if first is None else first[:HEAD_ROWS]])


def _rank(field: Field) -> int:
    """Columns most likely to hold many values: floats before times before integers before strings."""
    types = pa.types
    tests = (types.is_floating, types.is_timestamp, types.is_integer, types.is_decimal)
    return next((place for place, test in enumerate(tests) if test(field.type)), len(tests))


def _choose(leading: HashArray) -> IntArray:
    """Rows whose leading hash is small: about half of ``EXACT_ROWS`` of them, by a power of two of the hash space.

    More only where so many rows share one leading hash that they cannot be told apart.
    """
    shift = max(1, int(np.ceil(np.log2(len(leading) / (EXACT_ROWS / 2)))))
    chosen = _below(leading, shift)
    while len(chosen) == 0:
        shift -= 1
        chosen = _below(leading, shift)
    while len(chosen) > EXACT_ROWS and shift < 63:
        shift += 1
        fewer = _below(leading, shift)
        if len(fewer) == 0:
            break
        chosen = fewer
    return chosen


def _below(leading: HashArray, shift: int) -> IntArray:
    return np.flatnonzero(leading <= np.uint64(2 ** (64 - shift) - 1))
