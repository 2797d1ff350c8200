"""Files to columns: each by the reader of its format, several of one format as one dataset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from driftcli.errors import SourceError
from driftcli.sources.column import Rows
from driftcli.sources.detect import compression_of, format_of
from driftcli.sources.folder import DataFile, data_files
from driftcli.sources.loaded import Loaded, named_rows
from driftcli.sources.source import SourceFacts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from driftcli.sources.bytes_at import Bytes
    from driftcli.sources.options import SourceOptions
    from driftcli.sources.retype import Wanted

_HEAD_BYTES = 1024


def from_files(given: str, *, options: SourceOptions, wanted: Mapping[str, Wanted], room: int | None = None) -> Loaded:
    """Read what a path, a glob, a folder or ``-`` stands for; beyond ``room`` bytes, text is kept on disk."""
    files, size = _files(given, room)
    formats = {options.format or _format(file) for file in files}
    if len(formats) > 1:
        listed = " and ".join(sorted(formats))
        raise SourceError(f"holds {listed} files together", where=given, hint="give a glob of one kind, such as *.csv")
    format_ = formats.pop()
    if format_ in {"csv", "tsv"}:
        loaded = from_text(files, format_=format_, options=options, wanted=wanted, room=room)
    else:
        loaded = _columnar(files, format_=format_, room=room)
    facts = replace(loaded.facts, name=given, files=tuple(file.name for file in files), bytes=size)
    return replace(loaded, facts=facts)


def _files(given: str, room: int | None) -> tuple[list[DataFile], int]:
    """List the files and add up their sizes."""
    if given == "-":
        from driftcli.sources.stdin import standard_input  # noqa: PLC0415 - only where there is a pipe

        file, size = standard_input(room)
        return [file], size
    files = data_files(given)
    try:
        return files, sum(file.path.stat().st_size for file in files)
    except FileNotFoundError as error:
        raise SourceError("does not exist", where=given, hint="check the path") from error
    except OSError as error:
        raise SourceError(f"cannot be opened ({error.strerror})", where=given, hint="check its permissions") from error


def _format(file: DataFile) -> str:
    """Find a file's format."""
    if file.data is not None:
        return format_of(bytes(file.data.read(0, _HEAD_BYTES)), name=file.name)
    try:
        with file.path.open("rb") as opened:
            head = opened.read(_HEAD_BYTES)
    except OSError as error:
        raise SourceError(
            f"cannot be opened ({error.strerror})", where=file.name, hint="check its permissions"
        ) from error
    if not head:
        raise SourceError("is empty", where=file.name, hint="check the step that writes it")
    return format_of(head, name=file.name)


def from_text(
    files: Sequence[DataFile],
    *,
    format_: str,
    options: SourceOptions,
    wanted: Mapping[str, Wanted],
    room: int | None = None,
) -> Loaded:
    """Read text files, and type the columns of all of them together; keeps them on disk where there is no room."""
    from driftcli.sources.csv.encoding import RawText  # noqa: PLC0415
    from driftcli.sources.csv.reading import csv_data  # noqa: PLC0415 - each format's reader only where it is needed
    from driftcli.sources.keeping import InMemory, OnDisk  # noqa: PLC0415
    from driftcli.sources.retype import retyped  # noqa: PLC0415
    from driftcli.sources.unify import partition_columns  # noqa: PLC0415

    texts = [RawText(_plain_bytes(file, format_=options.format, room=room), file.name, room) for file in files]
    is_held = room is None or sum(text.raw.size for text in texts) <= room
    keeper = InMemory() if is_held else OnDisk(files[0].name)
    read = csv_data(texts, options=options, wanted=wanted, is_tabbed=format_ == "tsv", keeper=keeper)
    taken = [column.name for column in read.columns]
    extra = partition_columns([file.partition for file in files], counts=read.counts, taken=taken)
    columns = (*read.columns, *(retyped(column, wanted.get(column.name)) for column in extra))
    facts = SourceFacts(name="", format=format_, dialect=read.dialect, unreadable=read.unreadable, notes=read.notes)
    return Loaded(Rows(columns=columns, count=sum(read.counts)), facts)


def _plain_bytes(file: DataFile, *, format_: str | None, room: int | None) -> Bytes:
    """Give the bytes of a text file, decompressed; what is in a compressed file is looked at once more."""
    from driftcli.sources.bytes_at import mapped, opened  # noqa: PLC0415
    from driftcli.sources.compression import decompressed  # noqa: PLC0415

    raw = file.data or opened(file.path, name=file.name)
    if file.data is None and (room is None or raw.size <= room):
        raw = mapped(file.path, name=file.name)
    if compression_of(bytes(raw.read(0, 8))) is None:
        return raw
    data = decompressed(raw, name=file.name, room=room)
    inside = format_ or format_of(bytes(data.read(0, _HEAD_BYTES)), name=file.name)
    if inside not in {"csv", "tsv"}:
        raise SourceError(f"is a compressed {inside} file", where=file.name, hint="decompress it first")
    return data


def _columnar(files: Sequence[DataFile], *, format_: str, room: int | None) -> Loaded:
    """Read Parquet or Arrow files."""
    from driftcli.sources.unify import partition_columns, unified  # noqa: PLC0415

    parts: list[Rows] = []
    notes: list[str] = []
    for file in files:
        part, renamed = _columnar_rows(file, format_=format_)
        parts.append(part)
        notes += [f"{file.name}: {note}" for note in renamed] if len(files) > 1 else renamed
    data, differences = unified(parts, names=[file.name for file in files], room=room)
    taken = [column.name for column in data.columns]
    extra = partition_columns([file.partition for file in files], counts=[part.count for part in parts], taken=taken)
    rows = Rows(columns=(*data.columns, *extra), count=data.count)
    return Loaded(rows, SourceFacts(name="", format=format_, notes=(*notes, *differences)))


def _columnar_rows(file: DataFile, *, format_: str) -> tuple[Rows, tuple[str, ...]]:
    """Open one Parquet or Arrow file."""
    import pyarrow as pa  # noqa: PLC0415

    from driftcli.sources.bytes_at import held_bytes  # noqa: PLC0415

    where = file.path if file.data is None else pa.py_buffer(held_bytes(file.data))
    if format_ == "parquet":
        from driftcli.sources.parquet import parquet_columns, parquet_data  # noqa: PLC0415

        data = parquet_data(where, name=file.name)
        return named_rows(parquet_columns(data), count=data.rows)
    from driftcli.sources.arrow import arrow_table, table_columns  # noqa: PLC0415

    table = arrow_table(where, name=file.name)
    return named_rows(table_columns(table), count=table.num_rows)
