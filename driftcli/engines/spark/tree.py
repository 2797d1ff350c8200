"""Rows that merge, brought together level by level in executors, so that the driver gets a few small ones."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

AT_ONCE = 32
"""Parts that one task merges."""


def in_tree(frame: Any, key: str | None, merged: Callable[[pa.Table], pa.Table], *, parts: int) -> Any:
    """Merge rows of ``part`` and ``payload``, of each ``key`` apart, until no more than ``AT_ONCE`` of it are left."""
    from pyspark.sql import functions  # noqa: PLC0415 - only for those who ask for this engine

    span = 1
    while parts > AT_ONCE:
        span *= AT_ONCE
        parts = -(-parts // AT_ONCE)
        groups = [functions.floor(functions.col("part") / span).alias("group"), *([key] if key else [])]
        frame = frame.groupBy(*groups).applyInArrow(_function(merged), frame.schema)
    return frame


def at_last(frame: Any, key: str | None, merged: Callable[[pa.Table], pa.Table]) -> Any:
    """Merge what is left, of each ``key`` apart."""
    from pyspark.sql import functions  # noqa: PLC0415

    return frame.groupBy(*([key] if key else [functions.lit(0).alias("all")])).applyInArrow(
        _function(merged), frame.schema
    )


def _function(merged: Callable[[pa.Table], pa.Table]) -> Callable[[pa.Table], pa.Table]:
    """Spark looks at a function's arguments to learn whether it wants the key; of a method it would count self, too."""

    def applied(table: pa.Table) -> pa.Table:
        return merged(table)

    return applied
