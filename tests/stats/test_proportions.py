import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from driftcli.stats.proportions import (
    clopper_pearson_lower,
    clopper_pearson_upper,
    cohen_h,
    fisher_exact_p_value,
    newcombe,
    share_test,
    wilson,
)


def test_worked_numbers_of_methods_w3_1():
    result = share_test(120, 10_000, 180, 9_000)
    assert result.p_value == pytest.approx(1.0017813e-05, rel=1e-7)
    assert result.difference == pytest.approx(0.008)
    assert (result.difference_low, result.difference_high) == pytest.approx((0.0044384772, 0.0116679274))
    assert result.size == pytest.approx(0.06421422)
    assert result.lower(0.05) == pytest.approx(0.04031505)
    assert wilson(120, 10_000) == pytest.approx((0.010045476, 0.014329306), rel=1e-6)
    assert wilson(180, 9_000) == pytest.approx((0.017305788, 0.023103793), rel=1e-6)


def test_worked_numbers_of_methods_w3_2():
    assert fisher_exact_p_value(0, 5000, 12, 4000) == pytest.approx(5.8860403e-05, rel=1e-6)
    result = share_test(0, 5000, 12, 4000)
    assert result.size == pytest.approx(0.09397055)
    assert result.lower(0.05) == pytest.approx(0.05907793)
    assert clopper_pearson_upper(0, 5000, 0.05) == pytest.approx(0.000598967, rel=1e-6)
    assert clopper_pearson_lower(12, 4000, 0.05) == pytest.approx(0.0017319361)


def test_worked_numbers_of_methods_w2_2():
    assert fisher_exact_p_value(8, 20, 15, 20) == pytest.approx(0.053550993)
    result = share_test(8, 20, 15, 20)
    assert result.p_value == pytest.approx(0.025160759)
    assert result.size == pytest.approx(0.69683886)
    assert result.lower(0.05) == pytest.approx(0.17669047)


def test_worked_numbers_of_methods_w4_5():
    result = share_test(5000, 10_000, 5500, 10_000)
    assert result.size == pytest.approx(0.1002, abs=5e-5)
    assert result.lower(0.025) == pytest.approx(0.0725, abs=1e-4)  # there from the rounded 0.1002


@pytest.mark.parametrize(
    ("source", "counts", "p_value", "tolerance"),
    [
        ("Evidently test_stattests.py, PEERS 5.1 #10", (45, 90, 30, 90), 0.033, 1e-3),
        ("Evidently, PEERS 5.1 #11", (3, 6, 6, 6), 0.181, 1e-3),
        ("Evidently, PEERS 5.1 #12", (6, 6, 0, 6), 0.0021, 1e-3),
        ("Evidently, PEERS 5.1 #13", (90, 150, 60, 150), 0.00078, 1e-3),
        ("a Monday of nothing", (0, 10, 0, 10), 1.0, 0.0),
        ("an empty sample", (0, 0, 3, 10), 1.0, 0.0),
    ],
)
def test_fisher_agrees_with_others(source, counts, p_value, tolerance):
    assert fisher_exact_p_value(*counts) == pytest.approx(p_value, abs=tolerance), source


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_fisher_is_that_of_scipy(k1, rest1, k2, rest2):
    expected = stats.fisher_exact([[k1, rest1], [k2, rest2]]).pvalue
    assert fisher_exact_p_value(k1, k1 + rest1, k2, k2 + rest2) == pytest.approx(expected, rel=1e-9)


@given(st.integers(0, 500), st.integers(0, 500), st.sampled_from([0.8, 0.95, 0.999]))
def test_intervals_are_those_of_scipy(k, rest, level):
    n = k + rest
    assert (wilson(k, n, level) == (0, 1)) if n == 0 else True
    if n:
        expected = stats.binomtest(k, n)
        assert wilson(k, n, level) == pytest.approx(tuple(expected.proportion_ci(level, "wilson")), abs=1e-12)
        exact = expected.proportion_ci(level, "exact")
        assert clopper_pearson_lower(k, n, (1 - level) / 2) == pytest.approx(exact.low, abs=1e-9)
        assert clopper_pearson_upper(k, n, (1 - level) / 2) == pytest.approx(exact.high, abs=1e-9)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_every_result_is_finite_and_ordered(k1, rest1, k2, rest2):
    result = share_test(k1, k1 + rest1, k2, k2 + rest2)
    assert 0 <= result.p_value <= 1
    assert -1 <= result.difference_low <= result.difference <= result.difference_high <= 1
    assert 0 <= result.lower(0.05) <= abs(result.size) <= result.upper(0.05) <= math.pi


def test_direction_is_current_less_reference():
    assert newcombe(10, 100, 30, 100).value == pytest.approx(0.2)
    assert cohen_h(10, 100, 30, 100) == -cohen_h(30, 100, 10, 100) > 0


@pytest.mark.parametrize("counts", [(0, 0, 0, 0), (0, 0, 3, 9), (3, 9, 0, 0)])
def test_an_empty_sample_is_no_change(counts):
    result = share_test(*counts)
    assert (result.p_value, result.size, result.lower(0.05), result.difference) == (1.0, 0.0, 0.0, 0.0)
    assert (result.difference_low, result.difference_high, result.upper(0.05)) == (-1.0, 1.0, math.pi)
