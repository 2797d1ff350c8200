"""A text file to columns of strings, by Arrow's reader where it understands the file and by our own where it does not.

Every value stays a string here, as it stands in the file: types are decided column by column afterwards (`csv.types`),
so that codes keep their leading zeros and one odd value does not decide for a column. Only columns of a large file that
surely come out as floats (`csv.floats`) are read as floats at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from driftcli.errors import SourceError
from driftcli.frozen import dataclass
from driftcli.sources import missing
from driftcli.sources.bytes_at import Rest
from driftcli.sources.csv.body import Body
from driftcli.sources.csv.bytes import blocks
from driftcli.sources.csv.encoding import as_utf8
from driftcli.sources.csv.head import Looking, looked_at
from driftcli.sources.csv.long_lines import long_row, longest_row, require_room_for_lines
from driftcli.sources.csv.records import TooLongError
from driftcli.sources.names import unique_names
from driftcli.sources.source import Dialect, Unreadable

if TYPE_CHECKING:
    import pyarrow as pa

    from driftcli.sources.bytes_at import Bytes
    from driftcli.sources.csv.dialect import Shape
    from driftcli.sources.csv.encoding import RawText
    from driftcli.sources.csv.floats import FloatRule
    from driftcli.sources.csv.head import Head
    from driftcli.sources.csv.stretches import Keeping
    from driftcli.sources.options import SourceOptions
    from driftcli.sources.parts import Parts


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
    head = looked_at(Looking(data, options, is_tabbed, longest_row(text.room or 0), text.name))
    shape, layout = head.shape, _layout(head.shape)
    columns, first, unreadable = _read(_body(data, head, layout=layout, options=options, keeping=keeping), text, rule)
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


def _body(data: Bytes, head: Head, *, layout: _Layout, options: SourceOptions, keeping: Keeping) -> Body:
    """Describe the rows below the header."""
    return Body(
        data=Rest(data, head.body),
        shape=head.shape,
        names=layout.names,
        width=layout.width,
        nulls=(*missing.STANDARD, *options.null_values),
        skipped=head.lines,
        keeping=keeping,
    )


def _read(
    body: Body, text: RawText, rule: FloatRule | None
) -> tuple[tuple[Parts, ...], tuple[pa.ChunkedArray, ...] | None, Unreadable]:
    """Read the rows; none may be longer than memory has room for where it does not hold the text."""
    if body.keeping.keeper.is_memory or text.room is None:
        return body.read(rule)
    try:
        return replace(body, longest=longest_row(text.room)).read(rule)
    except TooLongError as error:
        raise long_row(body.skipped + error.line, room=text.room, name=text.name) from error


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
