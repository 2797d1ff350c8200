"""The entrance: whatever holds the data, as a ``Source``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from driftcli.errors import SourceError, UsageError
from driftcli.sources.column import ColumnSource, Rows
from driftcli.sources.detect import format_of
from driftcli.sources.folder import DataFile, data_files
from driftcli.sources.frames import frame_table, is_frame, not_a_frame
from driftcli.sources.loaded import Loaded, named_rows
from driftcli.sources.names import is_chosen
from driftcli.sources.options import SourceOptions
from driftcli.sources.retype import Wanted, retyped, wanted_types
from driftcli.sources.source import SourceFacts
from driftcli.sources.unify import partition_columns, unified

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from driftcli.sources.source import Source

_DEFAULTS = SourceOptions()
_HEAD_BYTES = 1024


def open_source(
    given: str | Path | Any, *, options: SourceOptions = _DEFAULTS, like: Mapping[str, pa.DataType] | None = None
) -> Source:
    """Open a path, a glob, a folder, ``-`` for standard input, or a frame in memory.

    ``like`` holds the reference's types: columns are read as them where their values allow.
    """
    wanted = wanted_types(like, options.types)
    if is_frame(given):
        loaded = _from_frame(given)
    elif isinstance(given, (str, Path)):
        loaded = _from_files(str(given), options=options, wanted=wanted)
    else:
        raise not_a_frame(given)
    return _prepared(loaded, options=options, wanted=wanted)


def _prepared(loaded: Loaded, *, options: SourceOptions, wanted: Mapping[str, Wanted]) -> Source:
    """Read columns as wanted, filter rows and choose columns."""
    name = loaded.facts.name
    if not loaded.data.columns:
        raise SourceError("has no columns", where=name, hint="check the step that writes it")
    if loaded.data.count == 0:
        raise SourceError("has no rows", where=name, hint="check the step that writes it")
    columns = tuple(retyped(column, wanted.get(column.name)) for column in loaded.data.columns)
    mask = None
    if options.where is not None:
        from driftcli.sources.where import kept_rows  # noqa: PLC0415 - only where rows are filtered

        mask = kept_rows(options.where, columns=columns, count=loaded.data.count)
        if not mask.true_count:
            raise SourceError(f"has no rows where {options.where}", where=name, hint="check the condition")
    chosen = tuple(column for column in columns if is_chosen(column.name, options))
    if not chosen:
        raise UsageError("the chosen columns are none of its columns", where=name, hint="check --columns and --ignore")
    return ColumnSource(facts=loaded.facts, data=Rows(columns=chosen, count=loaded.data.count), mask=mask)


def _from_frame(frame: Any) -> Loaded:
    """Take a frame in memory."""
    from driftcli.sources.arrow import table_columns  # noqa: PLC0415

    name = f"{type(frame).__name__} in memory"
    table, notes = frame_table(frame, name=name)
    data, renamed = named_rows(table_columns(table), count=table.num_rows)
    return Loaded(data, SourceFacts(name=name, format="frame", notes=notes + renamed))


def _from_files(given: str, *, options: SourceOptions, wanted: Mapping[str, Wanted]) -> Loaded:
    """Read one file or several of one format."""
    if given == "-":
        from driftcli.sources.stdin import standard_input  # noqa: PLC0415

        return standard_input(options=options, wanted=wanted)
    files = data_files(given)
    formats = {options.format or _format(file) for file in files}
    if len(formats) > 1:
        listed = " and ".join(sorted(formats))
        raise SourceError(f"holds {listed} files together", where=given, hint="give a glob of one kind, such as *.csv")
    format_ = formats.pop()
    loaded = (_csv if format_ in {"csv", "tsv"} else _columnar)(files, format_=format_, options=options, wanted=wanted)
    paths = tuple(file.name for file in files)
    size = sum(file.path.stat().st_size for file in files)
    return replace(loaded, facts=replace(loaded.facts, name=given, files=paths, bytes=size))


def _format(file: DataFile) -> str:
    """Find a file's format."""
    try:
        with file.path.open("rb") as opened:
            head = opened.read(_HEAD_BYTES)
    except FileNotFoundError as error:
        raise SourceError("does not exist", where=file.name, hint="check the path") from error
    except OSError as error:
        raise SourceError(f"cannot be opened ({error.strerror})", where=file.name, hint="check its permissions") from error
    if not head:
        raise SourceError("is empty", where=file.name, hint="check the step that writes it")
    return format_of(head, name=file.name)


def _csv(files: Sequence[DataFile], *, format_: str, options: SourceOptions, wanted: Mapping[str, Wanted]) -> Loaded:
    """Read text files."""
    from driftcli.sources.compression import mapped  # noqa: PLC0415
    from driftcli.sources.csv import csv_data  # noqa: PLC0415

    opened = [(file.name, mapped(file.path, name=file.name)) for file in files]
    read = csv_data(opened, options=options, wanted=wanted, is_tabbed=format_ == "tsv")
    taken = [column.name for column in read.columns]
    extra = partition_columns([file.partition for file in files], counts=read.counts, taken=taken)
    facts = SourceFacts(
        name="", format=format_, dialect=read.dialect, unreadable=read.unreadable, notes=read.notes
    )
    return Loaded(Rows(columns=(*read.columns, *extra), count=sum(read.counts)), facts)


def _columnar(
    files: Sequence[DataFile], *, format_: str, options: SourceOptions, wanted: Mapping[str, Wanted]
) -> Loaded:
    """Read Parquet or Arrow files."""
    del options, wanted
    parts: list[Rows] = []
    notes: list[str] = []
    for file in files:
        part, renamed = _columnar_rows(file.path, name=file.name, format_=format_)
        parts.append(part)
        notes += [f"{file.name}: {note}" for note in renamed] if len(files) > 1 else renamed
    data, differences = unified(parts, names=[file.name for file in files])
    taken = [column.name for column in data.columns]
    extra = partition_columns([file.partition for file in files], counts=[part.count for part in parts], taken=taken)
    rows = Rows(columns=(*data.columns, *extra), count=data.count)
    return Loaded(rows, SourceFacts(name="", format=format_, notes=(*notes, *differences)))


def _columnar_rows(file: Path | pa.Buffer, *, name: str, format_: str) -> tuple[Rows, tuple[str, ...]]:
    """Open one Parquet or Arrow file."""
    if format_ == "parquet":
        from driftcli.sources.parquet import parquet_columns, parquet_data  # noqa: PLC0415

        data = parquet_data(file, name=name)
        return named_rows(parquet_columns(data), count=data.rows)
    from driftcli.sources.arrow import arrow_table, table_columns  # noqa: PLC0415

    table = arrow_table(file, name=name)
    return named_rows(table_columns(table), count=table.num_rows)
