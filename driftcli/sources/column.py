"""A source as a bag of columns, each of which knows how to produce its arrays; every format and filter builds on this.

A column is a function from nothing to arrays, so that renaming, casting, flattening and concatenating are functions
from columns to columns, and nothing is read before it is asked for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from driftcli.frozen import dataclass
from driftcli.sources.source import EXAMPLES, Field, SourceFacts, Unparseable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class BadValues:
    """Values of a column which are not of its type, in some stretch of its rows."""

    rows: pa.Array
    """Their positions among all data rows, from 0, ascending."""
    values: pa.Array
    """Their spellings, as strings."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column before any row filter."""

    field: Field
    """Name and delivered type."""
    declared: pa.DataType
    """The type in the data itself."""
    chunks: Callable[[], Iterator[pa.Array]]
    """Arrays of the delivered type in row order."""
    bad: Callable[[], Iterator[BadValues]] = lambda: iter(())
    """Values which are not of the type and are null in the arrays, in row order."""
    encoded: Callable[[], Iterator[pa.Array]] | None = None
    """The same arrays with repeated strings as codes, where the format holds them so."""
    pieces: Callable[[], Iterator[pa.Array]] | None = None
    """The same values in short arrays, for whoever looks at the first ones, where that spares reading more."""

    @property
    def name(self) -> str:
        """The column's name."""
        return self.field.name

    def renamed(self, name: str) -> Column:
        """Give the same column under another name."""
        return replace(self, field=replace(self.field, name=name))


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a dataset: its columns and how many values each has."""

    columns: tuple[Column, ...]
    """In file order, with unique names."""
    count: int
    """Number of rows."""


class ColumnSource:
    """The one implementation of ``Source``: columns, and the rows of them that are kept."""

    def __init__(self, *, facts: SourceFacts, data: Rows, mask: pa.BooleanArray | None = None) -> None:
        self._facts = facts
        self._data = data
        self._mask = mask
        self._columns: Mapping[str, Column] = {column.name: column for column in data.columns}
        self._rows: int = data.count if mask is None else mask.true_count

    @property
    def facts(self) -> SourceFacts:
        """Where the data came from."""
        return self._facts

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns in file order."""
        return tuple(column.field for column in self._data.columns)

    @property
    def rows(self) -> int:
        """Number of rows which pass the row filter."""
        return self._rows

    @property
    def data(self) -> Rows:
        """The columns before the row filter."""
        return self._data

    @property
    def mask(self) -> pa.BooleanArray | None:
        """The rows that are kept, or None where all are."""
        return self._mask

    def column(self, name: str) -> Iterator[pa.Array]:
        """Arrays of one column in row order; may be called from several threads at once."""
        chunks = self._columns[name].chunks()
        return chunks if self._mask is None else _kept(chunks, self._mask)

    def encoded(self, name: str) -> Iterator[pa.Array]:
        """Arrays of one column as ``column`` gives them, strings perhaps as codes of a dictionary."""
        column = self._columns[name]
        chunks = (column.encoded or column.chunks)()
        return chunks if self._mask is None else _kept(chunks, self._mask)

    def declared_type(self, name: str) -> pa.DataType:
        """The type in this file itself, before it was read as the reference's type."""
        return self._columns[name].declared

    def unparseable(self, name: str) -> Unparseable | None:
        """Values of the column which are not of its type, or None where all are."""
        count, spellings, first = 0, dict[str, None](), list[int]()
        for bad in self._columns[name].bad():
            rows, values = bad.rows, bad.values
            if self._mask is not None:
                kept = self._mask.take(rows)
                rows, values = rows.filter(kept), values.filter(kept)
            count += len(rows)
            if len(first) < EXAMPLES:
                first += [int(row) + 1 for row in rows[: EXAMPLES - len(first)].to_pylist()]
            if len(spellings) < EXAMPLES:
                spellings |= dict.fromkeys(pc.unique(values).to_pylist())
        return Unparseable(count, tuple(spellings)[:EXAMPLES], tuple(first)) if count else None


def column_from_chunks(field: Field, *, declared: pa.DataType, data: pa.ChunkedArray) -> Column:
    """Build a column which is held in memory."""
    return Column(field=field, declared=declared, chunks=lambda: iter(data.chunks))


def _kept(chunks: Iterator[pa.Array], mask: pa.BooleanArray) -> Iterator[pa.Array]:
    """Filter each array with its stretch of the mask."""
    start = 0
    for chunk in chunks:
        kept = mask.slice(start, len(chunk))
        start += len(chunk)
        if kept.true_count:
            yield chunk if kept.true_count == len(chunk) else chunk.filter(kept)
