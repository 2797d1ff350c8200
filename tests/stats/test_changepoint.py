"""Onset and shape: the worked numbers of METHODS 9.5 and a small version of its simulation."""

import math

import numpy as np
import pytest

from driftcli.stats.changepoint import Shape, find_onset, robust_spread

W91 = [0.02, -0.03, 0.01, 0.04, -0.02, 0, 0.03, 0.31, 0.28, 0.33, 0.29, 0.30, 0.27, 0.32]
W92 = [0, 0.01, -0.02, 0.02, 0.05, 0.11, 0.14, 0.20, 0.26, 0.29, 0.36, 0.40, 0.44, 0.50]
W93 = [0.01, -0.02, 0.03, 0, 0.30, 0.33, 0.28, 0.31, 0.02, -0.01, 0.02, 0, -0.03, 0.01]
W94 = [0.01, -0.02, 0.03, 0, 0.02, -0.01, 0, 0.02, -0.03, 0.01, 0.02, -0.02, 0, 0.01]


@pytest.mark.parametrize(
    ("series", "shape", "bic", "start"),
    [
        (W91, Shape.SUDDEN, {"none": 312.928, "sudden": 14.734}, 7),
        (W92, Shape.GRADUAL, {"none": 464.734, "sudden": 100.959, "gradual": 12.174}, 4),
        (W93, Shape.TEMPORARY, {"none": 99.12, "sudden": 75.06, "temporary": 12.198}, 4),
        (W94, Shape.NONE, {"none": 6.77, "sudden": 11.83, "gradual": 14.56, "temporary": 13.511}, None),
    ],
    ids=["W9.1", "W9.2", "W9.3", "W9.4"],
)
def test_the_worked_examples(series, shape, bic, start):
    found = find_onset(series, [0.03] * len(series))
    assert found.shape is shape
    assert found.start == start
    assert {name: found.bic[Shape(name)] for name in bic} == pytest.approx(bic, abs=0.005)


def test_a_temporary_change_ends_where_it_ends():
    assert find_onset(W93, [0.03] * 14).end == 8


@pytest.mark.parametrize("boundary", [None, 8])
def test_a_step_between_windows_that_are_constant_is_dated_without_a_standard_error(boundary):
    found = find_onset([2011.0] * 8 + [2012.0] * 9, [0.0] * 17, boundary=boundary)
    assert (found.shape, found.start, found.earliest, found.latest) == (Shape.SUDDEN, 8, 8, 8)
    assert all(math.isfinite(one) for one in found.bic.values())


@pytest.mark.parametrize("error", [0.0, math.nan])
def test_a_series_without_a_range_or_errors_has_no_shape(error):
    assert find_onset([7.0] * 14, [error] * 14).shape is Shape.NONE


def test_levels_before_and_after_are_those_of_the_fit():
    found = find_onset(W91, [0.03] * 14)
    assert found.before == pytest.approx(np.mean(W91[:7]))
    assert found.after == pytest.approx(np.mean(W91[7:]))


def test_few_windows_have_no_shape():
    assert find_onset([0.0] * 5 + [1.0] * 6, [0.01] * 11).shape is Shape.NONE


def test_a_spread_of_the_windows_themselves_is_not_taken_for_a_change():
    """Windows that differ by ten times their standard errors raise those errors."""
    series = np.random.default_rng(1).normal(0, 0.3, 40)
    assert find_onset(series, [0.03] * 40).shape is Shape.NONE
    assert robust_spread(series) == pytest.approx(0.3, rel=0.5)


def test_a_rhythm_of_the_week_is_no_step():
    week = np.tile([0, 0, 0, 0, 0, 0.5, 0.5], 5) + np.random.default_rng(2).normal(0, 0.045, 35)
    found = find_onset(week, [0.045] * 35, periods=(7,))
    assert (found.shape, found.period, found.start) == (Shape.RECURRING, 7, None)


def worlds(shape, rng, count=30):
    at = np.arange(count)
    moved = {
        Shape.NONE: np.zeros(count),
        Shape.SUDDEN: 0.3 * (at >= 17),
        Shape.GRADUAL: 0.3 * np.clip((at - 10) / 12, 0, 1),
        Shape.TEMPORARY: 0.3 * ((at >= 12) & (at < 19)),
    }
    return moved[shape] + rng.normal(0, 0.045, count)


@pytest.mark.parametrize(
    ("shape", "least"), [(Shape.NONE, 0.97), (Shape.SUDDEN, 0.95), (Shape.GRADUAL, 0.93), (Shape.TEMPORARY, 0.97)]
)
def test_shapes_are_told_apart_as_simulated(shape, least):
    """METHODS 9.2, 30 windows, effect 0.3, se 0.045: 1.00, 0.99, 0.99, 1.00."""
    rng = np.random.default_rng(92)
    found = [find_onset(worlds(shape, rng), [0.045] * 30) for _ in range(60)]
    assert np.mean([one.shape is shape for one in found]) >= least
    if shape in {Shape.SUDDEN, Shape.TEMPORARY}:
        true = 17 if shape is Shape.SUDDEN else 12
        assert np.mean([one.start is not None and abs(one.start - true) <= 1 for one in found]) >= least


def test_what_is_over_before_the_boundary_is_not_a_temporary_change():
    """One window at the level after the boundary: without the boundary the windows between look temporary."""
    series = [0.3] + [0.0] * 14 + [0.3] * 15
    assert find_onset(series, [0.03] * 30).shape is Shape.TEMPORARY
    found = find_onset(series, [0.03] * 30, boundary=15)
    assert (found.shape, found.start) == (Shape.SUDDEN, 15)


def test_a_step_at_the_boundary_has_a_parameter_less():
    """No squares are left, so that BIC is k ln 30."""
    series = [0.0] * 15 + [1.0] * 15
    assert find_onset(series, [0.1] * 30, boundary=15).bic[Shape.SUDDEN] == pytest.approx(2 * math.log(30))
    assert find_onset(series, [0.1] * 30).bic[Shape.SUDDEN] == pytest.approx(3 * math.log(30))


def test_a_temporary_change_may_begin_in_the_reference_or_with_the_current_data():
    for begin in (12, 15):
        series = [0.0] * begin + [1.0] * (20 - begin) + [0.0] * 10
        found = find_onset(series, [0.05] * 30, boundary=15)
        assert (found.shape, found.start, found.end) == (Shape.TEMPORARY, begin, 20)
