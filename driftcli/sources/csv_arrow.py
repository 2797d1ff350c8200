"""The body of a text file to columns of strings, some of floats, by Arrow's reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv

from driftcli.sources.csv_bytes import counts_of, has_lone_returns

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from driftcli.sources.csv_dialect import Shape

_BLOCK = 1 << 20
_LARGE_BLOCK = 1 << 25
_MAX_BLOCK = (1 << 31) - 1


def by_arrow(
    body: memoryview | bytes,
    *,
    shape: Shape,
    width: int,
    nulls: Sequence[str],
    has_quotes: bool = False,
    may_span: bool = False,
    floats: Collection[int] = (),
) -> tuple[pa.Table, int]:
    """Read columns as strings, or as ``floats``; gives also how many rows had another number of fields.

    ``may_span`` says that quoted values may span lines: then blocks are cut at rows rather than at lines, which takes
    Arrow a third longer.
    """
    names = [str(at) for at in range(width)]
    if len(body) == 0:
        return pa.table({name: pa.array([], pa.string()) for name in names}), 0
    parse = csv.ParseOptions(
        delimiter=shape.marking.delimiter,
        quote_char=shape.marking.quote if has_quotes else False,
        escape_char=shape.marking.escape or False,
        newlines_in_values=may_span,
    )
    convert = csv.ConvertOptions(
        column_types={name: pa.float64() if at in floats else pa.string() for at, name in enumerate(names)},
        null_values=list(nulls),
        strings_can_be_null=True,
        quoted_strings_can_be_null=shape.all_quoted,
    )
    for block in (_BLOCK, _LARGE_BLOCK):
        try:
            return _read(body, csv.ReadOptions(column_names=names, block_size=block), parse, convert)
        except pa.ArrowInvalid as error:
            if "straddl" not in str(error) or block > len(body):
                raise
    whole = min(len(body) + 1, _MAX_BLOCK)
    return _read(body, csv.ReadOptions(column_names=names, block_size=whole), parse, convert)


def _read(
    body: memoryview | bytes, read: csv.ReadOptions, parse: csv.ParseOptions, convert: csv.ConvertOptions
) -> tuple[pa.Table, int]:
    """Read in blocks of one size, and count the rows that do not fit but hold something."""
    refused: list[int] = []

    def refuse(row: csv.InvalidRow) -> str:
        if row.text.strip():
            refused.append(row.actual_columns)
        return "skip"

    parse.invalid_row_handler = refuse
    buffer = pa.BufferReader(pa.py_buffer(body))
    return csv.read_csv(buffer, read_options=read, parse_options=parse, convert_options=convert), len(refused)


def quoted_by_arrow(
    body: memoryview, *, shape: Shape, width: int, nulls: Sequence[str], floats: Collection[int] = ()
) -> tuple[pa.Table, int]:
    """Read a file with quotes: first as if no value spanned lines, which is quicker, and again where one may."""
    if not shape.spans_lines:
        try:
            table, refused = by_arrow(body, shape=shape, width=width, nulls=nulls, has_quotes=True, floats=floats)
        except pa.ArrowInvalid:
            pass
        else:
            if not refused and _ends_every_line(body, rows=table.num_rows):
                return table, 0
    return by_arrow(body, shape=shape, width=width, nulls=nulls, has_quotes=True, may_span=True, floats=floats)


def _ends_every_line(body: memoryview, *, rows: int) -> bool:
    """Tell whether every newline ends one of the rows that were read, so that none stands inside a value.

    A block cut inside a value would lose the row that it cuts, and so a newline: the numbers could not agree.
    """
    newlines, returns = counts_of(body, "\n\r")
    unended = 0 if body[-1] == ord("\n") else 1
    return rows == newlines + unended and not (returns and has_lone_returns(body))
