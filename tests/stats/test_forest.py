"""Answers as bits lead to the leaves that scikit-learn's own trees walk to."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from driftcli.stats import boosting
from driftcli.stats.boosting import Boosting, boosted
from driftcli.stats.forest import QUESTIONS

MISSING = 64
SETTINGS = Boosting(
    max_iter=12, max_leaf_nodes=9, learning_rate=0.1, min_samples_leaf=15, l2_regularization=1.0, max_bins=MISSING
)


def _grown(rows, settings=SETTINGS):
    """Fit trees to numbers and codes with gaps, and give scikit-learn's own beside what `boosted` makes of them."""
    rng = np.random.default_rng(rows)
    matrix = rng.integers(0, 60, size=(rows, 3)).astype(float)
    matrix[:, 2] = rng.integers(0, 30, size=rows)
    matrix[rng.random(matrix.shape) < 0.15] = np.nan
    target = np.nan_to_num(matrix[:, 0]) + 9 * np.isnan(matrix[:, 1]) + 20 * (matrix[:, 2] % 3 == 1)
    flags = np.array([False, False, True])
    ours = boosted(matrix, target, None, settings, is_categorical=flags, is_probability=False)
    theirs = HistGradientBoostingRegressor(**settings._asdict(), early_stopping=False, categorical_features=flags)
    return ours, [trees[0] for trees in theirs.fit(matrix, target)._predictors]


def _cells(rows):
    """Cells of all kinds, in the order in which the trees know columns: the codes come first."""
    rng = np.random.default_rng(9)
    cells = rng.integers(0, 29, size=(rows, 3)).astype(np.uint8)
    cells[rng.random(cells.shape) < 0.2] = MISSING
    return cells


def test_every_tree_predicts_what_it_predicts_by_itself():
    model, trees = _grown(900)
    cells = _cells(500)
    found = model.forest.predictions(model.forest.answers(cells))
    assert max(int((tree.nodes["is_leaf"] == 0).sum()) for tree in trees) == QUESTIONS
    assert {0, 1} == {int(flag) for tree in trees for flag in tree.nodes["is_categorical"]}
    assert np.array_equal(found, [tree.predict_binned(cells, MISSING, 1) for tree in trees])


def test_exchanged_columns_are_answered_as_if_all_were_asked_again():
    forest = _grown(700)[0].forest
    before, after = _cells(300), _cells(300)[::-1]
    answers = forest.answers(before)
    for columns in ([], [0], [1, 2], [0, 1, 2]):
        mixed = before.copy()
        mixed[:, columns] = after[:, columns]
        trees, found = forest.exchanged(answers, after, columns)
        assert np.array_equal(found, forest.answers(mixed))
        others = np.setdiff1d(np.arange(SETTINGS.max_iter), trees)
        assert np.array_equal(found[others], answers[others])
        assert np.array_equal(forest.predictions(found, trees), forest.predictions(found)[trees])
    assert np.array_equal(answers, forest.answers(before))


def test_trees_that_ask_nothing_predict_one_number():
    model, trees = _grown(25)  # fewer than two leaves of fifteen rows
    assert all(len(tree.nodes) == 1 for tree in trees)
    cells = _cells(4)
    assert np.array_equal(
        model.forest.predictions(model.forest.answers(cells)),
        [np.full(4, tree.nodes["value"][0]) for tree in trees],
    )


def test_trees_that_ask_more_are_left_to_the_estimators():
    assert _grown(900, SETTINGS._replace(max_leaf_nodes=QUESTIONS + 2))[0] is None


def test_long_tables_are_predicted_in_stretches(monkeypatch):
    model = _grown(800)[0]
    matrix = np.random.default_rng(2).integers(0, 30, size=(100, 3)).astype(float)
    whole = model(matrix)
    monkeypatch.setattr(boosting, "_STRETCH", 7)
    assert np.array_equal(model(matrix), whole)
    assert model(matrix[:0]).shape == (0,)
