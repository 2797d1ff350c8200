"""Types and values of CSV columns."""

# ruff: noqa: DTZ001 - times without a zone are the data under test

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from tests.sources.reading import array, read, types, values

if TYPE_CHECKING:
    from pathlib import Path


def column(tmp_path: Path, cells: list[str], **options: Any) -> tuple[str, list[Any], Any]:
    source = read(tmp_path / "x.csv", "id;x\n" + "".join(f"r;{cell}\n" for cell in cells), delimiter=";", **options)
    return types(source)["x"], values(source)["x"], source.unparseable("x")


@pytest.mark.parametrize(
    ("cells", "type_", "expected"),
    [
        (["1", "2", "-3"], "int64", [1, 2, -3]),
        (["+1", " 2 ", "3"], "int64", [1, 2, 3]),
        (["1", "2.5", ""], "double", [1.0, 2.5, None]),
        ([".5", "5.", "-1e3"], "double", [0.5, 5.0, -1000.0]),
        (["inf", "-Infinity", "1"], "double", [float("inf"), float("-inf"), 1.0]),
        (["0x1F", "0x20"], "string", ["0x1F", "0x20"]),
        (["1_000", "2_000"], "string", ["1_000", "2_000"]),
        (["0", "0", "10"], "int64", [0, 0, 10]),
        (["0.5", "00.5"], "double", [0.5, 0.5]),
        (["007", "123"], "string", ["007", "123"]),
        (["-7", "-12"], "int64", [-7, -12]),
        (["00", "12", "7"], "string", ["00", "12", "7"]),
        (["9223372036854775807", "1"], "int64", [2**63 - 1, 1]),
        (["9223372036854775808", "1"], "uint64", [2**63, 1]),
        (["7" * 5000, "1"], "string", ["7" * 5000, "1"]),
        (["-" + "7" * 5000, "1"], "string", ["-" + "7" * 5000, "1"]),
        (["18446744073709551616", "1"], "string", ["18446744073709551616", "1"]),
        (["-9223372036854775809", "1"], "string", ["-9223372036854775809", "1"]),
        (["true", "FALSE", "True"], "bool", [True, False, True]),
        (["yes", "no", "yes"], "string", ["yes", "no", "yes"]),
        (["t", "f"], "string", ["t", "f"]),
        (["0", "1"], "int64", [0, 1]),
        (["a", "", "NA"], "string", ["a", None, None]),
        (["", "", ""], "null", [None, None, None]),
        (["?", "-", "?"], "null", [None, None, None]),
        (["1", "?", "-"], "int64", [1, None, None]),
        (["a", "?", "-"], "string", ["a", "?", "-"]),
        (["2020-01-31", "2020-02-01"], "date32[day]", [date(2020, 1, 31), date(2020, 2, 1)]),
        (["2020-01-31 10:00", "2020-02-01T11:30:15.5"], "timestamp[us]",
         [datetime(2020, 1, 31, 10), datetime(2020, 2, 1, 11, 30, 15, 500000)]),
        (["2020-01-31", "2020-02-01 11:30:15"], "timestamp[us]",
         [datetime(2020, 1, 31), datetime(2020, 2, 1, 11, 30, 15)]),
        (["2020-01-31T10:00:00Z", "2020-01-31T10:00:00+02:00"], "timestamp[us, tz=UTC]",
         [datetime(2020, 1, 31, 10, tzinfo=UTC), datetime(2020, 1, 31, 8, tzinfo=UTC)]),
        (["2020-01-31 10:00:00 +0200", "2020-01-31 10:00:00 Z"], "timestamp[us, tz=UTC]",
         [datetime(2020, 1, 31, 8, tzinfo=UTC), datetime(2020, 1, 31, 10, tzinfo=UTC)]),
        (["31/01/2020", "1/2/2020"], "date32[day]", [date(2020, 1, 31), date(2020, 2, 1)]),
        (["01/31/2020", "2/1/2020"], "date32[day]", [date(2020, 1, 31), date(2020, 2, 1)]),
        (["1/31/2020 9:05", "2/1/2020 10:00"], "timestamp[us]",
         [datetime(2020, 1, 31, 9, 5), datetime(2020, 2, 1, 10)]),
        (["31.01.2020", "01.02.2020"], "date32[day]", [date(2020, 1, 31), date(2020, 2, 1)]),
        (["2020/01/31", "2020/2/1"], "date32[day]", [date(2020, 1, 31), date(2020, 2, 1)]),
        (["01/02/2020", "03/04/2020"], "string", ["01/02/2020", "03/04/2020"]),
        (["9999-12-31", "0001-01-01"], "date32[day]", [date(9999, 12, 31), date(1, 1, 1)]),
        (["09:30", "10:15:30.25"], "time64[us]", [time(9, 30), time(10, 15, 30, 250000)]),
        (["25:30", "10:15"], "string", ["25:30", "10:15"]),
        (["1", "a", "2", "b"], "string", ["1", "a", "2", "b"]),
        (["12%", "15%"], "string", ["12%", "15%"]),
        (["1.2.3.4", "10.0.0.1"], "string", ["1.2.3.4", "10.0.0.1"]),
    ],
)  # fmt: skip
def test_type_is_inferred(tmp_path: Path, cells: list[str], type_: str, expected: list[Any]) -> None:
    found, got, bad = column(tmp_path, cells)
    assert (found, got, bad) == (type_, expected, None)


