"""Bytes of a text file to UTF-8, whatever encoding they are in."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

from driftcli.errors import SourceError, UsageError
from driftcli.sources.csv_bytes import blocks, counts_of, lowest_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

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

    data: memoryview | bytes
    """The text."""
    encoding: str
    """The encoding it was in."""
    is_guessed: bool
    """Whether that was found out rather than given or marked."""
    note: str | None = None
    """What the user should know of the guess."""


def as_utf8(raw: memoryview, *, encoding: str | None, name: str) -> Utf8:
    """Find the encoding unless it is given, and decode."""
    head = bytes(raw[:4])
    if encoding is not None:
        return _as_told(raw, encoding=encoding, name=name)
    for mark, marked in _BOMS:
        if head.startswith(mark):
            if marked == "utf-8-sig":
                return _as_utf8_or_windows(raw[3:], encoding="utf-8-sig", name=name)
            return Utf8(_decoded(raw, encoding=marked, name=name), marked, is_guessed=False)
    wide = _utf16_without_mark(bytes(raw[:_HEAD]))
    if wide is not None:
        return Utf8(_decoded(raw, encoding=wide, name=name), wide, is_guessed=True)
    return _as_utf8_or_windows(raw, encoding="utf-8", name=name)


def _as_told(raw: memoryview, *, encoding: str, name: str) -> Utf8:
    """Decode with the user's encoding."""
    try:
        canonical = codecs.lookup(encoding).name
    except LookupError as error:
        hint = "for example utf-8, utf-16, cp1252, latin-1, shift_jis"
        raise UsageError(f'there is no encoding "{encoding}"', hint=hint) from error
    if canonical in {"utf-8", "utf-8-sig", "ascii"} and _is_utf8(raw, lowest_bytes(raw)):
        bare = raw[3:] if bytes(raw[:3]) == codecs.BOM_UTF8 else raw
        return Utf8(bare, encoding, is_guessed=False)
    return Utf8(_decoded(raw, encoding=canonical, name=name), encoding, is_guessed=False)


def _as_utf8_or_windows(raw: memoryview, *, encoding: str, name: str) -> Utf8:
    """Take the text for UTF-8 where it is, or nearly is; else for the Western Windows encoding."""
    lowest = lowest_bytes(raw)
    _refuse_nul(raw, lowest, name=name)
    is_marked = encoding == "utf-8-sig"
    if _is_utf8(raw, lowest):
        return Utf8(raw, encoding, is_guessed=not is_marked)
    text = bytes(raw).decode("utf-8", errors="replace")
    faults = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
    if is_marked or faults <= _FEW_FAULTS * beyond_ascii:
        note = f"{faults} byte sequences are not UTF-8: read as the replacement character"
        return Utf8(text.encode(), encoding, is_guessed=not is_marked, note=note)
    try:
        data, used = bytes(raw).decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        data, used = bytes(raw).decode("latin-1"), "latin-1"
    return Utf8(data.encode(), used, is_guessed=True, note=f"the text is not UTF-8: read as {used}")


def _decoded(raw: memoryview, *, encoding: str, name: str) -> bytes:
    """Decode to UTF-8 without a byte order mark."""
    try:
        data = bytes(raw).decode(encoding).removeprefix("\ufeff").encode()
    except UnicodeError as error:
        raise SourceError(
            f"is not {encoding} text ({error})", where=name, hint="name the right encoding with --encoding"
        ) from error
    _refuse_nul(memoryview(data), lowest_bytes(memoryview(data)), name=name)
    return data


def _is_utf8(raw: memoryview, lowest: Sequence[int]) -> bool:
    """Tell whether bytes are UTF-8; blocks of nothing but ASCII need no decoding."""
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


def _refuse_nul(raw: memoryview, lowest: Sequence[int], *, name: str) -> None:
    """Refuse zero bytes, which no text has: the file is binary or was damaged."""
    start = 0
    for block, byte in zip(blocks(raw), lowest, strict=True):
        at = bytes(block).find(b"\0") if byte <= 0 else -1
        if at >= 0:
            (lines,) = counts_of(raw[: start + at], "\n")
            raise SourceError(
                "holds a NUL byte: it is not a text file, or it is damaged",
                where=f"{name}, line {lines + 1}",
                hint="write the file again, or name its encoding with --encoding if it is text",
            )
        start += len(block)
