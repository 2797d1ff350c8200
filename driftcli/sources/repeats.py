"""Whether strings repeat, told from the first of them: then they are better read as codes of a dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

HEAD = 10_000
"""Values that are looked at."""
FEW, MOST = 0.85, 0.98
"""Shares of distinct values among those: below, a dictionary is small; above, it would hold nearly every row."""


def is_repeated(values: pa.Array | pa.ChunkedArray) -> bool:
    """Whether few of the first values are distinct."""
    return _distinct_share(values) < FEW


def is_mostly_distinct(values: pa.Array | pa.ChunkedArray) -> bool:
    """Whether nearly all of the first values are distinct, as identifiers are."""
    return _distinct_share(values) > MOST


def _distinct_share(values: pa.Array | pa.ChunkedArray) -> float:
    head = values.slice(0, HEAD).drop_null()
    return len(head.unique()) / len(head) if len(head) else 0.0
