"""What a path may stand for, what is chosen of it, and what bad input is told."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from driftcli.errors import SourceError, UsageError
from driftcli.sources.families import family_of
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions
from driftcli.sources.source import Source
from tests.sources.reading import DATA, array, needs_data, read, types, values

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


PARQUET = _parquet(pa.table({"a": range(1000)}))
ARROW = pa.BufferOutputStream()
with pa.ipc.new_file(ARROW, pa.schema({"a": pa.int64()})) as writer:
    writer.write_table(pa.table({"a": range(1000)}))
ARROW_BYTES = ARROW.getvalue().to_pybytes()


@pytest.mark.parametrize(
    ("name", "content", "message", "hint"),
    [
        ("x.csv", b"", "is empty", "check the step"),
        ("x.csv", b"\n\n", "is empty", "check the step"),
        ("x.csv", b"\xef\xbb\xbf", "is empty", "check the step"),
        ("x.csv", b"a,b\n", "has no rows, only a header", "check the step"),
        ("x.csv", b"a,b,c", "has no rows, only a header", "check the step"),
        ("x.csv", b"a,b\n1,2\n3,\x004\n", "line 3: holds a NUL byte", "encoding"),
        ("x.csv", b"\x00" * 100, "holds a NUL byte", "encoding"),
        ("x.csv", b"PK\x03\x04rest", "is a zip archive (or an Excel workbook)", "save the sheet as CSV"),
        ("x.xlsx", b"PK\x03\x04rest", "is a zip archive (or an Excel workbook)", "save the sheet as CSV"),
        ("x.xls", b"\xd0\xcf\x11\xe0rest", "is an old Excel workbook", "save the sheet as CSV"),
        ("x.pdf", b"%PDF-1.7", "is a PDF document", "CSV or Parquet"),
        ("x.csv", b"<!DOCTYPE html><html>", "is an HTML page", "download the file again"),
        ("x.csv", b"<?xml version='1.0'?>", "is an XML document", "convert it"),
        ("x.json", b'[{"a": 1}]', "is JSON", "convert it"),
        ("x.json", b'{"a": 1}\n{"a": 2}', "is JSON", "convert it"),
        ("x.db", b"SQLite format 3\x00rest", "is an SQLite database", "export the table"),
        ("x.parquet", b"PAREbytesPARE", "is an encrypted Parquet file", "decrypt it first"),
        ("x.parquet", PARQUET[:-50], "is not a whole Parquet file", "write it again"),
        ("x.parquet", PARQUET[:20], "is not a whole Parquet file", "write it again"),
        ("x.parquet", b"a,b\n1,2\n", "does not begin like a Parquet file", "--format"),
        ("x.parquet", _parquet(pa.table({"a": pa.array([], pa.int64())})), "has no rows", "check the step"),
        ("x.parquet", _parquet(pa.table({})), "has no columns", "check the step"),
        ("x.arrow", ARROW_BYTES[:-50], "is not a whole Arrow file", "write it again"),
        ("x.csv.gz", gzip.compress(b"a,b\n1,2\n" * 9999)[:-50], "is not a whole gzip file", "copy or write it again"),
        ("x.csv.gz", gzip.compress(b""), "is empty", "check the step"),
        ("x.csv.gz", gzip.compress(PARQUET), "is a compressed parquet file", "decompress it first"),
        ("x.json.gz", gzip.compress(b'[{"a": 1}]'), "is JSON", "convert it"),
        ("x.csv", b"a,b,c\n1,2\n3,4\n,5,\n6,7,8,9\n", None, None),
    ],
)  # fmt: skip
def test_bad_input(tmp_path: Path, name: str, content: bytes, message: str | None, hint: str | None) -> None:
    if message is None:
        read(tmp_path / name, content)
        return
    with pytest.raises(SourceError) as caught:
        read(tmp_path / name, content)
    assert message in str(caught.value)
    assert caught.value.hint is not None
    assert hint is not None
    assert hint in caught.value.hint
    assert name in str(caught.value)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "nothing.csv", "does not exist"),
        (lambda folder: folder / "*.csv", "matches no file"),
        (lambda folder: folder, "is a folder without data files"),
    ],
)
def test_nothing_there(tmp_path: Path, make: Callable[[Path], Path], message: str) -> None:
    (tmp_path / "_SUCCESS").touch()
    (tmp_path / "notes.md").touch()
    with pytest.raises(SourceError, match=message):
        open_source(make(tmp_path))


def test_every_row_unreadable(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"2 rows .lines 2, 3. do not have the header's 3 fields"):
        read(tmp_path / "x.csv", "a;b;c\n1\n2\n", delimiter=";")


def test_delta_table(tmp_path: Path) -> None:
    (tmp_path / "_delta_log").mkdir()
    (tmp_path / "x.parquet").write_bytes(PARQUET)
    with pytest.raises(SourceError, match="is a Delta table"):
        open_source(tmp_path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"format": "xml"}, 'unknown format "xml"\n  choose one of csv'),
        ({"types": {"a": "int"}}, 'unknown type "int" for column "a"'),
        ({"decimal": ",,"}, "decimal must be one character"),
        ({"delimiter": ""}, "delimiter must not be empty"),
    ],
)
def test_bad_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        SourceOptions(**options)


def test_unknown_encoding(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match='there is no encoding "utf-99"'):
        read(tmp_path / "x.csv", "a,b\n1,2\n", encoding="utf-99")
    with pytest.raises(SourceError, match="is not utf-8 text"):
        read(tmp_path / "x.csv", b"a,b\n\xff,2\n", encoding="utf-8")


def test_a_source_is_a_source(tmp_path: Path) -> None:
    source = read(tmp_path / "x.csv", "a,b\n1,2\n")
    assert isinstance(source, Source)
    assert source.facts.name == str(tmp_path / "x.csv")
    assert source.facts.files == (str(tmp_path / "x.csv"),)
    assert source.facts.bytes == 8


def test_format_can_be_told(tmp_path: Path) -> None:
    assert read(tmp_path / "x.data", PARQUET).facts.format == "parquet"
    assert read(tmp_path / "x.parquet", "a,b\n1,2\n", format="csv").facts.format == "csv"


def test_columns_are_chosen_by_globs(tmp_path: Path) -> None:
    text = "lag_1,lag_2,price,id[x]\n1,2,3,4\n"
    assert list(types(read(tmp_path / "x.csv", text, columns=("lag_*", "id[x]")))) == ["lag_1", "lag_2", "id[x]"]
    assert list(types(read(tmp_path / "x.csv", text, ignore=("lag_*",)))) == ["price", "id[x]"]
    assert list(types(read(tmp_path / "x.csv", text, ignore=("price",), where="price > 1"))) == [
        "lag_1",
        "lag_2",
        "id[x]",
    ]
    with pytest.raises(UsageError, match="no column is left"):
        read(tmp_path / "x.csv", text, columns=("nothing",))


def test_folder_with_partitions(tmp_path: Path) -> None:
    for year, month, rows in (("2024", "1", 2), ("2024", "__HIVE_DEFAULT_PARTITION__", 1), ("2025", "2", 3)):
        folder = tmp_path / f"year={year}" / f"month={month}"
        folder.mkdir(parents=True)
        pq.write_table(pa.table({"a": range(rows)}), folder / "part-0.parquet")
        (folder / ".part-0.parquet.crc").write_bytes(b"x")
        (folder / "_metadata").write_bytes(b"x")
    source = open_source(tmp_path)
    assert values(source) == {
        "a": [0, 1, 0, 0, 1, 2],
        "year": [2024, 2024, 2024, 2025, 2025, 2025],
        "month": [1, 1, None, 2, 2, 2],
    }
    assert len(source.facts.files) == 3
    assert values(open_source(tmp_path / "year=2025" / "*" / "*.parquet")).keys() == {"a", "year", "month"}


def test_csv_files_are_typed_together(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("a,b,c\n1,x,1\n2,y,2\n")
    (tmp_path / "2.csv").write_text("b;a\nz;1,5\nw;?\nq;\n")
    source = open_source(tmp_path / "*.csv", options=SourceOptions(decimal=","))
    assert values(source) == {
        "a": [1, 2, 1.5, None, None],
        "b": ["x", "y", "z", "w", "q"],
        "c": [1, 2, None, None, None],
    }
    assert source.facts.notes == (f'{tmp_path / "2.csv"} has no column "c": missing there',)


def test_parquet_files_with_other_columns_and_types(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"a": [1, 2], "b": ["x", "y"], "t": pa.array([1, 2], pa.timestamp("s"))}), tmp_path / "1.parquet"
    )
    pq.write_table(pa.table({"a": [1.5], "c": [True], "t": pa.array([1], pa.timestamp("ns"))}), tmp_path / "2.parquet")
    pq.write_table(pa.table({"a": pa.array([None], pa.null()), "b": [7], "c": [False]}), tmp_path / "3.parquet")
    source = open_source(tmp_path)
    found = values(source)
    assert (found["a"], found["b"], found["c"]) == (
        [1.0, 2.0, 1.5, None],
        ["x", "y", None, "7"],
        [None, None, True, False],
    )
    assert types(source)["t"].startswith("timestamp")
    notes = " ".join(source.facts.notes)
    assert 'has no column "b": missing there' in notes
    assert 'column "a" is double and int64 in different files: read as double' in notes


def test_mixed_folder(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("a\n1\n")
    (tmp_path / "2.parquet").write_bytes(PARQUET)
    with pytest.raises(SourceError, match="holds csv and parquet files together"):
        open_source(tmp_path)


@pytest.mark.parametrize(
    "content", [b"a\n" + b"\n".join(b"%d" % n for n in range(1000)), PARQUET, ARROW_BYTES, gzip.compress(b"a,b\n1,2\n")]
)
def test_standard_input(content: bytes) -> None:
    code = (
        "from driftcli.sources.open import open_source\n"
        "source = open_source('-')\n"
        "print(source.rows, source.facts.format, source.facts.bytes)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], input=content, capture_output=True, check=True)
    rows, format_, size = done.stdout.decode().split()
    assert (int(rows), int(size)) == (1 if content[:2] == b"\x1f\x8b" else 1000, len(content))
    assert format_ == {PARQUET[:4]: "parquet", ARROW_BYTES[:4]: "arrow"}.get(content[:4], "csv")


def test_columns_may_be_read_from_many_threads(tmp_path: Path) -> None:
    pq.write_table(pa.table({f"c{at}": range(50_000) for at in range(8)}), tmp_path / "x.parquet", row_group_size=7000)
    source = open_source(tmp_path / "x.parquet", options=SourceOptions(where="c0 % 2 == 0"))
    with ThreadPoolExecutor(8) as pool:
        sums = list(pool.map(lambda name: sum(array(source, name).to_pylist()), [f"c{at % 8}" for at in range(32)]))
    assert set(sums) == {sum(range(0, 50_000, 2))}


@needs_data
def test_real_folders() -> None:
    taxi = open_source(DATA / "nyc_taxi" / "yellow_2019-*.parquet")
    assert taxi.rows == 120_000
    spam = open_source(DATA / "youtube_spam")
    assert (spam.rows, types(spam)["DATE"], types(spam)["CONTENT"]) == (1957, "timestamp[us]", "string")
    hearts = open_source(DATA / "heart_disease")
    assert (hearts.rows, set(types(hearts).values())) == (920, {"double", "int64"})
    assert array(hearts, "ca").null_count == 4 + 291 + 118 + 198


def test_dates_written_as_text_are_times_in_parquet_as_in_csv(tmp_path):
    """hotel_booking keeps its timestamp as a string in Parquet; METHODS 0.4 takes what parses for a timestamp."""
    days = [f"2026-01-{day:02d}" for day in range(1, 29)]
    table = pa.table({"day": days, "code": [f"A{i}" for i in range(28)], "mixed": [*days[:27], "unknown"]})
    pq.write_table(table, tmp_path / "a.parquet")
    pacsv.write_csv(table, tmp_path / "a.csv")
    binary, text = (open_source(tmp_path / name) for name in ("a.parquet", "a.csv"))
    for source in (binary, text):
        family = {field.name: family_of(field.type) for field in source.fields}
        assert (family["day"], family["code"]) == ("timestamp", "string")
    assert str(binary.declared_type("day")) == "string"
    assert [x.as_py() for x in pa.chunked_array(list(binary.column("day"))).cast(pa.date32())][:2] == [
        date(2026, 1, 1),
        date(2026, 1, 2),
    ]
