"""Columns read as the type which the reference has, or which the user named.

Within a family a value is never lost: a number that does not fit the reference's type keeps its own. Across families a
value that does not parse becomes null and is counted; a column of which nothing parses stays as it is.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from driftcli.errors import SourceError
from driftcli.frozen import dataclass
from driftcli.sources.column import Column
from driftcli.sources.csv.types import Typed, inferred, parsed_as
from driftcli.sources.dates import timestamps
from driftcli.sources.families import Family, family_of, plain_type
from driftcli.sources.keeping import InMemory
from driftcli.sources.parsing import Marks
from driftcli.sources.parts import kept_parts
from driftcli.sources.source import Field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from driftcli.sources.keeping import Keeper
    from driftcli.sources.parts import Parts

    Keeping = Callable[[], Keeper]

LOOKED_AT = 200
FEWEST_DATES = 5
"""Strings that are looked at, and that must be there, before a string column is taken for dates."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The type which a column should have."""

    family: Family
    """Its family."""
    type: pa.DataType | None = None
    """The reference's type, where there is one."""
    is_forced: bool = False
    """Whether the user named the family, so that it holds even where nothing parses."""


def wanted_types(like: Mapping[str, pa.DataType] | None, overrides: Mapping[str, str]) -> dict[str, Wanted]:
    """Join the reference's types and the user's; the user's family wins."""
    wanted = {name: Wanted(family_of(type_), plain_type(type_)) for name, type_ in (like or {}).items()}
    for name, family in overrides.items():
        known = wanted.get(name)
        type_ = known.type if known is not None and known.family == family else None
        wanted[name] = Wanted(family, type_, is_forced=True)  # type: ignore[arg-type]
    return wanted


def text_column(name: str, text: Parts, *, wanted: Wanted | None, marks: Marks) -> tuple[Column, str | None]:
    """Build a column from text, with a note of what was uncertain."""
    own = inferred(text, marks)
    typed = own
    if wanted is not None and wanted.family != family_of(own.values.type):
        typed = _across(own, text=text, wanted=wanted, marks=marks)
    note = f'column "{name}" holds dates, but {own.note}: read as strings' if own.note and typed is own else None
    declared = typed.values.type if wanted is not None and wanted.is_forced else own.values.type
    if wanted is not None and wanted.family != family_of(typed.values.type):
        again = _across_typed(typed.values, wanted=wanted)
        if again is not None:
            typed, declared = again, again.values.type if wanted.is_forced else declared
    if wanted is not None and wanted.type is not None and wanted.family == family_of(typed.values.type):
        typed = replace(typed, values=_fitted(typed.values, wanted.type))
    return typed_column(name, declared=declared, typed=typed), note


def retyped(column: Column, wanted: Wanted | None, keeper: Keeping = InMemory) -> Column:
    """Read a typed column as another type; what is parsed waits where the keeper says, which is asked once it is."""
    if wanted is None or (wanted.type is not None and wanted.type == column.field.type):
        return column
    family = family_of(column.field.type)
    if family == wanted.family:
        return column if wanted.type is None else _cast_within(column, wanted.type)
    typed = _across_typed(kept_parts(column.chunks(), column.field.type, keeper()), wanted=wanted)
    if typed is None:
        return column
    values = typed.values if wanted.type is None else _fitted(typed.values, wanted.type)
    declared = values.type if wanted.is_forced else column.declared
    return typed_column(column.name, declared=declared, typed=replace(typed, values=values))


def dated(column: Column, keeper: Keeping = InMemory) -> Column:
    """Read a string column as times where its first values are dates, as they would be in a text file (METHODS 0.4)."""
    if family_of(column.field.type) != "string":
        return column
    try:
        looked_at = _first_values(column)
    except SourceError:  # a damaged column is told when it is asked for
        return column
    if len(looked_at) < FEWEST_DATES or timestamps(looked_at, Marks()).null_count:
        return column
    return retyped(column, Wanted("timestamp"), keeper)


def _first_values(column: Column) -> pa.ChunkedArray:
    """Values of the first array: of a short one where it holds enough, else of a whole one."""
    found = pa.chunked_array([], column.field.type)
    for arrays in (column.pieces, column.chunks):
        first = next(iter(arrays()), None) if arrays is not None else None
        if first is not None:
            found = pa.chunked_array([first.drop_null().slice(0, LOOKED_AT)])
        if len(found) == LOOKED_AT:
            break
    return found


