"""Data from standard input: CSV, Parquet or Arrow, told apart by their first bytes."""

from __future__ import annotations

import sys
from pathlib import Path

from driftcli.errors import SourceError, UsageError
from driftcli.sources.bytes_at import gathered
from driftcli.sources.compression import decompressed
from driftcli.sources.folder import DataFile

NAME = "standard input"
_PIECE = 1 << 22


def standard_input(room: int | None = None) -> tuple[DataFile, int]:
    """Read everything, into a temporary file beyond ``room`` bytes; gives it decompressed, and its size as it came."""
    if sys.stdin.isatty():
        raise UsageError("nothing is piped into it", where=NAME, hint="give a file, or pipe data into the command")
    raw = gathered(iter(lambda: sys.stdin.buffer.read(_PIECE), b""), name=NAME, room=room)
    if not raw.size:
        raise SourceError("is empty", where=NAME, hint="check the command before the pipe")
    return DataFile(path=Path("-"), name=NAME, data=decompressed(raw, name=NAME, room=room)), raw.size
