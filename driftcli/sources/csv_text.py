"""A text file to columns of strings, by Arrow's reader where it understands the file and by our own where it does not.

Every value stays a string here, as it stands in the file: types are decided column by column afterwards (csv_types), so
that codes keep their leading zeros and one odd value does not decide for a column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from driftcli.errors import SourceError
from driftcli.sources import missing
from driftcli.sources.csv_dialect import SAMPLE_BYTES, Shape, sniffed
from driftcli.sources.csv_encoding import as_utf8, count_byte
from driftcli.sources.csv_records import lines_of, records
from driftcli.sources.names import unique_names
from driftcli.sources.source import EXAMPLES, Dialect, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from driftcli.sources.csv_records import Record
    from driftcli.sources.options import SourceOptions

_EXAMPLE_LENGTH = 120
_SEPARATOR = "\x1f"
_MAX_BLOCK = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class Text:
    """A text file as columns of strings."""

    names: tuple[str, ...]
    """Unique and not blank."""
    columns: tuple[pa.ChunkedArray, ...]
    """Strings; null where a standard spelling of a missing value stands unquoted."""
    rows: int
    """Rows which could be read."""
    dialect: Dialect
    """How it was read."""
    unreadable: Unreadable
    """Rows which could not."""
    notes: tuple[str, ...]
    """What the user should know."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which columns the rows have."""

    names: tuple[str, ...]
    width: int
    """Fields of a row, those left out included."""
    notes: tuple[str, ...]


def read_text(raw: memoryview, *, name: str, options: SourceOptions, is_tabbed: bool) -> Text:
    """Read a text file whose bytes are in memory or mapped."""
    if _is_blank(raw):
        raise SourceError("is empty", where=name, hint="check the step that writes it")
    decoded = as_utf8(raw, encoding=options.encoding, name=name)
    data = memoryview(decoded.data)
    head = bytes(data[:SAMPLE_BYTES]).decode("utf-8", errors="ignore")
    shape = sniffed(head, options, is_whole=len(data) <= SAMPLE_BYTES, is_tabbed=is_tabbed)
    if shape.first is None:
        raise SourceError("is empty", where=name, hint="check the step that writes it")
    layout = _layout(shape)
    table, unreadable = _table(data, shape=shape, layout=layout, options=options)
    if table.num_rows == 0:
        raise _no_rows(shape, layout, unreadable, name=name)
    guessed = (*shape.guessed, *(("encoding",) if decoded.is_guessed else ()))
    dialect = Dialect(
        delimiter=shape.marking.delimiter,
        quote=shape.marking.quote,
        escape=shape.marking.escape,
        header=shape.header,
        encoding=decoded.encoding,
        decimal=".",
        thousands="",
        null_spellings=(*missing.STANDARD, *options.null_values),
        guessed=guessed,
    )
    notes = (*((decoded.note,) if decoded.note else ()), *layout.notes)
    columns = tuple(table.columns[: len(layout.names)])
    return Text(layout.names, columns, table.num_rows, dialect, unreadable, notes)


def _is_blank(raw: memoryview) -> bool:
    """Tell whether there is nothing but blanks and a byte order mark; looks at the whole only where it begins so."""
    blanks = b"\xef\xbb\xbf \r\n\t"
    return not bytes(raw[:SAMPLE_BYTES]).strip(blanks) and not bytes(raw).strip(blanks)


def _layout(shape: Shape) -> _Layout:
    """Match the header with the rows below it."""
    first = shape.first
    assert first is not None  # noqa: S101 - an empty file was refused before
    width = shape.widths.most_common(1)[0][0] if shape.widths else len(first.fields)
    if not shape.header:
        names = [f"column_{position}" for position in range(1, width + 1)]
        return _Layout(tuple(names), width, ("there is no header: columns are named by their position",))
    names = [field.strip() for field in first.fields]
    notes: tuple[str, ...] = ()
    if shape.trailing and len(names) in {width, width - 1} and width > 1 and not (len(names) == width and names[-1]):
        names = names[: width - 1]
        notes = ("rows end in a delimiter: the empty last column is left out",)
    elif len(names) == width + 1 and not names[-1]:
        names.pop()
        notes = ("the header ends in a delimiter",)
    elif len(names) == width - 1 and shape.widths[len(names)] == 0:
        names.insert(0, "")
        notes = ("rows have one field more than the header: the first is taken for row names",)
    else:
        width = max(width, len(names)) if shape.widths[len(names)] == 0 and width > len(names) else len(names)
        names += [""] * (width - len(names))
    unique, renamed = unique_names(names)
    return _Layout(unique, width, notes + renamed)


def _table(data: memoryview, *, shape: Shape, layout: _Layout, options: SourceOptions) -> tuple[pa.Table, Unreadable]:
    """Read by Arrow, and again by ourselves where its result cannot be trusted."""
    body = data[_body_start(data, shape) :]
    skipped = bytes(data[: len(data) - len(body)]).count(b"\n")
    nulls = [*missing.STANDARD, *options.null_values]
    marking = shape.marking
    quotes = count_byte(body, marking.quote) if marking.quote else 0
    has_quotes = quotes > 0
    if len(marking.delimiter.encode()) == 1 and not (marking.skips_blanks and has_quotes):
        try:
            table, refused = _by_arrow(body, shape=shape, width=layout.width, nulls=nulls, has_quotes=has_quotes)
        except pa.ArrowInvalid:
            pass
        else:
            if not refused:
                if not has_quotes or (quotes % 2 == 0 and not _is_suspicious(table, body, shape)):
                    return table, Unreadable()
            elif not has_quotes:
                return table, _refused_lines(body, shape=shape, width=layout.width, count=refused, skipped=skipped)
    return _by_ourselves(body, shape=shape, width=layout.width, nulls=nulls, skipped=skipped)