def _across(own: Typed, *, text: Parts, wanted: Wanted, marks: Marks) -> Typed:
    """Parse text as a family which it does not have by itself."""
    if wanted.family == "string":
        return Typed(text)
    if family_of(own.values.type) == "null":
        return _nulls(text, wanted)
    typed = parsed_as(text, family=wanted.family, marks=marks, is_forced=wanted.is_forced)
    return own if typed is None else typed


def _across_typed(data: Parts, *, wanted: Wanted) -> Typed | None:
    """Turn typed values into another family by way of their spelling; None where that cannot be."""
    family = family_of(data.type)
    if family == "null":
        return _nulls(data, wanted)
    text = _spelled(data)
    if text is None:
        return None
    if wanted.family == "string":
        return Typed(text)
    if family == "boolean" and wanted.family == "number":
        return Typed(data.kept(partial(pc.cast, target_type=pa.int64()), pa.int64()))
    return parsed_as(text, family=wanted.family, marks=Marks(), is_forced=wanted.is_forced)


def _spelled(data: Parts) -> Parts | None:
    """Write values as strings; whole numbers without a decimal point."""
    if types.is_floating(data.type):
        data = _fitted(data, pa.int64())
    type_ = pa.large_string() if types.is_large_string(data.type) else pa.string()
    try:
        return data.kept(partial(pc.cast, target_type=type_), type_)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return None


def _nulls(data: Parts, wanted: Wanted) -> Typed:
    """Give a column of missing values in the wanted type."""
    defaults = {"number": pa.float64(), "boolean": pa.bool_(), "timestamp": pa.timestamp("us"), "string": pa.string()}
    type_ = wanted.type or defaults.get(wanted.family, pa.null())
    return Typed(data.emptied(type_))


def _fitted(values: Parts, type_: pa.DataType) -> Parts:
    """Cast within a family where no value is lost by it, else leave as is."""
    if values.type == type_:
        return values

    def cast(part: pa.ChunkedArray) -> pa.ChunkedArray:
        return pa.chunked_array([cast_chunk(chunk, type_) for chunk in part.chunks], type_)

    try:
        return values.kept(cast, type_)
    except pa.ArrowInvalid:
        return values


def _cast_within(column: Column, type_: pa.DataType) -> Column:
    """Cast each array as it is read, where a first reading shows that all can be."""
    cast = partial(cast_chunk, type_=type_)

    def chunks() -> Iterator[pa.Array]:
        return map(cast, column.chunks())

    try:
        if not _is_always_safe(column.field.type, type_):
            for _ in chunks():
                pass
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return column
    return replace(column, field=replace(column.field, type=type_), chunks=chunks, encoded=None, pieces=None)


def _is_always_safe(own: pa.DataType, type_: pa.DataType) -> bool:
    """Tell whether every value of one type can be cast to another."""
    if types.is_floating(type_):
        return True
    return bool(types.is_integer(own) and types.is_signed_integer(type_) and own.bit_width < type_.bit_width)


def cast_chunk(array: pa.Array, type_: pa.DataType) -> pa.Array:
    """Cast one array within a family; raises where a value would be lost."""
    if types.is_floating(type_):
        return array.cast(type_, safe=False)
    if types.is_date(type_) and types.is_timestamp(array.type):
        days = array.cast(type_)
        if not pc.all(pc.equal(days.cast(array.type), array)).as_py():
            raise pa.ArrowInvalid("times of day would be lost")
        return days
    if types.is_timestamp(type_) and types.is_timestamp(array.type) and (type_.tz is None) != (array.type.tz is None):
        utc = "UTC" if type_.tz is not None else None
        array = array.cast(pa.timestamp(array.type.unit)) if utc is None else pc.assume_timezone(array, "UTC")
    if types.is_timestamp(type_) and types.is_date(array.type) and type_.tz is not None:
        array = pc.assume_timezone(array.cast(pa.timestamp(type_.unit)), "UTC")
    return array.cast(type_)


def typed_column(name: str, *, declared: pa.DataType, typed: Typed) -> Column:
    """Build a column of values that are kept."""
    return Column(
        field=Field(name=name, type=typed.values.type, nullable=True),
        declared=declared,
        chunks=typed.values.arrays,
        bad=typed.bad.parts if typed.bad else lambda: iter(()),
    )
