"""The bytes of a compressed file, in memory where there is room for them."""

from __future__ import annotations

import lzma
from typing import TYPE_CHECKING, BinaryIO, cast

import pyarrow as pa

from driftcli.errors import SourceError
from driftcli.sources.bytes_at import Stream, arrow_file, gathered
from driftcli.sources.detect import compression_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from driftcli.sources.bytes_at import Bytes

_PIECE = 1 << 22


def decompressed(raw: Bytes, *, name: str, room: int | None = None) -> Bytes:
    """Undo gzip, bzip2, zstd or xz, recognised by the first bytes; into a temporary file beyond ``room`` bytes."""
    codec = compression_of(bytes(raw.read(0, 8)))
    if codec is None:
        return raw
    try:
        return gathered(_pieces(raw, codec), name=name, room=room)
    except (lzma.LZMAError, pa.ArrowException, OSError, EOFError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise SourceError(
            f"is not a whole {codec} file ({reason})", where=name, hint="it may be cut off: copy or write it again"
        ) from error


def _pieces(raw: Bytes, codec: str) -> Iterator[bytes]:
    """Give the decompressed bytes, some megabytes at a time."""
    if codec == "xz":
        with lzma.open(cast("BinaryIO", Stream(raw))) as unpacked:
            yield from iter(lambda: unpacked.read(_PIECE), b"")
    else:
        with pa.CompressedInputStream(arrow_file(raw), codec) as stream:
            yield from iter(lambda: stream.read(_PIECE), b"")
