"""Text to records, one at a time and forgiving: for sniffing, and for files which the quick reader does not understand.

A quote opens a field only at the field's start, and closes it only before a delimiter or the end of a line; any other
quote is taken as it stands, unless no quote closes the field: then the first does, and what is behind it belongs to the
value. A field may span lines only where its quoting is faultless, so that one forgotten quote costs one row and not the
rest of the file. Where the quoting of the whole text is known to be faultless, every field may.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Cells = tuple[tuple[str, ...], tuple[bool, ...]]

LINE_ENDS = "\r\n"
MAX_LINES = 10_000
"""Lines over which a row may go, in a text whose quoting has faults; so far is looked ahead where a quote is open."""
MAX_CHARACTERS = 8 << 20
"""Characters of these lines but the last, at most: as many as the smallest budget has room for."""
_BLANKS = f" {LINE_ENDS}"
_MANY = 1 << 12


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
    """Its first line."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a quote may reach."""

    is_faultless: bool = False
    """Whether the quoting of the whole text has no fault, so that every quote closes."""
    is_whole: bool = True
    """Whether the text ends with its last line; else a row that is open there is left out, as the rest of it is."""
    longest: int | None = None
    """Characters of a row over several lines but the last, at most, where the quoting has no fault."""
    skips_blank_lines: bool = True
    """Whether lines of nothing but blanks are passed over, as empty ones are."""


FORGIVING = Bounds()
"""Those of a text whose quoting may have faults."""


class TooLongError(Exception):
    """A row is longer than it may be although its quoting is faultless."""

    def __init__(self, line: int) -> None:
        """Take the number of its first line."""
        super().__init__(line)
        self.line = line


class _OpenError(Exception):
    """The last value of the text is not closed in it."""


def lines_of(text: str) -> list[str]:
    """Split at line ends of every system, and at nothing else; each line keeps its end."""
    return list(StringIO(text, newline=""))


def records(pieces: Iterable[list[str]], marking: Marking, bounds: Bounds = FORGIVING) -> Iterator[Record]:
    """Walk through the rows of a text whose lines come many at a time, each with its end; empty ones are passed over.

    Raises ``TooLongError`` where the quoting is faultless, and a row over several lines too long.
    """
    lines, cutter = _Lines(pieces), _Cutter(marking, bounds)
    nothing = _BLANKS if bounds.skips_blank_lines else LINE_ENDS
    number = 0
    while (line := lines.at(number)) is not None:
        if not line.strip(nothing):
            number += 1
            continue
        try:
            record = cutter.record(lines, number, line)
        except _OpenError:
            return
        yield record
        number = record.last_line
        lines.forget(number)


