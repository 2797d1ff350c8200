"""Data from standard input: CSV, Parquet or Arrow, told apart by their first bytes."""

from __future__ import annotations

import sys
from pathlib import Path

from driftcli.errors import SourceError, UsageError
from driftcli.sources.compression import decompressed
from driftcli.sources.folder import DataFile

NAME = "standard input"


def standard_input() -> tuple[DataFile, int]:
    """Read everything; gives the bytes, decompressed, and their number as they came."""
    if sys.stdin.isatty():
        raise UsageError("nothing is piped into it", where=NAME, hint="give a file, or pipe data into the command")
    raw = memoryview(sys.stdin.buffer.read())
    if not raw:
        raise SourceError("is empty", where=NAME, hint="check the command before the pipe")
    return DataFile(path=Path("-"), name=NAME, data=decompressed(raw, name=NAME)), len(raw)
