"""Whether the sampled vectors of a dataset have room, told before it is read through."""

import pyarrow as pa
import pyarrow.compute as pc

from driftcli.engines.budget import table_bytes
from driftcli.errors import UsageError
from driftcli.sources.kinds import ColumnFacts, Kind, guess_kind
from driftcli.sources.source import Source

WORKED_ON = 110 << 20
"""Bytes that are taken besides while vectors are read and compared, however long they are."""


def require_room_for_vectors(source: Source, sampled: int, memory: int | None, *, is_looked_at: bool = True) -> None:
    """Refuse a dataset whose sampled vectors, of both sides where checks look at them, take more than was allowed.

    How long they are is told from the first ones.

    Raises
    ------
    UsageError
        When that is so; nothing is asked where no amount was said, or no row is sampled.
    """
    if memory is None or sampled == 0:
        return
    sizes = {field.name: _vector_bytes(source, field.name) for field in source.fields if _is_vector(field.type)}
    table = table_bytes(len(source.fields), sampled, is_looked_at=is_looked_at)
    needed = table + WORKED_ON + (2 if is_looked_at else 1) * sampled * sum(sizes.values())
    if not sizes or needed <= memory:
        return
    longest = max(sizes, key=lambda name: sizes[name])
    told = f"{sampled:,} sampled vectors of {longest!r} a side take about {needed >> 20:,} MiB with all that goes along"
    hint = "allow as much by --memory, or leave out such columns by --ignore-columns"
    raise UsageError(
        f"{told}; {memory >> 20:,} MiB are allowed", where="--memory", hint=f"{hint} ({source.facts.name})"
    )


def _is_vector(value_type: pa.DataType) -> bool:
    return guess_kind("", value_type, ColumnFacts(0, 0)).kind is Kind.VECTOR


def _vector_bytes(source: Source, name: str) -> int:
    """Bytes of a vector in the sample: single precision is kept, anything else becomes double precision."""
    first = next(iter(source.column(name)), None)
    if first is None:
        return 0
    width = 4 if first.type.value_type == pa.float32() else 8
    return int((pc.mean(pc.list_value_length(first)).as_py() or 0.0) * width)
