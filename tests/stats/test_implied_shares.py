"""Whether one set of class shares explains the predictions: levels and power by simulation, and a case by hand."""

import numpy as np
import pytest

from driftcli.stats.implied_shares import consistency_test, shifted_accuracy

RUNS = 300


def shifted(rng, n, share):
    """Two classes at -0.9 and 0.9 of a score with unit variance."""
    label = (rng.random(n) < share).astype(int)
    return label, rng.standard_normal(n) + np.where(label, 0.9, -0.9)


def moved(rng, n, shift):
    """The score moves; P(y | score) stays."""
    score = 1.3 * rng.standard_normal(n) + shift
    return (rng.random(n) < 1 / (1 + np.exp(-2 * score))).astype(int), score


def answer(old, new):
    label, score = old
    cuts = [np.median(score[score <= 0]), 0.0, np.median(score[score > 0])]
    table = np.zeros((4, 2))
    np.add.at(table, (np.searchsorted(cuts, score), label), 1)
    return consistency_test(table, np.bincount(np.searchsorted(cuts, new[1]), minlength=4))


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_level_under_label_shift(share, rng):
    found = [answer(shifted(rng, 2_000, 0.3), shifted(rng, 1_000, share)) for _ in range(RUNS)]
    assert {one.freedom for one in found} == {2}
    assert np.mean([one.p_value < 0.05 for one in found]) == pytest.approx(0.05, abs=0.03)
    assert np.mean([one.z >= 3 for one in found]) <= 0.015


def test_power_where_the_score_moved(rng):
    found = [answer(moved(rng, 2_000, 0.0), moved(rng, 1_000, 0.8)) for _ in range(RUNS)]
    assert np.mean([one.z >= 3 for one in found]) > 0.6


def test_exact_shares_leave_no_residual():
    """Class-conditional shares (.5, .3, .2) and (.1, .2, .7), mixed with q = (.25, .75): mu = (.2, .225, .575)."""
    before = np.column_stack([np.array([50, 30, 20]), np.array([10, 20, 70])])
    found = consistency_test(before, np.array([200, 225, 575]))
    assert found.chi_square == pytest.approx(0.0, abs=1e-9)
    assert found.p_value == pytest.approx(1.0)
    assert found.z == pytest.approx(0.0, abs=1e-6)


def test_it_needs_more_cells_than_classes_and_rows_of_each():
    assert consistency_test(np.eye(2), np.ones(2)) is None
    assert consistency_test(np.array([[3, 0], [2, 0], [1, 0]]), np.ones(3)) is None
    assert consistency_test(np.ones((3, 2)), np.zeros(3)) is None


def test_accuracy_under_label_shift(rng):
    """METHODS 7.1, label shift .3 -> .6: right where the others fail; the interval covers what came true."""
    misses = []
    for _ in range(RUNS):
        (label, score), (truth, new) = shifted(rng, 2_000, 0.3), shifted(rng, 1_000, 0.6)
        confusion = np.zeros((2, 2))
        np.add.at(confusion, ((score > 0).astype(int), label), 1)
        value, se = shifted_accuracy(confusion, np.bincount((new > 0).astype(int), minlength=2))
        misses.append((value - np.mean((new > 0) == truth)) / se)
    assert np.mean(misses) == pytest.approx(0.0, abs=0.15)
    assert np.mean(np.abs(misses) < 1.96) > 0.91


def test_predictions_that_tell_nothing_entail_nothing():
    assert shifted_accuracy([[30, 20], [30, 20]], [10, 10]) is None
    assert shifted_accuracy([[30, 0], [20, 0]], [10, 10]) is None
