"""Stable 64-bit hashes of Arrow values, vectorised; the same value hashes alike on every machine and in every run.

Equal values hash alike whatever their type or layout: 1, 1.0, true and a decimal 1; a date and its midnight; times in
any unit; plain and dictionary-encoded strings. Whole numbers are hashed as integers, so that identifiers beyond 2^53
stay apart. All missing values, NaN among them, share one hash.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from driftcli.sources.families import plain
from driftcli.stats.ordered import sorted_distinct

HashArray = NDArray[np.uint64]
Integers = NDArray[np.int64]

PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
"""Ticks of each unit of time."""
_MISSING = np.uint64(0x9E3779B97F4A7C15)
_FRACTION = np.uint64(0x5851F42D4C957F2D)
"""Keeps the bits of fractions apart from whole numbers."""
_BLOCK = 1 << 17
"""Bytes hashed at a time, so that temporary arrays stay in the cache."""
_LONG = 250
"""Items of a run, on average, from which to copy weights is quicker than to look them up."""
_ELEMENTS = 1 << 17
"""Elements of lists that are hashed at a time."""
_LONGEST = 1 << 20
"""Bytes of a string beyond which it is hashed by itself."""
_LOOKED_AT, _FEW = 1_000, 300
"""Rows from which it is told whether strings repeat enough to hash each distinct one once."""


def mix(values: HashArray) -> HashArray:
    """Scramble 64-bit integers (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        z = values + np.uint64(0x9E3779B97F4A7C15)
        z ^= z >> np.uint64(30)
        z *= np.uint64(0xBF58476D1CE4E5B9)
        z ^= z >> np.uint64(27)
        z *= np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
        return z


def hash_values(array: pa.Array) -> HashArray:
    """Hash each value of an array or chunked array, shape (rows,)."""
    if isinstance(array, pa.ChunkedArray):
        parts = _hash_chunks(array)
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)
    if pa.types.is_dictionary(array.type):
        return _hash_encoded(array)
    array = plain(array)
    if pa.types.is_null(array.type):
        return np.full(len(array), _MISSING)
    hashed = _hash_present(array)
    return np.where(np.asarray(array.is_null()), _MISSING, hashed) if array.null_count else hashed


def hash_strings(strings: Sequence[str | None]) -> HashArray:
    """Hash Python strings as ``hash_values`` hashes Arrow's; ``None`` counts as empty."""
    encoded = [(text or "").encode("utf-8", "surrogatepass") for text in strings]
    offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum([len(text) for text in encoded], out=offsets[1:])
    return _hash_bytes(np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets)


def _hash_chunks(array: pa.ChunkedArray) -> list[HashArray]:
    """Hash chunk by chunk; a dictionary that all chunks share is hashed once."""
    chunks = array.chunks
    if len(chunks) < 2 or not pa.types.is_dictionary(array.type):
        return [hash_values(chunk) for chunk in chunks]
    dictionary = chunks[0].dictionary
    if not all(chunk.dictionary.equals(dictionary) for chunk in chunks[1:]):
        return [hash_values(chunk) for chunk in chunks]
    hashes = _hash_dictionary(dictionary)
    return [np.asarray(hashes[row_codes(chunk)]) for chunk in chunks]


def _hash_encoded(array: pa.DictionaryArray) -> HashArray:
    """Hash each distinct value once."""
    return np.asarray(_hash_dictionary(array.dictionary)[row_codes(array)])


def _hash_dictionary(dictionary: pa.Array) -> HashArray:
    """Hashes of the values of a dictionary, and last that of a missing one."""
    return np.append(hash_values(dictionary), _MISSING)


def row_codes(array: pa.DictionaryArray) -> NDArray[np.integer[Any]]:
    """Code of each row in the dictionary, shape (rows,), -1 where missing."""
    codes = array.indices
    return np.asarray(pc.fill_null(codes.cast(pa.int64()), -1) if codes.null_count else codes)


