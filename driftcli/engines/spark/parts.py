"""In an executor: the rows of one partition as sources, a bounded number of rows at a time."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field

import pyarrow as pa

from driftcli.engines.spark.lines import VALUE, Lines
from driftcli.errors import DriftError, NoRowsError, SourceError
from driftcli.frozen import dataclass
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions
from driftcli.sources.source import Source

CHUNK_ROWS = 1 << 20
"""Rows of a partition that are held and profiled at a time, at most."""
CHUNK_BYTES = 128 << 20
"""Bytes of them in Arrow's memory, at most but for one batch."""
MARK = "driftcli-error:"
"""Precedes the JSON of an error that is meant for the user, in what Spark tells of a task."""
MORE_MEMORY = (
    "give executors more with --spark-conf spark.executor.pyspark.memory=4g, of which each of their "
    "spark.executor.cores gets an equal part, or fewer cores; leave the column out with --ignore-columns, or let a "
    "task hold less with --spark-conf spark.sql.files.maxPartitionBytes=64m, which splits no row group of Parquet"
)
IN_EXECUTOR = "in an executor of Spark"
OUT_OF_MEMORY = f"not enough memory {IN_EXECUTOR}"
"""Said where no single column was in work: the first rows came in, or profiles were merged."""
Batches = Iterable[pa.RecordBatch]


@dataclass(frozen=True)
class PartReading:
    """How every part of one dataset is read; decided once, so that all parts are read alike."""

    name: str
    """The dataset, as the user named it."""
    options: SourceOptions
    types: Mapping[str, str] = field(default_factory=dict)
    """Columns that are read as another family than they are stored in."""
    like: Mapping[str, pa.DataType] = field(default_factory=dict)
    """Types in which columns are wanted."""
    lines: Lines | None = None
    """How lines are read, where the dataset is delimited text."""
    is_whole: bool = False
    """Whether a partition is held whole, because groups of its rows must not be cut."""

    def sources(self, batches: Batches) -> Iterator[Source]:
        """The rows that are kept, part by part; a part without any is left out.

        None of them is held here while the next one comes in, which would take as much again.
        """
        return filter(None, map(self._kept, chunks(batches, name=self.name, is_whole=self.is_whole)))

    def _kept(self, table: pa.Table) -> Source | None:
        try:
            return self.opened(table)
        except NoRowsError:
            return None

    def opened(self, table: pa.Table) -> Source:
        """One part as a source."""
        if self.lines is not None:
            return self.lines.opened(table, name=self.name, like=self.like)
        options = SourceOptions(
            where=self.options.where,
            columns=self.options.columns,
            ignore=self.options.ignore,
            types=dict(self.types),
        )
        return open_source(table, options=options, like=self.like)


def chunks(batches: Batches, *, name: str, is_whole: bool = False) -> Iterator[pa.Table]:
    """Put small batches together until they are worth a profile; none is held while the next one comes in."""
    held: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in _coming(batches, held, name):
        held.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        del batch
        if (rows >= CHUNK_ROWS or size >= CHUNK_BYTES) and not is_whole:
            yield pa.Table.from_batches(held)
            held.clear()
            rows = size = 0
    if rows:
        yield pa.Table.from_batches(held)


def _coming(batches: Batches, held: list[pa.RecordBatch], name: str) -> Iterator[pa.RecordBatch]:
    """Batches; where there is no memory for the next one, the column that takes most of those held is named."""
    coming = iter(batches)
    while True:
        with memory_for_rows(held, name):
            batch = next(coming, None)
        if batch is None:
            return
        yield batch
        del batch


@contextmanager
def memory_for_rows(held: list[pa.RecordBatch], name: str) -> Iterator[None]:
    """Name the column that takes most of the batches held, where memory does not suffice while the block runs.

    Lines are one column, whose name the user does not know.
    """
    try:
        yield
    except MemoryError as error:
        if not held or held[0].schema.names == [VALUE]:
            raise
        raise column_too_large(_widest(held), name) from error


def _widest(held: list[pa.RecordBatch]) -> str:
    names: list[str] = held[0].schema.names
    sizes = [sum(batch.column(place).nbytes for batch in held) for place in range(len(names))]
    return names[sizes.index(max(sizes))]


@contextmanager
def memory_for(column: str, name: str) -> Iterator[None]:
    """Say which column it was, where memory does not suffice while the block runs."""
    try:
        yield
    except MemoryError as error:
        raise column_too_large(column, name) from error


def column_too_large(column: str, name: str) -> SourceError:
    """The error for a column of a dataset that an executor has not enough memory for."""
    return memory_error(f"not enough memory for column {column!r}", name)


def memory_error(message: str, name: str) -> SourceError:
    """The error for memory that does not suffice in an executor; says what a task may take."""
    return SourceError(f"{message} {IN_EXECUTOR}{_limit()}", where=name, hint=MORE_MEMORY)


def _limit() -> str:
    """What a task may take, where Spark or the system set a bound."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return ""
    bound = resource.getrlimit(resource.RLIMIT_AS)[0]
    return "" if bound == resource.RLIM_INFINITY else f", where a task may take {bound >> 20:,} MiB"


@contextmanager
def telling(name: str) -> Iterator[None]:
    """Let errors that are meant for the user pass through Spark in a form in which the driver knows them again."""
    try:
        yield
    except MemoryError:
        raise RuntimeError(_marked(memory_error("not enough memory", name))) from None
    except DriftError as error:
        raise RuntimeError(_marked(error)) from None


def _marked(error: DriftError) -> str:
    known = {"kind": type(error).__name__, "message": error.message, "where": error.where, "hint": error.hint}
    return MARK + json.dumps(known)


def partition() -> int:
    """Number of the partition that this executor is at work on."""
    from pyspark import TaskContext  # noqa: PLC0415 - only in an executor

    context = TaskContext.get()
    return 0 if context is None else int(context.partitionId())
