import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftcli.profiles.distinct import SAMPLE_SIZE, DistinctSample
from driftcli.profiles.hashing import mix
from tests.profiles.comparing import assert_same

KEYS = st.lists(st.integers(0, 30), max_size=40)


def sample(keys, *, size=8):
    return DistinctSample.from_hashes(mix(np.asarray(keys, dtype=np.uint64)), size=size)


@settings(max_examples=100)
@given(KEYS, KEYS, KEYS, st.sampled_from([4, 8, 64]))
def test_parts_merge_into_the_whole_in_any_grouping(first, second, third, size):
    parts = [sample(part, size=size) for part in (first, second, third)]
    whole = sample(first + second + third, size=size)
    for merged in (parts[0].merge(parts[1]).merge(parts[2]), parts[0].merge(parts[1].merge(parts[2]))):
        assert_same(merged, whole)


def test_few_values_are_counted_exactly():
    found = sample([1, 1, 2, 3, 3, 3], size=8)
    assert (found.distinct, found.repeated_share, found.is_complete) == (3, 0.5, True)


def test_nothing_is_complete():
    found = sample([])
    assert (found.distinct, found.repeated_share, found.coverage, found.seen_share(found)) == (0, 0, 1, None)


def test_estimates_have_the_stated_spread():
    """Relative sd 1/sqrt(k - 2), unbiased: 100 columns of 20,000 distinct values, each twice, with k = 402."""
    found = [sample(np.repeat(np.arange(20_000) + 10**6 * run, 2), size=402) for run in range(100)]
    errors = np.array([one.distinct for one in found]) / 20_000 - 1
    assert abs(errors.mean()) < 3 * 0.05 / 10
    assert errors.std() == pytest.approx(0.05, rel=0.25)
    assert all(one.repeated_share == 0.5 for one in found)


def test_what_both_sides_hold_is_found_in_samples_of_both():
    old, new = np.arange(50_000), np.arange(40_000, 140_000)
    share = sample(new, size=4_096).seen_share(sample(old, size=4_096))
    assert share == pytest.approx(0.1, abs=0.02)
    assert sample([1, 2, 3, 4]).seen_share(sample([3, 4, 5])) == 0.5


@pytest.mark.parametrize("distinct", [100_000, 6_000, 4_096, 50])
def test_the_smallest_hashes_are_found_without_sorting_all(rng, distinct):
    hashes = mix(rng.integers(0, distinct, 100_000).astype(np.uint64))
    kept, counts = np.unique(hashes, return_counts=True)
    found = DistinctSample.from_hashes(hashes)
    assert np.array_equal(found.hashes, kept[:SAMPLE_SIZE])
    assert np.array_equal(found.counts, counts[:SAMPLE_SIZE])
    assert (found.rows, found.is_complete) == (100_000, len(kept) <= SAMPLE_SIZE)


def test_one_hash_of_every_row_is_found():
    found = DistinctSample.from_hashes(np.full(50_000, 2**63, dtype=np.uint64))
    assert (found.hashes.tolist(), found.counts.tolist(), found.is_complete) == ([2**63], [50_000], True)
