"""Columns of a large file that are read as floats at once come out as if they had been strings before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from driftcli.sources.csv import floats as csv_floats
from driftcli.sources.csv.body import Body
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions
from tests.sources.reading import described, open_on_disk

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 3_200
Rows = list[list[str]]


def rows() -> Rows:
    return [[str(at), f"{at / 7:.4f}", "north" if at % 3 else '"south, lower"', f"{at}.5"] for at in range(ROWS)]


def read_both_ways(path: Path, monkeypatch: pytest.MonkeyPatch, *, head: float = 0.97, **options: Any) -> bool:
    """Hold one way against the other; tells whether some column was read as floats at once."""
    slow = described(open_source(path, options=SourceOptions(**options)))
    taken: list[bool] = []
    read = Body._with_floats

    def watched(*args: Any, **kwargs: Any) -> Any:
        found = read(*args, **kwargs)
        taken.append(found[0] is not None)
        return found

    monkeypatch.setattr(csv_floats, "WORTH_IT", 1)
    monkeypatch.setattr(csv_floats, "HEAD", int(head * path.stat().st_size))
    monkeypatch.setattr(Body, "_with_floats", watched)
    assert described(open_source(path, options=SourceOptions(**options))) == slow
    assert described(open_on_disk(path, stretch=5_000, options=SourceOptions(**options))) == slow
    return any(taken)


def write(path: Path, table: Rows, *, delimiter: str = ",", end: str = "\n") -> Path:
    lines = [delimiter.join(row) for row in [["n", "x", "region", "y"], *table]]
    path.write_bytes((end.join(lines) + end).encode())
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", "|", "\t"])
def test_plain_floats_are_taken_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, delimiter: str, end: str
) -> None:
    path = write(tmp_path / "x.csv", rows(), delimiter=delimiter, end=end)
    assert read_both_ways(path, monkeypatch)


@pytest.mark.parametrize(
    "late", ["", "NA", "7", "-0.0", "1e5", "+1.5", " 1.5", "1.5 ", "007", "9" * 25, "inf", '"1.5"']
)
def test_numbers_further_down_are_taken_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: str) -> None:
    table = rows()
    table[ROWS - 20][1] = late
    assert read_both_ways(write(tmp_path / "x.csv", table), monkeypatch)


@pytest.mark.parametrize(
    "late",
    ["oops", "?", "-", "NAN", "nan(1)", '""', '"NA"', " ", "0x1F", '"1,5"', '"1,234.5"', "1_0", "true", '"1.5\n"'],
)
def test_a_late_value_that_is_no_plain_number_is_treated_as_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: str
) -> None:
    table = rows()
    table[ROWS - 20][1] = late
    assert not read_both_ways(write(tmp_path / "x.csv", table), monkeypatch)


@pytest.mark.parametrize(
    "options",
    [
        {"types": {"x": "string", "y": "timestamp"}},
        {"null_values": ("0.5",)},
        {"decimal": ","},
        {"thousands": ","},
    ],
)
def test_what_the_user_wants_otherwise_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
) -> None:
    assert not read_both_ways(write(tmp_path / "x.csv", rows()), monkeypatch, **options)


def test_a_wanted_number_is_taken_and_another_column_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "x.csv", rows())
    assert read_both_ways(path, monkeypatch, types={"x": "number", "y": "string"})


def test_rows_that_do_not_fit_are_told_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = [[a, b, "north", d] for a, b, _, d in rows()]
    table[ROWS - 20].append("more")
    assert not read_both_ways(write(tmp_path / "x.csv", table), monkeypatch)


def test_a_value_over_two_lines_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = rows()
    table[ROWS - 20][2] = '"north\nupper"'
    assert read_both_ways(write(tmp_path / "x.csv", table), monkeypatch)


def test_few_first_rows_are_not_enough_to_find_the_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read_both_ways(write(tmp_path / "x.csv", rows()), monkeypatch, head=0.5)
