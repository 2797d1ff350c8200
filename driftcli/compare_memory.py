"""What a comparison of models takes of memory, said before it is begun.

Its tests are paired: each row, or each cluster, is a unit whose part in the difference of two models counts, so the
columns are held whole, in narrow types. What they take grows with the rows, however small the budget is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from driftcli.errors import SourceError, UsageError
from driftcli.sources.machine import available_memory

if TYPE_CHECKING:
    from driftcli.profiles.model_rows import ModelColumns
    from driftcli.sources.source import Source

PROGRAM = 160 << 20
"""Bytes that the program and its libraries take."""
ROW_BYTES = 52
"""Bytes a row: the truth, its weight, and what a metric takes in passing."""
MODEL_BYTES = 16
SCORE_BYTES = 26
CLUSTER_BYTES = 20
GROUP_BYTES = 6
"""Bytes a row of each segment column, of weights and of the column that holds the model."""
_MIB = 1 << 20


def require_room(source: Source, asked: ModelColumns, memory: int | None) -> None:
    """Refuse what does not fit.

    Raises
    ------
    UsageError
        When more is needed than was allowed.
    SourceError
        When nothing was said and more is needed than there is.
    """
    needed = needed_bytes(source.rows, asked)
    room = memory or available_memory()
    if needed <= room:
        return
    told = f"{source.rows:,} rows take {-(-needed // _MIB):,} MiB to compare, as paired tests need every row"
    hint = "compare fewer rows with --where, or name fewer --score and --segment columns"
    if memory is not None:
        raise UsageError(f"{told}; {room // _MIB:,} MiB are allowed", where="--memory", hint=f"give more, or {hint}")
    raise SourceError(f"{told}; there are {room // _MIB:,} MiB", where=source.facts.name, hint=hint)


def release_columns() -> None:
    """Give back what Arrow keeps of the columns that were read, which nobody asks for any more."""
    import pyarrow as pa  # noqa: PLC0415 - it was imported to read them

    pa.default_memory_pool().release_unused()


def needed_bytes(rows: int, asked: ModelColumns) -> int:
    """Bytes of the whole process at its peak, as measured."""
    models, grouped = max(2, len(asked.predictions)), [*asked.segments, asked.model_column, asked.weight]
    a_row = ROW_BYTES + MODEL_BYTES * models + SCORE_BYTES * len(asked.scores)
    a_row += GROUP_BYTES * sum(name is not None for name in grouped) + CLUSTER_BYTES * (asked.cluster is not None)
    return PROGRAM + rows * a_row
