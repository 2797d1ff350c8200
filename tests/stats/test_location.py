import math
from dataclasses import astuple

import numpy as np
import pytest
from scipy import stats

from driftcli.stats.location import LocationTest, location_test, size_of_theta, sizes_of_thetas

W11 = ([1, 2, 1, 1, 3, 0, 1, 0, 0, 1, 0], [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1])
W12 = ([500, 300, 150, 50], [400, 300, 200, 100])


@pytest.mark.parametrize(
    ("source", "counts", "expected"),
    [
        ("METHODS W1.1", W11, LocationTest(0.685, 0.017236842, 0.014055, 1.4091034, 0.15880458, 0.68126464)),
        ("METHODS W1.2", W12, LocationTest(0.5675, 0.00014608867, 0.0001427, 5.5846442, 2.341792e-08, 0.24043453)),
    ],
)
def test_worked_numbers(source, counts, expected):
    assert astuple(location_test(*counts)) == pytest.approx(astuple(expected), rel=1e-7), source


def test_lower_bound_of_w1_2():
    assert location_test(*W12).lower(0.05 / 3) == pytest.approx(0.1494438, rel=1e-6)


def test_agrees_with_scipy_on_ties(rng):
    x, y = rng.integers(0, 9, 60), rng.integers(1, 10, 45)
    result = location_test(np.bincount(x, minlength=10), np.bincount(y, minlength=10))
    expected = stats.mannwhitneyu(y, x, method="asymptotic", use_continuity=False)
    assert result.theta == pytest.approx(expected.statistic / (60 * 45))
    assert result.p_value == pytest.approx(expected.pvalue)
    free = stats.brunnermunzel(x, y)  # scipy divides by n - 1 within each sample
    assert (result.theta - 0.5) / math.sqrt(result.free_variance) == pytest.approx(free.statistic, rel=0.02)


def test_small_samples_get_the_exact_p_value(rng):
    x, y = rng.normal(size=6), rng.normal(loc=1, size=40)
    values = np.sort(np.concatenate((x, y)))
    result = location_test(np.isin(values, x), np.isin(values, y))
    assert result.p_value == pytest.approx(stats.mannwhitneyu(y, x, method="exact").pvalue)


@pytest.mark.parametrize(("auc", "size"), [(0.51, 0.0355), (0.55, 0.1777), (0.76025, 1.0), (0.90, 1.8124)])
def test_size_of_theta_is_that_of_methods_w5_1(auc, size):
    assert size_of_theta(auc) == pytest.approx(size, abs=5e-5)
    assert size_of_theta(1 - auc) == pytest.approx(-size, abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "upper"),
    [(([], []), 5.0), (([0, 0], [0, 0]), 5.0), (([4, 2], [0, 0]), 5.0), (([0, 0], [3, 4]), 5.0), (([9], [40]), 0.0)],
)
def test_nothing_to_compare_is_no_change(counts, upper):
    result = location_test(*counts)
    assert (result.p_value, result.size, result.lower(0.05)) == (1.0, 0.0, 0.0)
    assert result.upper(0.05) == upper


@pytest.mark.parametrize(("counts", "sign"), [(([50, 0], [0, 40]), 1), (([0, 50], [40, 0]), -1)])
def test_disjoint_samples_are_capped(counts, sign):
    result = location_test(*counts)
    assert result.size == 5.0 * sign
    assert result.lower(0.05) == 5.0
    assert result.p_value < 1e-15


@pytest.mark.parametrize("counts", [([1], [1]), ([1, 0], [0, 1]), ([0, 1, 0], [3, 0, 3])])
def test_a_row_or_two_decide_nothing(counts):
    result = location_test(*counts)
    assert result.p_value > 0.3
    assert result.lower(0.05) == 0.0


def test_swapping_the_samples_mirrors_the_size():
    there, back = location_test(*W12), location_test(*W12[::-1])
    assert back.size == pytest.approx(-there.size)
    assert back.p_value == pytest.approx(there.p_value)
    assert back.lower(0.05) == pytest.approx(there.lower(0.05))


def test_dependence_widens_the_bounds():
    result = location_test(*W12)
    assert result.lower(0.05, inflation=1.5, df=9) < result.lower(0.05, inflation=1.5) < result.lower(0.05)
    assert result.upper(0.05, inflation=1.5, df=9) > result.upper(0.05)


def test_ten_million_rows_stay_finite():
    result = location_test([10_000_000, 10_000_000], [9_980_000, 10_020_000])
    assert 0 < result.p_value < 1e-5
    assert result.lower(0.05) < result.size < 0.01


def test_sizes_of_several_thetas_and_their_slopes():
    """The slope is that of a small step of theta."""
    thetas = np.array([0.2, 0.5, 0.9])
    sizes, slopes = sizes_of_thetas(thetas)
    assert sizes == pytest.approx([size_of_theta(theta) for theta in thetas])
    assert slopes == pytest.approx((sizes_of_thetas(thetas + 1e-6)[0] - sizes) / 1e-6, rel=1e-4)
