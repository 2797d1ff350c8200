import math

import numpy as np
import pytest
from scipy.special import ndtr

from driftcli.stats.dependence_cells import cells_of
from driftcli.stats.dependence_change import dependence_changes, fisher_z, normal_scores


def test_fisher_z_worked_example():
    """METHODS W5.3."""
    z = float(fisher_z(0.30, 1 / math.sqrt(997), 0.50, 1 / math.sqrt(797)))
    assert z == pytest.approx(5.0465005)
    assert 2 * ndtr(-z) == pytest.approx(4.4997568e-07)
    assert float(fisher_z(0.3, 0.0, 0.5, math.inf)) == 0


def heavy(n, rng):
    x = rng.standard_normal((n, 10)) @ MIX
    return x / np.sqrt(rng.chisquare(3, (n, 1)) / 3)


MIX = np.random.default_rng(1).standard_normal((10, 10)) * 0.4 + np.eye(10)


@pytest.mark.parametrize("kind", ["normal", "heavy", "mixed"])
def test_level(kind):
    """METHODS 5.3: 0.05 a pair for any distribution; at most 1 % of audits show any pair."""
    rng = np.random.default_rng(2)
    p_values, alarms = [], 0
    for _ in range(25):
        sides = [heavy(800, rng) if kind == "heavy" else rng.standard_normal((800, 10)) @ MIX for _ in (0, 1)]
        for side in sides if kind == "mixed" else ():
            side[:, :3] = np.round(side[:, :3])
            side[:, 3:6] = np.digitize(side[:, 3:6], [-0.5, 0.7])
            side[rng.random(side.shape) < 0.1] = np.nan
        found = dependence_changes(*sides, np.isin(np.arange(10), [3, 4]) & (kind == "mixed"))
        p_values += [change.p_value for change in found]
        alarms += found[0].adjusted <= 0.01
    assert len(p_values) == 25 * 45
    assert np.mean(np.array(p_values) < 0.05) < 0.08
    assert alarms <= 2


def test_margins_alone_do_not_count():
    rng = np.random.default_rng(3)

    def drawn(shift):
        u = rng.standard_normal(3_000)
        yes = (u + rng.standard_normal(3_000) + shift > 0).astype(float)
        return np.column_stack([rng.standard_normal(3_000) + shift, np.exp(u + shift), yes, u**3 - shift])

    assert dependence_changes(drawn(0.0), drawn(0.8), [False, False, True, False])[0].adjusted > 0.01


def test_a_broken_correlation_is_named():
    rng = np.random.default_rng(4)
    old, new = rng.standard_normal((2_000, 12)), rng.standard_normal((2_000, 12))
    old[:, 7] = 0.8 * old[:, 2] + 0.6 * old[:, 7]
    first = dependence_changes(old, new, np.zeros(12, dtype=bool))[0]
    assert (first.first, first.second, first.kind) == (2, 7, "correlation")
    assert first.size == pytest.approx(np.arctanh(0.8), abs=0.1)
    assert first.lower > 0.8


def test_a_link_that_no_correlation_sees():
    """METHODS 5.3: the V shape."""
    rng = np.random.default_rng(5)
    x = rng.standard_normal(2_000)
    new = np.column_stack([x, 0.5 * np.abs(x) + rng.standard_normal(2_000)])
    (found,) = dependence_changes(rng.standard_normal((2_000, 2)), new, [False, False])
    assert (found.kind, found.adjusted < 0.001) == ("cells", True)


def test_nothing_to_pair_and_constant_columns():
    assert dependence_changes(np.zeros((100, 1)), np.zeros((100, 1)), [False]) == []
    (found,) = dependence_changes(np.ones((100, 2)), np.ones((100, 2)), [False, False])
    assert found.p_value == 1
    assert normal_scores(np.array([np.nan, 2.0, 2.0])).tolist() == [0, 0, 0]


def test_ties_of_two_columns_are_not_broken_alike():
    """Seven of ten values are zero in six independent columns; 12 unchanged pairs of samples."""
    rng = np.random.default_rng(11)

    def sample():
        return np.where(rng.random((1_000, 6)) < 0.7, 0.0, rng.lognormal(size=(1_000, 6)))

    least = [dependence_changes(sample(), sample(), np.zeros(6, dtype=bool))[0].adjusted for _ in range(12)]
    assert min(least) > 0.01


def test_the_smallest_visible_change_is_seen_four_times_in_five():
    """Three pairs at FDR 1 %: 0.8 +- 3 sd of 200 runs, as the only pair that changed; the bound errs a little low."""
    rng = np.random.default_rng(5)

    def drawn(r):
        x = rng.standard_normal((800, 3))
        x[:, 1] = r * x[:, 0] + np.sqrt(1 - r * r) * x[:, 1]
        return x

    quiet = dependence_changes(drawn(0.0), drawn(0.0), [False] * 3)
    visible = float(np.median([one.visible for one in quiet]))
    assert visible == pytest.approx((3.1440 + 0.8416) * np.sqrt(2 / 800), rel=0.05)  # z of 1 - 0.01 / 12
    seen = [
        dependence_changes(drawn(0.0), drawn(np.tanh(visible)), [False] * 3)[0].adjusted <= 0.01 for _ in range(200)
    ]
    assert 0.70 <= np.mean(seen) <= 0.92


@pytest.mark.parametrize("is_tied", [False, True])
def test_cells_of_many_numbers_are_quarters_of_their_own_sample(is_tied):
    """By hand: of 41 numbers the quarters begin at ranks 0, 11, 21 and 31; two alike at a border are parted."""
    numbers = np.arange(41.0)
    expected = np.repeat([0.0, 1.0, 2.0, 3.0], [11, 10, 10, 10])
    if is_tied:
        numbers[[10, 11]] = 10.5
    order = np.random.default_rng(3).permutation(41)
    sample = np.append(numbers[order], np.nan)
    found, other = cells_of((sample, sample[::-1]), is_coded=False, salt=1)
    clear = np.append(~np.isin(numbers[order], [10.5]), True)
    assert np.array_equal(found[clear], np.append(expected[order], np.nan)[clear], equal_nan=True)
    assert sorted(found[~clear]) == ([0.0, 1.0] if is_tied else [])
    assert np.array_equal(np.sort(other), np.sort(found), equal_nan=True)
