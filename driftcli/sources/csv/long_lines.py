"""Lines that memory has no room for are refused before anything is read, as a row has to be held whole.

So are rows over several lines, when they are read.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from driftcli.errors import SourceError
from driftcli.sources.csv.stretches import last_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from driftcli.sources.bytes_at import Bytes

_BLOCK = _MIB = 1 << 20
LEAST = 8 << 20
"""Bytes that a line may take in any case: what the smallest budget has room for."""
_SHARE = 8
"""A line may take one part in so many of the room for text: each thread holds one, as bytes and as columns."""
_TIMES, _BESIDE = 25, 350
"""Times its length that the program may take while there is room for a line, and MiB beside."""


def require_room_for_lines(data: Bytes, *, room: int | None, name: str) -> None:
    """Refuse a text that waits on disk if one of its lines has no room in memory; nothing is asked without a bound.

    Raises
    ------
    SourceError
        When that is so; says which line, and how long it is.
    """
    if room is None:
        return
    longest = longest_row(room)
    start = _long_line(data, longest)
    if start is None:
        return
    number = 1 + _lines_before(data, start)
    long, may = _length(data, start) / _MIB, longest / _MIB
    needed = f"{math.ceil(long * _TIMES) + _BESIDE}MiB"
    raise SourceError(
        f"has a line of {long:,.1f} MiB, and memory has room for lines of {may:,.1f} MiB",
        where=f"{name}, line {number}",
        hint=f"check where its lines end and its quotes close; if the line is meant, allow it by --memory {needed}",
    )


def longest_row(room: int) -> int:
    """Bytes that a row may take where there is room for so many of text."""
    return max(LEAST, room // _SHARE)


def long_row(line: int, *, room: int, name: str) -> SourceError:
    """Say that a row over several lines has no room in memory, and where it begins."""
    return SourceError(
        f"has a row of more than {longest_row(room) / _MIB:,.1f} MiB over many lines, which memory has no room for",
        where=f"{name}, line {line}",
        hint="check where its quotes close; if the row is meant, give more --memory",
    )


def _long_line(data: Bytes, longest: int) -> int | None:
    """Find where the first line begins that is longer; only the ends of stretches are looked at."""
    start = 0
    while data.size - start > longest:
        end = last_end(data, start, start + longest)
        if end == start:
            return start
        start = end
    return None


def _lines_before(data: Bytes, start: int) -> int:
    """Count lines; where there is no newline, carriage returns end them."""
    newlines = returns = 0
    for block in _blocks(data, 0, start):
        newlines, returns = newlines + block.count(b"\n"), returns + block.count(b"\r")
    return newlines or returns


def _length(data: Bytes, start: int) -> int:
    """Measure a line without holding it."""
    length = 0
    for block in _blocks(data, start, data.size):
        ends = [at for at in map(block.find, (b"\n", b"\r")) if at >= 0]
        if ends:
            return length + min(ends)
        length += len(block)
    return length


def _blocks(data: Bytes, start: int, stop: int) -> Iterator[bytes]:
    return (bytes(data.read(at, min(at + _BLOCK, stop))) for at in range(start, stop, _BLOCK))
