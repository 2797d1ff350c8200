"""Texts looked at character by character, all of them at once: what they are made of, and which shape they have.

A class is worked out once for each distinct character, by Python's own rules, and then looked up for every place.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from driftcli.profiles.encoded import decoded, each_once
from driftcli.profiles.grid import FloatArray, IntArray
from driftcli.profiles.hashing import mix, string_bytes
from driftcli.stats.ordered import sorted_distinct

PATTERN_LENGTH = 24
"""Characters of a string that its pattern covers."""
_BLOCK = 1 << 17
"""Characters looked at in one go, so that temporary arrays stay in the cache."""
_LONG = 2_000
"""Characters of a text, on average, from which each text is counted by itself."""
_CLASSES: tuple[Callable[[str], bool], ...] = (
    str.isdigit,
    str.isupper,
    lambda character: not character.isascii(),
    lambda character: not (character.isalnum() or character.isspace()),
)
"""Digits, upper case, non-ASCII, punctuation."""
_TRAITS = 1 + len(_CLASSES)
_FEW_SHAPES = 1_000
_LOOKED_AT = 2_000
"""Strings whose shapes tell whether a column may have few."""
_ASCII_SYMBOLS = bytes(
    ord("9" if chr(code).isdigit() else "A" if chr(code).isupper() else "a" if chr(code).islower() else chr(code))
    if code < 128
    else code
    for code in range(256)
)
"""Symbol of each ASCII character in a shape."""
_RUNS = ((re.compile(r"[0-9]+"), "9"), (re.compile(r"[^\W\d_a-z]+"), "A"), (re.compile(r"[^\W\d_A-Z9]+"), "a"))


def measures(texts: pa.ChunkedArray) -> FloatArray:
    """Length in characters, blank-separated words, and the share of each class, shape (6, rows); NaN where missing."""
    distinct = each_once(texts)
    if distinct is not None:
        of_each = measures(distinct[1])
        return np.asarray(np.append(of_each, np.full((len(of_each), 1), np.nan), axis=1)[:, distinct[0]])
    texts = decoded(texts)
    table = np.full((2 + len(_CLASSES), len(texts)), np.nan)
    row = 0
    for characters, offsets in _blocks(texts.fill_null("")):
        lengths = np.diff(offsets)
        stop = row + len(lengths)
        counts = _trait_counts(characters, offsets)
        table[0, row:stop] = lengths
        table[1, row:stop] = counts[0]
        table[2:, row:stop] = counts[1:] / np.maximum(lengths, 1)
        row = stop
    if texts.null_count:
        table[:, np.asarray(texts.is_null())] = np.nan
    return table


def text_lengths(texts: pa.ChunkedArray) -> FloatArray:
    """Length in characters, shape (rows,); NaN where missing."""
    distinct = each_once(texts)
    if distinct is not None:
        return np.asarray(np.append(text_lengths(distinct[1]), np.nan)[distinct[0]])
    lengths = pc.utf8_length(decoded(texts)).cast(pa.float64())
    return np.asarray(lengths.to_numpy(zero_copy_only=False))


def patterns(texts: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]]:
    """Shape of each string: runs of digits as 9, of capitals as A, of small letters as a (``AB-1234`` is ``A-9``).

    Returns
    -------
    tuple
        Code of each string, shape (rows,), -1 where it is missing; and the shapes, in the order of their first string.
    """
    distinct = each_once(texts)
    if distinct is not None:
        of_each, shapes = patterns(distinct[1])
        return np.append(of_each, np.int32(-1))[distinct[0]], shapes
    texts = decoded(texts)
    beginnings = texts.fill_null("")
    if (pc.max(pc.binary_length(beginnings)).as_py() or 0) > PATTERN_LENGTH:
        beginnings = pc.utf8_slice_codeunits(beginnings, 0, PATTERN_LENGTH)
    codes, shapes = _ascii_shapes(beginnings) or _any_shapes(beginnings)
    if texts.null_count:
        codes[np.asarray(texts.is_null())] = -1
    return codes, shapes


def _ascii_shapes(beginnings: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]] | None:
    """Shapes of ASCII texts that have few of them even before runs are folded, as identifiers mostly do."""
    marked = []
    for chunk in beginnings.chunks:
        data, places = string_bytes(chunk)
        text = data[places[0] : places[-1]]
        if text.max(initial=0) >= 128:
            return None
        shapes = pa.py_buffer(text.tobytes().translate(_ASCII_SYMBOLS))
        buffers = [None, pa.py_buffer((places - places[0]).tobytes()), shapes]
        marked.append(pa.Array.from_buffers(pa.large_string(), len(chunk), buffers))
    symbols = pa.chunked_array(marked, pa.large_string())
    if pc.count_distinct(symbols[:_LOOKED_AT]).as_py() > _LOOKED_AT / 2:
        return None
    encoded = symbols.dictionary_encode()
    if encoded.num_chunks == 0 or len(encoded.chunk(0).dictionary) > _FEW_SHAPES:
        return None
    folded = [pattern(text) for text in encoded.chunk(0).dictionary.to_pylist()]
    shapes = list(dict.fromkeys(folded))
    lookup = np.array([shapes.index(shape) for shape in folded], dtype=np.int32)
    return lookup[np.concatenate([np.asarray(chunk.indices) for chunk in encoded.chunks])], shapes


def _any_shapes(beginnings: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]]:
    weights = mix(np.arange(PATTERN_LENGTH, dtype=np.uint64)) | np.uint64(1)
    marks = [np.empty(0, dtype=np.uint64)]
    marks += [_shape_marks(characters, offsets, weights) for characters, offsets in _blocks(beginnings)]
    encoded = pa.array(np.concatenate(marks)).dictionary_encode()  # in the order of first rows
    codes = np.array(encoded.indices)
    first = np.empty(len(encoded.dictionary), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes, [pattern(text) for text in beginnings.take(pa.array(first)).to_pylist()]


def pattern(text: str) -> str:
    """Shape of one string."""
    shape = text[:PATTERN_LENGTH]
    for run, symbol in _RUNS:
        shape = run.sub(symbol, shape)
    return shape


def _shape_marks(
    characters: NDArray[np.integer[Any]], offsets: IntArray, weights: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """A number for each string that is the same where the shape is: symbols weighted by their place in the shape."""
    symbols = _looked_up(characters, _symbol_of, np.uint32)
    folded = (symbols == ord("9")) | (symbols == ord("A")) | (symbols == ord("a"))
    is_kept = np.ones(len(symbols), dtype=np.bool_)
    is_kept[1:] = (symbols[1:] != symbols[:-1]) | ~folded[1:]
    starts = offsets[:-1][np.diff(offsets) > 0]
    is_kept[starts] = True
    places = np.cumsum(is_kept)
    before = np.zeros(len(offsets) - 1, dtype=np.int64)
    before[np.diff(offsets) > 0] = places[starts] - 1
    place = places - 1 - np.repeat(before, np.diff(offsets))
    marks = np.where(is_kept, weights[place] * (symbols.astype(np.uint64) + np.uint64(1)), np.uint64(0))
    return mix(_per_text(marks, offsets))


def _symbol_of(character: str) -> int:
    return ord(pattern(character))


def _trait_counts(characters: NDArray[np.integer[Any]], offsets: IntArray) -> IntArray:
    """Characters of each text that begin a word, or are in each class, shape (5, texts).

    Counts of several traits are summed up side by side in one integer, each in as many bits as the longest text needs.
    """
    traits = _traits(characters, offsets)
    if len(traits) >= _LONG * (len(offsets) - 1):
        spans = list(pairwise(offsets.tolist()))
        is_there = ((traits & np.uint8(1 << trait)).astype(np.bool_) for trait in range(_TRAITS))
        return np.array([[np.count_nonzero(one[start:stop]) for start, stop in spans] for one in is_there])
    bits = int(np.diff(offsets).max(initial=0)).bit_length() or 1
    together = 63 // bits
    counts = np.zeros((_TRAITS, len(offsets) - 1), dtype=np.int64)
    for first in range(0, _TRAITS, together):
        own = range(first, min(first + together, _TRAITS))
        spread = [sum((one >> trait & 1) << bits * (trait - first) for trait in own) for one in range(1 << _TRAITS)]
        sums = _per_text(np.array(spread, dtype=np.int64)[traits], offsets)
        for trait in own:
            counts[trait] = sums >> bits * (trait - first) & ((1 << bits) - 1)
    return counts


def _traits(characters: NDArray[np.integer[Any]], offsets: IntArray) -> NDArray[np.uint8]:
    """Bits of each character: whether it begins a word, then its classes."""
    traits = _looked_up(characters, _bits_of, np.uint8)
    is_dark = traits & 1
    follows = np.append(np.uint8(0), is_dark[:-1])
    follows[offsets[:-1][np.diff(offsets) > 0]] = 0
    return np.asarray(traits ^ (is_dark & follows))


def _bits_of(character: str) -> int:
    """Whether a character is no blank, then its classes, as bits."""
    found = (not character.isspace(), *(is_in_class(character) for is_in_class in _CLASSES))
    return sum(is_there << place for place, is_there in enumerate(found))


def _blocks(texts: pa.ChunkedArray) -> Iterator[tuple[NDArray[np.integer[Any]], IntArray]]:
    """Code points of many texts one after another, with the place where each begins and where the last one ends."""
    for chunk in texts.chunks:
        lengths = np.asarray(pc.utf8_length(chunk)).astype(np.int64)
        ends = np.cumsum(lengths)
        cuts = np.searchsorted(ends, np.arange(_BLOCK, int(lengths.sum()), _BLOCK))
        bounds = sorted_distinct(np.concatenate(([0], cuts, [len(chunk)]))).astype(np.int64)
        for start, stop in pairwise(bounds.tolist()):
            starts = np.concatenate(([0], np.cumsum(lengths[start:stop])))
            data, places = string_bytes(chunk[start:stop])
            if places[-1] - places[0] == starts[-1]:  # a byte a character: ASCII
                yield data[places[0] : places[-1]], starts
            else:
                joined = "".join(chunk[start:stop].to_pylist())
                yield np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32), starts


def _looked_up(characters: NDArray[np.integer[Any]], value_of: Callable[[str], int], dtype: type) -> NDArray[Any]:
    """Value of each character, worked out once for each distinct one."""
    if characters.dtype == np.uint8:
        of_ascii = _ascii_table(value_of, dtype)
        if dtype is np.uint8:
            return np.frombuffer(characters.tobytes().translate(of_ascii.tobytes() + bytes(128)), dtype=np.uint8)
        return np.asarray(of_ascii[characters])
    is_there = np.bincount(characters) > 0
    table: NDArray[Any] = np.zeros(len(is_there), dtype=dtype)
    for character in np.flatnonzero(is_there).tolist():
        table[character] = value_of(chr(character))
    return np.asarray(table[characters])


@cache
def _ascii_table(value_of: Callable[[str], int], dtype: type) -> NDArray[Any]:
    return np.array([value_of(chr(code)) for code in range(128)], dtype=dtype)


def _per_text(items: NDArray[Any], offsets: IntArray) -> NDArray[Any]:
    """Sum of the items of each text."""
    kind = np.uint64 if items.dtype == np.uint64 else np.int64
    sums: NDArray[Any] = np.zeros(len(offsets) - 1, dtype=kind)
    filled = np.flatnonzero(np.diff(offsets))
    if len(filled):
        sums[filled] = np.add.reduceat(items, offsets[:-1][filled], dtype=kind)
    return sums
