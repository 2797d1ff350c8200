"""Strings that repeat, held as codes of one dictionary: what is asked of them is asked of each distinct one once."""

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa

from driftcli.profiles.grid import IntArray
from driftcli.profiles.hashing import row_codes
from driftcli.sources.families import plain
from driftcli.sources.kinds import is_string
from driftcli.sources.repeats import is_mostly_distinct
from driftcli.sources.source import Source
from driftcli.sources.stretches import array_bytes, stretches


def read_all(source: Source, name: str) -> pa.ChunkedArray:
    """All arrays of a column as one; strings that repeat as codes of one dictionary, in the order of first rows."""
    return _whole(source, name, list(source.encoded(name)))


def read_encoded(source: Source, name: str, fits: Callable[[int], bool] | None = None) -> pa.ChunkedArray | None:
    """The same, or ``None`` as soon as so many bytes were read that they no longer fit."""
    arrays: list[pa.Array] = []
    size = 0
    for array in source.encoded(name):
        size += array_bytes(array)
        if fits and not fits(size):
            return None
        arrays.append(array)
    return _whole(source, name, arrays)


def read_stretches(
    source: Source, name: str, rows: int, size: int | None = None, *, as_stored: bool = False
) -> Iterator[pa.ChunkedArray]:
    """The same, so many rows or bytes at a time, each part with a dictionary of its own; or with those of the file."""
    return (_together(arrays, as_stored=as_stored) for arrays in stretches(source.encoded(name), rows, size))


def _whole(source: Source, name: str, arrays: list[pa.Array]) -> pa.ChunkedArray:
    if not arrays:
        return pa.chunked_array([], type=next(field.type for field in source.fields if field.name == name))
    return _together(arrays)


def _together(arrays: list[pa.Array], *, as_stored: bool = False) -> pa.ChunkedArray:
    if not any(pa.types.is_dictionary(array.type) for array in arrays):
        plainly = pa.chunked_array(arrays)
        return plainly if as_stored else _encoded_if_repeated(plainly)
    wanted = next(array.type for array in arrays if pa.types.is_dictionary(array.type))
    alike = [array if array.type == wanted else plain(array).dictionary_encode().cast(wanted) for array in arrays]
    together = pa.chunked_array(alike)
    return together if as_stored else together.unify_dictionaries()


def _encoded_if_repeated(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if not is_string(values.type) or is_mostly_distinct(values):
        return values
    return values.dictionary_encode()


def is_encoded(values: pa.ChunkedArray) -> bool:
    """Whether a column is held as codes of one dictionary of strings."""
    return pa.types.is_dictionary(values.type) and is_string(values.type.value_type)


def decoded(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """The same column in its plain type."""
    if not pa.types.is_dictionary(values.type):
        return values
    return pa.chunked_array([plain(chunk) for chunk in values.chunks], values.type.value_type)


def each_once(values: pa.ChunkedArray) -> tuple[IntArray, pa.ChunkedArray] | None:
    """Code of each row and the distinct strings, where a column is held so and they are no more than its rows."""
    if not is_encoded(values):
        return None
    codes, dictionary = codes_of(values)
    return (codes, pa.chunked_array([dictionary])) if len(dictionary) <= len(codes) else None


def codes_of(values: pa.ChunkedArray) -> tuple[IntArray, pa.Array]:
    """Code of each row, shape (rows,), -1 where missing, and the dictionary."""
    if values.num_chunks == 0:
        return np.empty(0, dtype=np.int64), pa.array([], type=values.type.value_type)
    parts = [row_codes(chunk) for chunk in values.chunks]
    return np.concatenate(parts).astype(np.int64, copy=False), values.chunk(0).dictionary