def _hash_present(array: pa.Array) -> HashArray:  # noqa: PLR0911 - one return a family of types
    """Hash an array of a plain type; what stands where a value is missing does not matter."""
    types, value_type = pa.types, array.type
    if types.is_boolean(value_type) or types.is_integer(value_type):
        return mix(_as_integers(array).view(np.uint64))
    if types.is_floating(value_type) or types.is_decimal(value_type):
        return _hash_numbers(array)
    if types.is_temporal(value_type) and not types.is_interval(value_type):
        return _hash_ticks(array)
    if types.is_list(value_type) or types.is_large_list(value_type) or types.is_fixed_size_list(value_type):
        return _hash_lists(array)
    if types.is_string(value_type) or types.is_large_string(value_type):
        is_repeated = len(array) > _LOOKED_AT and len(array[:_LOOKED_AT].unique()) < _FEW
        return _hash_encoded(array.dictionary_encode()) if is_repeated else _hash_bytes(*string_bytes(array))
    if types.is_binary(value_type) or types.is_large_binary(value_type):
        return _hash_bytes(*string_bytes(array))
    if types.is_fixed_size_binary(value_type):
        return _hash_bytes(*string_bytes(array.cast(pa.binary())))
    return hash_strings([repr(value) for value in array.to_pylist()])


def _as_integers(array: pa.Array) -> Integers:
    """Whole numbers, days or ticks as int64; those from 2^63 on wrap around."""
    if pa.types.is_boolean(array.type):
        array = array.cast(pa.uint8())
    elif not pa.types.is_integer(array.type):
        array = array.view(pa.int32() if array.type.bit_width == 32 else pa.int64())
    numbers = np.asarray(pc.fill_null(array, 0) if array.null_count else array)
    return numbers.view(np.int64) if numbers.dtype == np.uint64 else numbers.astype(np.int64, copy=False)


def _hash_numbers(array: pa.Array) -> HashArray:
    """Whole numbers as integers, others by their bits; decimals as the nearest float unless they are integers."""
    if pa.types.is_decimal(array.type) and array.type.scale <= 0:
        try:
            return mix(_as_integers(array.cast(pa.int64())).view(np.uint64))
        except pa.ArrowInvalid:
            pass
    array = array if pa.types.is_float64(array.type) else array.cast(pa.float64(), safe=False)
    numbers = np.asarray(pc.fill_null(array, 0.0) if array.null_count else array)
    with np.errstate(invalid="ignore"):
        whole = numbers.astype(np.int64)
    is_whole = (whole == numbers) & (numbers < 2.0**63)
    hashed = mix(np.where(is_whole, whole.view(np.uint64), numbers.view(np.uint64) ^ _FRACTION))
    is_nan = np.isnan(numbers)
    return np.where(is_nan, _MISSING, hashed) if is_nan.any() else hashed


