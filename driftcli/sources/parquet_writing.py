"""Rows of plain values as the bytes of a Parquet file: the one place beside the baseline where Arrow is written."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from driftcli.sources.lean_arrow import pq

_TYPES: dict[type, pa.DataType] = {str: pa.string(), float: pa.float64(), int: pa.int64(), bool: pa.bool_()}


def parquet_bytes(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, type]) -> bytes:
    """Write rows with these columns, each of its type whether or not it holds anything."""
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])
    table = pa.table({name: [row[name] for row in rows] for name in columns}, schema=schema)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    written: bytes = sink.getvalue().to_pybytes()
    return written
