import numpy as np
import pytest

from driftcli.stats.segments import Condition, find_segments, shortest_number

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


@pytest.mark.parametrize(
    ("low", "high", "shortest"),
    [
        (0.21101, 0.2231, 0.22),
        (0.2110, 0.2115, 0.211),
        (0.2111, 0.2119, 0.2115),
        (-3.75, -3.24, -3.5),
        (-3.7, -2.9, -3),
        (-0.1, 0.1, 0),
        (5, 5.25, 5),
        (39.99, 40.5, 40),
        (0.098, 0.103, 0.1),
        (98_765, 123_456, 100_000),
        (1_234_567, 1_234_568, 1_234_567),
        (1e-9, 1.0001e-9, 1e-9),
        (7, 7, 7),
        (0, 0, 0),
        (5e-324, 1e-323, 5e-324),
        (1e308, 1.7e308, 1e308),
        (8.1e307, 9.9e307, 9e307),
        (-float("inf"), -1.0, -float("inf")),
    ],
)
def test_the_shortest_number_of_an_interval(low, high, shortest):
    """By hand: fewest digits first, then the nearest to the middle."""
    assert shortest_number(low, high) == shortest


@pytest.mark.parametrize("scale", [1.0, 0.001, 5_000.0])
@pytest.mark.parametrize("turn", [1.0, -1.0])
def test_cuts_are_short_and_hold_the_rows_they_say(scale, turn):
    """A cut at 0.327 of a dense column moves by less than a quarter of a 32nd of the rows for its two digits."""
    number = np.random.default_rng(1).uniform(0, 1, 6_000) * scale * turn
    effect = (number * turn > 0.327 * scale) * 1.0
    found = find_segments(number[:, None], [False], effect, np.ones(6_000), depth=1)
    cut = found[0].conditions[0].up_to
    assert len(f"{abs(cut / scale):.15g}".replace("0.", "").strip("0")) <= 2
    assert abs(cut * turn / scale - 0.327) < 1.25 / 32
    assert sum(segment.holds(number[:, None]).sum() for segment in found) == 6_000
    assert found[0].holds(number[:, None]).sum() == (number <= cut).sum()


def test_frequent_values_are_not_cut_in_two():
    number = np.concatenate([np.zeros(900), np.random.default_rng(2).uniform(0.001, 9, 1_100)])
    found = find_segments(number[:, None], [False], (number > 0) * 1.0, np.ones(2_000), depth=1)
    assert found[0].conditions[0].up_to == 0
