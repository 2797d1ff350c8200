"""Rows in groups: folds that keep them whole, and variances that hold when stores or days have effects of their own."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from driftcli.stats.conditional_change import conditional_test, halve
from driftcli.stats.decomposition import decompose
from driftcli.stats.dependence_change import dependence_changes
from driftcli.stats.domain_classifier import fit_domain
from driftcli.stats.label_shift import label_shift
from driftcli.stats.learners import Rows, stacked
from driftcli.stats.row_groups import RowGroups, tail, variance_of_sum, whole_folds, widened
from driftcli.stats.window_null import WindowNull, window_null


def groups_of(codes, n, kind="clusters"):
    codes = np.asarray(codes)
    return RowGroups(codes, np.arange(len(codes)) >= n, kind)


def stores(rng, n=1_000, count=40, spread=0.5, *, shift=0.0):
    """Both samples of rows of their own stores, whose means vary; x is their number 0 where nothing moved."""
    sides, codes = [], []
    for side in (0, 1):
        own = np.sort(rng.integers(0, count, n))
        effect = spread * rng.standard_normal((count, 4))
        sides.append(effect[own] + np.sqrt(1 - spread**2) * rng.standard_normal((n, 4)) + side * shift)
        codes.append(own + side * count)
    groups = groups_of(np.concatenate(codes), n)
    return replace(stacked(*sides), groups=groups), np.vstack(sides)


def test_students_t_takes_the_place_of_the_normal():
    assert widened(1.6448536269514722, 7) == pytest.approx(stats.t.ppf(0.95, 7), rel=1e-12)
    assert widened(1.96) == 1.96
    assert tail(-2.0, 7) == pytest.approx(stats.t.cdf(-2.0, 7), rel=1e-12)
    assert tail(-2.0) == pytest.approx(stats.norm.cdf(-2.0), rel=1e-12)


def test_groups_of_one_row_are_independent_rows():
    """Sums of squares, but for n/(n - 1) of each sample: the variance of a difference of two means."""
    rng = np.random.default_rng(0)
    old, new = rng.standard_normal(40), rng.standard_normal(60)
    influence = np.concatenate([-(old - old.mean()) / 40, (new - new.mean()) / 60])
    is_current = np.arange(100) >= 40
    variance, df = variance_of_sum(influence, is_current, groups_of(np.arange(100), 40))
    welch = stats.ttest_ind(new, old, equal_var=False)
    assert variance == pytest.approx(old.var(ddof=1) / 40 + new.var(ddof=1) / 60, rel=1e-9)
    assert df == pytest.approx(welch.df, rel=1e-9)
    assert variance_of_sum(influence, is_current, None) == (pytest.approx(np.sum(influence**2)), np.inf)


def test_groups_of_equal_rows_are_worth_one_row_each():
    """Welch's test of the groups' means, rows within a group being copies."""
    rng = np.random.default_rng(1)
    old, new = rng.standard_normal(12), rng.standard_normal(9)
    values = np.repeat(np.concatenate([old, new]), 5)
    is_current = np.arange(105) >= 60
    centred = np.where(is_current, values - new.mean(), old.mean() - values)
    influence = centred / np.where(is_current, 45, 60)
    variance, df = variance_of_sum(influence, is_current, groups_of(np.repeat(np.arange(21), 5), 60))
    assert variance == pytest.approx(old.var(ddof=1) / 12 + new.var(ddof=1) / 9, rel=1e-9)
    assert df == pytest.approx(stats.ttest_ind(new, old, equal_var=False).df, rel=1e-9)


def test_one_current_day_borrows_the_correlation_of_the_others():
    """Twelve days of copies: the correlation within days is 1, so that the new day is worth one row."""
    rng = np.random.default_rng(2)
    values = np.repeat(rng.standard_normal(12), 50)
    current = rng.standard_normal(100)
    influence = np.concatenate([-(values - values.mean()) / 600, (current - current.mean()) / 100])
    codes = np.concatenate([np.repeat(np.arange(12), 50), np.full(100, 12)])
    variance, df = variance_of_sum(influence, np.arange(700) >= 600, groups_of(codes, 600, "windows"))
    assert variance == pytest.approx(values.var() / 12 + current.var(), rel=0.01)
    assert df == 11


def test_folds_keep_groups_whole_and_samples_balanced():
    rng = np.random.default_rng(3)
    codes = np.concatenate([rng.integers(0, 60, 3_000), rng.integers(50, 110, 600)])
    groups = groups_of(codes, 3_000)
    folds = whole_folds(groups, 5, rng.permutation(110))
    assert all(len(np.unique(folds[codes == code])) == 1 for code in np.unique(codes))
    for side, rows in ((~groups.is_current, 3_000), (groups.is_current, 600)):
        assert np.bincount(folds[side], minlength=5) == pytest.approx(np.full(5, rows / 5), rel=0.2)
    assert groups_of([0] * 50 + list(range(50)), 50).fold_number(5) == 2
    few = Rows(np.zeros((100, 1)), np.arange(100) >= 50, np.zeros(1, dtype=bool), groups_of([0] * 100, 50))
    assert sorted(np.bincount(few.folds(5))) == [20] * 5


def test_stores_are_no_drift_and_a_shift_of_them_is():
    """Thirty stores a side whose means vary (10 worlds at the nominal 5 %), groups known and not."""
    held, naive = [], []
    for seed in range(10):
        rows, _ = stores(np.random.default_rng([seed, 40]), 600, 30, 0.6)
        held.append(fit_domain(rows, folds=3).test.p_value)
        naive.append(fit_domain(replace(rows, groups=None), folds=3).test.p_value)
    assert sum(p < 0.05 for p in held) <= 2
    assert sum(p < 0.05 for p in naive) >= 7
    moved, _ = stores(np.random.default_rng(5), 2_000, 100, shift=0.5)
    assert fit_domain(moved).test.p_value < 1e-4


def test_the_same_stores_on_both_sides_cost_nothing():
    """A store's rows of both samples share its effect, which cancels."""
    rng = np.random.default_rng(6)
    rows, _ = stores(rng, 1_000)
    codes = rng.integers(0, 40, 2_000)
    effect = rng.standard_normal((40, 4))
    both = replace(rows, matrix=effect[codes] + rng.standard_normal((2_000, 4)), groups=groups_of(codes, 1_000))
    test = fit_domain(both).test
    assert test.p_value > 0.01
    assert test.se < 0.03