@pytest.mark.parametrize(
    ("cells", "type_", "expected", "decimal", "thousands"),
    [
        (["1,5", "2,25"], "double", [1.5, 2.25], ",", ""),
        (["1.234,5", "2"], "double", [1234.5, 2.0], ",", "."),
        (["1,234.5", "2"], "double", [1234.5, 2.0], ".", ","),
        (["1,234", "1,234,567"], "int64", [1234, 1234567], ".", ","),
        (["0,125", "1,250"], "double", [0.125, 1.25], ",", ""),
        (["1 234,5", "22"], "double", [1234.5, 22.0], ",", " "),
        (["1\u00a0234", "22"], "int64", [1234, 22], ".", "\u00a0"),
        (["1'234.50", "22"], "double", [1234.5, 22.0], ".", "'"),
        (["1.5", "2.25"], "double", [1.5, 2.25], ".", ""),
    ],
)
def test_marks_of_numbers_are_guessed(  # noqa: PLR0917 - a table
    tmp_path: Path, cells: list[str], type_: str, expected: list[Any], decimal: str, thousands: str
) -> None:
    source = read(tmp_path / "x.csv", "id;x\n" + "".join(f"r;{cell}\n" for cell in cells))
    dialect = source.facts.dialect
    assert dialect is not None
    assert (dialect.delimiter, dialect.decimal, dialect.thousands) == (";", decimal, thousands)
    assert {"decimal", "thousands"} <= set(dialect.guessed)
    assert (types(source)["x"], values(source)["x"]) == (type_, expected)


def test_marks_of_numbers_can_be_told(tmp_path: Path) -> None:
    source = read(tmp_path / "x.csv", "id;x\nr;1.234\nr;5.678\n", decimal=",", thousands=".")
    assert values(source)["x"] == [1234, 5678]
    assert source.facts.dialect is not None
    assert "decimal" not in source.facts.dialect.guessed


def test_thousands_in_quotes_between_commas(tmp_path: Path) -> None:
    source = read(tmp_path / "x.csv", 'city,people\nA,"1,234"\nB,"12,345"\nC,999\n')
    assert values(source) == {"city": ["A", "B", "C"], "people": [1234, 12345, 999]}


def test_a_few_odd_values_do_not_make_a_number_column_text(tmp_path: Path) -> None:
    cells = [str(number) for number in range(990)] + ["abc", "??"] + ["x1", "x2", "x3", "x4", "x5", "x6"]
    found, got, bad = column(tmp_path, cells)
    assert found == "int64"
    assert got[988:992] == [988, 989, None, None]
    assert bad.count == 8
    assert bad.examples == ("abc", "??", "x1", "x2", "x3")
    assert bad.first_rows == (991, 992, 993, 994, 995)


def test_few_spellings_may_be_a_tenth(tmp_path: Path) -> None:
    found, got, bad = column(tmp_path, [str(number) for number in range(1, 19)] + ["closed", "closed"])
    assert (found, got[-2:], bad.count, bad.examples) == ("int64", [None, None], 2, ("closed",))


def test_many_odd_values_make_text(tmp_path: Path) -> None:
    found, _, bad = column(tmp_path, [str(number) for number in range(1, 81)] + [f"x{number}" for number in range(10)])
    assert (found, bad) == ("string", None)


def test_an_impossible_date_is_unparseable(tmp_path: Path) -> None:
    found, got, bad = column(tmp_path, ["2020-01-31"] * 99 + ["2020-02-30"])
    assert (found, got[-1], bad.examples) == ("date32[day]", None, ("2020-02-30",))


