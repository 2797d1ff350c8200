"""The body of a text file to columns of strings, some of floats, by Arrow's reader: at once, or as a stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
from pyarrow import csv

from driftcli.sources.bytes_at import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from driftcli.sources.bytes_at import Bytes
    from driftcli.sources.csv.dialect import Shape

_BLOCK = 1 << 20
_LARGE_BLOCK = 1 << 25
_MAX_BLOCK = (1 << 31) - 1
T = TypeVar("T")


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

    def types(self) -> dict[str, pa.DataType]:
        """Give the columns by their positions."""
        return {str(at): pa.float64() if at in self.floats else pa.string() for at in range(self.width)}


def by_arrow(body: memoryview | bytes, reading: Reading) -> tuple[pa.Table, int]:
    """Read columns on this thread; gives also how many rows had another number of fields.

    Where no value may span lines it is one block, so that Arrow does not cut it inside one that does.
    """
    if len(body) == 0:
        return pa.schema(reading.types()).empty_table(), 0

    def read(block: int) -> tuple[pa.Table, int]:
        options, refused = _options(reading, block)
        buffer = pa.BufferReader(pa.py_buffer(body))
        return csv.read_csv(buffer, **options), len(refused)

    return _with_room(read, len(body)) if reading.may_span else read(min(len(body) + 1, _MAX_BLOCK))


def streamed_by_arrow(body: Bytes, reading: Reading, take: Callable[[Iterator[pa.RecordBatch]], None]) -> int:
    """Let batches of rows be taken as they are read; gives how many rows had another number of fields.

    Where a row is longer than a block, everything is given again in larger ones.
    """

    def read(block: int) -> int:
        options, refused = _options(reading, block)
        with csv.open_csv(pa.PythonFile(Stream(body), mode="r"), **options) as stream:
            take(stream)
        return len(refused)

    return _with_room(read, body.size)


def _with_room(read: Callable[[int], T], size: int) -> T:
    """Read in blocks, larger ones where a row does not fit."""
    for block in (_BLOCK, _LARGE_BLOCK):
        try:
            return read(block)
        except pa.ArrowInvalid as error:
            if "straddl" not in str(error) or block > size:
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
            escape_char=marking.escape or False,
            newlines_in_values=reading.may_span,
            invalid_row_handler=refuse,
        ),
        "convert_options": csv.ConvertOptions(
            column_types=types,
            null_values=list(reading.nulls),
            strings_can_be_null=True,
            quoted_strings_can_be_null=reading.shape.all_quoted,
        ),
    }
    return options, refused
