"""Where the inputs moved: found on some rows, counted on others (METHODS 8.7)."""

import numpy as np
import pytest
from scipy.stats import norm

from driftcli.stats.moved_segments import moved_segments
from driftcli.stats.row_groups import RowGroups

N = 3_000


def samples(rng, n=N, m=N):
    """A number, a code and noise; no sample differs yet."""
    rows = n + m
    matrix = np.column_stack([rng.uniform(0, 100, rows), rng.integers(0, 5, rows), rng.standard_normal(rows)])
    return matrix, np.arange(rows) >= n


def test_the_place_where_rows_became_more_is_found_with_its_true_shares():
    rng = np.random.default_rng(0)
    matrix, is_current = samples(rng)
    moved = is_current & (rng.random(len(matrix)) < 0.25)
    matrix[moved, 0], matrix[moved, 1] = rng.uniform(60, 100, moved.sum()), rng.choice([2.0, 4.0], moved.sum())
    first = moved_segments(matrix, [False, True, False], is_current)[0]
    by_column = {condition.column: condition for condition in first.segment.conditions}
    assert by_column[0].above == pytest.approx(60, abs=4)
    assert by_column[1].codes == {2, 4}
    # before 0.4 of the numbers times 2 of 5 codes; after 0.75 of that and the moved quarter
    assert first.reference_share == pytest.approx(0.16, abs=0.03)
    assert first.current_share == pytest.approx(0.75 * 0.16 + 0.25, abs=0.03)
    assert first.p_value < 1e-6


def test_few_rows_are_cut_where_a_hundred_of_all_rows_are_left_on_each_side():
    """300 and 200 rows of which two fifths grow the tree: 40 of them are 100 of all, and a gap of 65 is found."""
    rng = np.random.default_rng(1)
    matrix, is_current = samples(rng, 300, 200)
    matrix[is_current & (rng.random(500) < 0.65), 2] = np.nan
    first = moved_segments(matrix, [False, True, False], is_current)[0]
    assert first.segment.conditions[0].has_missing
    assert first.reference_share < 0.02
    assert first.current_share > 0.25


def test_shares_are_those_of_rows_that_the_tree_has_not_seen():
    """Of 200 trees on unchanged samples 5 % may name a segment at 0.05; trees judged on their own rows name most."""
    named = sum(min(one.p_value for one in moved_segments(*_unchanged(seed), seed=seed)) <= 0.05 for seed in range(200))
    assert named <= 200 * 0.05 + 3 * np.sqrt(200 * 0.05 * 0.95)


def _unchanged(seed):
    matrix, is_current = samples(np.random.default_rng(seed), 400, 400)
    return matrix, [False, True, False], is_current


def test_a_shifted_normal_has_the_shares_of_the_normal_on_each_side_of_its_cut():
    rng = np.random.default_rng(3)
    is_current = np.arange(20_000) >= 10_000
    values = rng.standard_normal(20_000) + 1.0 * is_current
    found = moved_segments(values[:, None], [False], is_current)
    assert sum(one.reference_share for one in found) == pytest.approx(1)
    for one in found:
        (condition,) = one.segment.conditions
        low = -np.inf if condition.above is None else condition.above
        high = np.inf if condition.up_to is None else condition.up_to
        assert one.reference_share == pytest.approx(norm.cdf(high) - norm.cdf(low), abs=0.02)
        assert one.current_share == pytest.approx(norm.cdf(high - 1) - norm.cdf(low - 1), abs=0.02)


def test_constant_rows_cannot_be_cut():
    assert moved_segments(np.ones((400, 2)), [False, False], np.arange(400) >= 200) == []


def test_segments_of_whole_groups():
    """Forty groups a side, each with its own place: rows say that segments moved, groups do not; nominal 5 % of 40."""
    rng = np.random.default_rng(6)
    codes = np.repeat(np.arange(80), 25)
    is_current = codes >= 40
    held = naive = 0
    for _ in range(40):
        values = rng.standard_normal(80)[codes] + 0.3 * rng.standard_normal(2_000)
        found = moved_segments(values[:, None], [False], is_current, groups=RowGroups(codes, is_current))
        held += min((one.p_value for one in found), default=1.0) <= 0.05
        plain = moved_segments(values[:, None], [False], is_current)
        naive += min((one.p_value for one in plain), default=1.0) <= 0.05
    assert held <= 7
    assert naive >= 20
