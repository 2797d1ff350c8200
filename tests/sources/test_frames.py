"""Frames in memory."""

# ruff: noqa: DTZ001 - times without a zone are the data under test

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from driftcli.errors import SourceError
from driftcli.sources.open import open_source
from tests.sources.reading import array, types, values

if TYPE_CHECKING:
    from pathlib import Path

CELLS = {
    "n": [1.5, 2.5, None],
    "i": [1, 2, 3],
    "s": ["a", "b", None],
    "t": [datetime(2024, 1, 1)] * 3,
    "b": [True, False, True],
}


@pytest.mark.parametrize(
    "build", [pd.DataFrame, pl.DataFrame, pa.table, dict, lambda cells: pa.table(cells).to_batches()[0]]
)
def test_frames_give_the_same(build: object) -> None:
    source = open_source(build(CELLS))  # type: ignore[operator]
    assert values(source) == CELLS
    assert source.facts.format == "frame"
    assert source.facts.bytes is None


def test_numbers_are_not_copied() -> None:
    numbers = np.arange(10_000.0)
    for frame in (pd.DataFrame({"x": numbers}, copy=False), pl.DataFrame({"x": numbers}), pa.table({"x": numbers})):
        chunk = next(open_source(frame).column("x"))
        address = chunk.buffers()[1].address
        given = pl.from_arrow(chunk).to_numpy() if isinstance(frame, pl.DataFrame) else chunk.to_numpy()
        assert given.__array_interface__["data"][0] == address
    frame = pd.DataFrame({"x": numbers}, copy=False)
    assert (
        next(open_source(frame).column("x")).buffers()[1].address
        == frame["x"].to_numpy().__array_interface__["data"][0]
    )


def test_pandas_oddities() -> None:
    frame = pd.DataFrame({"c": pd.Categorical(["u", "v", "u"]), "m": [1, "a", None], 5: [1, 2, 3]}, index=[7, 8, 9])
    frame.insert(3, "c", [1, 2, 3], allow_duplicates=True)
    source = open_source(frame)
    assert values(source) == {"c": ["u", "v", "u"], "m": ["1", "a", None], "5": [1, 2, 3], "c.1": [1, 2, 3]}
    assert source.facts.notes == (
        'column "m" mixes Python types: read as strings',
        'column 4 repeats a name: read as "c.1"',
    )


def test_pandas_named_index_is_a_column() -> None:
    frame = pd.DataFrame({"x": [1, 2]}, index=pd.Index(["a", "b"], name="key"))
    assert values(open_source(frame)) == {"key": ["a", "b"], "x": [1, 2]}


def test_pandas_index_stored_in_arrow_is_left_out() -> None:
    table = pa.Table.from_pandas(pd.DataFrame({"x": [1, 2]}, index=[5, 6]))
    source = open_source(table)
    assert types(source) == {"x": "int64"}
    assert source.facts.notes == ('left out "__index_level_0__": an index that pandas stored',)


def test_polars_strings_and_categories() -> None:
    frame = pl.DataFrame({"s": ["a", None], "c": pl.Series(["u", "v"], dtype=pl.Categorical)})
    source = open_source(frame)
    assert values(source) == {"s": ["a", None], "c": ["u", "v"]}
    assert array(source, "c").type == pa.large_string()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (3, "a int is not data"),
        (pl.LazyFrame({"x": [1]}), "a LazyFrame is not data\n  call .collect"),
        ({"x": [1], "y": [1, 2]}, "cannot be read as a table"),
        (pa.table({}), "has no columns"),
        (pa.table({"x": pa.array([], pa.int64())}), "has no rows"),
        (pd.DataFrame({"x": []}), "has no rows"),
    ],
)
def test_what_is_not_data(given: object, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        open_source(given)


def test_other_libraries_are_not_imported(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,x\n,NA\n")
    code = (
        "import sys\n"
        "from driftcli.sources.open import open_source\n"
        "from driftcli.sources.pandas_free import keep_pandas_out\n"
        "keep_pandas_out()\n"
        f"source = open_source({str(tmp_path / 'x.csv')!r})\n"
        "assert next(source.column('a')).to_numpy(zero_copy_only=False).tolist()[0] == 1\n"
        "assert next(source.column('b')).to_pylist() == ['x', None]\n"
        "loaded = {'pandas', 'polars', 'duckdb', 'scipy', 'pyarrow.dataset', 'pyarrow.parquet'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
        "import pandas\n"
        "assert pandas.DataFrame({'x': [1]}).shape == (1, 1)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
