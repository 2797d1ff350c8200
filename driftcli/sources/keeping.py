"""Where columns that had to be parsed wait until they are asked for: in memory, or in a temporary file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa
from pyarrow import ipc

from driftcli.sources.bytes_at import temporary

if TYPE_CHECKING:
    from collections.abc import Callable


VALUE_BYTES = 48
"""Bytes that a value takes while its spelling is parsed and afterwards."""


class Keeper(Protocol):
    """Keeps arrays."""

    @property
    def is_memory(self) -> bool:
        """Whether what is kept stays in memory."""

    def keep(self, array: pa.Array) -> Callable[[], pa.Array]:
        """Take an array, and give what gives it back; may be called from several threads at once."""

    def mark(self) -> int:
        """Say how much was taken."""

    def rewind(self, mark: int) -> None:
        """Forget what was taken since."""


class InMemory:
    """Keeps arrays as they are."""

    is_memory = True

    def keep(self, array: pa.Array) -> Callable[[], pa.Array]:
        """Give what gives back the array itself."""
        return lambda: array

    def mark(self) -> int:
        """Count nothing."""
        return 0

    def rewind(self, mark: int) -> None:
        """Have nothing to forget."""


class Room:
    """Bytes of memory that the parsed columns of one dataset may take together; what goes beyond waits on disk."""

    def __init__(self, size: int | None, name: str) -> None:
        self._size, self._name = size, name
        self._taken = 0
        self._disk: OnDisk | None = None

    def keeper(self, values: int) -> Keeper:
        """Give a place for a column of so many values."""
        self._taken += values * VALUE_BYTES
        if self._size is None or self._taken <= self._size:
            return InMemory()
        self._disk = self._disk or OnDisk(self._name)
        return self._disk


class OnDisk:
    """Keeps arrays one after another in a temporary file."""

    is_memory = False

    def __init__(self, name: str) -> None:
        self._file = temporary(name)

    def keep(self, array: pa.Array) -> Callable[[], pa.Array]:
        """Write the array."""
        sink = pa.BufferOutputStream()
        batch = pa.record_batch([array], names=[""])
        with ipc.new_stream(sink, batch.schema) as stream:
            stream.write_batch(batch)
        data = sink.getvalue()
        return partial(self._read, self._file.append(memoryview(data)), len(data))

    def mark(self) -> int:
        """Give the length of the file."""
        return self._file.size

    def rewind(self, mark: int) -> None:
        """Cut the file."""
        self._file.cut(mark)

    def _read(self, start: int, length: int) -> pa.Array:
        with ipc.open_stream(pa.py_buffer(self._file.read(start, start + length))) as stream:
            return stream.read_next_batch().column(0)
