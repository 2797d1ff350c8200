import numpy as np
import pytest

from driftcli.profiles.hashing import hash_strings
from driftcli.profiles.key_repeats import count_keys


@pytest.mark.parametrize("most", [10_000, 999, 100])
def test_repeats_are_counted_exactly_however_little_is_held(rng, most):
    keys = [f"k{i}" for i in rng.integers(0, 3_000, 5_000)]
    hashes = hash_strings(keys)
    sample, repeated = count_keys(lambda: iter(np.array_split(hashes, 7)), len(keys), most)
    assert repeated == len(keys) - len(set(keys))
    assert (sample.rows, sample.is_complete, sample.distinct) == (5_000, True, len(set(keys)))


def test_no_more_than_asked_is_held(rng, monkeypatch):
    held = []
    counted = np.unique
    monkeypatch.setattr("driftcli.profiles.key_repeats.exact_repeats", lambda h: held.append(len(h)) or 0)
    hashes = rng.integers(0, 2**63, 100_000).astype(np.uint64)
    count_keys(lambda: iter(np.array_split(hashes, 9)), len(hashes), 10_000)
    assert len(held) == 10
    assert max(held) < 11_000
    assert counted(hashes).size == sum(held)
