"""Delimited text in Spark: Spark splits files into lines, driftcli reads the lines as it reads a file.

Delimiter, quoting, header, marks and types are found on the first lines and hold for all; every part is read with the
header in front. A field with a line break inside quotes is in two lines and counted as unreadable.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from driftcli.errors import NoRowsError
from driftcli.frozen import dataclass
from driftcli.sources.families import family_of
from driftcli.sources.open import open_lines
from driftcli.sources.options import TYPES, SourceOptions
from driftcli.sources.source import Source

VALUE = "value"
"""Spark's name for a line."""
HEAD_LINES = 20_000
_MARK = "\ufeff"
Types = Mapping[str, pa.DataType] | None


@dataclass(frozen=True)
class Lines:
    """How the lines of one dataset are read."""

    options: SourceOptions
    header: str | None
    """The line that names the columns; every file begins with it."""

    def opened(self, table: pa.Table, *, name: str, like: Types = None) -> Source:
        """Lines of a part as a source; lines that are the header are left out."""
        lines = table.column(VALUE)
        if self.header is not None:
            names = pa.array([self.header, _MARK + self.header], lines.type)
            lines = lines.filter(pc.invert(pc.is_in(lines, value_set=names)))
        if len(lines) == 0:
            raise NoRowsError("has no rows", where=name)
        return open_lines(_joined(lines, self.header), name=name, options=self.options, like=like)


def read_lines(path: str, session: Any) -> Any:
    """A frame of the lines of files; keys in names of folders are left out."""
    return session.read.text(path).select(VALUE)


def lines_of(
    first: pa.Table, options: SourceOptions, *, name: str, timestamp: str | None, like: Types
) -> tuple[Lines, Source]:
    """Find out from the first lines how all are read; gives these lines as a source, too."""
    lines = first.column(VALUE)
    bare = replace(options, where=None)
    if timestamp is not None and timestamp not in options.types:
        bare = _timed(lines, bare, timestamp, name=name)
    head = open_lines(_joined(lines, None), name=name, options=bare, like=like)
    dialect = head.facts.dialect
    assert dialect is not None  # noqa: S101 - text has one
    types = dict(bare.types)
    for field in head.fields:
        if family_of(field.type) in TYPES:
            types.setdefault(field.name, family_of(field.type))
    settled = SourceOptions(
        format="tsv" if options.format == "tsv" else "csv",
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        escape=dialect.escape,
        encoding=options.encoding,
        header=dialect.header,
        decimal=dialect.decimal,
        thousands=dialect.thousands,
        null_values=options.null_values,
        where=options.where,
        columns=options.columns,
        ignore=options.ignore,
        types=types,
    )
    return Lines(settled, lines[0].as_py().lstrip(_MARK) if dialect.header else None), head


def _timed(lines: pa.ChunkedArray, options: SourceOptions, timestamp: str, *, name: str) -> SourceOptions:
    """Have a timestamp column of strings read as times."""
    head = open_lines(_joined(lines, None), name=name, options=options)
    if all(field.name != timestamp for field in head.fields) or family_of(head.declared_type(timestamp)) != "string":
        return options
    return replace(options, types={**options.types, timestamp: "timestamp"})


def _joined(lines: pa.ChunkedArray, header: str | None) -> memoryview:
    """Lines as the bytes of a file."""
    lines = lines.cast(pa.large_binary())
    nothing, end = pa.scalar(b"", pa.large_binary()), pa.scalar(b"\n", pa.large_binary())
    ended = pc.binary_join_element_wise(lines, nothing, end)
    first = b"" if header is None else header.encode() + b"\n"
    return memoryview(first + b"".join(map(_bytes, ended.chunks)))


def _bytes(array: pa.LargeBinaryArray) -> bytes:
    """All strings of an array, one after another."""
    _, offsets, data = array.buffers()
    places = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    return bytes(data[int(places[0]) : int(places[-1])])
