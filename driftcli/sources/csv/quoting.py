"""Whether the quoting of a text has no fault: then there is one way to read it, and every reader does.

From the first quote on they open and close values by turns; one that opens stands behind a delimiter or a line end, one
that closes stands before one, and a doubled quote is one that closes and one that opens. So it is enough to count
quotes and to look at the byte beside each, which numpy does for many at a time. Where a text has faults, readers
differ: a quote inside an unquoted value, text behind a quote that closes, a quote that nobody closes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from driftcli.frozen import dataclass
from driftcli.stats.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from driftcli.sources.bytes_at import Bytes
    from driftcli.sources.csv.records import Marking

    Places = npt.NDArray[np.intp]

_BLOCK = 1 << 22
_CACHED = 1 << 17
_ESCAPES = 64
"""Bytes before a block that are looked at, as it may begin behind an escape; more escapes in a row are a fault."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a piece of a text says."""

    quotes: int
    """How many there are, without escaped ones."""
    may_begin: tuple[bool, bool]
    """Whether it has no fault if it begins outside quotes, and if it begins inside."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a text, and what stands around it."""

    around: npt.NDArray[np.uint8]
    """Its bytes, with some before and one behind; line ends beyond the beginning and the end of the text."""
    quotes: Places
    """Where quotes stand, without escaped ones."""
    escapes: Places
    """Where escapes stand."""


def is_faultless(text: Bytes, marking: Marking, *, is_whole: bool = True) -> bool:
    """Tell whether the quoting of a text has no fault; of its beginning only, where a value may be left open.

    An escape outside quotes is a fault, and so are marks of more than one byte, and blanks before quotes.
    """
    if not is_plain(marking) or marking.skips_blanks:
        return False

    def look(start: int) -> list[_Seen]:
        safe = _beside(marking)
        return [_seen(piece, safe) for piece in _pieces(text, start, marking)]

    is_inside = False
    for block in side_by_side(look, range(0, text.size, _BLOCK)):
        for seen in block:
            if not seen.may_begin[is_inside]:
                return False
            is_inside ^= bool(seen.quotes % 2)
    return not (is_inside and is_whole)


def is_plain(marking: Marking) -> bool:
    """Tell whether all marks are of one byte."""
    return len(marking.delimiter) == 1 and (marking.delimiter + marking.quote + marking.escape).isascii()


def _beside(marking: Marking) -> npt.NDArray[np.bool_]:
    """Mark the bytes that may stand before a quote that opens and behind one that closes."""
    safe = np.zeros(256, np.bool_)
    safe[[ord(marking.delimiter), ord(marking.quote), ord("\n"), ord("\r")]] = True
    return safe


def _pieces(text: Bytes, start: int, marking: Marking) -> Iterator[_Piece]:
    """Give a block in pieces that stay in the processor's cache."""
    first, stop = max(0, start - _ESCAPES), min(start + _BLOCK, text.size)
    block = np.frombuffer(text.read(first, stop + 1), np.uint8)
    ends = np.full(_ESCAPES, ord("\n"), np.uint8)
    if first == 0:
        block = np.concatenate([ends[: _ESCAPES - start], block])
    if stop == text.size:
        block = np.concatenate([block, ends[:1]])
    for at in range(0, stop - start, _CACHED):
        piece = block[at : at + _CACHED + _ESCAPES + 1]
        own = piece[_ESCAPES:-1]
        escapes = np.flatnonzero(own == ord(marking.escape)) if marking.escape else np.empty(0, np.intp)
        quotes = np.flatnonzero(own == ord(marking.quote)) + _ESCAPES
        if len(escapes) or (marking.escape and len(quotes)):
            quotes = quotes[~_escaped(piece, quotes, ord(marking.escape))]
        yield _Piece(piece, quotes, escapes + _ESCAPES)


def _escaped(around: npt.NDArray[np.uint8], quotes: Places, escape: int) -> npt.NDArray[np.bool_]:
    """Mark the quotes behind an odd number of escapes."""
    escaped = np.zeros(len(quotes), np.bool_)
    is_behind = np.ones(len(quotes), np.bool_)
    for back in range(1, _ESCAPES + 1):
        is_behind &= around[quotes - back] == escape
        if not is_behind.any():
            break
        escaped ^= is_behind
    return escaped


def _seen(piece: _Piece, safe: npt.NDArray[np.bool_]) -> _Seen:
    """Look at a piece that begins outside quotes, or inside."""
    return _Seen(len(piece.quotes), (_has_no_fault(piece, safe, 0), _has_no_fault(piece, safe, 1)))


def _has_no_fault(piece: _Piece, safe: npt.NDArray[np.bool_], inside: int) -> bool:
    """Tell whether quotes open and close by turns if so many are open before a piece, and escapes are inside them."""
    opening, closing = piece.quotes[inside::2], piece.quotes[1 - inside :: 2]
    if len(opening) > 1 and not (safe[piece.around[opening[0] - 1]] and safe[piece.around[opening[1] - 1]]):
        return False
    if not (safe[piece.around[opening - 1]].all() and safe[piece.around[closing + 1]].all()):
        return False
    before = np.searchsorted(piece.quotes, piece.escapes)
    return bool(((before + inside) % 2).all())
