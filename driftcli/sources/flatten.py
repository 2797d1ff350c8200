"""Struct columns become one column for each of their fields, with dotted names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from driftcli.sources.column import Column
from driftcli.sources.families import plain, plain_type
from driftcli.sources.source import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def flat_columns(field: pa.Field, *, read: Callable[[tuple[int, ...]], Iterator[pa.Array]]) -> list[Column]:
    """Build the columns of one field of an Arrow schema.

    ``read`` gives the arrays at a path of child positions; the empty path is the field itself.
    """
    return [_column(name, leaf=leaf, path=path, read=read) for name, leaf, path in _leaves(field, nullable=False)]


def child_of(array: pa.Array, path: Sequence[int]) -> pa.Array:
    """Follow a path of child positions into a struct array; a missing parent has missing children."""
    array = plain(array)
    for position in path:
        array = plain(pc.struct_field(array, indices=[position]))
    return array


def _column(
    name: str, *, leaf: pa.Field, path: tuple[int, ...], read: Callable[[tuple[int, ...]], Iterator[pa.Array]]
) -> Column:
    """Build the column of one leaf."""
    field = Field(name=name, type=plain_type(leaf.type), nullable=leaf.nullable)
    return Column(field=field, declared=leaf.type, chunks=lambda: (plain(array) for array in read(path)))


def _leaves(field: pa.Field, *, nullable: bool) -> Iterator[tuple[str, pa.Field, tuple[int, ...]]]:
    """Walk to the fields which are not structs; a struct without fields is a column of its own."""
    type_ = plain_type(field.type)
    nullable = nullable or field.nullable
    if not types.is_struct(type_) or type_.num_fields == 0:
        yield field.name, field.with_nullable(nullable), ()
        return
    for position in range(type_.num_fields):
        for name, leaf, path in _leaves(type_.field(position), nullable=nullable):
            yield f"{field.name}.{name}", leaf, (position, *path)
