"""The rows of a text file below its header: which way of reading them gives what the file says.

Arrow reads a text without quotes line by line, one with quotes first as if no value spanned lines, which is quicker,
then as a stream. Where its result cannot be trusted we cut the rows ourselves.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from driftcli.frozen import dataclass
from driftcli.sources.csv.arrow import NotSoError, Reading, by_arrow
from driftcli.sources.csv.bytes import counts_of, has_lone_returns
from driftcli.sources.csv.dialect import SAMPLE_BYTES, Shape
from driftcli.sources.csv.floats import head_of
from driftcli.sources.csv.quoting import is_faultless, is_plain
from driftcli.sources.csv.records import LINE_ENDS, Bounds, Marking, records
from driftcli.sources.csv.stretches import (
    Keeping,
    Rows,
    arrays_of,
    by_lines,
    by_stream,
    columns_of,
    line_pieces,
)
from driftcli.sources.source import EXAMPLES, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from driftcli.sources.bytes_at import Bytes
    from driftcli.sources.csv.floats import FloatRule
    from driftcli.sources.csv.records import Record
    from driftcli.sources.parts import Part, Parts

    First = tuple[pa.ChunkedArray, ...]
    Way = Callable[[frozenset[int]], Rows | None]

_EXAMPLE_LENGTH = 120
_MOST_REPEATED = 1000
"""Times that Arrow's regular expressions may repeat a part."""
_SEPARATOR = "\x1f"
_NO_FLOATS: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Ends:
    """How many characters there are that may end a value or a row; the others are counted where there are quotes."""

    quotes: int
    newlines: int = 0
    returns: int = 0


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of a text file as they stand in it."""

    data: Bytes
    """UTF-8."""
    shape: Shape
    names: tuple[str, ...]
    width: int
    """Fields of a row, those left out included."""
    nulls: Sequence[str]
    """Spellings of a missing value."""
    skipped: int
    """Lines before it."""
    keeping: Keeping
    longest: int | None = None
    """Characters of a row over several lines, at most."""

    def read(self, rule: FloatRule | None) -> tuple[tuple[Parts, ...], First | None, Unreadable]:
        """Read all columns; gives also the first rows as strings, where some columns came as floats."""
        marking, ends = self.shape.marking, self._ends()
        if not is_plain(marking) or ends.quotes % 2 or (marking.skips_blanks and ends.quotes):
            return self._by_ourselves(is_faultless=False)
        way = partial(self._quoted, ends=ends) if ends.quotes else self._unquoted
        found, first = self._with_floats(way, rule, has_quotes=bool(ends.quotes))
        if found is None:
            found = way(_NO_FLOATS)
        if found is not None and not ends.quotes:
            return found.columns, first, self._refused_lines(found.refused) if found.refused else Unreadable()
        if found is not None and not found.refused and not self._is_suspicious(found, ends):
            return found.columns, first, Unreadable()
        return self._by_ourselves(is_faultless=is_faultless(self.data, marking))

    def _ends(self) -> Ends:
        """Count quotes, and where there are some what may stand inside them, in one look where the first bytes tell."""
        quote = self.shape.marking.quote
        if not quote:
            return Ends(0)
        if quote.encode() not in bytes(self.data.read(0, SAMPLE_BYTES)):
            (quotes,) = counts_of(self.data, quote)
            if not quotes:
                return Ends(0)
        return Ends(*counts_of(self.data, f"{quote}\n\r"))

    def _unquoted(self, floats: frozenset[int]) -> Rows | None:
        return self._tried(partial(by_lines, self.data, self._reading(floats)))

    def _quoted(self, floats: frozenset[int], ends: Ends) -> Rows | None:
        """Read as if no value spanned lines, and again where one may."""
        reading = self._reading(floats, has_quotes=True)
        if not self.shape.spans_lines:
            mark = self.keeping.keeper.mark()
            found = self._tried(partial(by_lines, self.data, reading))
            if found is not None and not found.refused and self._ends_every_line(found.count, ends):
                return found
            self.keeping.keeper.rewind(mark)
        return self._tried(partial(by_stream, self.data, self._reading(floats, has_quotes=True, may_span=True)))

    def _reading(
        self, floats: frozenset[int] = _NO_FLOATS, *, has_quotes: bool = False, may_span: bool = False
    ) -> Reading:
        return Reading(self.shape, self.width, self.nulls, has_quotes, may_span, floats)

    def _tried(self, read: Callable[[Keeping], Rows]) -> Rows | None:
        """Read in one way; None where the text is not of that sort, and then nothing of it is kept."""
        mark = self.keeping.keeper.mark()
        try:
            return read(self.keeping)
        except (pa.ArrowInvalid, NotSoError):
            self.keeping.keeper.rewind(mark)
            return None

    def _with_floats(self, way: Way, rule: FloatRule | None, *, has_quotes: bool) -> tuple[Rows | None, First | None]:
        """Read some columns as floats; gives also the first rows as strings. None where that is no gain or not sure."""
        head = head_of(self.data) if rule is not None else None
        if rule is None or head is None:
            return None, None
        try:
            table, refused = by_arrow(head, self._reading(has_quotes=has_quotes, may_span=has_quotes))
        except pa.ArrowInvalid:
            return None, None
        table = table.slice(0, max(0, table.num_rows - 1))  # the last row may have been cut
        floats = rule.columns(table, self.names, delimiter=self.shape.marking.delimiter)
        if refused or not floats:
            return None, None
        mark = self.keeping.keeper.mark()
        found = way(floats)
        if found is not None and not found.refused:
            return found, tuple(table.columns)
        self.keeping.keeper.rewind(mark)
        return None, None

    def _ends_every_line(self, rows: int, ends: Ends) -> bool:
        """Tell whether every newline ends one of the rows that were read, so that none stands inside a value.

        A value over several lines would make the rows fewer, but where a stretch is cut in it, which was looked after.
        """
        size = self.data.size
        unended = 0 if bytes(self.data.read(size - 1, size)) == b"\n" else 1
        return rows == ends.newlines + unended and not (ends.returns and has_lone_returns(self.data))

    def _is_suspicious(self, rows: Rows, ends: Ends) -> bool:
        """Tell whether a forgotten quote may have swallowed rows: a value holds what looks like a whole row."""
        if 0 < ends.newlines <= rows.count:
            return False
        delimiter = re.escape(self.shape.marking.delimiter)
        row = rf"\n([^\n]*{delimiter}){{{min(max(self.width - 1, 1), _MOST_REPEATED)}}}"

        def holds_row(text: pa.ChunkedArray) -> pa.ChunkedArray:
            return pc.match_substring_regex(text.filter(pc.match_substring(text, "\n")), row)

        return any(column.some(holds_row) for column in rows.columns if pa.types.is_string(column.type))

    def _by_ourselves(self, *, is_faultless: bool) -> tuple[tuple[Parts, ...], None, Unreadable]:
        """Cut the rows ourselves, write the good ones faultlessly, and let Arrow read those."""
        bad: list[tuple[int, str]] = []
        count = 0
        stretches: list[list[Part]] = []
        shape = _plain_shape(self.shape)
        for good, broken in self._cut_rows(is_faultless=is_faultless):
            count += len(broken)
            bad += broken[: EXAMPLES - len(bad)]
            clean = "\n".join(good).encode()
            has_quotes = b'"' in clean
            reading = Reading(shape, self.width, self.nulls, has_quotes, may_span=has_quotes)
            stretches.append(self.keeping.parts(arrays_of(by_arrow(clean, reading)[0])))
        return columns_of(stretches, self._reading(), self.keeping), None, _unreadable(bad, count=count)

    def _cut_rows(self, *, is_faultless: bool) -> Iterator[tuple[list[str], list[tuple[int, str]]]]:
        """Give rows, written so that any reader understands them, and those that are broken, many at a time."""
        good: list[str] = []
        broken: list[tuple[int, str]] = []
        size = 0
        bounds = Bounds(is_faultless=is_faultless, longest=self.longest, skips_blank_lines=False)
        for record in records(line_pieces(self.data, self.keeping.stretch), self.shape.marking, bounds):
            if record.is_broken or len(record.fields) != self.width:
                if record.text.strip():
                    broken.append((record.line + self.skipped, record.text))
                continue
            good.append(_written(record))
            size += len(good[-1])
            if size >= self.keeping.stretch:
                yield good, broken
                good, broken, size = [], [], 0
        yield good, broken

    def _refused_lines(self, count: int) -> Unreadable:
        """Find the first lines with another number of fields, in a file without quotes."""
        found: list[tuple[int, str]] = []
        number = self.skipped
        for lines in line_pieces(self.data, self.keeping.stretch):
            for line in lines:
                number += 1
                if line.strip() and line.count(self.shape.marking.delimiter) != self.width - 1:
                    found.append((number, line.rstrip(LINE_ENDS)))
                    if len(found) == EXAMPLES:
                        return _unreadable(found, count=count)
        return _unreadable(found, count=count)


def _plain_shape(shape: Shape) -> Shape:
    """The shape of rows that we wrote."""
    return Shape(
        marking=Marking(_SEPARATOR, '"'),
        header=False,
        first=None,
        widths=shape.widths,
        trailing=False,
        skipped=0,
        all_quoted=shape.all_quoted,
        spans_lines=shape.spans_lines,
        guessed=(),
    )


def _written(record: Record) -> str:
    """Write a row so that any reader understands it."""
    return _SEPARATOR.join(
        '"' + field.replace('"', '""') + '"' if quoted or '"' in field or _SEPARATOR in field else field
        for field, quoted in zip(record.fields, record.quoted, strict=True)
    )


def _unreadable(found: Sequence[tuple[int, str]], *, count: int) -> Unreadable:
    """Describe rows that were left out."""
    return Unreadable(count, tuple(line for line, _ in found), tuple(text[:_EXAMPLE_LENGTH] for _, text in found))
