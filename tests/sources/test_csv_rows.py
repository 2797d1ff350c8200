"""How text files are cut into rows and fields: dialects, encodings, headers and rows that cannot be read."""

from __future__ import annotations

import bz2
import codecs
import gzip
import json
import lzma
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from tests.sources.reading import DATA, needs_data, read, types, values

if TYPE_CHECKING:
    from pathlib import Path

    from driftcli.sources.source import Dialect, Source

PEOPLE = {"name": ["Ann", "Bob", "Çelik"], "age": [31, 42, 53]}


def dialect(source: Source) -> Dialect:
    found = source.facts.dialect
    assert found is not None
    return found


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ":", "^", "~", " ", "\x01", "\x1f", "||", "::"])
def test_delimiter_is_guessed(tmp_path: Path, delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in [["name", "age"], ["Ann", "31"], ["Bob", "42"], ["Çelik", "53"]])
    source = read(tmp_path / "x.csv", text)
    assert values(source) == PEOPLE
    assert (dialect(source).delimiter, dialect(source).header) == (delimiter, True)
    assert {"delimiter", "header", "quote", "escape", "encoding"} <= set(dialect(source).guessed)


def test_what_is_told_is_not_guessed(tmp_path: Path) -> None:
    text = "name|age\nAnn|31\n"
    source = read(tmp_path / "x.csv", text, delimiter="|", quote='"', escape="", header=True, encoding="utf-8")
    assert dialect(source).guessed == ("decimal", "thousands")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5\n", {"a": [1.5, 3.5], "b": [2.5, 4.5]}),
        ("a,b\n1;5,2\n3;5,4\n", {"a": ["1;5", "3;5"], "b": [2, 4]}),
        ("a\tb\nSmith, J\t1\nDoe, K, L\t2\n", {"a": ["Smith, J", "Doe, K, L"], "b": [1, 2]}),
        ("when,x\n2020-01-01 10:00:00,1\n2020-01-01 11:00:00,2\n", None),
        ("a\n1\n2\n", {"a": [1, 2]}),
        ("sentence\nI came, I saw\nno comma here\nyes, indeed, two\n",
         {"sentence": ["I came, I saw", "no comma here", "yes, indeed, two"]}),
        ("name\nAnn Lee\nBob\nJo Ann Poe\n", {"name": ["Ann Lee", "Bob", "Jo Ann Poe"]}),
        ("sep=;\na;b\n1;2\n", {"a": [1], "b": [2]}),
        ("a,b\r1,2\r3,4\r", {"a": [1, 3], "b": [2, 4]}),
        ("a,b\r\n1,2\r\n3,4", {"a": [1, 3], "b": [2, 4]}),
        ("a,b\n1,2\r\n3,4\n\n\n5,6\n", {"a": [1, 3, 5], "b": [2, 4, 6]}),
        ("\n\na,b\n1,2\n", {"a": [1], "b": [2]}),
        ("a,b\n1,2\n   \n3,4\n", {"a": [1, 3], "b": [2, 4]}),
        ("'a','b'\n'x, y','1'\n'z','2'\n", {"a": ["x, y", "z"], "b": [1, 2]}),
        ('a,b\n"x \\"y\\" z",1\n"q, r",2\n', {"a": ['x "y" z', "q, r"], "b": [1, 2]}),
        ('a, b\n"x, y", "1, 2"\n"z", "3"\n', {"a": ["x, y", "z"], "b": ["1, 2", "3"]}),
        ('a,b\n12" disk,1\n5" pipe,2\n', {"a": ['12" disk', '5" pipe'], "b": [1, 2]}),
        ('a,b\n"12" disk",1\nx,2\n', {"a": ['12" disk', "x"], "b": [1, 2]}),
        ('a,b\n"line one\nline two",1\nx,2\n', {"a": ["line one\nline two", "x"], "b": [1, 2]}),
        ('"a\nb",c\nx,1\ny,2\n', {"a\nb": ["x", "y"], "c": [1, 2]}),
        ("a,b\n=1+1,2\n-x,3\n", {"a": ["=1+1", "-x"], "b": [2, 3]}),
        ("a,b\n#1,2\n#2,3\n", {"a": ["#1", "#2"], "b": [2, 3]}),
    ],
)  # fmt: skip
def test_fields_are_cut(tmp_path: Path, text: str, expected: dict[str, list[Any]] | None) -> None:
    source = read(tmp_path / "x.csv", text)
    assert source.facts.unreadable.count == 0
    if expected is not None:
        assert values(source) == expected
    else:
        assert types(source) == {"when": "timestamp[us]", "x": "int64"}


