"""Ordered values: held to NumPy's own set routines, which are the definition."""

import subprocess
import sys

import numpy as np
import pytest

from driftcli.stats.ordered import is_among, joined, sorted_distinct

SAMPLES = [
    ([], []),
    ([], [1.0, 2.0]),
    ([1.0], [1.0]),
    ([-np.inf, 0.0, 2.5], [0.0, 1.0, np.inf]),
    ([3.0, 4.0, 5.0], [1.0, 2.0]),
    (
        np.unique(np.random.default_rng(1).integers(0, 900, 500)) / 8,
        np.unique(np.random.default_rng(2).normal(size=99)),
    ),
]


@pytest.mark.parametrize(("first", "second"), SAMPLES)
def test_as_numpy_joins(first: list[float], second: list[float]) -> None:
    a, b = np.array(first), np.array(second)
    values, in_a, in_b = joined(a, b)
    assert values.tolist() == np.union1d(a, b).tolist()
    assert values[in_a].tolist() == a.tolist()
    assert values[in_b].tolist() == b.tolist()


@pytest.mark.parametrize(("first", "second"), SAMPLES)
def test_as_numpy_looks_up_and_leaves_out_repeats(first: list[float], second: list[float]) -> None:
    a, b = np.array(first), np.array(second)
    both = np.concatenate([b, a, b])
    assert is_among(both, a).tolist() == np.isin(both, a).tolist()
    assert sorted_distinct(both).tolist() == np.unique(both).tolist()


def test_hashes_of_64_bits_stay_apart() -> None:
    largest = np.array([2**64 - 1, 2**64 - 2, 2**64 - 1], dtype=np.uint64)
    assert sorted_distinct(largest).tolist() == [2**64 - 2, 2**64 - 1]
    assert is_among(largest, np.array([2**64 - 2], dtype=np.uint64)).tolist() == [False, True, False]


def test_nan_equals_nothing() -> None:
    values = np.array([np.nan, 1.0, np.nan, 1.0])
    assert np.isnan(sorted_distinct(values)).tolist() == [False, True, True]
    assert not is_among(values, np.array([0.0, np.nan])).any()


def test_masked_arrays_are_not_imported() -> None:
    code = (
        "import sys, numpy as np\n"
        "from driftcli.stats.ordered import is_among, joined, sorted_distinct\n"
        "a = np.arange(9.0)\n"
        "joined(a, a), is_among(a, a), sorted_distinct(a)\n"
        "print('numpy.ma' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
