"""The body of a text file to columns of strings, some of floats, by Arrow's reader: at once, or as a stream."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
from pyarrow import csv

from driftcli.frozen import dataclass
from driftcli.sources.bytes_at import HeldBytes, Stream, arrow_file
from driftcli.sources.csv.bytes import line_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from driftcli.sources.bytes_at import Bytes
    from driftcli.sources.csv.dialect import Shape
    from driftcli.sources.csv.records import Marking

_BLOCK = 1 << 19
_FIELD_BYTES = 1 << 11
"""Bytes of a block for each field of a row, so that wide rows come in hundreds as well."""
_STREAMED_BLOCK = 1 << 20
_LARGE_BLOCK = 1 << 25
_MAX_BLOCK = (1 << 31) - 1
_LAST_END = b"\n"
"""Given to a text that does not end in one: Arrow takes its last value for quoted where the one before is."""
T = TypeVar("T")


class NotSoError(Exception):
    """The text is not as it was supposed to be, and has to be read another way."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How Arrow is to read."""

    shape: Shape
    """How fields are marked off."""
    width: int
    """Fields of a row."""
    nulls: Sequence[str]
    """Spellings of a missing value."""
    has_quotes: bool = False
    may_span: bool = False
    """Whether quoted values may span lines: blocks are cut at rows then rather than at lines, a third slower."""
    floats: frozenset[int] = frozenset()
    """Columns to read as floats."""

    @property
    def escape(self) -> str:
        """What precedes a quote inside quotes; it means nothing elsewhere."""
        return self.shape.marking.escape if self.has_quotes else ""

    def types(self) -> dict[str, pa.DataType]:
        """Give the columns by their positions."""
        return {str(at): pa.float64() if at in self.floats else pa.string() for at in range(self.width)}


def by_arrow(body: memoryview | bytes, reading: Reading) -> tuple[pa.Table, int]:
    """Read columns on this thread, in blocks that stay in its cache; gives also the rows with other numbers of fields.

    Raises ``NotSoError`` where a value spans lines although none was to, if Arrow's own error does not tell of it.
    """
    if len(body) == 0:
        return pa.schema(reading.types()).empty_table(), 0
    if body[-1] not in b"\r\n":
        body = bytes(body) + _LAST_END

    def read(block: int) -> tuple[pa.Table, int]:
        options, refused = _options(reading, block)
        held = HeldBytes(memoryview(body))
        source = pa.PythonFile(Stream(held), mode="r") if reading.may_span else arrow_file(held)
        found = csv.read_csv(source, **options), len(refused)
        if not reading.may_span and _is_cut_inside(body, block, reading):
            raise NotSoError
        return found

    if reading.escape and not reading.may_span:  # which may stand before any end of a line
        return read(min(len(body) + 1, _MAX_BLOCK))
    return _with_room(read, len(body), max(_BLOCK, _FIELD_BYTES * reading.width))


def _is_cut_inside(body: memoryview | bytes, block: int, reading: Reading) -> bool:
    """Tell whether the last block may begin inside a value: Arrow takes a line end there for the end of a row.

    Where an earlier block does, Arrow itself refuses to go on.
    """
    cut = (len(body) - 1) // block * block
    return cut > 0 and may_be_left_open(line_at(body, cut - 1), reading)


def may_be_left_open(line: bytes, reading: Reading) -> bool:
    """Tell whether the last value of a line that begins a row may go on behind it, so that it swallows that."""
    marking = reading.shape.marking
    if (
        not reading.has_quotes
        or marking.quote.encode() not in line
        or (not reading.escape and _is_plain(line, marking))
    ):
        return False
    row = b"x" + marking.delimiter.encode() * (reading.width - 1)
    table, refused = by_arrow(line + row, replace(reading, floats=frozenset(), may_span=True))
    return int(table.num_rows) + refused != 2


def streamed_by_arrow(
    body: Bytes, reading: Reading, take: Callable[[Iterator[pa.RecordBatch]], None], *, is_held: bool
) -> int:
    """Let batches of rows be taken as they are read; gives how many rows had another number of fields.

    Where a row is longer than a block, everything is given again in larger ones: in one where memory holds the text,
    else no row may be longer than a large block, as a quote that nobody closes would bring all of it into memory.
    """
    closing = b"" if bytes(body.read(body.size - 1, body.size)) in {b"\r", b"\n"} else _LAST_END

    def read(block: int) -> int:
        options, refused = _options(reading, block)
        with csv.open_csv(pa.PythonFile(Stream(body, closing), mode="r"), **options) as stream:
            take(stream)
        return len(refused)

    return _with_room(read, body.size, _STREAMED_BLOCK, is_held=is_held)


def _with_room(read: Callable[[int], T], size: int, first: int, *, is_held: bool = True) -> T:
    """Read in blocks of a size, in larger ones where a row does not fit, in one at last where memory holds the text."""
    for block in (first, _LARGE_BLOCK):
        try:
            return read(block)
        except pa.ArrowInvalid as error:
            if "straddl" not in str(error) or block > size or (block == _LARGE_BLOCK and not is_held):
                raise
    return read(min(size + 1, _MAX_BLOCK))


def _options(reading: Reading, block: int) -> tuple[dict[str, Any], list[int]]:
    """Word the reading as Arrow's options; gives also the list of refused rows that hold something."""
    refused: list[int] = []

    def refuse(row: csv.InvalidRow) -> str:
        if row.text.strip():
            refused.append(row.actual_columns)
        return "skip"

    marking, types = reading.shape.marking, reading.types()
    options = {
        "read_options": csv.ReadOptions(column_names=list(types), block_size=block, use_threads=False),
        "parse_options": csv.ParseOptions(
            delimiter=marking.delimiter,
            quote_char=marking.quote if reading.has_quotes else False,
            escape_char=reading.escape or False,
            newlines_in_values=reading.may_span,
            invalid_row_handler=refuse,
        ),
        "convert_options": csv.ConvertOptions(
            column_types=types,
            null_values=list(reading.nulls),
            strings_can_be_null=True,
            check_utf8=False,  # as all of it was checked
            quoted_strings_can_be_null=reading.shape.all_quoted,
        ),
    }
    return options, refused


def _is_plain(line: bytes, marking: Marking) -> bool:
    """Tell whether every quote of a line opens or closes a value as simply as can be."""
    quote, delimiter = re.escape(marking.quote), re.escape(marking.delimiter)
    field = rf"(?:{quote}[^{quote}]*+{quote}|[^{quote}{delimiter}\r\n]*+)"
    return bool(re.fullmatch(rf"{field}(?:{delimiter}{field})*+\r?\n?".encode(), line))
