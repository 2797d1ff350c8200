"""The entrance: whatever holds the data, as a ``Source``."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from driftcli.errors import NoRowsError, SourceError, UsageError
from driftcli.sources.column import Column, ColumnSource, Rows
from driftcli.sources.families import family_of
from driftcli.sources.folder import DataFile
from driftcli.sources.frames import frame_table, is_frame, not_a_frame
from driftcli.sources.keeping import Room
from driftcli.sources.loaded import Loaded, named_rows
from driftcli.sources.names import is_chosen
from driftcli.sources.options import SourceOptions
from driftcli.sources.reading import from_files, from_text
from driftcli.sources.retype import Wanted, dated, retyped, wanted_types
from driftcli.sources.source import SourceFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from driftcli.sources.keeping import Keeper
    from driftcli.sources.source import Source

_DEFAULTS = SourceOptions()
_EMPTY_HINT = "check the step that writes it"


def open_source(
    given: str | Path | Any,
    *,
    options: SourceOptions = _DEFAULTS,
    like: Mapping[str, pa.DataType] | None = None,
    room: int | None = None,
) -> Source:
    """Open a path, a glob, a folder, ``-`` for standard input, or a frame in memory.

    ``like`` holds the reference's types: columns are read as them where their values allow. What is parsed and takes
    more than ``room`` bytes is kept in a temporary file.
    """
    wanted = wanted_types(like, options.types)
    if is_frame(given):
        loaded = _from_frame(given)
    elif isinstance(given, (str, Path)):
        loaded = from_files(str(given), options=options, wanted=wanted, room=room)
    else:
        raise not_a_frame(given)
    return _prepared(loaded, options=options, wanted=wanted, room=room)


def open_lines(
    data: memoryview, *, name: str, options: SourceOptions, like: Mapping[str, pa.DataType] | None = None
) -> Source:
    """Open lines of delimited text in memory, header and all."""
    from driftcli.sources.bytes_at import HeldBytes  # noqa: PLC0415 - only for lines that Spark sends

    wanted = wanted_types(like, options.types)
    file = DataFile(Path(name), name=name, data=HeldBytes(data))
    format_ = "tsv" if options.format == "tsv" else "csv"
    loaded = from_text([file], format_=format_, options=options, wanted=wanted)
    return _prepared(loaded, options=options, wanted=wanted)


def open_timed(
    given: str | Path | Any,
    timestamp: str | None,
    *,
    options: SourceOptions = _DEFAULTS,
    like: Mapping[str, pa.DataType] | None = None,
    room: int | None = None,
) -> Source:
    """Open a source; a timestamp column of strings is read as times. Standard input can be read only once."""
    source = open_source(given, options=options, like=like, room=room)
    is_stdin = isinstance(given, str) and given == "-"
    if timestamp is None or is_stdin or all(field.name != timestamp for field in source.fields):
        return source
    if family_of(source.declared_type(timestamp)) == "string":
        types = {**options.types, timestamp: "timestamp"}
        source = open_source(given, options=replace(options, types=types), like=like, room=room)
    return source


def _prepared(
    loaded: Loaded, *, options: SourceOptions, wanted: Mapping[str, Wanted], room: int | None = None
) -> Source:
    """Read columns as wanted, filter rows and choose columns."""
    name, count = loaded.facts.name, loaded.data.count
    if not loaded.data.columns:
        raise SourceError("has no columns", where=name, hint=_EMPTY_HINT)
    if count == 0:
        raise NoRowsError("has no rows", where=name, hint=_EMPTY_HINT)
    is_text = loaded.facts.format in {"csv", "tsv"}
    keeper = partial(Room(room, name).keeper, count)
    columns = loaded.data.columns
    if not is_text:
        columns = tuple(_read_as(column, wanted.get(column.name), keeper) for column in columns)
    mask = None
    if options.where is not None:
        from driftcli.sources.where import kept_rows  # noqa: PLC0415 - only where rows are filtered

        mask = kept_rows(options.where, columns=columns, count=count)
        if not mask.true_count:
            raise NoRowsError(f"has no rows where {options.where}", where=name, hint="check the condition")
    chosen = tuple(column for column in columns if is_chosen(column.name, options))
    if not chosen:
        raise UsageError("no column is left to audit", where=name, hint="check --columns and --ignore")
    return ColumnSource(facts=loaded.facts, data=Rows(columns=chosen, count=count), mask=mask)


def _read_as(column: Column, wanted: Wanted | None, keeper: Callable[[], Keeper]) -> Column:
    """Read a column as wanted; strings of which nothing is wanted may be dates."""
    return dated(column, keeper) if wanted is None else retyped(column, wanted, keeper)


def _from_frame(frame: Any) -> Loaded:
    """Take a frame in memory."""
    from driftcli.sources.arrow import table_columns  # noqa: PLC0415 - a file may not need it

    name = f"{type(frame).__name__} in memory"
    table, notes = frame_table(frame, name=name)
    data, renamed = named_rows(table_columns(table), count=table.num_rows)
    return Loaded(data, SourceFacts(name=name, format="frame", notes=notes + renamed))
