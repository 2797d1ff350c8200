"""Parquet files, one column at a time: a column's arrays are decoded when they are asked for and not kept."""

from __future__ import annotations

from dataclasses import field, replace
from functools import partial
from itertools import accumulate, pairwise
from threading import local
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from driftcli.errors import SourceError
from driftcli.frozen import dataclass
from driftcli.sources.families import plain_type
from driftcli.sources.flatten import child_of, flat_columns
from driftcli.sources.kinds import is_varied
from driftcli.sources.lean_arrow import pq
from driftcli.sources.repeats import FEW, HEAD, is_repeated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from driftcli.sources.column import Column

BATCH_ROWS = 1 << 17
"""Rows decoded at a time at most: enough to be quick, few enough to stay in the processor's cache for narrow types."""

BATCH_BYTES = 16 << 20
"""Bytes decoded at a time, about, of strings and lists: long ones come in fewer rows."""

PIECE_ROWS = 1_000
"""Rows decoded at a time for whoever looks at the first values only."""

SMALL_BYTES = 1 << 20
"""Bytes of a short column that need no look at how long its values are."""

BUFFER_BYTES = 1 << 20
"""Bytes of a column that are read from the file at a time."""


@dataclass(frozen=True, slots=True)
class ParquetData:
    """An opened Parquet file; every thread has its own readers on it, as they are not thread-safe.

    To open a reader takes time for every column of the file, so they are kept: else many columns cost their square.
    """

    file: Path | pa.Buffer
    """Where the bytes are."""
    name: str
    """How errors name it."""
    metadata: pq.FileMetaData
    """The footer, parsed once."""
    schema: pa.Schema
    """The columns as Arrow sees them."""
    places: Mapping[str, Sequence[int]]
    """Positions of the columns of each name."""
    leaves: Sequence[range]
    """Positions among the columns that the file holds, for each of Arrow's: those of its fields."""
    readers: local = field(default_factory=local, compare=False, repr=False)
    """Readers of each thread: ``plain``, and ``encoded`` with strings as codes."""
    lengths: dict[tuple[int, ...], float] = field(default_factory=dict, compare=False, repr=False)
    """Bytes of a value of those columns that were looked at, by position and path."""

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.metadata.num_rows)

    def batch_rows(self, most: int = BATCH_ROWS) -> int:
        """Rows decoded at a time: equal parts of a row group, as a batch out of two of them has to be put together."""
        group = self.metadata.row_group(0).num_rows if self.metadata.num_row_groups else 0
        return -(-group // -(-group // most)) if 2 * group > most else most


def parquet_data(file: Path | pa.Buffer, *, name: str) -> ParquetData:
    """Read the footer of a Parquet file."""
    try:
        with _reader(file) as reader:
            schema = reader.schema_arrow
            places: dict[str, list[int]] = {}
            for position, column in enumerate(schema.names):
                places.setdefault(column, []).append(position)
            leaves = _leaves(schema)
            return ParquetData(
                file=file, name=name, metadata=reader.metadata, schema=schema, places=places, leaves=leaves
            )
    except (pa.ArrowException, OSError) as error:
        raise unreadable_parquet(error, name=name) from error


def parquet_columns(data: ParquetData) -> list[Column]:
    """Build the columns of a Parquet file, structs flattened."""
    columns: list[Column] = []
    for position, leaf in enumerate(data.schema):

        def read(path: tuple[int, ...], position: int = position) -> Iterator[pa.Array]:
            return _arrays(data, position=position, path=path)

        found = flat_columns(leaf, read=read)
        if _is_text(leaf.type):
            read_codes = partial(_encoded, data, position=position)
            read_pieces = partial(_pieces, data, position=position)
            found = [replace(column, encoded=read_codes, pieces=read_pieces) for column in found]
        columns += found
    return columns


def unreadable_parquet(error: Exception, *, name: str) -> SourceError:
    """Say what is wrong with a Parquet file in words that lead to a next step."""
    text = str(error)
    if "encrypt" in text.lower() or "decrypt" in text.lower():
        return SourceError("is an encrypted Parquet file", where=name, hint="decrypt it first")
    if isinstance(error, FileNotFoundError):
        return SourceError("does not exist", where=name, hint="check the path")
    reason = text.splitlines()[0] if text else type(error).__name__
    return SourceError(
        f"is not a whole Parquet file ({reason})", where=name, hint="it may be cut off or damaged: write it again"
    )


def _encoded(data: ParquetData, *, position: int) -> Iterator[pa.Array]:
    """Give a column of strings as the codes that the file holds, where values repeat.

    A short file is read once: whether its values repeat is seen when all of them are there.
    """
    if data.rows <= HEAD:
        return _arrays(data, position=position, path=())
    rows = min(HEAD, _rows_at_once(data, position=position, path=(), is_encoded=False))
    head = next(_arrays(data, position=position, path=(), batch_rows=rows), None)
    is_encoded = head is not None and (is_repeated(head) or _is_stored_as_codes(data, head, position=position))
    return _arrays(data, position=position, path=(), is_encoded=is_encoded)


def _is_stored_as_codes(data: ParquetData, head: pa.Array, *, position: int) -> bool:
    """Whether the first row group has room for fewer strings than rows, as writers give codes up where few repeat.

    Each string stands there after the four bytes of its length: Parquet format, encoding PLAIN of BYTE_ARRAY.
    """
    facts = data.metadata.row_group(0).column(data.leaves[position][0])
    mean = (pc.sum(pc.binary_length(head)).as_py() or 0) / max(1, len(head) - head.null_count)
    return bool(facts.total_uncompressed_size < FEW * facts.num_values * (4 + mean))


def _leaves(schema: pa.Schema) -> list[range]:
    """Positions of what the file holds for each of Arrow's columns."""
    ends = list(accumulate((_leaf_count(field.type) for field in schema), initial=0))
    return [range(start, stop) for start, stop in pairwise(ends)]


def _leaf_count(type_: pa.DataType) -> int:
    """Columns that the file holds for one of Arrow's."""
    return sum(_leaf_count(type_.field(place).type) for place in range(type_.num_fields)) or 1


def _rows_at_once(data: ParquetData, *, position: int, path: tuple[int, ...], is_encoded: bool) -> int:
    """Rows of a column to decode at a time: fewer where its values are long."""
    type_ = data.schema.field(position).type
    for step in path:
        type_ = plain_type(type_).field(step).type
    if not is_varied(type_):
        return data.batch_rows()
    length = _stored_bytes(data, position) if is_encoded else _value_bytes(data, position=position, path=path)
    return data.batch_rows(max(1, min(BATCH_ROWS, int(BATCH_BYTES / max(1.0, length)))))


def _value_bytes(data: ParquetData, *, position: int, path: tuple[int, ...]) -> float:
    """Bytes of a value, decoded: as it is stored, or as the first ones are where the file holds codes for them."""
    known = data.lengths.get((position, *path))
    if known is not None:
        return known
    length = _stored_bytes(data, position)
    if data.rows > HEAD or length * data.rows > SMALL_BYTES:
        rows = _piece_rows(data, position)
        head = next(_arrays(data, position=position, path=path, batch_rows=rows), None)
        length = max(length, head.nbytes / len(head) if head else 0.0)
    data.lengths[position, *path] = length
    return length


def _pieces(data: ParquetData, *, position: int) -> Iterator[pa.Array]:
    """Decode a column a few rows at a time."""
    return _arrays(data, position=position, path=(), batch_rows=_piece_rows(data, position))


def _piece_rows(data: ParquetData, position: int) -> int:
    return max(1, min(PIECE_ROWS, int(BATCH_BYTES / max(1.0, _stored_bytes(data, position)))))


def _stored_bytes(data: ParquetData, position: int) -> float:
    """Bytes of a value as it is stored, before compression, in the row group where that is most."""
    groups = (data.metadata.row_group(number) for number in range(data.metadata.num_row_groups))
    return max(
        (
            sum(group.column(leaf).total_uncompressed_size for leaf in data.leaves[position]) / max(1, group.num_rows)
            for group in groups
        ),
        default=0.0,
    )


def _arrays(
    data: ParquetData,
    *,
    position: int,
    path: tuple[int, ...],
    batch_rows: int | None = None,
    is_encoded: bool = False,
) -> Iterator[pa.Array]:
    """Decode one leaf column, batch by batch."""
    leaf = data.schema.field(position)
    names, steps = _selection(leaf, path)
    same_name = data.places[leaf.name]
    try:
        reader = _kept_reader(data, is_encoded=is_encoded)
        rows = batch_rows or _rows_at_once(data, position=position, path=path, is_encoded=is_encoded)
        for batch in reader.iter_batches(batch_size=rows, columns=[names], use_threads=False):
            matching = [at for at, name in enumerate(batch.schema.names) if name == leaf.name]
            array = batch.column(matching[same_name.index(position)])
            yield array if is_encoded else child_of(array, steps)
    except pa.ArrowMemoryError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise unreadable_parquet(error, name=data.name) from error


def _selection(column: pa.Field, path: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    """Name the leaf to decode, so that its sister fields are not; gives the path into what is then read."""
    parts = [column.name]
    type_ = column.type
    for position in path:
        if type_ != plain_type(type_):
            return column.name, tuple(path)
        child = type_.field(position)
        parts.append(child.name)
        type_ = child.type
    return ".".join(parts), (0,) * len(path)


def _kept_reader(data: ParquetData, *, is_encoded: bool) -> pq.ParquetFile:
    """Give this thread's reader, which is opened the first time."""
    kept = "encoded" if is_encoded else "plain"
    reader: pq.ParquetFile | None = getattr(data.readers, kept, None)
    if reader is None:
        strings = [column.name for column in data.schema if _is_text(column.type)]
        reader = _reader(data.file, metadata=data.metadata, encoded=strings if is_encoded else None)
        setattr(data.readers, kept, reader)
    return reader


def _is_text(type_: pa.DataType) -> bool:
    return bool(types.is_string(type_) or types.is_large_string(type_))


def _reader(
    file: Path | pa.Buffer, *, metadata: pq.FileMetaData | None = None, encoded: list[str] | None = None
) -> pq.ParquetFile:
    """Open a reader that reads pages as they are decoded; mapped files would count as memory of the program."""
    opened = pa.BufferReader(file) if isinstance(file, pa.Buffer) else file
    return pq.ParquetFile(
        opened, metadata=metadata, buffer_size=BUFFER_BYTES, pre_buffer=False, read_dictionary=encoded
    )
