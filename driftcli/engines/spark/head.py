"""The first rows of a frame, by which types are settled for all, without a look at every partition.

``frame.limit(rows).toArrow()`` will not do: Spark then reads so many rows of each partition and shuffles all of them
into one. What it gives as rows it takes from one partition first, and from more as long as that is too little; so
partitions hand over what they hold as a few rows of bytes.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from driftcli.engines.spark.parts import Batches, memory_for_rows, telling
from driftcli.frozen import dataclass

HEAD_BYTES = 64 << 20
"""Bytes of first rows that a partition hands over, however few rows these are; half of it is enough."""
CHUNK = 1_000
"""Rows that a partition hands over as one, or fewer where they are large."""
_PAYLOAD = "payload"
_MORE = 4
"""So many times as many chunks are asked for, at most, where partitions hold too little to fill them."""


def first_rows(frame: Any, rows: int, *, name: str) -> pa.Table:
    """Give the first rows of a frame in the order of its partitions, in Arrow's types as Spark declares them."""
    schema = frame.limit(0).toArrow().schema
    parts = frame.mapInArrow(FirstRows(rows, name).run, f"{_PAYLOAD} binary")
    asked = -(-rows // CHUNK)
    while True:
        found = [_table(bytes(row[_PAYLOAD])).cast(schema) for row in parts.take(asked)]
        table = pa.concat_tables(found or [schema.empty_table()])
        if len(found) < asked or table.num_rows >= rows or table.nbytes >= HEAD_BYTES // 2:
            return table.slice(0, rows)
        asked = min(_MORE * asked, -(-rows * asked // table.num_rows))


@dataclass(frozen=True)
class FirstRows:
    """What is asked of a partition."""

    rows: int
    name: str
    """The dataset, as the user named it."""

    def run(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """Hand over the first rows of one partition."""
        held: list[pa.RecordBatch] = []
        with telling(self.name), memory_for_rows(held, self.name):
            self._fill(held, iter(batches))
            if held:
                table = pa.Table.from_batches(held).combine_chunks()
                for chunk in table.to_batches(self._chunk(table)):
                    yield pa.record_batch([pa.array([_bytes(chunk)], pa.binary())], [_PAYLOAD])

    def _fill(self, held: list[pa.RecordBatch], batches: Iterator[pa.RecordBatch]) -> None:
        """Hold what is enough.

        Of rows that are not large one more batch is looked for, as Spark ends a Python process that left some of its
        input unread.
        """
        rows, room = self.rows, HEAD_BYTES
        while room > 0 and (batch := next(batches, None)) is not None and rows > 0:
            fitting = -(-batch.num_rows * room // max(batch.nbytes, 1))
            taken = batch.slice(0, min(rows, fitting))
            if taken.num_rows:
                held.append(taken)
            rows, room = rows - taken.num_rows, room - batch.nbytes

    def _chunk(self, table: pa.Table) -> int:
        """Rows at a time, so that what is enough in bytes is as many chunks as what is enough in rows."""
        size, nbytes = HEAD_BYTES * CHUNK // self.rows, int(table.nbytes)
        return max(1, min(CHUNK, int(table.num_rows) * size // max(nbytes, 1)))


def _bytes(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


def _table(data: bytes) -> pa.Table:
    with pa.ipc.open_stream(data) as stream:
        return stream.read_all()