class _Lines:
    """Lines by their numbers from 0; as many of them are held as a row needs."""

    def __init__(self, pieces: Iterable[list[str]]) -> None:
        self._pieces = iter(pieces)
        self._held: list[str] = []
        self._first = 0

    def at(self, number: int) -> str | None:
        """Give a line, None beyond the last."""
        while number - self._first >= len(self._held):
            piece = next(self._pieces, None)
            if piece is None:
                return None
            self._held += piece
        return self._held[number - self._first]

    def forget(self, before: int) -> None:
        """Let lines go, now and then."""
        count = before - self._first
        if count == len(self._held) or count > max(_MANY, len(self._held) // 2):
            del self._held[:count]
            self._first = before


class _Cutter:
    """Cuts rows into fields."""

    def __init__(self, marking: Marking, bounds: Bounds) -> None:
        self._marking, self._bounds = marking, bounds
        if not marking.quote:
            return
        quote, escape, delimiter = map(re.escape, (marking.quote, marking.escape, marking.delimiter))
        inner = rf"(?:[^{quote}{escape}]++|{quote}{quote}" + (rf"|{escape}.)" if escape else ")")
        blank = " *" if marking.skips_blanks else ""
        end = rf"{blank}(?:{delimiter}|\Z)"
        self._opening = re.compile(rf"{blank}{quote}")
        self._inner = re.compile(rf"{inner}*+", re.DOTALL)
        self._closing = re.compile(rf"{quote}{blank}(?:({delimiter})|[{LINE_ENDS}]*\Z)")
        self._strict = re.compile(rf"{blank}{quote}({inner}*+){quote}(?={end})", re.DOTALL)
        self._loose = re.compile(rf"{blank}{quote}(.*?){quote}(?={end})", re.DOTALL)
        self._first = re.compile(rf"{blank}{quote}({inner}*+){quote}", re.DOTALL)

    def record(self, lines: _Lines, number: int, line: str) -> Record:
        """Read the row that begins at a line."""
        text, quote = line.rstrip(LINE_ENDS), self._marking.quote
        if not quote or quote not in text:
            fields = tuple(text.split(self._marking.delimiter))
            return Record(number + 1, number + 1, fields, (False,) * len(fields), text=text)
        alone = None if self._bounds.is_faultless else self._alone(text)
        if alone is not None:
            return Record(number + 1, number + 1, *alone, text=text)
        found = self._over_lines(_Row(lines, number, line, self._bounds))
        if found is None:
            return Record(number + 1, number + 1, (text,), (False,), is_broken=True, text=text)
        cells, last = found
        return Record(number + 1, last + 1, *cells, text=text)

    def _alone(self, text: str) -> Cells | None:
        """Give the fields of a line and which were quoted, forgiving; None where a quote stays open."""
        fields: list[str] = []
        quoted: list[bool] = []
        at, delimiter = 0, self._marking.delimiter
        while True:
            is_quoted = self._opening.match(text, at) is not None
            field, end = self._quoted(text, at) if is_quoted else ("", at)
            if field is None:
                return None
            stop = text.find(delimiter, end)
            fields.append(field + text[end : len(text) if stop < 0 else stop])
            quoted.append(is_quoted)
            if stop < 0:
                return tuple(fields), tuple(quoted)
            at = stop + len(delimiter)

    def _quoted(self, text: str, at: int) -> tuple[str | None, int]:
        """Read a field in quotes up to the one that closes it, and blanks that are ignored behind."""
        match = self._strict.match(text, at) or self._loose.match(text, at)
        if match is None:
            match = self._first.match(text, at)
            return (None, at) if match is None else (self._unquoted(match[1]), match.end())
        end = match.end()
        while self._marking.skips_blanks and end < len(text) and text[end] == " ":
            end += 1
        return self._unquoted(match[1]), end

    def _over_lines(self, row: _Row) -> tuple[Cells, int] | None:
        """Give the fields of a row over any number of lines, and its last line; None where its quoting has a fault."""
        fields: list[str] = []
        quoted: list[bool] = []
        delimiter, at = self._marking.delimiter, 0
        while True:
            opening = self._opening.match(row.line, at)
            quoted.append(opening is not None)
            if opening is None:
                stop = row.line.find(delimiter, at)
                fields.append(row.line[at:stop] if stop >= 0 else row.line[at:].rstrip(LINE_ENDS))
                is_last, at = stop < 0, stop + len(delimiter)
            else:
                value, at = self._value(row, opening.end())
                closing = None if value is None else self._closing.match(row.line, at)
                if value is None or closing is None:
                    return None
                fields.append(value)
                is_last, at = closing[1] is None, closing.end()
            if is_last:
                return (tuple(fields), tuple(quoted)), row.number

    def _value(self, row: _Row, at: int) -> tuple[str | None, int]:
        """Read a field in quotes up to the one that ends it, wherever that is; None where none does."""
        parts: list[str] = []
        while True:
            inner = self._inner.match(row.line, at)
            assert inner is not None  # noqa: S101 - it may be empty
            parts.append(inner[0])
            if inner.end() < len(row.line):
                return self._unquoted("".join(parts)), inner.end()
            if not row.has_next():
                return None, at
            at = 0

    def _unquoted(self, value: str) -> str:
        """Undo the doubling and escaping of quotes."""
        quote, escape = self._marking.quote, self._marking.escape
        if escape and escape in value:
            return re.sub(
                rf"{re.escape(escape)}(.)|{re.escape(quote * 2)}",
                lambda found: found[1] or quote,
                value,
                flags=re.DOTALL,
            )
        return value.replace(quote * 2, quote)


class _Row:
    """A row while its lines are read."""

    def __init__(self, lines: _Lines, number: int, line: str, bounds: Bounds) -> None:
        self.number, self.line = number, line
        self._lines, self._first, self._bounds = lines, number, bounds
        self._length = len(line)

    def has_next(self) -> bool:
        """Go on to the next line, if there is one and the row may have as many."""
        bounds = self._bounds
        if bounds.is_faultless:
            if bounds.longest is not None and self._length > bounds.longest:
                raise TooLongError(self._first + 1)
        elif self.number - self._first >= MAX_LINES - 1 or self._length > MAX_CHARACTERS:
            return False
        line = self._lines.at(self.number + 1)
        if line is None:
            if bounds.is_whole:
                return False
            raise _OpenError
        self.number, self.line = self.number + 1, line
        self._length += len(line)
        return True
