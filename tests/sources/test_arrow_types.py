"""Every Arrow type, from Parquet, Arrow files, streams and memory; and the same data as CSV."""

# ruff: noqa: DTZ001 - times without a zone are the data under test

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest

from driftcli.sources.families import family_of, plain_type
from driftcli.sources.open import open_source
from tests.sources.reading import DATA, array, needs_data, values

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOMENT = datetime(2024, 2, 29, 12, 30)
COLUMNS: dict[str, tuple[pa.DataType, list[Any], str]] = {
    **{str(type_): (type_, [1, None, 3], "number") for type_ in (
        pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()
    )},
    "large unsigned": (pa.uint64(), [2**64 - 1, None, 0], "number"),
    "float16": (pa.float16(), [np.float16(1.5), None, np.float16(-2)], "number"),
    "float32": (pa.float32(), [1.5, None, -2.0], "number"),
    "float64": (pa.float64(), [1.5, float("inf"), -2.0], "number"),
    "decimal": (pa.decimal128(10, 2), [Decimal("1.50"), None, Decimal("-2.00")], "number"),
    "wide decimal": (pa.decimal256(50, 2), [Decimal("1.50"), None, Decimal("-2.00")], "number"),
    "boolean": (pa.bool_(), [True, None, False], "boolean"),
    "string": (pa.string(), ["a", None, ""], "string"),
    "large string": (pa.large_string(), ["a", None, ""], "string"),
    "string view": (pa.string_view(), ["a", None, "longer than twelve bytes"], "string"),
    "categories": (pa.dictionary(pa.int8(), pa.string()), ["a", None, "b"], "string"),
    "number categories": (pa.dictionary(pa.int32(), pa.int64()), [5, None, 6], "number"),
    "date32": (pa.date32(), [date(2024, 2, 29), None, date(1, 1, 1)], "timestamp"),
    "date64": (pa.date64(), [date(2024, 2, 29), None, date(1970, 1, 1)], "timestamp"),
    **{f"timestamp {unit}": (pa.timestamp(unit), [MOMENT, None, MOMENT], "timestamp")
       for unit in ("s", "ms", "us", "ns")},
    "zoned": (pa.timestamp("us", "Europe/Istanbul"), [MOMENT.replace(tzinfo=UTC), None, None], "timestamp"),
    "time32": (pa.time32("s"), [time(1, 2, 3), None, time(0)], "time"),
    "time64": (pa.time64("us"), [time(1, 2, 3, 4), None, time(0)], "time"),
    "duration": (pa.duration("us"), [timedelta(days=1), None, timedelta(0)], "duration"),
    "list": (pa.list_(pa.int64()), [[1, 2], None, []], "list"),
    "vector": (pa.list_(pa.float32(), 2), [[1.0, 2.0], None, [3.0, 4.0]], "list"),
    "map": (pa.map_(pa.string(), pa.int64()), [[("a", 1)], None, []], "map"),
    "null": (pa.null(), [None, None, None], "null"),
    "binary": (pa.binary(), [b"a", None, b""], "binary"),
    "large binary": (pa.large_binary(), [b"a", None, b""], "binary"),
    "fixed binary": (pa.binary(2), [b"ab", None, b"cd"], "binary"),
}  # fmt: skip
TABLE = pa.table({name: pa.array(cells, type_) for name, (type_, cells, _) in COLUMNS.items()})
EXPECTED = {name: TABLE[name].to_pylist() for name in TABLE.column_names}


