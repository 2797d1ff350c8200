import numpy as np
import pytest

from driftcli.stats.segments import Condition, find_segments

RNG = np.random.default_rng(0)


def test_segments_cover_every_row_once():
    matrix = np.column_stack([RNG.standard_normal(2_000), RNG.integers(0, 5, 2_000), RNG.random(2_000)])
    matrix[RNG.random(2_000) < 0.1, 0] = np.nan
    found = find_segments(matrix, [False, True, False], RNG.standard_normal(2_000), np.ones(2_000))
    assert sum(segment.holds(matrix).astype(int) for segment in found).tolist() == [1] * 2_000
    assert all(segment.holds(matrix).sum() >= 100 for segment in found)


def test_a_number_and_a_category_are_found():
    number, code = RNG.uniform(0, 100, 4_000), RNG.integers(0, 6, 4_000).astype(float)
    effect = np.where((number > 40) & np.isin(code, [1, 4]), 1.0, 0.0) + RNG.normal(0, 0.3, 4_000)
    matrix = np.column_stack([number, code])
    found = find_segments(matrix, [False, True], effect, np.ones(4_000))
    worst = max(found, key=lambda segment: effect[segment.holds(matrix)].mean())
    by_column = {condition.column: condition for condition in worst.conditions}
    assert by_column[1].codes == {1, 4}
    assert by_column[0].above == pytest.approx(40, abs=3)


def test_missing_values_are_a_segment():
    number = RNG.standard_normal(1_000)
    number[:300] = np.nan
    effect = np.isnan(number) * 1.0
    found = find_segments(number[:, None], [False], effect, np.ones(1_000), depth=1)
    assert [segment.holds(number[:, None]).sum() for segment in found] == [300, 700]


def test_nothing_to_cut():
    found = find_segments(np.ones((500, 1)), [False], RNG.standard_normal(500), np.ones(500))
    assert [segment.conditions for segment in found] == [()]


def test_condition_with_two_bounds():
    values = np.array([[1.0], [2.0], [3.0], [np.nan]])
    assert Condition(0, above=1.0, up_to=2.0).holds(values).tolist() == [False, True, False, False]
    assert Condition(0, above=2.5, has_missing=True).holds(values).tolist() == [False, False, True, True]
