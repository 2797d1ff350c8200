"""The yardstick: fair where nothing changed, whole groups held out, and held against the best constant."""

import numpy as np
import pytest

from driftcli.stats.learners import stacked
from driftcli.stats.row_groups import RowGroups
from driftcli.stats.yardstick import fit_yardstick, gain_over_constant, yardstick_folds


def drawn(rng, n, columns, kind):
    """Numbers and a code of five categories; half of what decides the outcome is noise."""
    x, code = rng.standard_normal((n, columns)), rng.integers(0, 5, n)
    centre = x[:, 0] + x[:, 1] * x[:, 2] + (code == 2) + rng.standard_normal(n)
    outcome = {"number": centre, "two": (centre > 0) * 1.0, "three": np.digitize(centre, [-1, 1]) * 1.0}[kind]
    return np.column_stack([x, code]), outcome


def unchanged(seed, n, m, columns, kind):
    rng = np.random.default_rng([seed, n, columns])
    (old, before), (new, after) = drawn(rng, n, columns, kind), drawn(rng, m, columns, kind)
    flags = np.arange(columns + 1) == columns
    return stacked(old, new, flags), np.concatenate([before, after])


def losses(rows, outcome, said, kind):
    del rows
    return np.abs(outcome - said) if kind == "number" else (outcome != said) * 1.0


def deviate(loss, n):
    """Difference of the means over its standard error."""
    old, new = loss[:n], loss[n:]
    return (new.mean() - old.mean()) / np.sqrt(old.var() / len(old) + new.var() / len(new))


@pytest.mark.parametrize(
    ("n", "m", "columns", "kind", "runs"),
    [(500, 500, 4, "number", 12), (500, 500, 4, "two", 16), (300, 2_000, 25, "two", 10), (600, 600, 4, "three", 12)],
)
def test_unchanged_rows_are_judged_alike(n, m, columns, kind, runs):
    """Normal deviates of mean 0 and sd 1: their mean lies within 3 standard errors, and 2.58 is hardly ever passed.

    Fitted to the whole reference, or averaged over the models, the current rows would fare better and fail this.
    """
    found = []
    for seed in range(runs):
        rows, outcome = unchanged(seed, n, m, columns, kind)
        said = fit_yardstick(rows, outcome, is_class=kind != "number").predicted
        found.append(deviate(losses(rows, outcome, said, kind), n))
    assert abs(np.mean(found)) < 3 / np.sqrt(runs)
    assert np.mean(np.abs(found) > 2.576) <= 1 / runs
    assert 0.5 < np.std(found) < 1.6


def test_the_unfair_rule_would_be_seen():
    """A model of the whole reference knows its rows by heart: it errs less on them than on any others."""
    rows, outcome = unchanged(0, 500, 500, 4, "number")
    rows = stacked(rows.matrix[:500], rows.matrix[:500], rows.is_categorical)
    twice = np.concatenate([outcome[:500], outcome[:500]])
    fair = fit_yardstick(rows, twice, is_class=False).predicted
    folds = yardstick_folds(rows)
    has_own = folds[:500] != folds[500:]  # the same row is judged here by a model that has seen it
    loss = np.abs(twice - fair)
    assert loss[500:][has_own].mean() < 0.97 * loss[:500][has_own].mean()
    assert loss[500:][~has_own] == pytest.approx(loss[:500][~has_own])


def test_no_model_has_seen_any_row_of_a_group_that_it_judges():
    rng = np.random.default_rng(1)
    codes = np.concatenate([rng.integers(0, 30, 900), rng.integers(15, 60, 600)])
    is_current = np.arange(1_500) >= 900
    rows = stacked(rng.standard_normal((900, 2)), rng.standard_normal((600, 2)))
    grouped = type(rows)(rows.matrix, is_current, rows.is_categorical, RowGroups(codes, is_current))
    folds = yardstick_folds(grouped)
    of_group = {group: set(folds[~is_current & (codes == group)].tolist()) for group in range(30)}
    assert all(len(places) == 1 for places in of_group.values())
    for group in range(15, 30):
        assert set(folds[is_current & (codes == group)].tolist()) == of_group[group]
    shares = [np.bincount(folds[side], minlength=3) / side.sum() for side in (~is_current, is_current)]
    assert shares[1] == pytest.approx(shares[0], abs=0.01)


@pytest.mark.parametrize("groups", [1, 2, 5])
def test_few_groups_make_few_folds(groups):
    rng = np.random.default_rng(2)
    codes = np.concatenate([np.arange(300) % groups, np.full(100, groups)])
    rows = stacked(rng.standard_normal((300, 2)), rng.standard_normal((100, 2)))
    grouped = type(rows)(rows.matrix, rows.is_current, rows.is_categorical, RowGroups(codes, rows.is_current))
    folds = yardstick_folds(grouped)
    assert len(np.unique(folds)) == (3 if groups == 1 else min(3, groups))
    assert set(folds[300:]) == set(folds[:300])


@pytest.mark.parametrize(("kind", "is_class"), [("number", False), ("two", True), ("three", True)])
def test_it_beats_the_best_constant_only_where_inputs_tell(kind, is_class):
    rows, outcome = unchanged(3, 1_500, 500, 3, kind)
    shuffled = np.random.default_rng(3).permutation(outcome)
    for target, is_told in ((outcome, True), (shuffled, False)):
        said = fit_yardstick(rows, target, is_class=is_class)
        gain = gain_over_constant(
            rows, *(losses(rows, target, values, kind) for values in (said.predicted, said.constant))
        )
        assert gain.is_shown is is_told
        reference = target[:1_500]
        best = (
            np.abs(reference - np.median(reference)).mean()
            if not is_class
            else 1 - np.bincount(reference.astype(int)).max() / 1_500
        )
        assert gain.constant_loss == pytest.approx(best, rel=0.02)


def test_heavy_tails_do_not_rule_it():
    """Of lognormal outcomes the mean is a bad guess of most; the median is the constant that errs least."""
    rng = np.random.default_rng(4)
    x = rng.standard_normal((2_000, 2))
    outcome = np.exp(1.5 * x[:, 0] + rng.standard_normal(2_000))
    rows = stacked(x[:1_500], x[1_500:])
    said = fit_yardstick(rows, outcome, is_class=False)
    errors = [np.abs(outcome - values)[:1_500] for values in (said.predicted, said.constant)]
    assert gain_over_constant(rows, *(np.concatenate([e, np.zeros(500)]) for e in errors)).is_shown
