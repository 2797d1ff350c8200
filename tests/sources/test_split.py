"""One dataset split in time."""

# ruff: noqa: DTZ001 - times without a zone are the data under test

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from driftcli.errors import DriftError, SourceError, UsageError
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions
from driftcli.sources.split import split_in_time
from tests.sources.reading import DATA, needs_data, values

if TYPE_CHECKING:
    from pathlib import Path

MOMENTS = [datetime(2024, 1, 1, 12), datetime(2024, 1, 2), None, datetime(2024, 1, 1), datetime(2024, 1, 3)]
TEXTS = [None if moment is None else moment.isoformat() for moment in MOMENTS]
SLASHED = ["13/01/2024", "14/01/2024", None, "13/01/2024", "15/01/2024"]


@pytest.mark.parametrize(
    ("times", "split_at"),
    [
        (pa.array(MOMENTS, pa.timestamp("us")), "2024-01-02"),
        (pa.array(MOMENTS, pa.timestamp("ns")), "2024-01-01T18:00"),
        (pa.array(MOMENTS, pa.timestamp("s", "UTC")), "2024-01-02T01:00:00+01:00"),
        (pa.array(MOMENTS, pa.timestamp("us")).cast(pa.date32()), "2024-01-02"),
        (pa.array(TEXTS), "2024-01-02"),
        (pa.array(SLASHED), "2024-01-14"),
    ],
)
def test_rows_before_are_the_reference(times: pa.Array, split_at: str) -> None:
    source = open_source(pa.table({"t": times, "n": [1, 2, 3, 4, 5]}))
    reference, current = split_in_time(source, "t", split_at)
    assert (values(reference)["n"], values(current)["n"]) == ([1, 4], [2, 5])
    assert reference.facts.name == f"Table in memory (before {split_at})"
    assert current.facts.notes == ('1 rows without "t" are in neither part',)


def test_split_of_filtered_rows() -> None:
    table = pa.table({"t": pa.array(MOMENTS, pa.timestamp("us")), "n": [1, 2, 3, 4, 5]})
    source = open_source(table, options=SourceOptions(where="n > 1 and n != 3"))
    reference, current = split_in_time(source, "t", "2024-01-02")
    assert (values(reference)["n"], values(current)["n"]) == ([4], [2, 5])
    assert current.facts.notes == ()


@pytest.mark.parametrize(
    ("name", "split_at", "error", "message"),
    [
        ("tt", "2024-01-02", UsageError, "did you mean t?"),
        ("n", "2024-01-02", UsageError, 'column "n" does not hold times'),
        ("s", "2024-01-02", UsageError, 'column "s" does not hold times'),
        ("t", "tomorrow", UsageError, '"tomorrow" is not a date or time'),
        ("t", "2020-01-01", SourceError, "has no rows before 2020-01-01\n  its times run from 2024-01-01"),
        ("t", "2030-01-01", SourceError, "has no rows from 2030-01-01"),
    ],
)
def test_what_cannot_be_split(name: str, split_at: str, error: type[DriftError], message: str) -> None:
    table = pa.table({"t": pa.array(MOMENTS, pa.timestamp("us")), "n": [1, 2, 3, 4, 5], "s": ["a"] * 5})
    with pytest.raises(error) as caught:
        split_in_time(open_source(table), name, split_at)
    assert message in str(caught.value)


@pytest.mark.parametrize("kind", ["moments", "texts"])
def test_stretches_and_a_file_on_disk_split_as_memory_does(kind: str, tmp_path: Path) -> None:
    times = pa.array(MOMENTS * 40, pa.timestamp("us")) if kind == "moments" else pa.array(SLASHED * 40)
    path = tmp_path / "times.parquet"
    pq.write_table(pa.table({"t": times, "n": range(200)}), path, row_group_size=7)
    at = "2024-01-02" if kind == "moments" else "2024-01-14"
    sides = split_in_time(open_source(path), "t", at)
    small = split_in_time(open_source(path, room=100), "t", at, room=100)
    assert [values(side) for side in small] == [values(side) for side in sides]
    assert [side.rows for side in small] == [80, 80]


@needs_data
def test_real_data_with_times_as_text() -> None:
    source = open_source(DATA / "hotel_booking" / "monitoring_hotel_booking.parquet")
    reference, current = split_in_time(source, "timestamp", "2017-01-01")
    assert reference.rows + current.rows == source.rows
