"""Work on several threads gives what work on one gives."""

import threading

import numpy as np
import pytest

from driftcli.stats.domain_classifier import column_importance, fit_domain
from driftcli.stats.learners import Rows, cross_fit
from driftcli.stats.side_by_side import side_by_side, threads


def _rows():
    rng = np.random.default_rng(4)
    matrix = rng.integers(0, 60, size=(900, 5)).astype(float)
    is_current = np.arange(900) >= 450
    matrix[is_current, 2] += rng.integers(0, 12, size=450)
    return Rows(matrix, is_current, np.array([False, False, False, True, True]))


def test_results_come_in_the_order_of_the_items_from_as_many_threads_as_were_given():
    both_are_here = threading.Barrier(2, timeout=20)

    def work(item):
        both_are_here.wait()  # passes only where two pieces are worked on at a time
        return item * item, threading.get_ident()

    with threads(2):
        found = side_by_side(work, range(8))
    assert [square for square, _ in found] == [item * item for item in range(8)]
    assert len({thread for _, thread in found}) == 2


def test_without_a_number_of_threads_nothing_leaves_the_callers():
    assert set(side_by_side(lambda _: threading.get_ident(), range(4))) == {threading.get_ident()}
    with threads(3):
        assert side_by_side(lambda _: threading.get_ident(), [1]) == [threading.get_ident()]


def test_work_within_work_takes_no_further_threads_and_says_the_same_of_floating_point_errors():
    def work(_):
        own = threading.get_ident()
        return set(side_by_side(lambda _: threading.get_ident(), range(3))) == {own}, np.geterr()["over"]

    with threads(2), np.errstate(over="raise"):
        assert side_by_side(work, range(3)) == [(True, "raise")] * 3


def test_an_error_of_one_piece_is_the_callers():
    with threads(2), pytest.raises(ZeroDivisionError):
        side_by_side(lambda item: 1 // item, [3, 2, 0, 1])


def test_a_classifier_is_the_same_to_the_last_bit_on_any_number_of_threads():
    rows, target = _rows(), np.arange(900) % 7.0
    found = []
    for number in (1, 3):
        with threads(number):
            fitted = fit_domain(rows, seed=1)
            carried = column_importance(fitted, range(5), repeats=2)
            found.append((fitted.scores, list(carried.values()), cross_fit(rows, target, fitted.folds)))
    for one, three in zip(*found, strict=True):
        assert np.array_equal(one, three)
    assert max(found[0][1]) == found[0][1][2] > 0.02  # the third column is the one that moved
