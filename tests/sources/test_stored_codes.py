"""Strings that a Parquet file holds as codes are read as codes, though the first rows repeat too seldom to tell."""

import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from driftcli.sources.open import open_source
from driftcli.sources.parquet import _leaves
from driftcli.sources.repeats import is_repeated

ROWS, GROUP = 180_000, 60_000


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(4)
    codes = rng.integers(0, 50_000, ROWS)
    names = pa.array([None if code == 7 else f"category {code:06}" for code in codes.tolist()])
    place = pa.StructArray.from_arrays([pa.array(codes), pa.array(codes % 7)], ["x", "y"])
    return pa.table({"place": place, "name": names, "id": [f"{row:08}" for row in range(ROWS)]})


def read(table, tmp_path, name, **writing):
    path = tmp_path / "t.parquet"
    pq.write_table(table, path, row_group_size=GROUP, **writing)
    return pa.chunked_array(list(open_source(str(path)).encoded(name)))


def test_codes_of_the_file_are_kept(table, tmp_path):
    assert not is_repeated(table["name"])
    found = read(table, tmp_path, "name")
    assert pa.types.is_dictionary(found.type)
    assert pa.chunked_array([chunk.dictionary_decode() for chunk in found.chunks]).equals(table["name"])


@pytest.mark.parametrize(
    ("name", "writing"),
    [
        ("id", {}),  # the writer makes a dictionary of as many strings as rows
        ("name", {"use_dictionary": False}),
        ("name", {"dictionary_pagesize_limit": 100_000}),  # the writer gives up after some 5,000 strings
    ],
)
def test_what_is_stored_as_text_is_read_as_text(table, tmp_path, name, writing):
    found = read(table, tmp_path, name, **writing)
    assert found.type == pa.string()
    assert found.equals(table[name])


def test_of_nothing_but_nulls(tmp_path):
    nothing = pa.table({"name": pa.array([None] * 30_000, pa.string())})
    assert read(nothing, tmp_path, "name").null_count == 30_000


def test_leaves_are_counted_as_the_file_counts_them():
    kinds = [
        pa.struct({"a": pa.list_(pa.int8()), "b": pa.struct({"c": pa.string(), "d": pa.int8()})}),
        pa.map_(pa.string(), pa.int32()),
        pa.list_(pa.float32(), 3),
        pa.dictionary(pa.int32(), pa.string()),
        pa.large_list(pa.string()),
        pa.decimal128(10, 2),
    ]
    for kind in kinds:
        sink = io.BytesIO()
        pq.write_table(pa.table({"a": pa.array([], kind)}), sink)
        assert pq.ParquetFile(sink).metadata.num_columns == len(_leaves(pa.schema([("a", kind)]))[0])
