"""Whether the quoting of a text has no fault: then there is one way to read it, and every reader does.

From the first quote on they open and close values by turns; one that opens stands behind a delimiter or a line end, one
that closes stands before one, and a doubled quote is one that closes and one that opens. So it is enough to count
quotes and to look at the byte beside each. Where a text has faults, readers differ: a quote inside an unquoted value,
text behind a quote that closes, a quote that nobody closes.

Bytes become bits, 64 to a word, so that the whole costs a few looks at every byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from driftcli.frozen import dataclass
from driftcli.stats.side_by_side import side_by_side

if TYPE_CHECKING:
    import numpy.typing as npt

    from driftcli.sources.bytes_at import Bytes
    from driftcli.sources.csv.records import Marking

    Characters = npt.NDArray[np.uint8]
    Bools = npt.NDArray[np.bool_]
    Words = npt.NDArray[np.uint64]

_BLOCK = 1 << 20
_CACHED = 1 << 17
"""Bytes of a piece, a multiple of 64."""
_BEFORE = 64
"""Bytes before a block that are looked at, as it may begin behind an escape; more escapes in a row are a fault."""
_ONE, _TOP, _ALL = np.uint64(1), np.uint64(63), np.uint64(0xFFFFFFFFFFFFFFFF)
_FIRST = 64
"""Words that are looked at before the others."""
_STEPS = tuple(np.uint64(1 << power) for power in range(6))


@dataclass(frozen=True, slots=True)
class _Bits:
    """Marks on the bytes of a block, 64 to a word, the first one lowest."""

    quotes: Words
    """Those that are not escaped."""
    safe: Words
    """What may stand beside a quote that opens or closes."""
    escapes: Words


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a block of a text tells."""

    may_begin: tuple[bool, bool]
    """Whether it has no fault if it begins outside quotes, and if it begins inside."""
    is_odd: bool
    """Whether it has an odd number of quotes that are not escaped."""


def is_plain(marking: Marking) -> bool:
    """Tell whether all marks are of one byte."""
    return len(marking.delimiter) == 1 and (marking.delimiter + marking.quote + marking.escape).isascii()


def is_faultless(text: Bytes, marking: Marking, *, is_whole: bool = True) -> bool:
    """Tell whether the quoting of a text has no fault; of its beginning only, where a value may be left open.

    An escape outside quotes is a fault, and so are marks of more than one byte, and blanks before quotes.
    """
    if not is_plain(marking) or marking.skips_blanks:
        return False
    is_inside = False
    for seen in side_by_side(lambda start: _seen(_around(text, start), marking), range(0, text.size, _BLOCK)):
        if not seen.may_begin[is_inside]:
            return False
        is_inside ^= seen.is_odd
    return not (is_inside and is_whole)


def _around(text: Bytes, start: int) -> Characters:
    """Give a block, with some bytes before and one behind; beyond the text's ends there are line ends."""
    first, stop = max(0, start - _BEFORE), start + _BLOCK + 1
    block = np.frombuffer(text.read(first, stop), np.uint8)
    before, behind = _BEFORE - (start - first), int(stop > text.size)
    return np.pad(block, (before, behind), constant_values=ord("\n")) if before or behind else block


def _seen(around: Characters, marking: Marking) -> _Seen:
    """Look at a block that begins outside quotes, or inside."""
    bits = _bits(around, marking)
    safe = [int(byte) in (marking.delimiter + marking.quote + "\n\r").encode() for byte in around[[_BEFORE - 1, -1]]]
    opening, closing = _sides(bits.safe, first=safe[0], last=safe[1], size=len(around) - _BEFORE - 1)
    inside, is_odd = _inside(bits.quotes)
    may_begin = tuple(not _has_fault(bits, opening, closing, by) for by in (inside, ~inside))
    return _Seen((may_begin[0], may_begin[1]), is_odd)


def _has_fault(bits: _Bits, opening: Words, closing: Words, inside: Words) -> bool:
    """Tell whether a quote opens or closes where it may not, or an escape stands outside; the first words mostly do."""
    for part in (slice(_FIRST), slice(_FIRST, None)):
        by = inside[part]
        faults = bits.quotes[part] & ~((closing[part] | by) & (opening[part] | ~by))
        if faults.any() or (bits.escapes[part] & ~by).any():
            return True
    return False


def _bits(around: Characters, marking: Marking) -> _Bits:
    """Give a block as bits, in pieces that stay in the processor's cache."""
    size = len(around) - _BEFORE - 1
    found = _Bits(*np.zeros((3, -(-size // 64)), "<u8"))
    quotes, safe, mask = np.empty((3, _BEFORE + _CACHED + 1), np.bool_)
    for start in range(0, size, _CACHED):
        piece = around[start : start + _BEFORE + _CACHED + 1]
        many = len(piece)
        np.equal(piece, ord(marking.quote), out=quotes[:many])
        np.equal(piece, ord(marking.delimiter), out=safe[:many])
        safe |= quotes
        for end in "\n\r":
            np.equal(piece, ord(end), out=mask[:many])
            safe |= mask
        if marking.escape:
            np.equal(piece, ord(marking.escape), out=mask[:many])
            _leave_escaped(quotes[:many], mask[:many])
            _put(found.escapes, start, mask[_BEFORE : many - 1])
        _put(found.quotes, start, quotes[_BEFORE : many - 1])
        _put(found.safe, start, safe[_BEFORE : many - 1])
    return found


def _put(words: Words, start: int, mask: Bools) -> None:
    """Put bits for bytes in their place, the first one lowest."""
    bits = np.packbits(mask, bitorder="little")
    words.view(np.uint8)[start // 8 : start // 8 + len(bits)] = bits


def _sides(safe: Words, *, first: bool, last: bool, size: int) -> tuple[Words, Words]:
    """Mark the bytes behind which, and before which, a quote may open or close."""
    behind, before = safe << _ONE, safe >> _ONE
    behind[1:] |= safe[:-1] >> _TOP
    before[:-1] |= safe[1:] << _TOP
    behind[0] |= np.uint64(first)
    before[-1] |= np.uint64(last) << np.uint64((size - 1) % 64)
    return behind, before


def _inside(quotes: Words) -> tuple[Words, bool]:
    """Mark the bytes up to which the number of quotes is odd; tells also whether it is in all."""
    odd = quotes.copy()
    for step in _STEPS:
        odd ^= odd << step
    sums = np.bitwise_xor.accumulate(odd >> _TOP)
    odd[1:] ^= sums[:-1] * _ALL
    return odd, bool(sums[-1])


def _leave_escaped(quotes: Bools, escapes: Bools) -> None:
    """Take out the quotes behind an odd number of escapes."""
    places = np.flatnonzero(quotes[_BEFORE:]) + _BEFORE
    escaped, is_behind = np.zeros(len(places), np.bool_), np.ones(len(places), np.bool_)
    for back in range(1, _BEFORE + 1):
        is_behind &= escapes[places - back]
        if not is_behind.any():
            break
        escaped ^= is_behind
    quotes[places[escaped]] = False
