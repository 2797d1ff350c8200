import math
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from driftcli.stats.shape import (
    QUANTILE_LEVELS,
    ShapeTest,
    cell_divergence,
    kept_levels,
    merge_small_cells,
    noncentrality_lower,
    noncentrality_upper,
    shape_permutation_p_value,
    shape_test,
    size_of_noncentrality,
)

W12 = ([500, 300, 150, 50], [400, 300, 200, 100])
W21 = ([400, 300, 150, 100, 50, 0], [350, 310, 160, 110, 60, 10])
COUNTS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), max_size=20).map(
    lambda rows: ([a for a, _ in rows], [b for _, b in rows])
)


@pytest.mark.parametrize(
    ("source", "counts", "expected"),
    [
        ("METHODS W1.2", W12, ShapeTest(0.06984127, 3, 500, 34.920635, 1.2662029e-07, 0.2526683)),
        ("METHODS W2.1", W21, ShapeTest(0.03041026, 5, 500, 15.20513, 0.0095208836, 0.14286448)),
        (
            "METHODS 1.6, disjoint",
            ([100, 0], [0, 100]),
            ShapeTest(4, 1, 50, 200, stats.chi2.sf(200, 1), math.sqrt(4 - 1 / 50)),
        ),
    ],
)
def test_worked_numbers(source, counts, expected):
    assert astuple(shape_test(*counts)) == pytest.approx(astuple(expected), rel=1e-7), source


def test_equals_pearson_for_samples_of_equal_size():
    assert shape_test(*W12).statistic == pytest.approx(stats.chi2_contingency(W12, correction=False).statistic)


@pytest.mark.parametrize(
    ("counts", "bound", "alpha", "expected"),
    [
        (W12, "lower", 0.05 / 3, 0.1593973),
        (W12, "lower", 0.05, 0.1815807),
        (W12, "upper", 0.05, 0.33106044),
        (W21, "lower", 0.025, 0.044567567),
    ],
)
def test_bounds_of_methods_w1_2_and_w2_1(counts, bound, alpha, expected):
    assert getattr(shape_test(*counts), bound)(alpha) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("x2", "df", "pairs", "bounds"),
    [
        (45.0, 13, 500, (0.1494692, 0.17470591, 0.33563839)),
        (12.0, 13, 500, (0.0, 0.0, 0.14945417)),
        (120.0, 15, 5000, (0.11433893, 0.12146898, 0.16953361)),  # the middle one is not in METHODS: scipy's ncx2
        (60000.0, 17, 500_000, (0.34336443, 0.34404255, 0.34869523)),
    ],
)
def test_bounds_of_methods_w1_5(x2, df, pairs, bounds):
    found = (
        noncentrality_lower(x2, df, 0.05 / 3),
        noncentrality_lower(x2, df, 0.05),
        noncentrality_upper(x2, df, 0.05),
    )
    assert [size_of_noncentrality(lam, pairs) for lam in found] == pytest.approx(list(bounds), rel=1e-7)


@given(x2=st.floats(0, 5000), df=st.floats(0.5, 1000), alpha=st.floats(1e-4, 0.2))
def test_noncentrality_bounds_invert_the_distribution(x2, df, alpha):
    lower, upper = noncentrality_lower(x2, df, alpha), noncentrality_upper(x2, df, alpha)
    assert 0 <= lower <= upper
    if lower > 0.01:  # scipy's ncx2 itself is rough next to a non-centrality of 0
        assert stats.ncx2.sf(x2, df, lower) == pytest.approx(alpha, rel=1e-5)
    if upper > 0.01:
        assert stats.ncx2.cdf(x2, df, upper) == pytest.approx(alpha, rel=1e-5)


@pytest.mark.parametrize("bound", [noncentrality_lower, noncentrality_upper])
def test_the_normal_branch_continues_the_exact_one(bound):
    assert bound(5000.001, 17, 0.05) == pytest.approx(bound(5000.0, 17, 0.05), rel=1e-3)


