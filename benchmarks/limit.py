"""The bare cost of an audit: read two files, sort their numbers, count their strings, on every core.

python benchmarks/limit.py REFERENCE CURRENT
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq


def main() -> None:
    tasks = [task for path in sys.argv[1:] for task in _tasks(path)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(_touch, tasks):
            pass


def _tasks(path: str) -> list[tuple[str | pa.ChunkedArray, str]]:
    """A column to read and touch, each; CSV can only be read whole."""
    if path.endswith(".csv"):
        table = pa.csv.read_csv(path)
        return [(table.column(name), name) for name in table.column_names]
    with pq.ParquetFile(path) as file:
        return [(path, name) for name in file.schema_arrow.names]


def _touch(task: tuple[str | pa.ChunkedArray, str]) -> None:
    source, name = task
    values = _read(source, name) if isinstance(source, str) else source
    if pa.types.is_string(values.type) or pa.types.is_boolean(values.type):
        pc.value_counts(values)
    else:
        plain = values.cast(pa.int64()) if pa.types.is_timestamp(values.type) else values
        np.sort(plain.drop_null().to_numpy())


def _read(path: str, name: str) -> pa.ChunkedArray:
    with pq.ParquetFile(path, memory_map=True) as file:
        return file.read(columns=[name], use_threads=False).column(0)


if __name__ == "__main__":
    main()