def _hash_ticks(array: pa.Array) -> HashArray:
    """Hash seconds and the fraction of a second, so that the unit does not matter."""
    ticks = _as_integers(array)
    if pa.types.is_date32(array.type):
        return mix(mix((ticks * 86_400).view(np.uint64)))
    per_second = PER_SECOND["ms" if pa.types.is_date64(array.type) else array.type.unit]
    seconds, fraction = np.divmod(ticks, per_second)
    nanoseconds = (fraction * (PER_SECOND["ns"] // per_second)).view(np.uint64)
    return mix(mix(seconds.view(np.uint64)) + nanoseconds)


def _hash_lists(array: pa.Array) -> HashArray:
    """Hash lists some rows at a time, as what is made of their elements takes many times as much as they do."""
    elements = pc.sum(pc.list_value_length(array)).as_py() or 0
    rows = max(1, len(array) * _ELEMENTS // max(1, elements))
    if rows >= len(array):
        return _hash_elements(array)
    return np.concatenate([_hash_elements(array.slice(start, rows)) for start in range(0, len(array), rows)])


def _hash_elements(array: pa.Array) -> HashArray:
    """Hash elements, weighted by their positions."""
    lengths = np.asarray(pc.fill_null(pc.list_value_length(array), 0)).astype(np.int64)
    elements = hash_values(pc.list_flatten(array))
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    return _summed(elements, offsets, _weights(int(lengths.max(initial=0))))


def string_bytes(array: pa.Array) -> tuple[NDArray[np.uint8], Integers]:
    """Bytes of an array of strings or bytes where they lie, and where each begins and the last one ends."""
    is_large = pa.types.is_large_string(array.type) or pa.types.is_large_binary(array.type)
    width = np.dtype(np.int64 if is_large else np.int32)
    _, places, data = array.buffers()
    if len(array) == 0 or places is None:
        return np.empty(0, dtype=np.uint8), np.zeros(1, dtype=np.int64)
    offsets = np.frombuffer(places, dtype=width, count=len(array) + 1, offset=array.offset * width.itemsize)
    text = np.frombuffer(data, dtype=np.uint8) if data is not None and data.size else np.empty(0, dtype=np.uint8)
    return text, offsets.astype(np.int64, copy=False)


def _hash_bytes(data: NDArray[np.uint8], offsets: Integers) -> HashArray:
    """Hash strings: bytes weighted by odd numbers that depend on the position, summed, then mixed with the length."""
    if len(offsets) < 2:
        return np.empty(0, dtype=np.uint64)
    longest = int(np.diff(offsets).max())
    if longest > _LONGEST:
        return _hash_long(data, offsets, longest)
    weights = _weights(longest)
    blocks = np.arange(offsets[0], offsets[-1], _BLOCK)[1:]
    bounds = sorted_distinct(np.concatenate(([0], np.searchsorted(offsets, blocks), [len(offsets) - 1])))
    return np.concatenate(
        [_summed(data, offsets[start : stop + 1], weights) for start, stop in pairwise(bounds.tolist())]
    )


def _hash_long(data: NDArray[np.uint8], offsets: Integers, longest: int) -> HashArray:
    """Hash strings a part of each at a time, as weights take eight times as much as what they are for."""
    sums = np.zeros(len(offsets) - 1, dtype=np.uint64)
    for first in range(0, longest, _LONGEST):
        weights = _weights_from(first, min(longest, first + _LONGEST))
        for place in np.flatnonzero(np.diff(offsets) > first).tolist():
            part = data[offsets[place] + first : min(offsets[place] + first + _LONGEST, offsets[place + 1])]
            sums[place : place + 1] += np.add.reduce(weights[: len(part)] * part)  # of arrays, overflow is meant
    return mix(sums ^ mix(np.diff(offsets).astype(np.uint64)))


def _weights(longest: int) -> HashArray:
    """Weights of the first positions, some more than asked for, so that few lengths are remembered."""
    return _first_weights(1 << max(0, longest - 1).bit_length())


@lru_cache
def _first_weights(count: int) -> HashArray:
    return _weights_from(0, count)


def _weights_from(start: int, stop: int) -> HashArray:
    return mix(np.arange(start, stop, dtype=np.uint64)) | np.uint64(1)


def _summed(items: NDArray[np.uint8] | HashArray, offsets: Integers, weights: HashArray) -> HashArray:
    """Weighted sum of each run of items, mixed with its length."""
    lengths = np.diff(offsets)
    own = items[offsets[0] : offsets[-1]]
    if len(own) and (lengths == lengths[0]).all():
        table = own.reshape(len(lengths), -1).T.astype(np.uint64, order="C")
        table *= weights[: lengths[0], None]
        return mix(np.add.reduce(table, axis=0) ^ mix(lengths[:1].astype(np.uint64)))
    sums = np.zeros(len(lengths), dtype=np.uint64)
    if len(own):
        starts = offsets[:-1] - offsets[0]
        filled = np.flatnonzero(lengths)
        weighted = _repeated(weights, lengths, starts)
        weighted *= own
        sums[filled] = np.add.reduceat(weighted, starts[filled])
    return mix(sums ^ mix(lengths.astype(np.uint64)))


def _repeated(weights: HashArray, lengths: Integers, starts: Integers) -> HashArray:
    """As many first weights as each run has items, one run after another."""
    items = int(lengths.sum())
    if items >= _LONG * len(lengths):
        return np.concatenate([weights[:length] for length in lengths.tolist()])
    return np.asarray(weights[np.arange(items) - np.repeat(starts, lengths)])