@pytest.mark.parametrize(
    ("text", "names", "header", "rows"),
    [
        ("a,b\n1,2\n", ["a", "b"], True, 1),
        ("1,2\n3,4\n", ["column_1", "column_2"], False, 2),
        ("1,x\n3,y\n", ["column_1", "column_2"], False, 2),
        ("2020-01-01,1.5,x\n2020-01-02,2.5,y\n", ["column_1", "column_2", "column_3"], False, 2),
        ("name,city\nAnn,Oslo\nBob,Rome\n", ["name", "city"], True, 2),
        ("red,S\nblue,M\nred,S\nred,M\nblue,S\nblue,S\n", ["column_1", "column_2"], False, 6),
        ("country,2019,2020,2021\nA,1,2,3\nB,4,5,6\n", ["country", "2019", "2020", "2021"], True, 2),
        ("0,1,2\n5,6,7\n", ["0", "1", "2"], True, 1),
        ("x,x,x\n1,2,3\n", ["x", "x.1", "x.2"], True, 1),
        ("x,x.1,x\n1,2,3\n", ["x", "x.1", "x.2"], True, 1),
        ("a,b,\n1,2,3\n", ["a", "b", "column_3"], True, 1),
        (",b\n1,2\n", ["column_1", "b"], True, 1),
        ("a,b,\n1,2,\n3,4,\n", ["a", "b"], True, 2),
        ("a,b\n1,2,\n3,4,\n", ["a", "b"], True, 2),
        ("a,b,\n1,2\n3,4\n", ["a", "b"], True, 2),
        ("a,b\nr1,2,3\nr2,4,5\n", ["column_1", "a", "b"], True, 2),
        (" a , b\n1,2\n", ["a", "b"], True, 1),
    ],
)
def test_headers(tmp_path: Path, text: str, names: list[str], header: bool, rows: int) -> None:  # noqa: FBT001
    source = read(tmp_path / "x.csv", text)
    assert [field.name for field in source.fields] == names
    assert (dialect(source).header, source.rows, source.facts.unreadable.count) == (header, rows, 0)
    plain = (
        names == ["a", "b"] and text.split("\n", maxsplit=1)[0].strip() in {"a,b", "a , b"} and not text.endswith(",\n")
    )
    assert plain or names[0] in {"0", "name", "country"} or source.facts.notes


def test_header_can_be_told(tmp_path: Path) -> None:
    assert read(tmp_path / "x.csv", "1,2\n3,4\n", header=True).rows == 1
    assert read(tmp_path / "x.csv", "a,b\nc,d\n", header=False).rows == 2


@pytest.mark.parametrize(
    ("encoding", "mark", "found"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8-sig"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "utf-32"),
        ("cp1252", b"", "cp1252"),
        ("latin-1", b"", "cp1252"),
    ],
)
def test_encoding_is_guessed(tmp_path: Path, encoding: str, mark: bytes, found: str) -> None:
    text = "name,age\nAnn,31\nBob,42\nÇelik,53\n"
    source = read(tmp_path / "x.csv", mark + text.encode(encoding))
    assert values(source) == PEOPLE
    assert dialect(source).encoding == found
    assert ("encoding" in dialect(source).guessed) == (not mark)
    assert bool(source.facts.notes) == (found == "cp1252")


def test_encoding_can_be_told(tmp_path: Path) -> None:
    source = read(tmp_path / "x.csv", "name,age\nЖизнь,31\n".encode("cp1251"), encoding="cp1251")
    assert values(source) == {"name": ["Жизнь"], "age": [31]}
    assert "encoding" not in dialect(source).guessed


def test_a_few_faulty_bytes_do_not_change_the_encoding(tmp_path: Path) -> None:
    source = read(tmp_path / "x.csv", b"name,age\n" + "Çelik,1\n".encode() * 50 + b"\xff,2\n")
    assert values(source)["name"][-2:] == ["Çelik", "\ufffd"]
    assert source.facts.notes == ("1 byte sequences are not UTF-8: read as the replacement character",)


@pytest.mark.parametrize(
    ("suffix", "compress"),
    [
        (".csv.gz", gzip.compress),
        (".csv.bz2", bz2.compress),
        (".csv.xz", lzma.compress),
        (".csv.zst", lambda data: pa.compress(data, codec="zstd", asbytes=True)),
        (".csv", gzip.compress),
        (".data", gzip.compress),
    ],
)
def test_compressed(tmp_path: Path, suffix: str, compress: Any) -> None:
    source = read(tmp_path / f"x{suffix}", compress("name,age\nAnn,31\nBob,42\nÇelik,53\n".encode()))
    assert values(source) == PEOPLE
    assert source.facts.format == "csv"
    assert source.facts.bytes == (tmp_path / f"x{suffix}").stat().st_size


