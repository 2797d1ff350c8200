import numpy as np
import pytest

from driftcli.stats.grouped_shares import grouped_share_test
from driftcli.stats.proportions import share_test
from driftcli.stats.row_groups import RowGroups


def drawn(rng, spread, groups=40, size=20):
    codes = np.repeat(np.arange(2 * groups), size)
    is_current = codes >= groups
    share = np.clip(0.3 + spread * rng.standard_normal(2 * groups), 0, 1)[codes]
    return rng.random(len(codes)) < share, is_current, RowGroups(codes, is_current)


def test_rows_on_their_own_are_the_usual_test():
    inside, is_current, _ = drawn(np.random.default_rng(0), 0.0)
    counts = (inside[~is_current].sum(), 800, inside[is_current].sum(), 800)
    assert grouped_share_test(inside, is_current) == share_test(*(int(count) for count in counts))
    alone = RowGroups(np.arange(1_600), is_current)
    assert grouped_share_test(inside, is_current, alone).p_value == pytest.approx(
        share_test(*(int(count) for count in counts)).p_value, rel=0.02
    )


def test_whole_groups_are_worth_one_row_each():
    """Groups that agree within: 20 rows are one, so p is that of 40 and 40 rows, by Student's t with 78 df at most."""
    rng = np.random.default_rng(1)
    codes = np.repeat(np.arange(80), 20)
    is_current = codes >= 40
    inside = (rng.random(80) < np.where(np.arange(80) >= 40, 0.5, 0.3))[codes]
    found = grouped_share_test(inside, is_current, RowGroups(codes, is_current))
    one_each = share_test(int(inside[:800:20].sum()), 40, int(inside[800::20].sum()), 40)
    assert found.p_value == pytest.approx(one_each.p_value, rel=0.25)
    assert found.pair_size == pytest.approx(20, rel=0.06)
    assert found.difference_high - found.difference_low == pytest.approx(
        one_each.difference_high - one_each.difference_low, rel=0.06
    )


def test_level_with_groups():
    """Nominal 5 % in 400 runs: sd 1.1 %."""
    rng = np.random.default_rng(2)
    runs = [drawn(rng, 0.2) for _ in range(400)]
    held = np.mean([grouped_share_test(*one).p_value <= 0.05 for one in runs])
    assert 0.02 <= held <= 0.085
    assert np.mean([grouped_share_test(*one[:2]).p_value <= 0.05 for one in runs]) > 0.2