def _file(table: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def _stream(table: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)


WRITERS: dict[str, Callable[[pa.Table, Path], Any]] = {
    "x.parquet": lambda table, path: pq.write_table(table, path, row_group_size=2),
    "x.feather": lambda table, path: pa.feather.write_feather(table, str(path), compression="lz4"),
    "x.arrow": _file,
    "x.arrows": _stream,
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_type_survives_every_file_format(tmp_path: Path, name: str) -> None:
    table = TABLE
    if name == "x.parquet":
        table = table.drop_columns(["wide decimal"])
    WRITERS[name](table, tmp_path / name)
    source = open_source(tmp_path / name)
    assert values(source) == {key: EXPECTED[key] for key in table.column_names}
    assert source.facts.format == {"x.parquet": "parquet", "x.feather": "feather"}.get(name, "arrow")
    assert source.facts.bytes == (tmp_path / name).stat().st_size


def test_every_type_survives_memory() -> None:
    source = open_source(TABLE)
    assert values(source) == EXPECTED
    assert source.facts.format == "frame"


@pytest.mark.parametrize("name", COLUMNS)
def test_families_and_plain_types(name: str) -> None:
    type_, _, family = COLUMNS[name]
    source = open_source(TABLE.select([name]))
    assert family_of(type_) == family
    assert source.declared_type(name) == type_
    assert source.fields[0].type == plain_type(type_)
    assert family_of(source.fields[0].type) == family
    assert not pa.types.is_dictionary(source.fields[0].type)


def test_run_ends_are_decoded() -> None:
    encoded = pa.RunEndEncodedArray.from_arrays([2, 3], ["a", "b"])
    assert values(open_source(pa.table({"x": encoded}))) == {"x": ["a", "a", "b"]}


def test_structs_become_dotted_columns(tmp_path: Path) -> None:
    cells = [{"x": 1, "in": {"y": "a", "z": [1]}}, None, {"x": None, "in": None}]
    table = pa.table({"s": pa.array(cells), "k": [1, 2, 3], "s.x": ["p", "q", "r"]})
    pq.write_table(table, tmp_path / "x.parquet")
    for source in (open_source(table), open_source(tmp_path / "x.parquet")):
        assert values(source) == {
            "s.x": [1, None, None],
            "s.in.y": ["a", None, None],
            "s.in.z": [[1], None, None],
            "k": [1, 2, 3],
            "s.x.1": ["p", "q", "r"],
        }
        assert source.facts.notes == ('column 5 repeats a name: read as "s.x.1"',)


def test_only_the_asked_column_is_decoded(tmp_path: Path) -> None:
    """Bytes of another column are damaged, and that one alone cannot be read."""
    table = pa.table({"a": range(1000), "b": [f"text {number}" for number in range(1000)]})
    pq.write_table(table, tmp_path / "x.parquet", compression="NONE", use_dictionary=False)
    chunk = pq.ParquetFile(tmp_path / "x.parquet").metadata.row_group(0).column(1)
    content = bytearray((tmp_path / "x.parquet").read_bytes())
    content[chunk.data_page_offset : chunk.data_page_offset + 40] = b"\xff" * 40
    (tmp_path / "x.parquet").write_bytes(content)
    source = open_source(tmp_path / "x.parquet")
    assert array(source, "a").to_pylist() == list(range(1000))
    with pytest.raises(Exception, match="is not a whole Parquet file"):
        list(source.column("b"))


def test_many_batches_keep_row_order(tmp_path: Path) -> None:
    table = pa.table({"a": np.arange(300_000), "b": np.arange(300_000) % 7})
    pq.write_table(table, tmp_path / "x.parquet", row_group_size=170_000)
    source = open_source(tmp_path / "x.parquet")
    assert len(list(source.column("a"))) > 2
    assert array(source, "a").to_numpy().tolist() == list(range(300_000))


CSV_TYPES = {
    "int": pa.array([1, None, -3]),
    "unsigned": pa.array([2**63, 1, None], pa.uint64()),
    "float": pa.array([1.5, None, 1e300]),
    "whole float": pa.array([1.0, 2.0, None]),
    "bool": pa.array([True, False, None]),
    "string": pa.array(["a", "", None]),
    "tricky": pa.array(['say "x", then\ny', "NA", "007"]),
    "code": pa.array(["007", "012", "123"]),
    "date": pa.array([date(2024, 2, 29), None, date(1999, 1, 1)]),
    "moment": pa.array([MOMENT, None, MOMENT], pa.timestamp("us")),
    "second": pa.array([MOMENT, None, MOMENT], pa.timestamp("s")),
    "zoned": pa.array([MOMENT, None, MOMENT], pa.timestamp("us", "UTC")),
    "clock": pa.array([time(1, 2, 3), None, time(23)], pa.time64("us")),
    "decimal": pa.array([Decimal("1.50"), None, Decimal("2.25")], pa.decimal128(8, 2)),
}


def test_csv_and_parquet_give_the_same(tmp_path: Path) -> None:
    table = pa.table(CSV_TYPES)
    pq.write_table(table, tmp_path / "x.parquet")
    pyarrow.csv.write_csv(table, tmp_path / "x.csv")
    parquet, text = open_source(tmp_path / "x.parquet"), open_source(tmp_path / "x.csv")
    assert [field.name for field in parquet.fields] == [field.name for field in text.fields]
    for field in parquet.fields:
        as_text = next(other for other in text.fields if other.name == field.name)
        assert family_of(as_text.type) == family_of(field.type), field.name
        found = array(text, field.name)
        if field.name == "decimal":
            found = found.cast(pa.decimal128(8, 2))
        assert found.to_pylist() == array(parquet, field.name).to_pylist(), field.name
    like = {field.name: field.type for field in parquet.fields}
    again = open_source(tmp_path / "x.csv", like=like)
    assert values(again) == values(parquet)
    assert {field.name: field.type for field in again.fields if field.name != "clock"} == {
        name: type_ for name, type_ in like.items() if name != "clock"
    }


@needs_data
@pytest.mark.parametrize(
    "path",
    [
        "elec2/elec2.parquet",
        "nyc_taxi/yellow_2019-03.parquet",
        "cells/train.parquet",
        "hotel_booking/reference_hotel_booking.parquet",
    ],
)
def test_real_parquet_as_csv(tmp_path: Path, path: str) -> None:
    parquet = open_source(DATA / path)
    table = pq.read_table(DATA / path)
    pyarrow.csv.write_csv(table, tmp_path / "x.csv")
    like = {field.name: field.type for field in parquet.fields}
    text = open_source(tmp_path / "x.csv", like=like)
    assert [field.name for field in text.fields] == [field.name for field in parquet.fields]
    for name in like:
        assert array(text, name).equals(array(parquet, name)), name
        assert text.unparseable(name) is None


@pytest.mark.parametrize(
    ("cells", "like", "expected", "bad"),
    [
        (pa.array([1.0, None, 3.0]), pa.int64(), [1, None, 3], 0),
        (pa.array([1.5, None, 3.0]), pa.int64(), [1.5, None, 3.0], 0),
        (pa.array([1, 2]), pa.float64(), [1.0, 2.0], 0),
        (pa.array([1, 2]), pa.string(), ["1", "2"], 0),
        (pa.array([1.0, 2.0]), pa.string(), ["1", "2"], 0),
        (pa.array([1.5, 2.0]), pa.string(), ["1.5", "2"], 0),
        (pa.array(["1", "x", "", None]), pa.int64(), [1, None, None, None], 1),
        (pa.array(["x", "y"]), pa.int64(), ["x", "y"], 0),
        (pa.array([True, False]), pa.int64(), [1, 0], 0),
        (pa.array([0, 1, 2]), pa.bool_(), [False, True, None], 1),
        (pa.array(["no", "YES"]), pa.bool_(), [False, True], 0),
        (pa.array([True, None]), pa.string(), ["true", None], 0),
        (pa.array([None, None]), pa.int64(), [None, None], 0),
        (pa.array(["2024-02-29", "soon"]), pa.timestamp("us"), [datetime(2024, 2, 29), None], 1),
        (pa.array([MOMENT], pa.timestamp("ns")), pa.timestamp("us"), [MOMENT], 0),
        (pa.array([MOMENT], pa.timestamp("us", "UTC")), pa.timestamp("us"), [MOMENT], 0),
        (pa.array([MOMENT], pa.timestamp("us")), pa.string(), ["2024-02-29 12:30:00.000000"], 0),
        (pa.array([5]), pa.timestamp("us"), [5], 0),
        (pa.array([[1]]), pa.string(), [[1]], 0),
        (pa.array(["a"]).dictionary_encode(), pa.string(), ["a"], 0),
        (pa.array([300, 2]), pa.int8(), [300, 2], 0),
    ],
)
def test_typed_columns_are_read_as_the_reference(
    cells: pa.Array, like: pa.DataType, expected: list[Any], bad: int
) -> None:
    source = open_source(pa.table({"x": cells}), like={"x": like, "not here": pa.int64()})
    unparseable = source.unparseable("x")
    assert array(source, "x").to_pylist() == expected
    assert source.declared_type("x") == cells.type
    assert (unparseable.count if unparseable else 0) == bad
