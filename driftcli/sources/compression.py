"""The bytes of a file: mapped where they are plain, in memory where they are compressed."""

from __future__ import annotations

import lzma
import mmap
from typing import TYPE_CHECKING

import pyarrow as pa

from driftcli.errors import SourceError
from driftcli.sources.detect import compression_of

if TYPE_CHECKING:
    from pathlib import Path


def mapped(path: Path, *, name: str) -> memoryview:
    """Give a file's bytes as they are."""
    try:
        with path.open("rb") as file:
            if file.seek(0, 2) == 0:
                return memoryview(b"")
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except FileNotFoundError as error:
        raise SourceError("does not exist", where=name, hint="check the path") from error
    except OSError as error:
        raise SourceError(f"cannot be opened ({error.strerror})", where=name, hint="check its permissions") from error


def decompressed(raw: memoryview, *, name: str) -> memoryview:
    """Undo gzip, bzip2, zstd or xz, recognised by the first bytes."""
    codec = compression_of(bytes(raw[:8]))
    if codec is None:
        return raw
    try:
        if codec == "xz":
            return memoryview(lzma.decompress(raw))
        with pa.CompressedInputStream(pa.BufferReader(pa.py_buffer(raw)), codec) as stream:
            return memoryview(stream.read())
    except (lzma.LZMAError, pa.ArrowException, OSError, EOFError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise SourceError(
            f"is not a whole {codec} file ({reason})", where=name, hint="it may be cut off: copy or write it again"
        ) from error
