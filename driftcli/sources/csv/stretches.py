"""A text in stretches of some megabytes, cut at line ends and read side by side; what is read of each is kept at once.

A stretch is turned to columns while it is in the processor's cache, and its memory used again for the next one: that
takes less time than to read the whole at once, and memory does not grow with the file where columns are kept on disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from driftcli.frozen import dataclass
from driftcli.sources.csv.arrow import NotSoError, Reading, by_arrow, may_be_left_open, streamed_by_arrow
from driftcli.sources.csv.bytes import line_at
from driftcli.sources.csv.floats import has_nan
from driftcli.sources.csv.records import lines_of
from driftcli.sources.parsing import starts_plainly
from driftcli.sources.parts import Part, Parts, kept_part
from driftcli.stats.side_by_side import side_by_side, threads_allowed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from driftcli.sources.bytes_at import Bytes
    from driftcli.sources.keeping import Keeper

STRETCH = 1 << 22
"""Bytes of a stretch, at most, where columns are held in memory."""
_MOST = 1 << 12
"""Stretches of a text that is kept on disk, at most: what is known of each has to be held."""
LEAST = 1 << 20
"""Bytes of a stretch, at least."""
_SHARE = 4
"""One part in so many of the room for text is read at a time, on all threads together."""
_TAIL = 1 << 16
_LOOKED_AT = 8


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns that were read."""

    columns: tuple[Parts, ...]
    refused: int
    """Rows with another number of fields, which were left out."""

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.columns[0]) if self.columns else 0


@dataclass(frozen=True, slots=True)
class Keeping:
    """How columns are kept."""

    keeper: Keeper
    stretch: int
    """Bytes of text that are read at a time, on each thread."""
    is_packed: bool
    """Whether text that spells whole numbers may be kept as these; not where a number stands for a missing value."""

    def parts(self, arrays: Iterable[pa.Array]) -> list[Part]:
        """Keep a stretch of each column."""
        return [kept_part(self._packed(array), self.keeper) for array in arrays]

    def _packed(self, array: pa.Array) -> pa.Array:
        """Give whole numbers for their spellings where these can be told from the numbers alone."""
        if not self.is_packed or not pa.types.is_string(array.type) or array.null_count == len(array):
            return array
        for part in (array.slice(0, _LOOKED_AT), array.slice(max(0, len(array) - _LOOKED_AT)), array):
            try:
                numbers = part.cast(pa.int64())
            except pa.ArrowInvalid:  # which takes long where many values are at fault
                return array
        return numbers if starts_plainly(array) else array


def stretch_for(size: int, room: int | None) -> int:
    """Bytes to read at a time of so many in all, where there is room for so many."""
    if room is None or size <= room:
        return STRETCH
    return max(LEAST, min(room // (_SHARE * threads_allowed()), max(2 * STRETCH, size // _MOST)))


def by_lines(body: Bytes, reading: Reading, keeping: Keeping) -> Rows:
    """Read a text of which every line end ends a row."""

    def read(stretch: tuple[int, int]) -> tuple[list[Part], int]:
        data = body.read(*stretch)
        table, refused = by_arrow(data, reading)
        arrays = arrays_of(table)
        if has_nan(arrays) or (stretch[1] < body.size and may_be_left_open(line_at(data, len(data) - 1), reading)):
            raise NotSoError
        return keeping.parts(arrays), refused

    size = max(LEAST, min(keeping.stretch, body.size // (2 * threads_allowed())))
    found = side_by_side(read, list(cuts(body, size)))
    return Rows(columns_of([parts for parts, _ in found], reading, keeping), sum(refused for _, refused in found))


def by_stream(body: Bytes, reading: Reading, keeping: Keeping) -> Rows:
    """Read a text from its beginning to its end, as values may hold line ends."""
    found: list[list[Part]] = []
    mark = keeping.keeper.mark()

    def take(stream: Iterator[pa.RecordBatch]) -> None:
        found.clear()
        keeping.keeper.rewind(mark)
        for table in _tables(stream, keeping.stretch):
            arrays = arrays_of(table)
            if has_nan(arrays):
                raise NotSoError
            found.append(keeping.parts(arrays))

    refused = streamed_by_arrow(body, reading, take, is_held=keeping.keeper.is_memory)
    return Rows(columns_of(found, reading, keeping), refused)


def columns_of(stretches: Sequence[Sequence[Part]], reading: Reading, keeping: Keeping) -> tuple[Parts, ...]:
    """Put the parts of each column together."""
    types = reading.types().values()
    return tuple(
        Parts(type_, tuple(parts[at] for parts in stretches), keeping.keeper) for at, type_ in enumerate(types)
    )


def cuts(body: Bytes, size: int) -> Iterator[tuple[int, int]]:
    """Cut a text after line ends into stretches of about one size, each as long as its last line needs."""
    start, end_of_all = 0, body.size
    while start < end_of_all:
        first, stop = start, start + size
        while stop < end_of_all and (found := last_end(body, first, stop)) == first:
            first, stop = stop - 1, stop + size  # the last byte was not looked at if it is a carriage return
        stop = end_of_all if stop >= end_of_all else found
        yield start, stop
        start = stop


def line_pieces(body: Bytes, size: int) -> Iterator[list[str]]:
    """Give the lines of a text, many at a time."""
    return (lines_of(bytes(body.read(*stretch)).decode()) for stretch in cuts(body, size))


def last_end(body: Bytes, start: int, stop: int) -> int:
    """Find where the last line in a stretch ends; the stretch's start where none does.

    A carriage return counts where it is not the last byte, as it may belong to a newline.
    """
    at = stop
    while at > start:
        first = max(start, at - _TAIL)
        tail = bytes(body.read(first, at))
        end = max(tail.rfind(b"\n"), tail.rfind(b"\r", 0, len(tail) - 1) if at == stop else tail.rfind(b"\r"))
        if end >= 0:
            return first + end + 1
        at = first
    return start


def _tables(stream: Iterator[pa.RecordBatch], size: int) -> Iterator[pa.Table]:
    """Put batches together until they are large enough."""
    held: list[pa.RecordBatch] = []
    have = 0
    for batch in stream:
        held.append(batch)
        have += batch.nbytes
        if have >= size:
            yield pa.Table.from_batches(held)
            held, have = [], 0
    if held:
        yield pa.Table.from_batches(held)


def arrays_of(table: pa.Table) -> list[pa.Array]:
    """Give each column of a table as one array."""
    return [column.chunk(0) if column.num_chunks == 1 else column.combine_chunks() for column in table.columns]