def test_extra_spellings_of_missing(tmp_path: Path) -> None:
    found, got, bad = column(tmp_path, ["1", "absent", "2"], null_values=("absent",))
    assert (found, got, bad) == ("int64", [1, None, 2], None)


def test_quoted_spellings_are_values_of_text(tmp_path: Path) -> None:
    source = read(tmp_path / "x.csv", 'id,x\n1,"NA"\n2,NA\n3,""\n4,\n5,Oslo\n')
    assert values(source)["x"] == ["NA", None, "", None, "Oslo"]


def test_where_everything_is_quoted_quotes_say_nothing(tmp_path: Path) -> None:
    source = read(tmp_path / "x.csv", '"id","x"\n"1","NA"\n"2",""\n"3","Oslo"\n')
    assert values(source) == {"id": [1, 2, 3], "x": [None, None, "Oslo"]}


def test_ambiguous_dates_are_noted(tmp_path: Path) -> None:
    source = read(tmp_path / "x.csv", "id,x\n1,01/02/2020\n2,03/04/2020\n")
    assert source.facts.notes == ('column "x" holds dates, but day and month cannot be told apart: read as strings',)


@pytest.mark.parametrize(
    ("cells", "like", "expected", "declared", "bad"),
    [
        (["yes", "No", "maybe"], pa.bool_(), [True, False, None], "string", 1),
        (["0", "1", ""], pa.bool_(), [False, True, None], "int64", 0),
        (["Y", "n", "T"], pa.bool_(), [True, False, True], "string", 0),
        (["1", "2"], pa.string(), ["1", "2"], "int64", 0),
        (["1", "2"], pa.large_string(), ["1", "2"], "int64", 0),
        (["1", "2"], pa.dictionary(pa.int8(), pa.string()), ["1", "2"], "int64", 0),
        (["007", "12"], pa.int64(), [7, 12], "string", 0),
        (["1", "2"], pa.float64(), [1.0, 2.0], "int64", 0),
        (["1.0", "2.0"], pa.int64(), [1, 2], "double", 0),
        (["1.5", "2.0"], pa.int64(), [1.5, 2.0], "double", 0),
        (["300", "2"], pa.int8(), [300, 2], "int64", 0),
        (["a", "b", "3"], pa.int64(), [None, None, 3], "string", 2),
        (["a", "b"], pa.int64(), ["a", "b"], "string", 0),
        (["", ""], pa.int64(), [None, None], "null", 0),
        (["2020-01-01"], pa.timestamp("ns"), [datetime(2020, 1, 1)], "date32[day]", 0),
        (["2020-01-01 10:00"], pa.date32(), [datetime(2020, 1, 1, 10)], "timestamp[us]", 0),
        (["2020-01-01 10:00"], pa.timestamp("us", "UTC"), [datetime(2020, 1, 1, 10, tzinfo=UTC)], "timestamp[us]", 0),
        (["2020-01-01", "x", "y"], pa.timestamp("us"), [datetime(2020, 1, 1), None, None], "string", 2),
        (["20200101"], pa.timestamp("us"), [20200101], "int64", 0),
        (["1"], pa.list_(pa.int64()), [1], "int64", 0),
    ],
)
def test_columns_are_read_as_the_reference(  # noqa: PLR0917 - a table
    tmp_path: Path, cells: list[str], like: pa.DataType, expected: list[Any], declared: str, bad: int
) -> None:
    source = read(tmp_path / "x.csv", "id,x\n" + "".join(f"r,{cell}\n" for cell in cells), like={"x": like})
    unparseable = source.unparseable("x")
    assert array(source, "x").to_pylist() == expected
    assert str(source.declared_type("x")) == declared
    assert (unparseable.count if unparseable else 0) == bad


@pytest.mark.parametrize(
    ("told", "cells", "expected", "bad"),
    [
        ("string", ["1", "2"], ["1", "2"], 0),
        ("number", ["1", "x", "y"], [1, None, None], 2),
        ("number", ["x", "y"], [None, None], 2),
        ("boolean", ["1", "0"], [True, False], 0),
        ("timestamp", ["2020-01-01", "nothing"], [date(2020, 1, 1), None], 1),
    ],
)
def test_types_can_be_told(tmp_path: Path, told: str, cells: list[str], expected: list[Any], bad: int) -> None:
    _, got, unparseable = column(tmp_path, cells, types={"x": told})
    assert got == expected
    assert (unparseable.count if unparseable else 0) == bad
