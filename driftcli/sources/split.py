"""One dataset split in time into a reference and a current part."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from driftcli.errors import SourceError, UsageError
from driftcli.sources.column import Column, ColumnSource, Rows
from driftcli.sources.families import family_of
from driftcli.sources.keeping import Room
from driftcli.sources.names import unknown_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from driftcli.sources.keeping import Keeper
    from driftcli.sources.source import Source

_HINT = "write it as 2026-03-01 or 2026-03-01T06:00"


def split_in_time(source: Source, timestamp: str, split_at: str, *, room: int | None = None) -> tuple[Source, Source]:
    """Give the rows before a moment as the reference and the others as the current part.

    Rows without a timestamp belong to neither and are counted in a note. Of the timestamps two bits a row are held;
    where they have to be parsed, what takes more than ``room`` bytes is kept in a temporary file.
    """
    moment = split_moment(split_at)
    data, kept = _all_rows(source)
    columns = {column.name: column for column in data.columns}
    if timestamp not in columns:
        raise unknown_column(timestamp, columns, where="--timestamp")
    keeper = partial(Room(room, source.facts.name).keeper, data.count)
    column = _as_times(columns[timestamp], keeper, name=source.facts.name)
    before, has_time = _sides(column, moment)
    missing = pc.sum(pc.and_not(kept, has_time)).as_py() or 0
    notes = source.facts.notes
    if missing:
        notes += (f'{missing} rows without "{timestamp}" are in neither part',)
    parts: list[Source] = []
    for side, rows in (("before", before), ("from", pc.and_not(has_time, before))):
        mask = pc.and_(rows, kept)
        if not mask.true_count:
            raise _empty_side(side, split_at, column, name=source.facts.name)
        facts = replace(source.facts, name=f"{source.facts.name} ({side} {split_at})", notes=notes)
        parts.append(ColumnSource(facts=facts, data=data, mask=mask))
    return parts[0], parts[1]


def split_moment(split_at: str) -> datetime:
    """Read the moment of a split; one with a zone is turned to UTC, as zoned columns are."""
    try:
        moment = datetime.fromisoformat(split_at.strip())
    except ValueError as error:
        raise UsageError(f'"{split_at}" is not a date or time', where="--split-at", hint=_HINT) from error
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def _all_rows(source: Source) -> tuple[Rows, pa.BooleanArray]:
    """Give all rows of a source and which of them it keeps."""
    if isinstance(source, ColumnSource):
        kept = source.mask
        data = source.data
    else:
        columns = tuple(
            Column(field=field, declared=source.declared_type(field.name), chunks=partial(source.column, field.name))
            for field in source.fields
        )
        data, kept = Rows(columns=columns, count=source.rows), None
    return data, pa.repeat(pa.scalar(value=True), data.count) if kept is None else kept


def _as_times(column: Column, keeper: Callable[[], Keeper], *, name: str) -> Column:
    """Read a column as times."""
    if family_of(column.field.type) == "string":
        from driftcli.sources.retype import Wanted, retyped  # noqa: PLC0415 - only where times are text

        column = retyped(column, Wanted("timestamp"), keeper)
    if family_of(column.field.type) != "timestamp":
        hint = "name a column of dates or times with --timestamp"
        raise UsageError(f'column "{column.name}" does not hold times', where=name, hint=hint)
    return column


def _times(column: Column) -> Iterator[pa.TimestampArray]:
    """Give a column as moments without a zone, in UTC, array by array."""
    type_ = pa.timestamp("us")
    return (chunk if chunk.type == type_ else chunk.cast(type_, safe=False) for chunk in column.chunks())


def _sides(column: Column, moment: datetime) -> tuple[pa.BooleanArray, pa.BooleanArray]:
    """Tell of each row whether it is before a moment, and whether it has a time."""
    before, has_time = [], []
    for times in _times(column):
        is_earlier = pc.less(times, pa.scalar(moment, pa.timestamp("us")))
        before.append(pc.fill_null(is_earlier, fill_value=False))
        has_time.append(times.is_valid())
    return pa.concat_arrays(before), pa.concat_arrays(has_time)


def _empty_side(side: str, split_at: str, column: Column, *, name: str) -> SourceError:
    """Say that one part has no rows, and where the rows are."""
    found = [span.as_py() for span in map(pc.min_max, _times(column))]
    moments = [moment for span in found for moment in span.values() if moment is not None]
    first, last = min(moments, default=None), max(moments, default=None)
    return SourceError(f"has no rows {side} {split_at}", where=name, hint=f"its times run from {first} to {last}")
