"""Columns cut into stretches of rows and bytes, alone and side by side."""

import numpy as np
import pyarrow as pa
import pytest

from driftcli.sources.stretches import abreast, array_bytes, stretches


def text(*lengths):
    return pa.array(["x" * length for length in lengths])


def lengths_of(parts):
    return [sum(map(len, part)) for part in parts]


def test_rows_are_cut_across_arrays():
    parts = list(stretches([np.arange(3), np.arange(3, 10)], 4))
    assert lengths_of(parts) == [4, 4, 2]
    assert np.concatenate([array for part in parts for array in part]).tolist() == list(range(10))


def test_long_texts_come_in_fewer_rows():
    """Two texts of 1,000 characters to a stretch of some 2,000 bytes; one of 9,000 has a stretch of its own."""
    column = [text(*[1_000] * 5), text(9_000), text(1, 1)]
    parts = list(stretches(column, 100, 2_000))
    assert pa.concat_arrays([array for part in parts for array in part]).equals(pa.concat_arrays(column))
    sizes = [sum(map(array_bytes, part)) for part in parts]
    assert max(size for size, part in zip(sizes, parts, strict=True) if sum(map(len, part)) > 1) <= 2_200
    assert len(parts) >= 4
    assert lengths_of(stretches(column, 100)) == [8]


def test_of_codes_only_the_codes_count():
    column = text(*[5_000] * 100).dictionary_encode()
    assert array_bytes(column) == 400
    assert lengths_of(stretches([column], 1_000, 400)) == [100]


def test_columns_are_cut_at_the_same_rows():
    numbers, words = np.arange(50), text(*np.random.default_rng(0).integers(0, 300, 50))
    pairs = list(abreast([[numbers[:20], numbers[20:]], [words]], 16, 1_000))
    assert all(sum(map(len, one)) == sum(map(len, other)) <= 16 for one, other in pairs)
    assert np.concatenate([array for one, _ in pairs for array in one]).tolist() == list(range(50))
    assert pa.concat_arrays([array for _, other in pairs for array in other]).equals(words)
    assert len(pairs) > 4


def test_columns_of_different_lengths_are_a_mistake():
    with pytest.raises(ValueError, match="different lengths"):
        list(abreast([[np.arange(5)], [np.arange(4)]], 2))
    assert list(abreast([[], []], 2)) == []
