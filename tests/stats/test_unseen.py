import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftcli.stats.unseen import unseen_test


def test_worked_numbers_of_methods_w2_1():
    result = unseen_test([400, 300, 150, 100, 50, 0], [350, 310, 160, 110, 60, 10])
    assert result.observed == 10
    assert result.p_value == pytest.approx(0.0009765625)
    assert result.size == pytest.approx(0.16477395)
    assert result.lower(0.025) == pytest.approx(0.07712170, rel=1e-6)
    assert result.expected == pytest.approx(10 * 2.0**-10)


def test_the_chernoff_bound_is_minimal():
    reference = [50] * 20 + [1] * 30 + [0] * 25
    current = [50] * 20 + [0] * 30 + [1] * 20 + [3] * 5
    result = unseen_test(reference, current)
    t, f, total = np.array([1, 3]), np.array([50, 5]), result.observed
    pi = (sum(current) / (sum(reference) + sum(current))) ** t
    grid = np.geomspace(1e-3, 20, 20_000)[:, None]
    exponent = np.sum(f * np.log(1 - pi + pi * np.exp(grid * t)), axis=1) - grid[:, 0] * total
    large = 20 * (sum(current) / (sum(reference) + sum(current))) ** 100
    assert result.p_value == pytest.approx(math.exp(exponent.min()) + large, rel=1e-5)
    assert result.p_value <= math.exp(exponent.min()) + large


@pytest.mark.parametrize(
    "counts",
    [([], []), ([3, 4], [0, 0]), ([0, 0], [3, 4]), ([5], [7]), ([3, 0], [9, 0]), ([1, 1, 0, 0], [0, 0, 1, 1])],
)
def test_nothing_unexpected_is_no_change(counts):
    result = unseen_test(*counts)
    assert (result.p_value, result.size, result.lower(0.05)) == (1.0, 0.0, 0.0)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=30))
def test_every_result_is_a_probability(rows):
    result = unseen_test([a for a, _ in rows], [b for _, b in rows])
    assert 0 <= result.p_value <= 1
    assert 0 <= result.lower(0.05) <= result.size <= result.upper(0.05)


def test_new_identifiers_are_expected_among_identifiers():
    assert unseen_test([1] * 1000 + [0] * 1000, [0] * 1000 + [1] * 1000).p_value == 1.0


def test_one_large_new_category_is_certain():
    assert unseen_test([100_000, 0], [9_000, 1_000]).p_value < 1e-300
