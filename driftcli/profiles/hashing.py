"""Stable 64-bit hashes of Arrow values, vectorised; the same value hashes alike on every machine and in every run."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

HashArray = NDArray[np.uint64]

_MISSING = np.uint64(0x9E3779B97F4A7C15)


def mix(values: HashArray) -> HashArray:
    """Scramble 64-bit integers (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        z = values + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)


def combine(left: HashArray, right: HashArray) -> HashArray:
    """Hash of a row from the hashes of its cells; the order of columns matters."""
    with np.errstate(over="ignore"):
        return mix(left * np.uint64(31) + right)


def hash_values(array: pa.Array) -> HashArray:
    """Hash each value of an array, shape (rows,); all missing values share one hash."""
    if isinstance(array, pa.ChunkedArray):
        parts = [hash_values(chunk) for chunk in array.chunks]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)
    if pa.types.is_null(array.type):
        return np.full(len(array), _MISSING)
    hashed = _hash_present(array)
    if array.null_count:
        hashed = np.where(np.asarray(array.is_null()), _MISSING, hashed)
    return hashed


def _hash_present(array: pa.Array) -> HashArray:
    types = pa.types
    value_type = array.type
    if types.is_boolean(value_type):
        return mix(np.asarray(pc.fill_null(array.cast(pa.uint8()), 0)).astype(np.uint64))
    if types.is_integer(value_type) or types.is_floating(value_type) or types.is_decimal(value_type):
        numbers = np.asarray(pc.fill_null(array.cast(pa.float64(), safe=False), 0.0)) + 0.0
        hashed = mix(numbers.view(np.uint64))
        return np.where(np.isnan(numbers), _MISSING, hashed)
    if types.is_temporal(value_type):
        moments = array.cast(pa.timestamp("us"), safe=False) if types.is_timestamp(value_type) else array
        return mix(_as_integers(moments).view(np.uint64))
    if types.is_nested(value_type) or types.is_binary(value_type):
        return hash_strings([repr(value) for value in array.to_pylist()])
    encoded = array if types.is_dictionary(value_type) else array.cast(pa.large_string()).dictionary_encode()
    distinct = hash_strings(encoded.dictionary.cast(pa.large_string()).to_pylist())
    codes = np.asarray(pc.fill_null(encoded.indices, 0)).astype(np.int64)
    return distinct[codes] if len(distinct) else np.full(len(array), _MISSING)


def _as_integers(array: pa.Array) -> NDArray[np.int64]:
    width = pa.int32() if array.type.bit_width == 32 else pa.int64()
    return np.asarray(pc.fill_null(array.view(width).cast(pa.int64()), 0)).astype(np.int64)


def hash_strings(strings: list[Any]) -> HashArray:
    """Hash strings: bytes weighted by position, summed over the string, then mixed with its length."""
    encoded = [(text or "").encode("utf-8", "surrogatepass") for text in strings]
    lengths = np.array([len(text) for text in encoded], dtype=np.int64)
    joined = np.frombuffer(b"".join(encoded), dtype=np.uint8)
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])) if len(lengths) else np.empty(0, dtype=np.int64)
    position = np.arange(len(joined)) - np.repeat(starts, lengths)
    with np.errstate(over="ignore"):
        weighted = mix((position.astype(np.uint64) << np.uint64(8)) | joined.astype(np.uint64))
        total = np.concatenate(([np.uint64(0)], np.cumsum(weighted, dtype=np.uint64)))
        sums = total[starts + lengths] - total[starts]
        return mix(sums ^ lengths.astype(np.uint64))
