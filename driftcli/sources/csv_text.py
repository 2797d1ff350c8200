"""A text file to columns of strings, by Arrow's reader where it understands the file and by our own where it does not.

Every value stays a string here, as it stands in the file: types are decided column by column afterwards (csv_types), so
that codes keep their leading zeros and one odd value does not decide for a column. Only columns of a large file which
surely come out as floats (csv_floats) are read as floats at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from driftcli.errors import SourceError
from driftcli.sources import missing
from driftcli.sources.csv_arrow import by_arrow, quoted_by_arrow
from driftcli.sources.csv_bytes import counts_of
from driftcli.sources.csv_dialect import SAMPLE_BYTES, Shape, sniffed
from driftcli.sources.csv_encoding import as_utf8
from driftcli.sources.csv_floats import has_nan, head_of
from driftcli.sources.csv_records import lines_of, records
from driftcli.sources.names import unique_names
from driftcli.sources.source import EXAMPLES, Dialect, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from driftcli.sources.csv_floats import FloatRule
    from driftcli.sources.csv_records import Record
    from driftcli.sources.options import SourceOptions

_EXAMPLE_LENGTH = 120
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Text:
    """A text file as columns of strings."""

    names: tuple[str, ...]
    """Unique and not blank."""
    columns: tuple[pa.ChunkedArray, ...]
    """Strings, or floats; null where a standard spelling of a missing value stands unquoted."""
    first: tuple[pa.ChunkedArray, ...] | None
    """The first rows of all columns as strings, where some columns are floats."""
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


def read_text(
    raw: memoryview, *, name: str, options: SourceOptions, is_tabbed: bool, rule: FloatRule | None = None
) -> Text:
    """Read a text file whose bytes are in memory or mapped; columns as floats only where there is a rule for it."""
    if _is_blank(raw):
        raise SourceError("is empty", where=name, hint="check the step that writes it")
    decoded = as_utf8(raw, encoding=options.encoding, name=name)
    data = memoryview(decoded.data)
    head = bytes(data[:SAMPLE_BYTES]).decode("utf-8", errors="ignore")
    shape = sniffed(head, options, is_whole=len(data) <= SAMPLE_BYTES, is_tabbed=is_tabbed)
    if shape.first is None:
        raise SourceError("is empty", where=name, hint="check the step that writes it")
    layout = _layout(shape)
    table, first, unreadable = _table(data, shape=shape, layout=layout, options=options, rule=rule)
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
    strings = None if first is None else tuple(first.columns[: len(layout.names)])
    return Text(layout.names, columns, strings, table.num_rows, dialect, unreadable, notes)


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


def _table(
    data: memoryview, *, shape: Shape, layout: _Layout, options: SourceOptions, rule: FloatRule | None
) -> tuple[pa.Table, pa.Table | None, Unreadable]:
    """Read by Arrow, and again by ourselves where its result cannot be trusted; gives also ``Text.first``."""
    body = data[_body_start(data, shape) :]
    skipped = bytes(data[: len(data) - len(body)]).count(b"\n")
    nulls = [*missing.STANDARD, *options.null_values]
    marking = shape.marking
    quotes = sum(counts_of(body, marking.quote))
    if len(marking.delimiter.encode()) == 1 and not (marking.skips_blanks and quotes):
        read = partial(quoted_by_arrow if quotes else by_arrow, shape=shape, width=layout.width, nulls=nulls)
        quick = _with_floats(body, read=read, names=layout.names, delimiter=marking.delimiter, rule=rule)
        try:
            table, refused = (quick[0], 0) if quick is not None else read(body)
        except pa.ArrowInvalid:
            pass
        else:
            if not refused:
                if not quotes or (quotes % 2 == 0 and not _is_suspicious(table, body, shape)):
                    return table, None if quick is None else quick[1], Unreadable()
            elif not quotes:
                unreadable = _refused_lines(body, shape=shape, width=layout.width, count=refused, skipped=skipped)
                return table, None, unreadable
    table, unreadable = _by_ourselves(body, shape=shape, width=layout.width, nulls=nulls, skipped=skipped)
    return table, None, unreadable


def _with_floats(
    body: memoryview,
    *,
    read: Callable[..., tuple[pa.Table, int]],
    names: Sequence[str],
    delimiter: str,
    rule: FloatRule | None,
) -> tuple[pa.Table, pa.Table] | None:
    """Read some columns as floats; gives also the first rows as strings. None where that is no gain or not sure."""
    head = head_of(body) if rule is not None else None
    if rule is None or head is None:
        return None
    try:
        first, refused = read(head)
        first = first.slice(0, max(0, first.num_rows - 1))  # the last row may have been cut
        floats = rule.columns(first, names, delimiter=delimiter)
        if refused or not floats:
            return None
        table, refused = read(body, floats=floats)
    except pa.ArrowInvalid:
        return None
    return None if refused or has_nan(table) else (table, first)


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
        spans_lines=shape.spans_lines,
        guessed=(),
    )
    has_quotes = b'"' in clean
    table, _ = by_arrow(clean, shape=plain, width=width, nulls=nulls, has_quotes=has_quotes, may_span=has_quotes)
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
    if 0 < counts_of(body, "\n")[0] <= table.num_rows:
        return False
    row = rf"\n([^\n]*{delimiter}){{{max(table.num_columns - 1, 1)}}}"
    strings = (column for column in table.columns if pa.types.is_string(column.type))
    broken = (column.filter(pc.match_substring(column, "\n")) for column in strings)
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
