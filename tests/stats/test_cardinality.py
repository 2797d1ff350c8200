import numpy as np
import pytest

from driftcli.stats.cardinality import collision_rate, expected_distinct, good_turing_unseen

W33 = [50, 30, 10, 5, 3, 1, 1]


def test_worked_numbers_of_methods_w3_3():
    assert expected_distinct(W33, 20).mean == pytest.approx(4.4771707)
    assert good_turing_unseen(W33) == pytest.approx(0.02)
    assert collision_rate(W33) == pytest.approx(0.34707071)
    assert collision_rate([2] * 12 + [1] * 976) == pytest.approx(2.4024024e-05)


def test_rarefaction_is_what_drawing_finds(rng):
    rows = np.repeat(np.arange(200), np.maximum(1, 400 // (1 + np.arange(200))))
    found = [len(np.unique(rng.choice(rows, 150, replace=False))) for _ in range(800)]
    expected = expected_distinct(np.bincount(rows), 150)
    assert np.mean(found) == pytest.approx(expected.mean, rel=0.01)
    assert np.std(found) <= expected.sd


@pytest.mark.parametrize(
    ("counts", "m", "expected"),
    [
        ([], 5, (0, 0)),
        ([3, 2], 0, (0, 0)),
        ([3, 2], 5, (2, 0)),
        ([3, 2], 9, (2, 0)),
        ([3, 0, 2], 5, (2, 0)),
        ([9], 4, (1, 0)),
    ],
)
def test_rarefaction_at_the_ends(counts, m, expected):
    assert expected_distinct(counts, m) == pytest.approx(expected)


@pytest.mark.parametrize(("counts", "rate"), [([], 0), ([1], 0), ([0, 0], 0), ([1, 1, 1], 0), ([7], 1)])
def test_collisions_at_the_ends(counts, rate):
    assert collision_rate(counts) == rate
    assert 0 <= good_turing_unseen(counts) <= 1
