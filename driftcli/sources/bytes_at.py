"""The bytes of a text, a stretch at a time: in memory or mapped, or read from a file that memory does not hold."""

from __future__ import annotations

import errno
import mmap
import os
from dataclasses import field
from tempfile import TemporaryFile, gettempdir
from threading import Lock
from typing import IO, TYPE_CHECKING, Protocol
from weakref import finalize

import pyarrow as pa

from driftcli.errors import SourceError
from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Bytes(Protocol):
    """Bytes by their positions; may be read from several threads at once."""

    @property
    def size(self) -> int:
        """How many there are."""

    def read(self, start: int, stop: int) -> memoryview:
        """Give a stretch, shorter where the bytes end."""


@dataclass(frozen=True, slots=True)
class HeldBytes:
    """Bytes in memory, or mapped."""

    data: memoryview

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.data)

    def read(self, start: int, stop: int) -> memoryview:
        """Give a stretch without a copy."""
        return self.data[start:stop]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class FileBytes:
    """Bytes of a file, which is read whenever they are asked for."""

    file: IO[bytes]
    """Unbuffered."""
    name: str
    """How errors name it."""
    lock: Lock = field(default_factory=Lock)
    """Held while the file's position matters."""

    def __post_init__(self) -> None:
        """Close the file as soon as nobody reads it any more."""
        finalize(self, self.file.close)

    @property
    def size(self) -> int:
        """How many there are."""
        with self.lock:
            return self.file.seek(0, os.SEEK_END)

    def read(self, start: int, stop: int) -> memoryview:
        """Read a stretch."""
        parts: list[bytes] = []
        with self.lock:
            try:
                self.file.seek(start)
                while start < stop and (part := self.file.read(stop - start)):
                    parts.append(part)
                    start += len(part)
            except OSError as error:
                raise SourceError(
                    f"cannot be read ({error.strerror})", where=self.name, hint="check the disk"
                ) from error
        return memoryview(parts[0] if len(parts) == 1 else b"".join(parts))

    def append(self, data: memoryview) -> int:
        """Write at the end of a temporary file; gives where that was."""
        with self.lock:
            start = self.file.seek(0, os.SEEK_END)
            try:
                while len(data):
                    data = data[self.file.write(data) :]
            except OSError as error:
                raise _not_written(error, size=start) from error
        return start

    def cut(self, size: int) -> None:
        """Forget what lies beyond a size of a temporary file."""
        with self.lock:
            self.file.truncate(size)


@dataclass(frozen=True, slots=True)
class Rest:
    """Bytes from a position on."""

    of: Bytes
    start: int

    @property
    def size(self) -> int:
        """How many there are."""
        return self.of.size - self.start

    def read(self, start: int, stop: int) -> memoryview:
        """Give a stretch."""
        return self.of.read(self.start + start, self.start + stop)


class Stream:
    """Bytes as a file that is read from the beginning, for readers that want one.

    No piece ends in a carriage return, as Arrow takes a newline at the beginning of the next one for a part of the line
    end, inside quotes as well.
    """

    def __init__(self, of: Bytes, closing: bytes = b"") -> None:
        """Take what is given, and what is put behind it."""
        self._of, self._at, self._closing = of, 0, closing
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes."""
        stop = self._of.size if size < 0 else self._at + size
        data = bytes(self._of.read(self._at, stop))
        if len(data) > 1 and data.endswith(b"\r") and self._at + len(data) < self._of.size:
            data = data[:-1]
        self._at += len(data)
        if not data and size:
            data, self._closing = self._closing, b""
        return data

    def close(self) -> None:
        """Say that nothing more is asked for."""
        self.closed = True


def arrow_file(of: Bytes) -> pa.NativeFile:
    """Give bytes as a file of Arrow's."""
    if isinstance(of, HeldBytes):
        return pa.BufferReader(pa.py_buffer(of.data))
    return pa.PythonFile(Stream(of), mode="r")


def mapped(path: Path, *, name: str) -> HeldBytes:
    """Give a file's bytes by mapping it into memory."""
    file = opened(path, name=name)
    with file.file:
        return HeldBytes(held_bytes(file))


def held_bytes(of: Bytes) -> memoryview:
    """Give all bytes at once, mapped where they are in a file."""
    if isinstance(of, HeldBytes):
        return of.data
    if isinstance(of, FileBytes) and of.size:
        return memoryview(mmap.mmap(of.file.fileno(), 0, access=mmap.ACCESS_READ))
    return of.read(0, of.size)


def opened(path: Path, *, name: str) -> FileBytes:
    """Give a file's bytes by reading it whenever they are asked for."""
    try:
        return FileBytes(path.open("rb", buffering=0), name)
    except FileNotFoundError as error:
        raise SourceError("does not exist", where=name, hint="check the path") from error
    except OSError as error:
        raise SourceError(f"cannot be opened ({error.strerror})", where=name, hint="check its permissions") from error


def temporary(name: str) -> FileBytes:
    """Open a temporary file; where the system allows, it has no name, so that nothing remains of it in any case."""
    try:
        return FileBytes(TemporaryFile(prefix="driftcli-", buffering=0), name)
    except OSError as error:
        raise _not_written(error, size=0) from error


def gathered(pieces: Iterable[bytes], *, name: str, room: int | None) -> Bytes:
    """Put bytes one after another: in memory as long as there is room, else in a temporary file."""
    held: list[bytes] = []
    size, file = 0, None
    for piece in pieces:
        size += len(piece)
        if file is None and room is not None and size > room:
            file = temporary(name)
            for earlier in held:
                file.append(memoryview(earlier))
            held.clear()
        if file is None:
            held.append(piece)
        else:
            file.append(memoryview(piece))
    return HeldBytes(memoryview(held[0] if len(held) == 1 else b"".join(held))) if file is None else file


def _not_written(error: OSError, *, size: int) -> SourceError:
    """Say that a temporary file cannot be written, and what to do."""
    try:
        folder = gettempdir()
    except FileNotFoundError:
        return SourceError("there is no folder for temporary files", hint="name one by TMPDIR")
    hint = "name a folder with more space by TMPDIR, give more --memory, or use Parquet, which needs no copy"
    if error.errno in _NO_SPACE:
        told = f"has no more space for a temporary copy of the data ({size / 1e6:,.0f} MB are written)"
        return SourceError(told, where=folder, hint=hint)
    return SourceError(f"takes no temporary file ({error.strerror})", where=folder, hint=hint)
