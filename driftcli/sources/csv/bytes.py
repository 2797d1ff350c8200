"""What the bytes of a text file tell before anything is parsed: looked at in place, block by block, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from driftcli.stats.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from driftcli.sources.bytes_at import Bytes

_BLOCK = 1 << 22
_CACHED = 1 << 17
_AROUND = 1 << 13
T = TypeVar("T")


def blocks(raw: Bytes) -> Iterator[memoryview]:
    """Give bytes in blocks of a few megabytes."""
    return (raw.read(start, start + _BLOCK) for start in range(0, raw.size, _BLOCK))


def lowest_bytes(raw: Bytes) -> list[int]:
    """Lowest byte of each block, from -128: below zero where it holds more than ASCII, zero where it holds a NUL."""
    return _of_each(raw, lambda block: int(np.frombuffer(block, np.int8).min()))


def counts_of(raw: Bytes, characters: str) -> tuple[int, ...]:
    """Count some ASCII characters, or the first bytes of others."""
    codes = [character.encode()[0] for character in characters]
    parts = _of_each(raw, lambda block: _counts(block, codes))
    return tuple(sum(part[at] for part in parts) for at in range(len(codes)))


def has_lone_returns(raw: Bytes) -> bool:
    """Tell whether a carriage return stands before anything but a newline."""
    return any(_of_each(raw, _has_lone_return, beyond=1))


def line_at(text: memoryview | bytes, at: int) -> bytes:
    """Give the line that holds a byte, with the newline at its end."""
    around = _AROUND
    while True:
        first, last = max(0, at - around), min(len(text), at + around)
        piece = bytes(text[first:last])
        start, end = piece.rfind(b"\n", 0, at - first) + 1, piece.find(b"\n", at - first) + 1
        if (start or first == 0) and (end or last == len(text)):
            return piece[start : end or len(piece)]
        around *= 8


def _of_each(raw: Bytes, look: Callable[[memoryview], T], *, beyond: int = 0) -> list[T]:
    """Look at several blocks at a time, each with some bytes beyond; numpy lets go of the interpreter meanwhile."""

    def at(start: int) -> T:
        return look(raw.read(start, start + _BLOCK + beyond))

    return side_by_side(at, range(0, raw.size, _BLOCK))


def _counts(block: memoryview, codes: list[int]) -> list[int]:
    """Count in pieces that stay in the processor's cache."""
    sums = [0] * len(codes)
    values = np.frombuffer(block, np.uint8)
    for start in range(0, len(values), _CACHED):
        piece = values[start : start + _CACHED]
        for at, code in enumerate(codes):
            sums[at] += int(np.count_nonzero(piece == code))
    return sums


def _has_lone_return(piece: memoryview) -> bool:
    """Look at a block and the byte after it, which is where the next block begins."""
    values = np.frombuffer(piece, np.uint8)
    returns = values[:-1] == ord("\r")
    return bool((returns & (values[1:] != ord("\n"))).any()) or (len(values) <= _BLOCK and values[-1] == ord("\r"))
