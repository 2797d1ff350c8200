"""Bytes of a text file to UTF-8, whatever encoding they are in."""

from __future__ import annotations

import codecs
from itertools import chain, islice
from typing import TYPE_CHECKING

from driftcli.errors import SourceError, UsageError
from driftcli.frozen import dataclass
from driftcli.sources.bytes_at import Bytes, Rest, gathered
from driftcli.sources.csv.bytes import blocks, lowest_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FEW_FAULTS = 0.1
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Utf8:
    """Text as UTF-8 without a byte order mark."""

    data: Bytes
    """The text."""
    encoding: str
    """The encoding it was in."""
    is_guessed: bool
    """Whether that was found out rather than given or marked."""
    note: str | None = None
    """What the user should know of the guess."""


@dataclass(frozen=True, slots=True)
class RawText:
    """The bytes of a text file."""

    raw: Bytes
    name: str
    """How errors name it."""
    room: int | None = None
    """Bytes that may be held, where it has to be decoded."""

    def decoded(self, encoding: str, *, errors: str = "strict") -> Bytes:
        """Write the text as UTF-8 without a byte order mark."""
        pieces = (piece.encode() for piece in self.pieces(encoding, errors=errors))
        return gathered(_without_mark(pieces), name=self.name, room=self.room)

    def pieces(self, encoding: str, *, errors: str = "strict") -> Iterator[str]:
        """Decode block by block."""
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        for block in blocks(self.raw):
            yield decoder.decode(block)
        yield decoder.decode(b"", final=True)


def as_utf8(text: RawText, *, encoding: str | None) -> Utf8:
    """Find the encoding unless it is given, and decode."""
    raw = text.raw
    head = bytes(raw.read(0, _HEAD))
    if encoding is not None:
        return _as_told(text, encoding=encoding)
    for mark, marked in _BOMS:
        if head.startswith(mark):
            if marked == "utf-8-sig":
                return _as_utf8_or_windows(RawText(Rest(raw, 3), text.name, text.room), encoding="utf-8-sig")
            return Utf8(_decoded(text, encoding=marked), marked, is_guessed=False)
    wide = _utf16_without_mark(head)
    if wide is not None:
        return Utf8(_decoded(text, encoding=wide), wide, is_guessed=True)
    return _as_utf8_or_windows(text, encoding="utf-8")


def _as_told(text: RawText, *, encoding: str) -> Utf8:
    """Decode with the user's encoding."""
    try:
        canonical = codecs.lookup(encoding).name
        codecs.getincrementaldecoder(canonical)
    except LookupError as error:
        hint = "for example utf-8, utf-16, cp1252, latin-1, shift_jis"
        raise UsageError(f'there is no encoding "{encoding}"', hint=hint) from error
    if canonical in {"utf-8", "utf-8-sig", "ascii"} and _is_utf8(text.raw, lowest_bytes(text.raw)):
        bare = Rest(text.raw, 3) if bytes(text.raw.read(0, 3)) == codecs.BOM_UTF8 else text.raw
        return Utf8(bare, encoding, is_guessed=False)
    return Utf8(_decoded(text, encoding=canonical), encoding, is_guessed=False)


def _as_utf8_or_windows(text: RawText, *, encoding: str) -> Utf8:
    """Take the text for UTF-8 where it is, or nearly is; else for the Western Windows encoding."""
    lowest = lowest_bytes(text.raw)
    _refuse_nul(text.raw, lowest, name=text.name)
    is_marked = encoding == "utf-8-sig"
    if _is_utf8(text.raw, lowest):
        return Utf8(text.raw, encoding, is_guessed=not is_marked)
    faults = beyond_ascii = 0
    for piece in text.pieces("utf-8", errors="replace"):
        faults += piece.count("\ufffd")
        beyond_ascii += len(piece) - len(piece.encode("ascii", errors="ignore"))
    if is_marked or faults <= _FEW_FAULTS * beyond_ascii:
        note = f"{faults} byte sequences are not UTF-8: read as the replacement character"
        return Utf8(text.decoded("utf-8", errors="replace"), encoding, is_guessed=not is_marked, note=note)
    try:
        data, used = text.decoded("cp1252"), "cp1252"
    except UnicodeDecodeError:
        data, used = text.decoded("latin-1"), "latin-1"
    return Utf8(data, used, is_guessed=True, note=f"the text is not UTF-8: read as {used}")


def _decoded(text: RawText, *, encoding: str) -> Bytes:
    """Decode to UTF-8 without a byte order mark, and refuse what is no text."""
    try:
        data = text.decoded(encoding)
    except UnicodeError as error:
        raise SourceError(
            f"is not {encoding} text ({error})", where=text.name, hint="name the right encoding with --encoding"
        ) from error
    _refuse_nul(data, lowest_bytes(data), name=text.name)
    return data


def _without_mark(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Leave out the byte order mark with which the first piece may begin."""
    yield next(filter(None, pieces), b"").removeprefix(codecs.BOM_UTF8)
    yield from pieces


def _is_utf8(raw: Bytes, lowest: Sequence[int]) -> bool:
    """Tell whether bytes are UTF-8; blocks of nothing but ASCII need no decoding."""
    if min(lowest, default=0) >= 0:
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block, byte in zip(blocks(raw), lowest, strict=True):
            if byte < 0 or decoder.getstate()[0]:
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(head: bytes) -> str | None:
    """Recognise UTF-16 by the zero bytes which Western text has in every other place."""
    if len(head) < 4 or head.count(0) < len(head) // 4:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 9 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 9 * odd else None


def _refuse_nul(raw: Bytes, lowest: Sequence[int], *, name: str) -> None:
    """Refuse zero bytes, which no text has: the file is binary or was damaged."""
    for number, (block, byte) in enumerate(zip(blocks(raw), lowest, strict=True)):
        at = bytes(block).find(b"\0") if byte <= 0 else -1
        if at >= 0:
            before = chain(islice(blocks(raw), number), [block[:at]])
            line = 1 + sum(bytes(part).count(b"\n") for part in before)
            raise SourceError(
                "holds a NUL byte: it is not a text file, or it is damaged",
                where=f"{name}, line {line}",
                hint="write the file again, or name its encoding with --encoding if it is text",
            )
