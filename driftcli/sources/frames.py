"""Frames handed over in memory: pandas, polars, Arrow and whatever else speaks the Arrow PyCapsule interface.

Neither pandas nor polars is imported; numbers and strings are shared with the frame rather than copied where its memory
layout is Arrow's.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from driftcli.errors import SourceError

_HINT = "give a path, a pandas or polars DataFrame, an Arrow table, or a mapping of column names to values"


def is_frame(given: Any) -> bool:
    """Tell whether something is data in memory rather than a path to it."""
    return isinstance(given, dict) or hasattr(given, "__arrow_c_stream__") or hasattr(given, "__arrow_c_array__")


def is_spark_frame(given: Any) -> bool:
    """Tell a frame of Spark, of a cluster or of Spark Connect, without importing pyspark."""
    return type(given).__module__.startswith("pyspark.sql.")


def frame_table(frame: Any, *, name: str) -> tuple[pa.Table, tuple[str, ...]]:
    """Give a frame as an Arrow table, with notes of what had to be changed."""
    try:
        if type(frame).__module__.partition(".")[0] == "pandas":
            return _pandas_table(frame)
        return pa.table(frame), ()
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise SourceError(
            f"cannot be read as a table ({str(error).splitlines()[0]})", where=name, hint=_HINT
        ) from error


def not_a_frame(given: Any) -> SourceError:
    """Build the error for something that is neither a path nor a frame."""
    hint = "call .collect() on it first" if hasattr(given, "collect") else _HINT
    return SourceError(f"a {type(given).__name__} is not data", hint=hint)


def _pandas_table(frame: Any) -> tuple[pa.Table, tuple[str, ...]]:
    """Convert column by column, as pandas refuses frames with repeated names and objects of several types."""
    arrays: list[pa.Array] = []
    names: list[str] = []
    notes: list[str] = []
    index = frame.index
    if index.name is not None and all(name != index.name for name in frame.columns):
        names.append(_name_text(index.name))
        arrays.append(pa.array(index, from_pandas=True))
    for position in range(frame.shape[1]):
        series = frame.iloc[:, position]
        name = _name_text(frame.columns[position])
        names.append(name)
        try:
            arrays.append(pa.array(series, from_pandas=True))
        except (pa.ArrowException, TypeError, ValueError):
            arrays.append(pa.array(series.astype("string"), from_pandas=True))
            notes.append(f'column "{name}" mixes Python types: read as strings')
    return pa.table(arrays, names=names), tuple(notes)


def _name_text(name: Any) -> str:
    """Write a column's label as text; levels are joined by dots."""
    return ".".join(str(part) for part in name) if isinstance(name, tuple) else str(name)