@given(COUNTS)
def test_divergence_is_symmetric_and_bounded(counts):
    a, b = counts
    divergence = cell_divergence(a, b)
    assert 0 <= divergence <= 4 + 1e-12
    assert cell_divergence(b, a) == pytest.approx(divergence)
    if sum(a) and sum(b):
        variation = 0.5 * np.abs(np.array(a) / sum(a) - np.array(b) / sum(b)).sum()
        assert 4 * variation**2 - 1e-9 <= divergence <= 4 * variation + 1e-9  # METHODS 1.2


@given(COUNTS)
def test_every_result_is_finite_and_ordered(counts):
    result = shape_test(*counts)
    assert 0 <= result.p_value <= 1
    assert 0 <= result.lower(0.05) <= result.upper(0.05) <= 2
    assert math.isfinite(result.size)


@pytest.mark.parametrize(
    ("counts", "upper"), [(([], []), 2.0), (([5, 5], [0, 0]), 2.0), (([0], [0]), 2.0), (([70], [30]), 0.0)]
)
def test_nothing_to_compare_is_no_change(counts, upper):
    result = shape_test(*counts)
    assert (result.p_value, result.size, result.lower(0.05), result.upper(0.05)) == (1.0, 0.0, 0.0, upper)


def test_merging_joins_neighbours_up_to_the_minimum():
    a, b, grouping = merge_small_cells([1, 2, 30, 0, 60, 4, 3], [0, 2, 35, 0, 50, 9, 4])
    assert grouping.tolist() == [0, 0, 0, 1, 1, 2, 2]
    assert a.tolist() == [33, 60, 7]
    assert b.tolist() == [37, 50, 13]


@given(COUNTS, st.floats(0.5, 50))
def test_merged_cells_hold_the_minimum(counts, minimum):
    a, b, grouping = merge_small_cells(*counts, minimum_expected=minimum)
    assert (a.sum(), b.sum()) == (sum(counts[0]), sum(counts[1]))
    assert np.all(np.diff(grouping) >= 0)
    assert np.array_equal(np.bincount(grouping, weights=counts[0], minlength=len(a)), a)
    if len(a) > 1:
        expected = min(a.sum(), b.sum()) * (a / a.sum() + b / b.sum()) / 2
        assert expected.min() >= minimum * (1 - 1e-9)


@pytest.mark.parametrize(
    ("n", "m", "count"), [(1_000_000, 1_000_000, 17), (1000, 100_000, 13), (50, 50, 9), (200, 200, 11), (0, 10, 0)]
)
def test_kept_levels_expect_five_rows(n, m, count):
    levels = kept_levels(n, m)
    assert len(levels) == count
    assert [round(1 - level, 4) for level in reversed(levels)] == list(levels)
    assert set(levels) <= set(QUANTILE_LEVELS)


def test_permutation_agrees_with_fisher_on_two_cells():
    table = ([8, 12], [15, 5])
    assert shape_permutation_p_value(*table) == pytest.approx(0.053550993, abs=0.007)  # METHODS W2.2


@pytest.mark.parametrize("counts", [([], []), ([3], [4]), ([3, 1], [0, 0]), ([0, 9], [0, 4])])
def test_permutation_of_nothing_is_one(counts):
    assert shape_permutation_p_value(*counts) == 1.0


def test_permutation_takes_a_huge_reference():
    counts = ([2_000_000_000, 1_000_000_000], [3, 30])
    assert shape_permutation_p_value(*counts, draws=2000) == pytest.approx(1 / 2001)
    assert shape_permutation_p_value(*counts[::-1], draws=2000) == pytest.approx(1 / 2001)


def test_near_identical_shares_prove_no_more_than_ordinary_ones():
    """Counts that agree to the row at n = 9,000 must not claim that any change is below 0.0004 sd."""
    equal = shape_test([4500, 4500], [4500, 4500])
    luckier_than_chance = shape_test([4500, 4500], [4498, 4502])
    assert equal.upper(0.05) == luckier_than_chance.upper(0.05)
    assert equal.upper(0.05) == pytest.approx(
        np.sqrt(noncentrality_upper(stats.chi2.ppf(0.25, 1), 1, 0.05) / 4500), rel=1e-9
    )
    assert equal.upper(0.05) > 0.02
