import numpy as np
import pytest
from scipy.special import ndtr

from driftcli.stats.dependence import (
    location_lower,
    location_p_value,
    location_upper,
    rank_p_value,
    shape_lower,
    shape_p_value,
    shape_upper,
    window_evidence,
)
from driftcli.stats.location import LocationTest, location_test
from driftcli.stats.shape import ShapeTest, shape_test

Z = [0.8, -1.9, 2.4, -0.3, 1.1, -2.2, 0.5, 1.7, -1.4, -0.7]
X = [1.1, 0.9, 1.6, 1.3, 0.8, 2.1, 1.2, 1.0, 1.5, 1.4]
W12 = ([500, 300, 150, 50], [400, 300, 200, 100])


def test_worked_numbers_of_methods_w4_3():
    evidence = window_evidence(Z, X, 12)
    assert evidence.is_dependent
    assert evidence.has_enough_windows
    assert evidence.sd == pytest.approx(1.474449, rel=1e-6)
    assert evidence.shape_mean == pytest.approx(1.29)
    assert evidence.shape_variance == pytest.approx(2 / 12)
    assert evidence.df == 12
    location = LocationTest(0.6, 1.0, 1.0, 4.2, 2.669e-05, 0.36)
    assert location_p_value(location, evidence) == pytest.approx(0.019135275)
    shape = ShapeTest(0.1, 12, 360.0, 36.0, 0.00032399, 0.2)
    assert shape_p_value(shape, evidence) == pytest.approx(0.10587427)


def test_dependence_can_only_widen():
    location, shape = location_test(*W12), shape_test(*W12)
    evidence = window_evidence(np.multiply(Z, 1.5), np.multiply(X, 2), 3)
    assert location_p_value(location, evidence) > location.p_value
    assert location_lower(location, evidence, 0.05) < location.lower(0.05)
    assert location_upper(location, evidence, 0.05) > location.upper(0.05)
    assert shape_p_value(shape, evidence) > shape.p_value
    assert shape_lower(shape, evidence, 0.05) < shape.lower(0.05)
    assert shape_upper(shape, evidence, 0.05) > shape.upper(0.05)
    assert evidence.location_design_effect == evidence.sd**2 > 1
    assert evidence.shape_design_effect == evidence.shape_mean > 1


@pytest.mark.parametrize(
    ("z", "x", "df"), [([], [], 0), ([9.0], [9.0], 3), ([0.5, -0.5] * 5, [0.9, 1.1] * 5, 12), ([0.1] * 9, [], 0)]
)
def test_independent_windows_leave_the_tests_alone(z, x, df):
    evidence = window_evidence(z, x, df)
    location, shape = location_test(*W12), shape_test(*W12)
    assert not evidence.is_dependent
    assert evidence.location_design_effect == evidence.shape_design_effect == 1
    assert location_p_value(location, evidence) == location.p_value
    assert location_lower(location, evidence, 0.05) == location.lower(0.05)
    assert location_upper(location, evidence, 0.05) == location.upper(0.05)
    assert shape_p_value(shape, evidence) == shape.p_value
    assert shape_lower(shape, evidence, 0.05) == shape.lower(0.05)
    assert shape_upper(shape, evidence, 0.05) == shape.upper(0.05)


def test_a_single_cell_has_no_shape_to_adjust():
    evidence, shape = window_evidence([5.0] * 10, [], 0), shape_test([5], [6])
    assert evidence.is_dependent
    assert (shape_p_value(shape, evidence), shape_lower(shape, evidence, 0.05)) == (1.0, 0.0)


@pytest.mark.parametrize(("current", "p_value"), [(0.95, 1 / 11), (0.9, 2 / 11), (0.45, 6 / 11), (0.0, 1.0)])
def test_ranks_among_windows(current, p_value):
    assert rank_p_value(current, np.arange(10) / 10) == pytest.approx(p_value)


def daily_counts(rng, days, rows, effect):
    """Counts in 16 cells of normal rows whose mean moves from day to day."""
    edges = np.linspace(-2, 2, 15)
    inner = ndtr(edges - effect * rng.standard_normal((days, 1)))
    shares = np.diff(np.hstack((np.zeros((days, 1)), inner, np.ones((days, 1)))))
    return rng.multinomial(rows, shares)


def test_day_effects_do_not_alarm(rng):
    """METHODS 4.4: day effect 0.1, naive 0.477 at a nominal 5 %, by windows 0.030."""
    naive, by_windows, runs = 0, 0, 150
    for _ in range(runs):
        days = daily_counts(rng, 21, 1000, 0.1)
        reference, current, total = days[:20], days[20], days[:20].sum(axis=0)
        locations = [location_test(total - day, day) for day in reference]
        shapes = [shape_test(total - day, day) for day in reference]
        evidence = window_evidence([t.z for t in locations], [t.statistic / t.df for t in shapes], shapes[0].df)
        location, shape = location_test(total, current), shape_test(total, current)
        naive += min(location.p_value, shape.p_value) < 0.025
        by_windows += min(location_p_value(location, evidence), shape_p_value(shape, evidence)) < 0.025
    assert naive / runs > 0.3
    assert by_windows / runs < 0.09
