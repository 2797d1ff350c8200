"""A text file to columns of strings, by Arrow's reader where it understands the file and by our own where it does not.

Every value stays a string here, as it stands in the file: types are decided column by column afterwards (`csv.types`),
so that codes keep their leading zeros and one odd value does not decide for a column. Only columns of a large file that
surely come out as floats (`csv.floats`) are read as floats at once.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from driftcli.errors import SourceError
from driftcli.frozen import dataclass
from driftcli.sources import missing
from driftcli.sources.bytes_at import Rest
from driftcli.sources.csv.body import Body
from driftcli.sources.csv.bytes import blocks
from driftcli.sources.csv.dialect import SAMPLE_BYTES, Shape, sniffed
from driftcli.sources.csv.encoding import as_utf8
from driftcli.sources.csv.long_lines import require_room_for_lines
from driftcli.sources.names import unique_names
from driftcli.sources.source import Dialect, Unreadable

if TYPE_CHECKING:
    import pyarrow as pa

    from driftcli.sources.bytes_at import Bytes
    from driftcli.sources.csv.encoding import RawText
    from driftcli.sources.csv.floats import FloatRule
    from driftcli.sources.csv.stretches import Keeping
    from driftcli.sources.options import SourceOptions
    from driftcli.sources.parts import Parts

_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Text:
    """A text file as columns of strings."""

    names: tuple[str, ...]
    """Unique and not blank."""
    columns: tuple[Parts, ...]
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
    text: RawText, *, options: SourceOptions, keeping: Keeping, is_tabbed: bool, rule: FloatRule | None = None
) -> Text:
    """Read a text file; columns as floats only where there is a rule for it."""
    if _is_blank(text.raw):
        raise SourceError("is empty", where=text.name, hint="check the step that writes it")
    decoded = as_utf8(text, encoding=options.encoding)
    data = decoded.data
    require_room_for_lines(data, room=None if keeping.keeper.is_memory else text.room, name=text.name)
    head = bytes(data.read(0, SAMPLE_BYTES)).decode("utf-8", errors="ignore")
    shape = sniffed(head, options, is_whole=data.size <= SAMPLE_BYTES, is_tabbed=is_tabbed)
    if shape.first is None:
        raise SourceError("is empty", where=text.name, hint="check the step that writes it")
    layout = _layout(shape)
    body = _body(data, shape=shape, layout=layout, options=options, keeping=keeping, name=text.name)
    columns, first, unreadable = body.read(rule)
    if not any(map(len, columns[:1])):
        raise _no_rows(shape, layout, unreadable, name=text.name)
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
    kept = len(layout.names)
    strings = None if first is None else first[:kept]
    return Text(layout.names, columns[:kept], strings, len(columns[0]), dialect, unreadable, notes)


def _is_blank(raw: Bytes) -> bool:
    """Tell whether there is nothing but blanks and a byte order mark; looks at the whole only where it begins so."""
    blanks = b"\xef\xbb\xbf \r\n\t"
    return not any(bytes(block).strip(blanks) for block in blocks(raw))


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


def _body(data: Bytes, *, shape: Shape, layout: _Layout, options: SourceOptions, keeping: Keeping, name: str) -> Body:
    """Describe the rows below the header."""
    start = _body_start(data, shape, name=name)
    return Body(
        data=Rest(data, start),
        shape=shape,
        names=layout.names,
        width=layout.width,
        nulls=(*missing.STANDARD, *options.null_values),
        skipped=bytes(data.read(0, start)).count(b"\n"),
        keeping=keeping,
    )


def _body_start(data: Bytes, shape: Shape, *, name: str) -> int:
    """Find the byte at which the first row after the header begins."""
    first = shape.first
    last = shape.skipped + (first.last_line if first is not None and shape.header else 0)
    head, at = bytes(data.read(0, SAMPLE_BYTES * 2)), 0
    if data.size > len(head) and not _LINE_END.search(head):
        told = f"begins with a line of more than {len(head) >> 10} KiB, which is too long for a header"
        raise SourceError(told, where=f"{name}, line 1", hint="check where its lines end")
    ends = _LINE_END.finditer(head)
    for _, end in zip(range(last), chain(ends), strict=False):
        at = end.end()
    return at if head[at - 1 : at] in {b"\n", b"\r"} or last == 0 else data.size


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
