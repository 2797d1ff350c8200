"""Long strings and lists of a Parquet file are decoded in fewer rows, so that a batch is never large."""

import random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from driftcli.sources import parquet
from driftcli.sources.open import open_source

ROWS, LENGTH = 30_000, 2_000
MOST = 1 << 20


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(parquet, "BATCH_BYTES", MOST)


def opened(table, tmp_path, **writing):
    path = tmp_path / "long.parquet"
    pq.write_table(table, path, **writing)
    return open_source(str(path))


def largest(arrays):
    found = list(arrays)
    return max(array.nbytes for array in found), pa.chunked_array(found)


def texts(distinct):
    letters = [chr(code) * (LENGTH - 8) for code in range(97, 123)]
    return pa.array(
        [f"{code:08}{letters[code % 26]}" for code in np.random.default_rng(0).integers(0, distinct, ROWS).tolist()]
    )


@pytest.mark.parametrize("distinct", [40, ROWS * 100])
def test_texts(tmp_path, distinct):
    """As they are stored, or as the first ones are where the file holds codes for them."""
    column = texts(distinct)
    size, found = largest(opened(pa.table({"t": column}), tmp_path).column("t"))
    assert size < 2 * MOST
    assert found.combine_chunks().equals(column)


def test_texts_that_become_long_later(tmp_path):
    column = pa.concat_arrays([pa.array(["short"] * ROWS), texts(ROWS * 100)])
    size, found = largest(opened(pa.table({"t": column}), tmp_path, row_group_size=ROWS).column("t"))
    assert size < 2 * MOST
    assert found.equals(pa.chunked_array([column]))


def test_codes_for_long_texts_are_short(tmp_path):
    source = opened(pa.table({"t": texts(40)}), tmp_path)
    assert len(list(source.encoded("t"))) == 1


@pytest.mark.parametrize("kind", [pa.list_(pa.float32()), pa.list_(pa.float64(), 250)])
def test_vectors(tmp_path, kind):
    column = pa.array(np.random.default_rng(0).normal(size=(ROWS // 10, 250)).tolist(), kind)
    size, found = largest(opened(pa.table({"v": column}), tmp_path).column("v"))
    assert size < 2 * MOST
    assert found.combine_chunks().equals(column)


def test_numbers_beside_long_texts_are_not_held_back(tmp_path):
    place = pa.StructArray.from_arrays([texts(ROWS * 100), pa.array(np.arange(ROWS))], ["t", "n"])
    source = opened(pa.table({"place": place}), tmp_path)
    assert len(list(source.column("place.n"))) == 1
    assert largest(source.column("place.t"))[0] < 2 * MOST


def test_a_short_file_is_not_looked_at_first(tmp_path, monkeypatch):
    source = opened(pa.table({"t": [f"text {number}" for number in range(8_000)]}), tmp_path)
    monkeypatch.setattr(parquet, "PIECE_ROWS", 0)  # a look at so few rows would fail
    assert len(list(source.column("t"))) == 1


def any_column(draw, rows, *values):
    return [draw.choice(values) for _ in range(rows)]


@pytest.mark.parametrize("seed", range(20))
def test_values_of_any_length_are_those_of_the_file(tmp_path, monkeypatch, seed):
    for name, value in {"BATCH_BYTES": 5_000, "SMALL_BYTES": 0, "PIECE_ROWS": 7, "HEAD": 50}.items():
        monkeypatch.setattr(parquet, name, value)
    draw = random.Random(seed)  # noqa: S311
    rows = draw.choice([1, 5, 60, 300])
    place = any_column(draw, rows, None, {"a": "q", "b": 1}, {"a": "q" * 900, "b": None})
    columns = {
        "text": pa.array(any_column(draw, rows, None, "", "a", "b" * 50, "c" * 3_000), pa.string()),
        "list": pa.array(any_column(draw, rows, None, [], [1.5] * 3, [2.5] * 400), pa.list_(pa.float64())),
        "bytes": pa.array(any_column(draw, rows, None, b"z", b"z" * 2_000), pa.binary()),
        "map": pa.array(any_column(draw, rows, None, [("k", 1)]), pa.map_(pa.string(), pa.int64())),
        "place": pa.array(place, pa.struct({"a": pa.string(), "b": pa.int64()})),
    }
    writing = {"row_group_size": draw.choice([7, 50, 1_000]), "use_dictionary": draw.random() < 0.5}
    source = opened(pa.table(columns), tmp_path, **writing)
    expected = {name: column.to_pylist() for name, column in columns.items() if name != "place"}
    expected |= {f"place.{key}": [one and one[key] for one in place] for key in ("a", "b")}
    for name, values in expected.items():
        for arrays in (source.column(name), source.encoded(name)):
            assert [value for array in arrays for value in array.to_pylist()] == values
