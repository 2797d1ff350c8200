"""Hashes of whole rows and keys, gathered while columns pass by in any order and on several threads."""

from dataclasses import replace
from threading import Lock

import numpy as np
import pyarrow as pa

from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.hashing import HashArray, hash_strings, hash_values, mix
from driftcli.profiles.rows import exact_repeats
from driftcli.sources.source import Source

EXACT_ROWS = 200_000
"""Up to here every row is hashed; beyond, rows are chosen by their content, so that equal rows are chosen together."""
CHOOSING_COLUMNS = 2
_LOW_HALF = np.uint64(0xFFFFFFFF)
_HIGH_HALF = np.uint64(0xFFFFFFFF00000000)


class RowHasher:
    """Sums up the hashes of a row's cells, each salted with its column's name, so that order does not matter."""

    def __init__(self, rows: int, keys: tuple[str, ...], choice: HashArray | None) -> None:
        self._lock = Lock()
        self._total = rows
        self._chosen = None if choice is None or rows <= EXACT_ROWS else _choose(choice, rows)
        size = rows if self._chosen is None else len(self._chosen)
        self._leading = choice if choice is None or self._chosen is None else choice[self._chosen]
        self._row_sums = np.zeros(size, dtype=np.uint64)
        self._key_names = keys
        self._key_sums = np.zeros(rows, dtype=np.uint64) if keys else None

    @classmethod
    def for_source(cls, source: Source, keys: tuple[str, ...]) -> "RowHasher":
        """Prepare for a source; a large one is read ahead in the columns that choose rows."""
        names = {field.name for field in source.fields}
        present = tuple(name for name in keys if name in names)
        complete = present if len(present) == len(keys) else ()
        if source.rows <= EXACT_ROWS:
            return cls(source.rows, complete, None)
        choice = np.zeros(source.rows, dtype=np.uint64)
        for name in _choosing_columns(source):
            choice = mix(choice + hash_values(pa.chunked_array(list(source.column(name)))))
        return cls(source.rows, complete, choice)

    def add(self, name: str, values: pa.ChunkedArray) -> None:
        """Add one column, shape (rows,)."""
        salt = hash_strings([name])[0]
        is_key = name in self._key_names
        if is_key:
            full = mix(hash_values(values) ^ salt)
            part = full if self._chosen is None else full[self._chosen]
        else:
            part = mix(hash_values(values if self._chosen is None else values.take(pa.array(self._chosen))) ^ salt)
        with self._lock, np.errstate(over="ignore"):
            self._row_sums += part
            if is_key and self._key_sums is not None:
                self._key_sums += full

    def rows(self) -> DistinctSample | None:
        """Content sample of whole rows."""
        if len(self._row_sums) == 0:
            return None
        hashes = mix(self._row_sums)
        if self._leading is not None:
            hashes = (self._leading & _HIGH_HALF) | (hashes & _LOW_HALF)
        sample = DistinctSample.from_hashes(hashes)
        return sample if self._chosen is None else replace(sample, is_complete=False)

    def repeated_rows(self) -> int | None:
        """Rows equal to an earlier one; ``None`` where only chosen rows were hashed."""
        return exact_repeats(self._row_sums) if self._chosen is None else None

    def keys(self) -> DistinctSample | None:
        """Content sample of the declared key."""
        return DistinctSample.from_hashes(mix(self._key_sums)) if self._key_sums is not None else None

    def repeated_keys(self) -> int | None:
        """Rows whose key occurred before."""
        return exact_repeats(self._key_sums) if self._key_sums is not None else None


def _choosing_columns(source: Source) -> list[str]:
    """Columns most likely to hold many values: floats before times before integers before strings."""
    types = pa.types

    def rank(value_type: pa.DataType) -> int:
        tests = (types.is_floating, types.is_timestamp, types.is_integer, types.is_decimal)
        return next((place for place, test in enumerate(tests) if test(value_type)), len(tests))

    ordered = sorted(source.fields, key=lambda field: rank(field.type))
    return [field.name for field in ordered[:CHOOSING_COLUMNS]]


def _choose(choice: HashArray, rows: int) -> np.ndarray:
    """Rows whose leading hash is small: about half of ``EXACT_ROWS`` of them, by a power of two of the hash space."""
    shift = max(0, int(np.ceil(np.log2(rows / (EXACT_ROWS / 2)))))
    chosen = np.flatnonzero(choice < np.uint64(2 ** (64 - shift))) if shift else np.arange(rows)
    return chosen[:EXACT_ROWS]
