"""Arrow tables in memory, and Arrow IPC and Feather files, which are mapped rather than copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import ipc

from driftcli.errors import SourceError
from driftcli.sources.flatten import child_of, flat_columns
from driftcli.stats.side_by_side import threads_allowed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from driftcli.sources.column import Column

FILE_MAGIC = b"ARROW1"
FEATHER_1_MAGIC = b"FEA1"


def table_columns(table: pa.Table) -> list[Column]:
    """Build the columns of a table in memory, structs flattened."""
    columns: list[Column] = []
    for position, field in enumerate(table.schema):
        data = table.column(position)

        def read(path: tuple[int, ...], data: pa.ChunkedArray = data) -> Iterator[pa.Array]:
            return (child_of(chunk, path) for chunk in data.chunks)

        columns += flat_columns(field, read=read)
    return columns


def arrow_table(file: Path | pa.Buffer, *, name: str) -> pa.Table:
    """Read an Arrow IPC file, an Arrow IPC stream or a Feather file of either version."""
    try:
        source = pa.BufferReader(file) if isinstance(file, pa.Buffer) else pa.memory_map(str(file))
        head = source.read(len(FILE_MAGIC))
        source.seek(0)
        options = ipc.IpcReadOptions(use_threads=threads_allowed() > 1)
        if head.startswith(FEATHER_1_MAGIC):
            return _feather_1(source)
        if head == FILE_MAGIC:
            return ipc.open_file(source, options=options).read_all()
        return ipc.open_stream(source, options=options).read_all()
    except FileNotFoundError as error:
        raise SourceError("does not exist", where=name, hint="check the path") from error
    except (pa.ArrowException, OSError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise SourceError(
            f"is not a whole Arrow file ({reason})", where=name, hint="it may be cut off or damaged: write it again"
        ) from error


def _feather_1(source: pa.NativeFile) -> pa.Table:
    """Read the first version of Feather, which only old programs write."""
    from pyarrow import feather  # noqa: PLC0415 - almost never needed

    return feather.read_table(source, use_threads=threads_allowed() > 1)
