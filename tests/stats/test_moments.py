import math
from dataclasses import astuple
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from driftcli.stats.moments import Moments, sd_log_ratio, welch

X = [1, 2, 2, 3, 4, 5, 5, 5, 7, 10]
Y = [2, 3, 3, 5, 6, 6, 8, 9, 9, 12]
VALUES = st.lists(st.floats(-1e4, 1e4), max_size=30)


def test_worked_numbers_of_methods_w10_1():
    merged = Moments.from_values([1, 2, 3, 4]).merge(Moments.from_values([10, 20, 30]))
    assert (merged.count, merged.mean, merged.m2) == (7, pytest.approx(10), pytest.approx(730))
    assert merged.variance == pytest.approx(121.66666667)
    assert merged.m3 == pytest.approx(7200)


def test_worked_numbers_of_methods_w10_3():
    values = 1e9 + np.array([4, 7, 13, 16])
    assert Moments.from_values(values).variance == pytest.approx(30)
    assert Moments.from_values(values[:1]).merge(Moments.from_values(values[1:])).variance == pytest.approx(30)


@given(VALUES, VALUES)
def test_merging_parts_gives_the_whole(first, second):
    whole = Moments.from_values(first + second)
    merged = Moments.from_values(first).merge(Moments.from_values(second))
    scale = max([1.0, *map(abs, first + second)])
    for power, (actual, expected) in enumerate(zip(astuple(merged)[1:], astuple(whole)[1:], strict=True), start=1):
        assert actual == pytest.approx(expected, rel=1e-9, abs=1e-10 * scale**power)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=40).filter(lambda x: np.ptp(x) > 1e-3))
def test_ratios_are_those_of_scipy(values):
    moments = Moments.from_values(values)
    assert moments.sd == pytest.approx(np.std(values, ddof=1))
    assert moments.skewness == pytest.approx(stats.skew(values), abs=1e-8)
    assert moments.kurtosis == pytest.approx(stats.kurtosis(values, fisher=False), rel=1e-8)


@pytest.mark.parametrize("values", [[], [3.5], [0.1] * 10, [math.nan, math.inf, -math.inf], [math.nan, 2.0]])
def test_without_spread_every_ratio_is_zero(values):
    moments = Moments.from_values(values)
    assert (moments.variance, moments.sd, moments.skewness, moments.kurtosis) == (0, 0, 0, 0)
    assert astuple(moments.merge(moments))[1:] == astuple(moments)[1:]


def test_values_beyond_squaring_raise_nothing():
    huge = Moments.from_values([1.7e308, 1.7e308, -1.7e308, 0.0]).merge(Moments.from_values([1.7e308, 1.0]))
    assert math.isfinite(huge.mean)
    assert (huge.variance, huge.kurtosis, huge.skewness) == (math.inf, math.inf, 0.0)
    assert welch(huge, huge).p_value == 1.0
    assert sd_log_ratio(huge, huge) == (0.0, math.inf)


def test_welch_of_methods_w1_1():
    result = welch(Moments.from_values(X), Moments.from_values(Y))
    assert result.difference / result.se == pytest.approx(1.4408464, rel=1e-7)
    assert result.df == pytest.approx(17.453228)
    assert result.p_value == pytest.approx(0.16732827, rel=1e-7)
    assert (result.low, result.high) == pytest.approx((-0.87665581, 4.6766558))


@pytest.mark.parametrize(
    ("reference", "current", "p_value"),
    [([], [], 1.0), ([1.0], [5.0, 6.0], 1.0), ([2.0, 2.0], [2.0, 2.0], 1.0), ([2.0, 2.0], [3.0, 3.0], 0.0)],
)
def test_welch_without_spread(reference, current, p_value):
    assert welch(Moments.from_values(reference), Moments.from_values(current)).p_value == p_value


def test_sd_ratio_of_methods_w1_1():
    ratio, se = sd_log_ratio(Moments.from_values(X), Moments.from_values(Y))
    assert (ratio, se) == pytest.approx((0.17888066, 0.27566194))
    assert np.exp([ratio - 1.96 * se, ratio + 1.96 * se]) == pytest.approx([0.6966886, 2.0527453])


def test_sd_ratio_without_spread():
    assert sd_log_ratio(Moments.from_values([1, 1]), Moments.from_values([1, 2])) == (0.0, math.inf)


@pytest.mark.parametrize("name", ["normal", "far from zero", "constant", "heavy", "skewed", "one", "none"])
def test_moments_of_ascending_values_are_exact_to_rounding(rng, name):
    values = np.sort(
        {
            "normal": rng.standard_normal(40_000),
            "far from zero": 1e9 + rng.standard_normal(40_000),
            "constant": np.full(30_000, 0.1),
            "heavy": rng.standard_t(2, 50_000),
            "skewed": rng.lognormal(3, 2, 50_000),
            "one": np.array([3.0]),
            "none": np.empty(0),
        }[name]
    )
    exact = [Fraction(value) for value in values.tolist()]
    mean = sum(exact) / max(1, len(exact))
    powers = [float(sum((value - mean) ** k for value in exact)) for k in (2, 3, 4)]
    found = Moments.from_ascending(values)
    assert found.count == len(values)
    assert found.mean == pytest.approx(float(mean), rel=1e-13, abs=1e-15)
    scale = max(1e-300, powers[0] / max(1, len(values))) ** 0.5
    for k, (actual, expected) in enumerate(zip((found.m2, found.m3, found.m4), powers, strict=True), start=2):
        assert actual == pytest.approx(expected, rel=1e-12, abs=1e-11 * scale**k * len(values))


def test_ascending_values_beyond_squaring_are_infinite_sums():
    found = Moments.from_ascending(np.array([-1e200, 0.0, 1.0, 1e200]))
    assert (found.m2, found.m4) == (math.inf, math.inf)