def test_tabs_by_suffix(tmp_path: Path) -> None:
    source = read(tmp_path / "x.tsv", "a\tb\n1,5\t2,5\n")
    assert (source.facts.format, dialect(source).delimiter, values(source)) == ("tsv", "\t", {"a": [1.5], "b": [2.5]})


@pytest.mark.parametrize(
    ("text", "kept", "count", "lines", "examples"),
    [
        ("a,b\n1,2\n3\n4,5,6\n7,8\n", [1, 7], 2, (3, 4), ("3", "4,5,6")),
        ('a,b\n1,"x"\n3\n4,"y\nz"\n5\n', [1, 4], 2, (3, 6), ("3", "5")),
        ('a,b\n1,"x\n2,y\n3,z\n', [2, 3], 1, (2,), ('1,"x',)),
        ('a,b\n"1,x\n2,"y"\n3,z\n', [2, 3], 1, (2,), ('"1,x',)),
        ('a,b\n1,"x\n2,y\n3,"z"\n4,"v"\n', [2, 3, 4], 1, (2,), ('1,"x',)),
        ('a,b\n1,"x\n2,"y"\n3,"z\n4,v\n', [2, 4], 2, (2, 4), ('1,"x', '3,"z')),
        ("a,b\n1,2\n3,4\n5", [1, 3], 1, (4,), ("5",)),
        ("a,b\n" + "1,2\n" * 10 + "x\n" * 8, [1] * 10, 8, (12, 13, 14, 15, 16), ("x",) * 5),
    ],
)
def test_rows_that_cannot_be_read_are_counted(  # noqa: PLR0917 - a table
    tmp_path: Path, text: str, kept: list[int], count: int, lines: tuple[int, ...], examples: tuple[str, ...]
) -> None:
    source = read(tmp_path / "x.csv", text)
    assert values(source)["a"] == kept
    found = source.facts.unreadable
    assert (found.count, found.first_lines, found.examples) == (count, lines, examples)


def test_ragged_rows_deep_in_a_large_file(tmp_path: Path) -> None:
    lines = [f"{number},{number / 2},text {number}" for number in range(200_000)]
    lines[150_000] = "1,2"
    lines[160_001] = "1,2,3,4"
    for quote in ("", '"quoted", not,1\n'):
        source = read(tmp_path / "x.csv", "a,b,c\n" + quote + "\n".join(lines))
        extra = quote.count("\n")
        assert source.rows == 199_998 + extra
        assert source.facts.unreadable.first_lines == (150_002 + extra, 160_003 + extra)


def test_a_forgotten_quote_costs_one_row_of_a_large_file(tmp_path: Path) -> None:
    lines = [f'{number},"text {number}"' for number in range(100_000)]
    lines[50_000] = '50000,"text'
    source = read(tmp_path / "x.csv", "a,b\n" + "\n".join(lines))
    assert source.rows == 99_999
    assert source.facts.unreadable.first_lines == (50_002,)


def test_a_value_longer_than_a_block(tmp_path: Path) -> None:
    source = read(tmp_path / "x.csv", "a,b\n1,2\n3," + "x" * 3_000_000 + "\n")
    assert [len(value) for value in values(source)["b"]] == [1, 3_000_000]


def _spectrum() -> list[str]:
    return sorted(path.stem for path in (DATA / "csv-spectrum" / "csvs").glob("*.csv")) if DATA.is_dir() else []


@needs_data
@pytest.mark.parametrize("name", _spectrum())
def test_csv_spectrum(tmp_path: Path, name: str) -> None:
    content = (DATA / "csv-spectrum" / "csvs" / f"{name}.csv").read_bytes()
    answer = json.loads((DATA / "csv-spectrum" / "json" / f"{name}.json").read_bytes())
    if name.endswith("_crlf") and b"\r" not in content:  # the shared copy has lost its line ends
        content = content.replace(b"\n", b"\r\n")
    rows = [answer] if isinstance(answer, dict) else answer
    if name == "location_coordinates":  # its answer has a made-up telephone number
        rows[0]["Contact Phone Number"] = "2095257564"
    columns = list(rows[0])
    source = read(tmp_path / "x.csv", content, header=True, types=dict.fromkeys(columns, "string"))
    found = values(source)
    assert [dict(zip(columns, row, strict=True)) for row in zip(*found.values(), strict=True)] == rows
