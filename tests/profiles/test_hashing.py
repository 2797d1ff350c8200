from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from driftcli.profiles.hashing import _ELEMENTS, hash_strings, hash_values

MOMENTS = [datetime(2024, 1, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), None]

FOREVER = {
    "one": 10451216379200822465,
    "half": 10969027244656317237,
    "text": 9868388548145712571,
    "moment": 12034343180481126426,
    "list": 2219222797123928283,
}
"""Read off the first release; what matters is that they stay."""


def only(array):
    (found,) = set(hash_values(array).tolist())
    return found


@pytest.mark.parametrize(
    "alike",
    [
        [pa.array([1], type_) for type_ in (pa.int8(), pa.uint8(), pa.int64(), pa.uint64(), pa.float32(), pa.float64())]
        + [pa.array([True]), pa.array([Decimal(1)], pa.decimal128(10, 0)), pa.array([Decimal("1.00")])],
        [pa.array([0.0]), pa.array([-0.0]), pa.array([0]), pa.array([False])],
        [pa.array([2.0**60]), pa.array([2**60])],
        [pa.array([0.5]), pa.array([Decimal("0.5")]), pa.array([0.5], pa.float32())],
        [pa.array(["a"], t) for t in (pa.string(), pa.large_string(), pa.string_view(), pa.binary())]
        + [pa.array(["a"]).dictionary_encode(), pa.array([b"a"], pa.binary(1))],
        [pa.array([datetime(2024, 1, 1, tzinfo=UTC)], pa.timestamp(unit)) for unit in ("s", "ms", "us", "ns")]
        + [pa.array([date(2024, 1, 1)], pa.date32()), pa.array([date(2024, 1, 1)], pa.date64())],
        [pa.array([time(1, 2, 3)], t) for t in (pa.time32("s"), pa.time32("ms"), pa.time64("us"), pa.time64("ns"))],
        [pa.array([timedelta(days=1)], pa.duration(unit)) for unit in ("s", "ms", "us", "ns")],
        [pa.array([[1.0, 2.0]]), pa.array([[1, 2]]), pa.array([[1, 2]], pa.list_(pa.int8(), 2))],
        [
            pa.array([None, None]),
            pa.array([None], pa.string()),
            pa.array([float("nan"), None]),
            pa.nulls(1, pa.date32()),
        ],
    ],
)
def test_equal_values_hash_alike_in_every_type(alike):
    assert len({only(array) for array in alike}) == 1


@pytest.mark.parametrize(
    "different",
    [
        pa.array([2**53, 2**53 + 1, 2**60, 2**60 + 1, -(2**63), 2**63 - 1]),
        pa.array([2**64 - 1, 2**64 - 2, 2**63], pa.uint64()),
        pa.array([Decimal(2**60), Decimal(2**60 + 1)], pa.decimal128(38, 0)),
        pa.array([0.1, 0.2, 1e300, -1e300, float("inf"), float("-inf"), 5e-324, 0.0]),
        pa.array(["", "a", "aa", "a\0", "\0a", "ab", "ba", "é", "e", None, "a" * 5_000, "a" * 5_001]),
        pa.array([[1, 2], [2, 1], [], [0], [0, 0], None]),
        pa.array([MOMENTS[0], MOMENTS[0] + timedelta(microseconds=1), MOMENTS[1]], pa.timestamp("us")),
        pa.array([{"a": 1}, {"a": 2}, None]),
        pa.array([[("a", 1)], [("a", 2)]], pa.map_(pa.string(), pa.int64())),
    ],
)
def test_different_values_hash_apart(different):
    assert len(np.unique(hash_values(different))) == len(different)


@pytest.mark.parametrize("distinct", [20, 3_000])
def test_chunks_slices_and_dictionaries_make_no_difference(distinct, rng):
    whole = pa.array([None if i == 0 else f"key{i}" for i in rng.integers(0, distinct, 3_000)])
    expected = hash_values(whole)
    assert np.array_equal(hash_values(pa.chunked_array([whole[:700], whole[700:], whole[:0]])), expected)
    assert np.array_equal(hash_values(whole.dictionary_encode()), expected)
    assert np.array_equal(hash_values(whole[5:]), expected[5:])
    assert np.array_equal(hash_values(whole.cast(pa.large_string())[7:90]), expected[7:90])
    assert np.array_equal(hash_strings([text for text in whole.to_pylist() if text]), expected[whole.is_valid()])


def test_a_value_hashes_alike_forever():
    """Baselines keep hashes: another function would need another format version."""
    found = [only(pa.array([value])) for value in (1, 0.5, "ORD-1", datetime(2024, 1, 1, tzinfo=UTC), [1, 2])]
    assert found == [FOREVER[kind] for kind in ("one", "half", "text", "moment", "list")]


def test_a_million_codes_do_not_collide():
    codes = pa.array([f"ORD-{number:08d}" for number in range(1_000_000)])
    assert len(np.unique(hash_values(codes))) == 1_000_000


def test_strings_that_arrow_cannot_hold_are_hashed():
    assert len(np.unique(hash_strings(["\udc80", "\udc81", "", None]))) == 3


@pytest.mark.parametrize("width", [0, 1, 7, 40])
def test_strings_of_one_length_hash_as_they_do_among_others(rng, width):
    alike = ["".join(chr(33 + code) for code in rng.integers(0, 90, width)) for _ in range(500)]
    among_others = hash_values(pa.array([*alike, "x" * 50, ""]))
    assert np.array_equal(hash_values(pa.array(alike)), among_others[:500])
    assert np.array_equal(hash_strings(alike), among_others[:500])


def test_long_strings_hash_as_they_do_among_short_ones(rng):
    """Weights of long runs are copied, of short ones looked up."""
    long = ["x" * length + "yz" * 40 for length in rng.integers(400, 900, 50).tolist()]
    alone = hash_values(pa.array(long))
    among = hash_values(pa.array([*long, *(f"s{i}" for i in range(900))]))
    assert (among[:50] == alone).all()
    assert len(set(among.tolist())) == len(set(long)) + 900


def test_a_very_long_string_is_hashed_a_part_at_a_time(rng, monkeypatch):
    texts = ["".join(chr(97 + code) for code in rng.integers(0, 26, length)) for length in (0, 3, 999, 1_000, 2_501)]
    whole = hash_values(pa.array(texts))
    monkeypatch.setattr("driftcli.profiles.hashing._LONGEST", 500)
    assert np.array_equal(hash_values(pa.array(texts)), whole)


def test_lists_are_hashed_some_rows_at_a_time_as_each_would_be_by_itself():
    rng = np.random.default_rng(5)
    lengths = rng.integers(0, 3_000, 200)
    lists = pa.array([rng.normal(size=length) if length % 7 else None for length in lengths.tolist()])
    assert lengths.sum() > 2 * _ELEMENTS
    found = hash_values(lists)
    assert found.tolist() == [hash_values(lists.slice(place, 1))[0] for place in range(len(lists))]
