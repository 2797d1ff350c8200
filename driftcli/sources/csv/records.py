"""Text to records, one at a time and forgiving: for sniffing, and for files which the quick reader does not understand.

A quote opens a field only at the field's start, and closes it only before a delimiter or the end of a line; any other
quote is taken as it stands. A field may span lines only where its quoting is faultless, so that one forgotten quote
costs one row and not the rest of the file.
"""

from __future__ import annotations

import re
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING

from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LINE_ENDS = "\r\n"
MAX_LINES = 10_000
"""Longest quoted field, in lines."""
_BLANKS = f" {LINE_ENDS}"


@dataclass(frozen=True, slots=True)
class Marking:
    """How fields are marked off."""

    delimiter: str
    """One or more characters."""
    quote: str = '"'
    """One character, or empty."""
    escape: str = ""
    """One character, or empty where quotes are doubled."""
    skips_blanks: bool = False
    """Whether blanks between a delimiter and a quote are ignored."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of text."""

    line: int
    """The number of its first line, from 1."""
    last_line: int
    """The number of its last line."""
    fields: tuple[str, ...]
    """Its values, unquoted."""
    quoted: tuple[bool, ...]
    """Which of them were quoted."""
    is_broken: bool = False
    """Whether a quote was left open."""
    text: str = ""
    """The record as it stands in the file."""


def lines_of(text: str) -> list[str]:
    """Split at line ends of every system, and at nothing else; each line keeps its end."""
    return list(StringIO(text, newline=""))


def records(lines: list[str], marking: Marking) -> Iterator[Record]:
    """Walk through the rows of lines with their ends; lines without anything but blanks are passed over."""
    return (record for _, record in numbered_records([lines], marking))


def numbered_records(pieces: Iterable[list[str]], marking: Marking) -> Iterator[tuple[int, Record]]:
    """Walk through the rows of a text whose lines come many at a time; gives also the lines before ``Record.line``."""
    held: list[str] = []
    passed = 0
    for piece in chain(pieces, [None]):
        held += piece or []
        at, stop = 0, len(held) if piece is None else len(held) - MAX_LINES
        while at < stop:
            if not held[at].strip(_BLANKS):
                at += 1
                continue
            record = _record(held, at, marking=marking)
            yield passed, record
            at = record.last_line
        held = held[at:]
        passed += at


def _record(lines: Sequence[str], at: int, *, marking: Marking) -> Record:
    """Read the row that begins at a line."""
    text, line = lines[at], lines[at].rstrip(LINE_ENDS)
    if not marking.quote or marking.quote not in line:
        fields = tuple(line.split(marking.delimiter))
        return Record(at + 1, at + 1, fields, (False,) * len(fields), text=line)
    fields_of = _Fields(marking)
    parsed = fields_of.parse(line, strict=False)
    if parsed is not None:
        return Record(at + 1, at + 1, *parsed, text=line)
    for end in range(at + 1, min(at + MAX_LINES, len(lines))):
        text += lines[end]
        if marking.quote not in lines[end]:
            continue
        whole = text.rstrip(LINE_ENDS)
        parsed = fields_of.parse(whole, strict=True)
        if parsed is not None:
            return Record(at + 1, end + 1, *parsed, text=whole)
        if fields_of.has_stray:
            break
    return Record(at + 1, at + 1, (line,), (False,), is_broken=True, text=line)


class _Fields:
    """Cuts the text of one record into fields."""

    def __init__(self, marking: Marking) -> None:
        quote, escape = re.escape(marking.quote), re.escape(marking.escape)
        inner = rf"(?:[^{quote}{escape}]|{quote}{quote}" + (rf"|{escape}.)" if escape else ")")
        blank = " *" if marking.skips_blanks else ""
        end = rf"{blank}(?:{re.escape(marking.delimiter)}|\Z)"
        self._opening = re.compile(rf"{blank}{quote}")
        self._strict = re.compile(rf"{blank}{quote}({inner}*+){quote}(?={end})", re.DOTALL)
        self._loose = re.compile(rf"{blank}{quote}(.*?){quote}(?={end})", re.DOTALL)
        self._marking = marking
        self.has_stray = False

    def parse(self, text: str, *, strict: bool) -> tuple[tuple[str, ...], tuple[bool, ...]] | None:
        """Give the fields and which were quoted; None where a quote stays open, or strays although it must not."""
        fields: list[str] = []
        quoted: list[bool] = []
        at, delimiter = 0, self._marking.delimiter
        self.has_stray = False
        while True:
            field, end, is_quoted = self._field(text, at, strict=strict)
            if field is None:
                return None
            fields.append(field)
            quoted.append(is_quoted)
            if end >= len(text):
                return tuple(fields), tuple(quoted)
            at = text.index(delimiter, end) + len(delimiter)

    def _field(self, text: str, at: int, *, strict: bool) -> tuple[str | None, int, bool]:
        """Read one field; gives its value, where it ends and whether it was quoted."""
        if self._opening.match(text, at) is None:
            end = text.find(self._marking.delimiter, at)
            end = len(text) if end < 0 else end
            return text[at:end], end, False
        match = self._strict.match(text, at)
        if match is None and strict:
            self.has_stray = self._has_closing_quote(text, at)
            return None, at, True
        match = match or self._loose.match(text, at)
        return (None, at, True) if match is None else (self._unquoted(match[1]), self._end(text, match.end()), True)

    def _end(self, text: str, end: int) -> int:
        """Pass over blanks between a closing quote and the delimiter."""
        while self._marking.skips_blanks and end < len(text) and text[end] == " ":
            end += 1
        return end

    def _has_closing_quote(self, text: str, at: int) -> bool:
        """Tell whether a quoted field is closed, though by a quote that does not end it."""
        quote = self._marking.quote
        start = text.index(quote, at) + 1
        return text[start:].replace(quote * 2, "").count(quote) > 0

    def _unquoted(self, value: str) -> str:
        """Undo the doubling and escaping of quotes."""
        quote, escape = self._marking.quote, self._marking.escape
        if escape:
            value = re.sub(re.escape(escape) + r"(.)", r"\1", value, flags=re.DOTALL)
        return value.replace(quote * 2, quote)
