"""A line that memory has no room for is refused, and said where it is and how long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from driftcli.cli.main import main
from driftcli.engines.budget import budget_for, parse_memory
from driftcli.errors import SourceError
from driftcli.sources.csv import long_lines
from driftcli.sources.open import open_source
from tests.sources.reading import values

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 64


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a line be of 64 bytes, and files be looked at in small pieces."""
    monkeypatch.setattr(long_lines, "LEAST", LONGEST)
    monkeypatch.setattr(long_lines, "_BLOCK", 7)


def text(length: int, *, end: str, before: int) -> bytes:
    """Write a table with one line of a length, its end not counted, after so many others."""
    lines = ["n,words", *(f"{at},x" for at in range(before)), "7," + "y" * (length - 2), "8,z"]
    return (end.join(lines) + end).encode()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("before", [0, 1, 40])
def test_a_line_without_room(tmp_path: Path, end: str, before: int) -> None:
    path = tmp_path / "x.csv"
    fits = LONGEST - 2
    for length in (fits, LONGEST + 1, 5 * LONGEST):
        path.write_bytes(text(length, end=end, before=before))
        if length == fits:
            assert values(open_source(path, room=1))["words"][-2:] == ["y" * (length - 2), "z"]
            continue
        with pytest.raises(SourceError, match="memory has room for lines of") as raised:
            open_source(path, room=1)
        assert str(raised.value.where).endswith(f"x.csv, line {before + 2}")
        assert "--memory" in raised.value.hint
        assert values(open_source(path))["words"][-2:] == ["y" * (length - 2), "z"]  # where memory holds the file


@pytest.mark.usefixtures("small")
def test_a_last_line_without_an_end(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"n,words\n1,x\n2," + b"y" * 500)
    with pytest.raises(SourceError, match="line of") as raised:
        open_source(path, room=1)
    assert str(raised.value.where).endswith("line 3")


def test_the_command_says_where_and_how_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("driftcli.engines.budget.TEXT_TIMES", 1 << 40)  # nothing is held, and a line may take 8 MiB
    path = tmp_path / "x.csv"
    path.write_text("n,words\n1,x\n2," + "y" * (9 << 20) + "\n3,z\n")
    assert main(["audit", str(path), str(path)]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{path}, line 3: has a line of 9.0 MiB, and memory has room for lines of 8.0 MiB" in err
    assert "by --memory 576MiB" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("length", [9 << 20, 100 << 20])
def test_the_memory_that_is_named_is_enough(length: int) -> None:
    class Line:
        size = length

        @staticmethod
        def read(start: int, stop: int) -> memoryview:
            return memoryview(bytes(min(stop, length) - start))

    with pytest.raises(SourceError) as raised:
        long_lines.require_room_for_lines(Line(), room=budget_for(512 << 20, None).text, name="x.csv")
    found = re.search(r"--memory (\w+)", raised.value.hint)
    assert found is not None
    long_lines.require_room_for_lines(Line(), room=budget_for(parse_memory(found[1]), None).text, name="x.csv")


def test_a_first_line_too_long_for_a_header(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"n," + b"y" * (9 << 20) + b"\n1,2\n")
    with pytest.raises(SourceError, match=r"begins with a line of more than 8\.0 MiB") as raised:
        open_source(path)
    assert str(raised.value.where).endswith("line 1")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_long_header(tmp_path: Path, end: str) -> None:
    """What is below it decides on the delimiter and on the header, however much of the file it takes."""
    names = [f"a name that is {'very ' * 2000}long, no. {at}" for at in range(80)]
    rows = [";".join(["1,5", "x"] * 40), ";".join(["2,5", "y"] * 40), "only one field"]
    path = tmp_path / "x.csv"
    path.write_bytes(end.join([";".join(names), *rows, ""]).encode())
    assert path.stat().st_size > 3 << 18
    source = open_source(path)
    assert [field.name for field in source.fields] == names
    assert (source.rows, source.facts.unreadable.first_lines) == (2, (4,))
    assert [str(field.type) for field in source.fields[-2:]] == ["double", "string"]


def test_long_names_over_many_lines(tmp_path: Path) -> None:
    names = ["a name that is " + "very\n" * 2000 + f"long, no. {at}" for at in range(40)]
    path = tmp_path / "x.csv"
    path.write_text(",".join(f'"{name}"' for name in names) + "\n" + ",".join(["1"] * 40) + "\n")
    source = open_source(path)
    assert [field.name for field in source.fields] == names
    assert source.rows == 1
