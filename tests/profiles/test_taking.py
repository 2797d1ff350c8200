"""Rows by their numbers: as Arrow's own taking, without looking whether the numbers are masked."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from driftcli.profiles.taking import taken

VALUES = [pa.array(["a", None, "c"]), pa.chunked_array([[1, 2], [None]]), pa.array(["x", "y", "x"]).dictionary_encode()]


@pytest.mark.parametrize("values", VALUES, ids=["strings", "chunks", "codes"])
@pytest.mark.parametrize("places", [[], [2], [2, 0, 0, 1]])
@pytest.mark.parametrize("width", [np.int32, np.int64, np.uint64])
def test_as_arrow_takes(values: pa.Array, places: list[int], width: type) -> None:
    assert taken(values, np.array(places, dtype=width)).equals(values.take(pa.array(places, type=pa.int64())))


def test_numbers_need_not_lie_side_by_side() -> None:
    assert taken(pa.array([5, 6, 7, 8]), np.arange(4)[::-2]).to_pylist() == [8, 6]


def test_masked_arrays_are_not_imported() -> None:
    code = (
        "import sys, numpy as np, pyarrow as pa\n"
        "from driftcli.profiles.taking import taken\n"
        "from driftcli.sources.pandas_free import keep_pandas_out\n"
        "keep_pandas_out()\n"
        "taken(pa.array([1, 2]), np.array([1]))\n"
        "print('numpy.ma' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
