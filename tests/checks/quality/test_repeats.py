import numpy as np
import pytest

from driftcli.checks.quality.repeats import compare_repeats
from driftcli.profiles.distinct import DistinctSample

from .builders import hashed


def compare(reference, current, size=4_096):
    before, after = (DistinctSample.from_hashes(hashed(rows), size=size) for rows in (reference, current))
    return compare_repeats(before, after)


def test_groups_that_are_all_in_the_current_data():
    # Eight groups, equal sizes: each falls on either side with probability 1/2, and five questions are put.
    result = compare([f"r{i}" for i in range(16)], [f"c{i % 8}" for i in range(16)])
    assert result.p_value == pytest.approx(5 * 0.5**8)
    assert (result.reference.share, result.current.share, result.expected) == (0.0, 0.5, 0.0)


def test_thinning_by_hand():
    # 20 pairs among 400 current rows, thinned to 100: of two rows 2/4 - 1 + (3/4)^2 = 1/16 repeat, 1.25 in all, so
    # 5 % - 1.25 % of the repeats are due to the number of rows alone.
    current = [*range(360), *(f"p{i // 2}" for i in range(40))]
    result = compare([f"r{i}" for i in range(100)], current)
    assert result.expected == pytest.approx(0.05 - 0.0125)
    assert result.p_value == 1


@pytest.mark.parametrize(("n", "m"), [(10_000, 1_000), (1_000, 1_000), (1_000, 10_000)])
def test_bunches_are_no_news_in_fewer_or_more_rows(n, m):
    result = compare([f"r{i // 3}" for i in range(n)], [f"c{i // 3}" for i in range(m)])
    assert result.p_value > 0.05


def test_the_reference_itself_twice_is_found_although_every_row_is_known():
    result = compare(range(1_000), [*range(1_000), *range(1_000)])
    assert result.p_value < 1e-6
    assert result.size > 0.3


def test_groups_of_another_customer_are_no_news():
    result = compare([i // 2 for i in range(2_000)], [5_000 + i // 2 for i in range(2_000)])
    assert result.p_value > 0.05
    assert result.size == 0


def test_larger_groups_are_found_although_they_are_fewer():
    result = compare([i // 2 for i in range(2_000)], [5_000 + i // 6 for i in range(2_000)])
    assert result.p_value < 1e-6
    assert result.size > 0.3


def test_one_row_that_stands_for_many():
    result = compare(range(1_000), [*range(1_000, 1_950), *["empty"] * 50])
    assert result.p_value < 1e-6
    assert result.size > 0.3


def test_samples_of_hashes_are_compared_where_both_are_complete():
    rng = np.random.default_rng(0)
    reference, current = rng.integers(0, 10**9, 3_000), np.repeat(rng.integers(0, 10**9, 2_000), 2)
    result = compare(reference, current, size=500)
    assert 150 < result.reference.rows < 600
    assert result.current.share == 0.5
    assert result.p_value < 1e-50


@pytest.mark.parametrize(("n", "m"), [(500, 4_000), (4_000, 500), (1_000, 1_000)])
@pytest.mark.parametrize("values", [20, 5_000, 10**9])
def test_chance_alone_makes_more_repeats_in_more_rows(n, m, values):
    rng = np.random.default_rng(0)
    assert compare(rng.integers(0, values, n), rng.integers(0, values, m)).p_value > 0.02


def test_nothing_to_compare():
    assert compare([], ["a", "a"]).p_value == 1
