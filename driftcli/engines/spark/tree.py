"""Rows that merge, brought together level by level in executors, so that the driver gets a few small ones.

Groups are said in SQL: a session of Spark Connect knows other column objects than one beside the cluster.
"""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

AT_ONCE = 32
"""Parts that one task merges."""
_GROUP = "group_of_parts"


def in_tree(frame: Any, key: str | None, merged: Callable[[pa.Table], pa.Table], *, parts: int) -> Any:
    """Merge rows of ``part`` and ``payload``, of each ``key`` apart, until no more than ``AT_ONCE`` of it are left."""
    span = 1
    while parts > AT_ONCE:
        span *= AT_ONCE
        parts = -(-parts // AT_ONCE)
        frame = _merged(frame, f"floor(part / {span})", key, merged)
    return frame


def at_last(frame: Any, key: str | None, merged: Callable[[pa.Table], pa.Table]) -> Any:
    """Merge what is left, of each ``key`` apart."""
    return _merged(frame, "0", key, merged)


def _merged(frame: Any, group: str, key: str | None, merged: Callable[[pa.Table], pa.Table]) -> Any:
    """Merge the rows of one ``key`` for which ``group`` is the same."""
    by = [_GROUP, *([key] if key else [])]
    return frame.selectExpr("*", f"{group} AS {_GROUP}").groupBy(*by).applyInArrow(_function(merged), frame.schema)


def _function(merged: Callable[[pa.Table], pa.Table]) -> Callable[[pa.Table], pa.Table]:
    """Spark looks at a function's arguments to learn whether it wants the key; of a method it would count self, too."""

    def applied(table: pa.Table) -> pa.Table:
        return merged(table)

    return applied
