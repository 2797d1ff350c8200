"""Types and marks of a column of text are guessed from what its values begin with, however long these are."""

import pyarrow as pa
import pytest

from driftcli.sources.csv.types import inferred
from driftcli.sources.keeping import InMemory, OnDisk
from driftcli.sources.parsing import Marks
from driftcli.sources.parts import kept_parts

from .reading import read, values

LONG = 100_000


def column(texts, keeper):
    return kept_parts([pa.array(texts[start : start + 20]) for start in range(0, len(texts), 20)], pa.string(), keeper)


@pytest.mark.parametrize("keeper", [InMemory(), OnDisk("a file")], ids=["held", "on disk"])
def test_a_look_at_long_texts_holds_little_of_them(keeper):
    found = column([f"{at:03}" + "é" * LONG if at % 2 else None for at in range(200)], keeper)
    look = found.beginnings(10, 150)
    assert look.to_pylist() == [f"{at:03}" + "é" * 997 if at % 2 else None for at in range(10, 160)]
    assert look.get_total_buffer_size() < 300_000  # of 15 MB
    assert found.beginnings(10, 60, is_dense=True).to_pylist() == [f"{at:03}" + "é" * 997 for at in range(21, 141, 2)]


@pytest.mark.parametrize(
    ("spelled", "type_"),
    [
        (["7" * LONG, "5", "6"], pa.string()),  # no type holds so many digits, so they are codes
        (["0." + "3" * LONG, "5", "6"], pa.float64()),
        ([" " * LONG + "5", "5", "6"], pa.int64()),
        ([" " * LONG + "x", "5", "6"], pa.string()),
        (["2026-01-01" + " " * LONG, "2026-01-02", "2026-01-03"], pa.date32()),
        (["2026-01-01" + "x" * LONG, "2026-01-02", "2026-01-03"], pa.string()),
        ([" " * LONG, "", "n/a"], pa.null()),
    ],
    ids=["digits", "fraction", "blanks", "blanks before a text", "date", "text like a date", "nothing"],
)
def test_types_of_long_values_are_those_of_all_their_characters(spelled, type_):
    assert inferred(column(spelled, InMemory()), Marks()).values.type == type_


def test_long_texts_do_not_hide_how_numbers_are_written(tmp_path):
    rows = "".join(f"{'text ' * 5_000};{at},5;1.000,{at % 10}\n" for at in range(40))
    found = values(read(tmp_path / "a.csv", "note;small;large\n" + rows))
    assert found["small"] == [at + 0.5 for at in range(40)]
    assert found["large"] == [1_000 + at % 10 / 10 for at in range(40)]
