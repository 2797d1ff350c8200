"""Bytes of a text file to UTF-8, whatever encoding they are in."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from driftcli.errors import SourceError, UsageError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1 << 23
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


def count_byte(raw: memoryview, character: str) -> int:
    """Count an ASCII character, or the first byte of another one, without copying the whole."""
    byte = character.encode()[:1]
    return sum(bytes(raw[start : start + _BLOCK]).count(byte) for start in range(0, len(raw), _BLOCK))


def _as_told(raw: memoryview, *, encoding: str, name: str) -> Utf8:
    """Decode with the user's encoding."""
    try:
        canonical = codecs.lookup(encoding).name
    except LookupError as error:
        hint = "for example utf-8, utf-16, cp1252, latin-1, shift_jis"
        raise UsageError(f'there is no encoding "{encoding}"', hint=hint) from error
    if canonical in {"utf-8", "utf-8-sig", "ascii"} and _is_utf8(raw):
        bare = raw[3:] if bytes(raw[:3]) == codecs.BOM_UTF8 else raw
        return Utf8(bare, encoding, is_guessed=False)
    return Utf8(_decoded(raw, encoding=canonical, name=name), encoding, is_guessed=False)


def _as_utf8_or_windows(raw: memoryview, *, encoding: str, name: str) -> Utf8:
    """Take the text for UTF-8 where it is, or nearly is; else for the Western Windows encoding."""
    _refuse_nul(raw, name=name)
    is_marked = encoding == "utf-8-sig"
    if _is_utf8(raw):
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
    _refuse_nul(memoryview(data), name=name)
    return data


def _is_utf8(raw: memoryview) -> bool:
    """Tell whether bytes are UTF-8, block by block so that no copy of the whole is made."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(raw), _BLOCK):
            block = bytes(raw[start : start + _BLOCK])
            if decoder.getstate()[0] or not block.isascii():
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


def _refuse_nul(raw: memoryview, *, name: str) -> None:
    """Refuse zero bytes, which no text has: the file is binary or was damaged."""
    for start in range(0, len(raw), _BLOCK):
        block = bytes(raw[start : start + _BLOCK])
        at = block.find(b"\0")
        if at >= 0:
            line = sum(bytes(raw[i : i + _BLOCK]).count(b"\n") for i in range(0, start, _BLOCK))
            line += block.count(b"\n", 0, at) + 1
            raise SourceError(
                "holds a NUL byte: it is not a text file, or it is damaged",
                where=f"{name}, line {line}",
                hint="write the file again, or name its encoding with --encoding if it is text",
            )
