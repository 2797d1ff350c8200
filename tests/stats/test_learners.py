import subprocess
import sys

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from driftcli.stats.learners import (
    balanced_folds,
    cell_numbers,
    cross_calibrated,
    cross_fit,
    fit_trees,
    isotonic,
    stacked,
)


def test_isotonic_worked_example():
    """METHODS W7.2."""
    scores = np.arange(1, 9) / 10
    curve = isotonic(scores, np.array([0, 0, 1, 0, 1, 1, 0, 1.0]))
    assert curve(scores) == pytest.approx([0, 0, 0.5, 0.5, 2 / 3, 2 / 3, 2 / 3, 1])
    assert curve(np.array([0.55])) == pytest.approx([2 / 3])


def test_folds_are_even_in_each_group_and_depend_on_the_seed():
    groups = np.array([0] * 100 + [1] * 33)
    folds = balanced_folds(groups, seed=3)
    assert np.bincount(folds[groups == 0]).tolist() == [20] * 5
    assert sorted(np.bincount(folds[groups == 1]).tolist()) == [6, 6, 7, 7, 7]
    assert (folds == balanced_folds(groups, seed=3)).all()
    assert not (folds == balanced_folds(groups, seed=4)).all()


def test_cells_follow_the_values():
    values = np.array([3.0, np.nan, 1.0, 2.0, 3.0, np.inf])
    assert cell_numbers(values)[[0, 2, 3, 4, 5]].tolist() == [2, 0, 1, 2, 3]
    assert np.isnan(cell_numbers(values)[1])
    many = np.random.default_rng(0).standard_normal(5_000)
    assert np.bincount(cell_numbers(many).astype(int)).min() >= 5_000 // 127 - 2
    assert (np.diff(cell_numbers(np.sort(many))) >= 0).all()


def test_trees_are_the_same_on_any_number_of_threads():
    rng = np.random.default_rng(0)
    old, new = rng.standard_normal((400, 5)), rng.standard_normal((400, 5)) + 0.3
    rows = stacked(old, new)
    target, folds = rows.is_current.astype(float), balanced_folds(rows.is_current)
    with threadpool_limits(1):
        once = cross_fit(rows, target, folds, rows.weights, is_probability=True)
    with threadpool_limits(4):
        again = cross_fit(rows, target, folds, rows.weights, is_probability=True)
    assert np.array_equal(once, again)


def test_trees_learn_categories_and_missing_values():
    rng = np.random.default_rng(1)
    code, number = rng.integers(0, 6, 3_000).astype(float), rng.standard_normal(3_000)
    number[rng.random(3_000) < 0.3] = np.nan
    target = np.isin(code, [1, 4]) * 2.0 + np.isnan(number)
    rows = stacked(np.column_stack([code, number])[:1_500], np.column_stack([code, number])[1_500:], [True, False])
    assert fit_trees(rows, target)(rows.matrix) == pytest.approx(target, abs=0.1)


def test_a_constant_target_predicts_itself():
    rows = stacked(np.zeros((5, 1)), np.ones((5, 1)))
    assert fit_trees(rows, np.full(10, 0.25))(rows.matrix).tolist() == [0.25] * 10


def test_cross_calibration_keeps_a_calibrated_score():
    rng = np.random.default_rng(2)
    score = rng.random(20_000)
    label = (rng.random(20_000) < score).astype(float)
    found = cross_calibrated(score, label, balanced_folds(label))
    assert np.abs(found - score).mean() < 0.03


def test_scikit_learn_comes_without_pandas_and_pandas_afterwards():
    """It would import pandas, if only to have it: a third of a second of every audit that fits trees."""
    script = (
        "import sys; from driftcli.stats.learners import Rows, fit_median_trees; import numpy as np;"
        "codes, half = np.arange(200.0)[:, None] % 4, np.arange(200) < 100;"
        "fit_median_trees(Rows(codes, half, np.array([True])), codes[:, 0] % 2)(codes);"
        "print('sklearn' in sys.modules, 'pandas' in sys.modules);"
        "import pandas; from sklearn.linear_model import LinearRegression;"
        "print(*LinearRegression().fit(pandas.DataFrame({'a': [1.0, 2]}), [1, 2]).feature_names_in_)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "a"]
