"""Several files as one dataset: columns matched by name, types promoted to one that holds them all."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa

from driftcli.sources.column import Column, Rows
from driftcli.sources.csv.types import Typed, inferred
from driftcli.sources.families import family_of
from driftcli.sources.keeping import Room
from driftcli.sources.parsing import Marks
from driftcli.sources.parts import held, whole
from driftcli.sources.retype import Wanted, cast_chunk, retyped, typed_column
from driftcli.sources.source import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from driftcli.sources.keeping import Keeper

_NULLS_AT_ONCE = 1 << 17


def unified(parts: Sequence[Rows], *, names: Sequence[str], room: int | None = None) -> tuple[Rows, tuple[str, ...]]:
    """Put datasets under one another; gives notes of columns which some lack or hold as another type."""
    if len(parts) == 1:
        return parts[0], ()
    kept = Room(room, names[0])
    order = dict.fromkeys(column.name for part in parts for column in part.columns)
    notes: list[str] = []
    columns: list[Column] = []
    for name in order:
        found = [next((column for column in part.columns if column.name == name), None) for part in parts]
        lacking = [file for file, column in zip(names, found, strict=True) if column is None]
        if lacking:
            more = f" and {len(lacking) - 1} more files have" if len(lacking) > 1 else " has"
            notes.append(f'{lacking[0]}{more} no column "{name}": missing there')
        column, note = _chained(name, found=found, counts=[part.count for part in parts], room=kept)
        columns.append(column)
        notes += [note] if note else []
    return Rows(columns=tuple(columns), count=sum(part.count for part in parts)), tuple(notes)


def partition_columns(
    values: Sequence[tuple[tuple[str, str | None], ...]], *, counts: Sequence[int], taken: Sequence[str]
) -> list[Column]:
    """Build the columns whose values stand in folder names; those which the files hold themselves are not repeated."""
    keys = dict.fromkeys(key for pairs in values for key, _ in pairs if key not in taken)
    columns: list[Column] = []
    for key in keys:
        spelled = [dict(pairs).get(key) for pairs in values]
        typed = whole(
            inferred(held(pa.chunked_array([pa.array(spelled, pa.string())])), Marks()).values
        ).combine_chunks()
        parts = [pa.repeat(value, count) for value, count in zip(typed, counts, strict=True)]
        data = pa.chunked_array(parts, typed.type)
        columns.append(typed_column(key, declared=typed.type, typed=Typed(held(data))))
    return columns


def promoted(types_: Sequence[pa.DataType]) -> pa.DataType:
    """Give the type that holds the values of all; strings where families differ."""
    try:
        schemas = [pa.schema([pa.field("x", type_)]) for type_ in types_]
        return pa.unify_schemas(schemas, promote_options="permissive").field("x").type
    except pa.ArrowException:
        return pa.large_string() if pa.large_string() in types_ else pa.string()


def _chained(
    name: str, *, found: Sequence[Column | None], counts: Sequence[int], room: Room
) -> tuple[Column, str | None]:
    """Put one column of all parts under one another."""
    present = [column for column in found if column is not None]
    type_ = promoted([column.field.type for column in present])
    distinct = sorted({str(column.declared) for column in present if family_of(column.declared) != "null"})
    declared = present[0].declared if len(distinct) <= 1 else type_
    if len(distinct) == 1:
        declared = next(column.declared for column in present if str(column.declared) == distinct[0])
    ready = [
        column if column is None else _as_type(column, type_, partial(room.keeper, count))
        for column, count in zip(found, counts, strict=True)
    ]
    nullable = len(present) < len(found) or any(column.field.nullable for column in present)

    def chunks() -> Iterator[pa.Array]:
        for column, count in zip(ready, counts, strict=True):
            yield from _nulls(count, type_) if column is None else column.chunks()

    def encoded() -> Iterator[pa.Array]:
        for column, count in zip(ready, counts, strict=True):
            yield from _nulls(count, type_) if column is None else (column.encoded or column.chunks)()

    note = (
        f'column "{name}" is {" and ".join(distinct)} in different files: read as {type_}'
        if len(distinct) > 1
        else None
    )
    field = Field(name=name, type=type_, nullable=nullable)
    return Column(field=field, declared=declared, chunks=chunks, encoded=encoded), note


def _as_type(column: Column, type_: pa.DataType, keeper: Callable[[], Keeper]) -> Column:
    """Read one part's column as the common type."""
    if column.field.type == type_:
        return column
    if family_of(column.field.type) == family_of(type_):
        cast = partial(cast_chunk, type_=type_)
        field = replace(column.field, type=type_)
        return replace(column, field=field, chunks=lambda: map(cast, column.chunks()), encoded=None, pieces=None)
    return retyped(column, Wanted(family_of(type_), type_, is_forced=True), keeper)


def _nulls(count: int, type_: pa.DataType) -> Iterator[pa.Array]:
    """Give missing values in pieces."""
    for start in range(0, count, _NULLS_AT_ONCE):
        yield pa.nulls(min(_NULLS_AT_ONCE, count - start), type_)
