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
from driftcli.sources.names import unknown_column

if TYPE_CHECKING:
    from driftcli.sources.source import Source

_HINT = "write it as 2026-03-01 or 2026-03-01T06:00"


def split_in_time(source: Source, timestamp: str, split_at: str) -> tuple[Source, Source]:
    """Give the rows before a moment as the reference and the others as the current part.

    Rows without a timestamp belong to neither and are counted in a note.
    """
    moment = split_moment(split_at)
    data, kept = _all_rows(source)
    columns = {column.name: column for column in data.columns}
    if timestamp not in columns:
        raise unknown_column(timestamp, columns, where="--timestamp")
    times = _times(columns[timestamp], name=source.facts.name)
    before = pc.less(times, pa.scalar(moment, pa.timestamp("us")))
    missing = pc.sum(pc.and_(pc.is_null(times), kept)).as_py() or 0
    notes = source.facts.notes
    if missing:
        notes += (f'{missing} rows without "{timestamp}" are in neither part',)
    parts: list[Source] = []
    for side, rows in (("before", before), ("from", pc.invert(before))):
        mask = pc.and_(pc.fill_null(rows, fill_value=False), kept)
        if not mask.true_count:
            raise _empty_side(side, split_at, times, name=source.facts.name)
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


def _times(column: Column, *, name: str) -> pa.TimestampArray:
    """Read a column as moments without a zone, in UTC."""
    data = pa.chunked_array(list(column.chunks()), column.field.type)
    family = family_of(column.field.type)
    if family == "string":
        from driftcli.sources.dates import timestamps  # noqa: PLC0415 - only where times are text
        from driftcli.sources.parsing import Marks  # noqa: PLC0415

        data = timestamps(data, Marks())
        family = "timestamp" if data.null_count < len(data) else "string"
    if family != "timestamp":
        hint = "name a column of dates or times with --timestamp"
        raise UsageError(f'column "{column.name}" does not hold times', where=name, hint=hint)
    if data.type != pa.timestamp("us"):
        data = data.cast(pa.timestamp("us"), safe=False)
    whole = data.combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole


def _empty_side(side: str, split_at: str, times: pa.TimestampArray, *, name: str) -> SourceError:
    """Say that one part has no rows, and where the rows are."""
    span = pc.min_max(times).as_py()
    return SourceError(
        f"has no rows {side} {split_at}", where=name, hint=f"its times run from {span['min']} to {span['max']}"
    )
