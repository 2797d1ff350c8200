"""A column in parts: each is made when it is asked for, so that a column on disk is worked on a part at a time.

Text may be kept in another type that spells it exactly (``csv_kept``); whoever asks for it gets strings.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from driftcli.sources.keeping import Keeper

    Change = Callable[[pa.ChunkedArray], pa.ChunkedArray]

_NULLS_AT_ONCE = 1 << 17
_TRIED = 8
_LONG = 1_000
"""Characters of a text that show of what type it is."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a column."""

    rows: int
    array: Callable[[], pa.Array]
    """Makes or reads the values."""
    type: pa.DataType
    """Type of the values as they are kept."""
    known_nulls: int | None = None
    """How many are missing, where that was counted."""

    @property
    def nulls(self) -> int:
        """How many are missing."""
        return self.array().null_count if self.known_nulls is None else self.known_nulls


@dataclass(frozen=True, slots=True)
class Parts:
    """A column in parts, in the order of rows."""

    type: pa.DataType
    """Type of every array that is given."""
    parts: tuple[Part, ...]
    keeper: Keeper
    """Keeps what is made of the column."""

    def __len__(self) -> int:
        """Number of rows."""
        return sum(part.rows for part in self.parts)

    @property
    def null_count(self) -> int:
        """Number of missing values."""
        return sum(part.nulls for part in self.parts)

    def arrays(self) -> Iterator[pa.Array]:
        """Give the values, part by part."""
        return (_as_type(part.array(), self.type) for part in self.parts)

    def columns(self) -> Iterator[pa.ChunkedArray]:
        """Give the same as columns."""
        return (pa.chunked_array([array]) for array in self.arrays())

    def kept(self, change: Change, type_: pa.DataType) -> Parts:
        """Change every part at once and keep what comes out, which is of a type; raises what the change raises.

        A few values are tried before, as Arrow takes long to refuse many.
        """
        for part in self.parts[:1]:
            change(pa.chunked_array([_as_type(part.array().slice(0, _TRIED), self.type)]))
        changed = (kept_part(_one(change(column)), self.keeper) for column in self.columns())
        return Parts(type_, tuple(changed), self.keeper)

    def changed(self, change: Change, type_: pa.DataType) -> Parts:
        """Change every part: at once where that is kept in memory, else whenever it is asked for."""
        if self.keeper.is_memory:
            return self.kept(change, type_)
        parts = (Part(part.rows, partial(self._changed, part, change), type_) for part in self.parts)
        return Parts(type_, tuple(parts), self.keeper)

    def emptied(self, type_: pa.DataType) -> Parts:
        """Give a column of missing values in the same parts."""
        return Parts(type_, tuple(nulls_of(part.rows, type_) for part in self.parts), self.keeper)

    def _changed(self, part: Part, change: Change) -> pa.Array:
        return _one(change(pa.chunked_array([_as_type(part.array(), self.type)])))

    def some(self, test: Change) -> bool:
        """Tell whether a test holds of some value."""
        return any(pc.any(test(column)).as_py() for column in self.columns())

    def all(self, test: Change) -> bool:
        """Tell whether a test holds of every value that is there, and one is."""
        found = {None}
        for column in self.columns():
            found.add(pc.all(test(column)).as_py())
            if False in found:
                return False
        return True in found

    def count(self, number: Callable[[pa.ChunkedArray], int]) -> int:
        """Add up what is counted in each part."""
        return sum(map(number, self.columns()))

    def beginnings(self, start: int, rows: int, *, is_dense: bool = False) -> pa.ChunkedArray:
        """Give some rows, of long texts the beginning; ``is_dense`` passes over missing values, in counting as well."""
        chunks: list[pa.Array] = []
        stop, at = start + rows, 0
        for part in self.parts:
            have = part.rows - (part.nulls if is_dense else 0)
            if at < stop and at + have > start and have:
                array = _as_type(part.array(), self.type)
                array = array.drop_null() if is_dense else array
                first = max(0, start - at)
                chunks.append(_shortened(array.slice(first, stop - at - first)))
            at += have
        return pa.chunked_array(chunks, self.type)

    def kept_type(self) -> pa.DataType | None:
        """Give the one type in which all values that are there are kept; None where there are several, or no values."""
        types = {part.type for part in self.parts if part.known_nulls != part.rows}
        return types.pop() if len(types) == 1 else None

    def as_kept(self, type_: pa.DataType) -> Parts:
        """Give the column in the type in which it is kept."""
        parts = (nulls_of(part.rows, type_) if part.known_nulls == part.rows else part for part in self.parts)
        return Parts(type_, tuple(parts), self.keeper)


def held(data: pa.ChunkedArray) -> Parts:
    """Give a column in memory, a part for each chunk."""
    from driftcli.sources.keeping import InMemory  # noqa: PLC0415 - it opens files, which few need

    return kept_parts(data.chunks, data.type, InMemory())


def kept_parts(arrays: Iterable[pa.Array], type_: pa.DataType, keeper: Keeper) -> Parts:
    """Keep a column, a part for each array."""
    return Parts(type_, tuple(kept_part(array, keeper) for array in arrays), keeper)


def whole(column: Parts) -> pa.ChunkedArray:
    """Give a column at once."""
    return pa.chunked_array(list(column.arrays()), column.type)


def kept_part(array: pa.Array, keeper: Keeper) -> Part:
    """Keep an array as a part."""
    return Part(len(array), keeper.keep(array), array.type, array.null_count)


def nothing(rows: int, *, type_: pa.DataType, keeper: Keeper) -> Parts:
    """Give a column of missing values."""
    counts = (min(_NULLS_AT_ONCE, rows - start) for start in range(0, rows, _NULLS_AT_ONCE))
    return Parts(type_, tuple(nulls_of(count, type_) for count in counts), keeper)


def nulls_of(rows: int, type_: pa.DataType) -> Part:
    """Give a part without a value."""
    return Part(rows, partial(pa.nulls, rows, type_), type_, rows)


def stacked(columns: Iterable[Parts]) -> Parts:
    """Put columns of one type under one another."""
    found = list(columns)
    return Parts(found[0].type, tuple(part for column in found for part in column.parts), found[0].keeper)


def _as_type(array: pa.Array, type_: pa.DataType) -> pa.Array:
    return array if array.type == type_ else array.cast(type_)


def _shortened(array: pa.Array) -> pa.Array:
    """Give the beginnings of texts where one is long, so that its part of the column can be let go."""
    if not pa.types.is_string(array.type) or (pc.max(pc.binary_length(array)).as_py() or 0) <= _LONG:
        return array
    return pc.utf8_slice_codeunits(array, 0, _LONG)


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
