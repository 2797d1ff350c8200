"""A column as stretches of rows, so that no more than one of them is held at a time."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_Array = TypeVar("_Array", bound=Any)
"""Arrow's or NumPy's."""


def stretches(arrays: Iterable[_Array], rows: int, size: int | None = None) -> Iterator[list[_Array]]:
    """Cut arrays into stretches of ``rows`` rows, the last one shorter; nothing is copied.

    Stretches of more than about ``size`` bytes are shorter, too; of strings held as codes only the codes count.
    """
    held: list[_Array] = []
    have = taken = 0
    for array in arrays:
        rest = array
        while len(rest):
            fitting = min(rows - have, _rows_in(rest, size, taken))
            part = rest[: fitting if held else max(1, fitting)]
            held += [part] if len(part) else []
            have += len(part)
            taken += array_bytes(part) if size else 0
            rest = rest[len(part) :]
            if len(part) == 0 or have == rows:
                yield held
                held, have, taken = [], 0, 0
    if held:
        yield held


def abreast(columns: Sequence[Iterable[_Array]], rows: int, size: int | None = None) -> Iterator[list[list[_Array]]]:
    """Cut columns of one length at the same rows, and give the same stretch of all of them at a time.

    Raises
    ------
    ValueError
        When one is shorter than another.
    """
    feeds = [stretches(column, rows, size) for column in columns]
    rests: list[list[_Array]] = [[] for _ in feeds]
    while True:
        rests = [rest or next(feed, []) for rest, feed in zip(rests, feeds, strict=True)]
        if not all(rests):
            break
        count = min(sum(map(len, rest)) for rest in rests)
        yield [_first(rest, count) for rest in rests]
        rests = [_after(rest, count) for rest in rests]
    if any(rests):
        raise ValueError("columns are of different lengths")


def _first(arrays: list[_Array], rows: int) -> list[_Array]:
    return next(stretches(arrays, rows))


def _after(arrays: list[_Array], rows: int) -> list[_Array]:
    ends = accumulate(map(len, arrays))
    return [array[max(0, rows - end + len(array)) :] for array, end in zip(arrays, ends, strict=False) if end > rows]


def array_bytes(array: Any) -> int:
    """Bytes of an array; of strings held as codes those of the codes, as arrays share their dictionary."""
    own = array.indices if isinstance(array, pa.DictionaryArray) else array
    return int(own.nbytes)


def _rows_in(array: Any, size: int | None, taken: int) -> int:
    """Rows that fit into what is left of a stretch, as if all were of one length."""
    whole = array_bytes(array) if size else 0
    if not size or taken + whole <= size:
        return len(array)
    return int(len(array) * max(0, size - taken) / whole)