def test_losses_of_stores_are_no_concept_drift():
    rng = np.random.default_rng(7)
    z, naive = [], []
    for _ in range(12):
        rows, raw = stores(rng, 800, 40)
        effect = np.repeat(0, 0) if rows.groups is None else 0.6 * rng.standard_normal(80)[rows.groups.codes]
        loss = np.abs(effect + rng.standard_normal(len(raw)))
        known = np.full(len(loss), loss.mean())
        probability = np.full(len(loss), 0.5)
        for found, held in ((z, rows), (naive, replace(rows, groups=None))):
            term = decompose(held, loss, probability, held.folds(), expected_loss=known).shared_conditional
            found.append(term.value / term.se)
    assert np.std(naive) > 1.3 * np.std(z)
    assert np.std(z) < 1.5


def test_an_effect_of_stores_on_the_target_is_no_change_anywhere():
    p_values = []
    for seed in range(3):
        rng = np.random.default_rng([seed, 8])
        rows, raw = stores(rng, 600, 40)
        assert rows.groups is not None
        own = 0.8 * rng.standard_normal(80)[rows.groups.codes]
        p_values.append(conditional_test(halve(rows), raw[:, 0] + own + rng.standard_normal(len(raw))).p_value)
    assert min(p_values) > 0.005


def test_pairs_of_columns_of_stores():
    """Two effects of a store make a correlation of the stores, which differs from sample to sample."""
    held, naive = [], []
    for seed in range(40):
        rng = np.random.default_rng([seed, 9])
        rows, raw = stores(rng, 600, 15, 0.8)
        args = (raw[:600], raw[600:], [False] * 4)
        naive.append(dependence_changes(*args)[0].adjusted)
        held.append(dependence_changes(*args, groups=rows.groups)[0].adjusted)
    assert sum(p < 0.05 for p in naive) >= 20
    assert sum(p < 0.05 for p in held) <= 4


def test_classes_of_stores():
    """Shares of a class that differ from store to store: Cohen's h divided by what the stores let it vary."""
    rng = np.random.default_rng(10)
    rows, _ = stores(rng, 500, 40)
    assert rows.groups is not None
    share = np.where(np.arange(80) < 40, 0.5, rng.beta(2, 2, 80))[rows.groups.codes]
    codes = (rng.random(len(share)) < share).astype(np.int64)
    held, naive = (label_shift(one, codes, 2, rows.folds()) for one in (rows, replace(rows, groups=None)))
    means = np.bincount(rows.groups.codes, codes) / np.bincount(rows.groups.codes)
    assert held.size == naive.size
    assert naive.pairs == 250
    assert held.pairs == pytest.approx(0.25 / (np.var(means[:40]) / 40 + np.var(means[40:]) / 40), rel=0.25)
    assert held.p_value > naive.p_value


def days(seed, shift=0.0):
    """Twenty days and another one, each with its own means."""
    rng = np.random.default_rng([seed, 11])
    codes = np.repeat(np.arange(21), 120)
    raw = 0.4 * rng.standard_normal((21, 4))[codes] + rng.standard_normal((len(codes), 4))
    raw[2_400:] += shift
    return replace(stacked(raw[:2_400], raw[2_400:]), groups=groups_of(codes, 2_400, "windows"))


def test_a_day_like_others_is_no_drift():
    """One day is told apart as well as others are, and a test of its rows alone does not see that."""
    found = [window_null(days(seed)) for seed in range(3)]
    assert [len(one.sizes) for one in found if one] == [20] * 3
    assert sum(one.p_value < 0.05 for one in found if one) <= 1
    assert sum(fit_domain(replace(days(seed), groups=None), folds=2).test.p_value < 0.01 for seed in range(3)) >= 2
    far = window_null(days(5, shift=3))
    assert far is not None
    assert far.p_value < 0.001
    assert far.lower() > 0.10
    assert window_null(replace(days(0), groups=None)) is None


def test_the_yardstick_of_windows_is_a_scaled_chi_square():
    """Sizes that are absolute normals: F(1, 19) of the squared size, as scipy has it."""
    rng = np.random.default_rng(12)
    sizes = tuple(np.abs(rng.standard_normal(2_000)) * 0.2)
    null = WindowNull(0.5, sizes)
    assert null.df == pytest.approx(1, abs=0.2)
    assert null.p_value == pytest.approx(2 * stats.norm.sf(2.5), rel=0.5)
    assert null.lower() == pytest.approx(0.5 - 1.96 * 0.2, abs=0.03)