def _by_arrow(
    body: memoryview | bytes, *, shape: Shape, width: int, nulls: Sequence[str], has_quotes: bool
) -> tuple[pa.Table, int]:
    """Read all columns as strings; gives also how many rows had another number of fields."""
    if len(body) == 0:
        return pa.table({str(at): pa.array([], pa.string()) for at in range(width)}), 0
    refused: list[int] = []

    def refuse(row: csv.InvalidRow) -> str:
        if row.text.strip():
            refused.append(row.actual_columns)
        return "skip"

    names = [str(at) for at in range(width)]
    parse = csv.ParseOptions(
        delimiter=shape.marking.delimiter,
        quote_char=shape.marking.quote if has_quotes else False,
        escape_char=shape.marking.escape or False,
        newlines_in_values=has_quotes,
        invalid_row_handler=refuse,
    )
    convert = csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        null_values=list(nulls),
        strings_can_be_null=True,
        quoted_strings_can_be_null=shape.all_quoted,
    )
    for block in (1 << 20, 1 << 25, min(len(body) + 1, _MAX_BLOCK)):
        try:
            read = csv.ReadOptions(column_names=names, block_size=block)
            buffer = pa.BufferReader(pa.py_buffer(body))
            table = csv.read_csv(buffer, read_options=read, parse_options=parse, convert_options=convert)
        except pa.ArrowInvalid as error:
            refused.clear()
            if "straddl" not in str(error) or block > len(body):
                raise
        else:
            break
    return table, len(refused)


def _by_ourselves(
    body: memoryview, *, shape: Shape, width: int, nulls: Sequence[str], skipped: int
) -> tuple[pa.Table, Unreadable]:
    """Cut the rows ourselves, write the good ones faultlessly, and let Arrow read those."""
    lines = lines_of(bytes(body).decode("utf-8"))
    good: list[str] = []
    bad: list[Record] = []
    for record in records(lines, shape.marking):
        if record.is_broken or len(record.fields) != width:
            bad.append(record)
        else:
            good.append(_written(record))
    clean = "\n".join(good).encode()
    plain = Shape(
        marking=type(shape.marking)(_SEPARATOR, '"'),
        header=False,
        first=None,
        widths=shape.widths,
        trailing=False,
        skipped=0,
        all_quoted=shape.all_quoted,
        guessed=(),
    )
    table, _ = _by_arrow(clean, shape=plain, width=width, nulls=nulls, has_quotes=b'"' in clean)
    return table, _unreadable([(record.line + skipped, record.text) for record in bad[:EXAMPLES]], count=len(bad))


def _written(record: Record) -> str:
    """Write a row so that any reader understands it."""
    return _SEPARATOR.join(
        '"' + field.replace('"', '""') + '"' if quoted or '"' in field else field
        for field, quoted in zip(record.fields, record.quoted, strict=True)
    )


def _is_suspicious(table: pa.Table, body: memoryview, shape: Shape) -> bool:
    """Tell whether a forgotten quote may have swallowed rows: a value holds what looks like a whole row."""
    delimiter = re.escape(shape.marking.delimiter)
    if 0 < count_byte(body, "\n") <= table.num_rows:
        return False
    row = rf"\n([^\n]*{delimiter}){{{max(table.num_columns - 1, 1)}}}"
    broken = (column.filter(pc.match_substring(column, "\n")) for column in table.columns)
    return any(pc.any(pc.match_substring_regex(column, row)).as_py() for column in broken)


def _refused_lines(body: memoryview, *, shape: Shape, width: int, count: int, skipped: int) -> Unreadable:
    """Find the first lines with another number of fields, in a file without quotes."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(lines_of(bytes(body).decode("utf-8")), start=1 + skipped):
        if line.strip() and line.count(shape.marking.delimiter) != width - 1:
            found.append((number, line))
            if len(found) == EXAMPLES:
                break
    return _unreadable(found, count=count)


def _unreadable(found: Sequence[tuple[int, str]], *, count: int) -> Unreadable:
    """Describe rows that were left out."""
    return Unreadable(count, tuple(line for line, _ in found), tuple(text[:_EXAMPLE_LENGTH] for _, text in found))


def _body_start(data: memoryview, shape: Shape) -> int:
    """Find the byte at which the first row after the header begins."""
    first = shape.first
    last = shape.skipped + (first.last_line if first is not None and shape.header else 0)
    head, at = bytes(data[: SAMPLE_BYTES * 2]), 0
    ends = re.finditer(rb"\r\n|\n|\r", head)
    for _, end in zip(range(last), chain(ends), strict=False):
        at = end.end()
    return at if head[at - 1 : at] in {b"\n", b"\r"} or last == 0 else len(data)


def _no_rows(shape: Shape, layout: _Layout, unreadable: Unreadable, *, name: str) -> SourceError:
    """Say why nothing could be read."""
    if unreadable.count:
        lines = ", ".join(map(str, unreadable.first_lines))
        return SourceError(
            f"has no rows that could be read: {unreadable.count} rows (lines {lines}) do not have the header's"
            f" {len(layout.names)} fields",
            where=name,
            hint=f'the delimiter was taken to be "{shape.marking.delimiter}": name another with --delimiter',
        )
    return SourceError("has no rows, only a header", where=name, hint="check the step that writes it")
