"""Trees boosted from scikit-learn's parts predict what its estimators predict, to the last bit."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from driftcli.stats import boosting, learners
from driftcli.stats.boosting import Boosting, boosted, predictions_of_shuffled

SETTINGS = Boosting(
    max_iter=25, max_leaf_nodes=8, learning_rate=0.08, min_samples_leaf=20, l2_regularization=5.0, max_bins=128
)
NUMBERS = np.zeros(4, dtype=bool)
MIXED = np.array([False, True, False, True])


def _table(rows, seed):
    """Cell numbers and codes, one in ten missing; the codes of the last column have gaps."""
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, 127, size=(rows, 4)).astype(float)
    matrix[:, 1] = rng.integers(0, 40, size=rows)
    matrix[:, 3] = rng.choice([0.0, 2.0, 3.0, 9.0, 77.0], size=rows)
    matrix[rng.random(matrix.shape) < 0.1] = np.nan
    signal = np.nan_to_num(matrix[:, 0]) / 60 + (np.nan_to_num(matrix[:, 1]) % 3) + (matrix[:, 3] == 9.0)
    return matrix, signal + rng.normal(size=rows), rng.uniform(0.2, 3.0, size=rows)


def _estimator(matrix, target, weights, *, flags, is_probability, settings=SETTINGS):
    """What scikit-learn fits."""
    learner = HistGradientBoostingClassifier if is_probability else HistGradientBoostingRegressor
    categorical = flags if flags.any() else None
    made = learner(**settings._asdict(), early_stopping=False, random_state=0, categorical_features=categorical)
    with learners.one_thread():
        model = made.fit(matrix, target, sample_weight=weights)
    return (lambda rows: model.predict_proba(rows)[:, 1]) if is_probability else model.predict


@pytest.mark.parametrize("is_probability", [True, False])
@pytest.mark.parametrize("is_weighted", [True, False])
@pytest.mark.parametrize("flags", [NUMBERS, MIXED], ids=["numbers", "codes"])
def test_predictions_are_those_of_the_estimators(flags, is_weighted, is_probability):
    matrix, y, weights = _table(1_500, seed=3)
    unseen = _table(400, seed=4)[0]
    unseen[:20, 3] = 5.0  # a code that did not occur
    target = (y > np.median(y)).astype(float) if is_probability else y
    given = weights if is_weighted else None
    model = _estimator(matrix, target, given, flags=flags, is_probability=is_probability)
    predict = boosted(matrix, target, given, SETTINGS, is_categorical=flags, is_probability=is_probability)
    for rows in (matrix, unseen):
        asked = rows.copy()
        assert np.array_equal(predict(rows), model(rows))
        assert np.array_equal(rows, asked, equal_nan=True)


@pytest.mark.parametrize("is_probability", [True, False])
@pytest.mark.parametrize(
    ("rows", "weight", "changed"),
    [
        pytest.param(39, 1.0, {}, id="too few rows for two leaves"),
        pytest.param(900, 1e-7, {}, id="hessians that sum to less than a node needs"),
        pytest.param(900, 2e-5, {}, id="hessians that suffice for few nodes"),
        pytest.param(900, 1e9, {"l2_regularization": 0.0}, id="no penalty"),
        pytest.param(900, 1.0, {"min_samples_leaf": 300}, id="leaves for which few splits are left"),
        pytest.param(900, 1.0, {"max_leaf_nodes": 2}, id="one question"),
        pytest.param(900, 1.0, {"learning_rate": 1.0, "max_iter": 60}, id="a fit that ends in nothing to gain"),
    ],
)
def test_trees_end_where_the_estimators_end(rows, weight, changed, is_probability):
    matrix, y, weights = _table(rows, seed=11)
    settings, weights = SETTINGS._replace(**changed), weights * weight
    target = (y > np.median(y)).astype(float) if is_probability else np.round(y)
    model = _estimator(matrix, target, weights, flags=MIXED, is_probability=is_probability, settings=settings)
    predict = boosted(matrix, target, weights, settings, is_categorical=MIXED, is_probability=is_probability)
    assert np.array_equal(predict(matrix), model(matrix))


def test_sums_are_taken_in_the_order_of_the_estimators():
    """Weights of very different size: sums of their gradients differ by the order in which they are added."""
    matrix, y, _ = _table(1_500, seed=12)
    weights = 10.0 ** np.random.default_rng(13).uniform(-9, 9, size=len(y))
    gradients = ((y - np.average(y, weights=weights)) * weights).astype(np.float32).astype(float)
    assert np.cumsum(gradients)[-1] != np.cumsum(gradients[::-1])[-1]
    model = _estimator(matrix, y, weights, flags=MIXED, is_probability=False)
    predict = boosted(matrix, y, weights, SETTINGS, is_categorical=MIXED, is_probability=False)
    assert np.array_equal(predict(matrix), model(matrix))


def test_of_equal_splits_the_same_are_taken():
    """Columns that say the same, and halves that are mirror images: many splits gain just as much."""
    half = np.repeat(np.arange(40.0), 20)
    matrix = np.column_stack([half, half, np.tile(np.arange(4.0), 200), np.where(half % 5 == 0, np.nan, half)])
    target = np.tile([-1.0, 1.0, 1.0, -1.0], 200) * (half % 2)
    model = _estimator(matrix, target, None, flags=NUMBERS, is_probability=False)
    predict = boosted(matrix, target, None, SETTINGS, is_categorical=NUMBERS, is_probability=False)
    assert np.array_equal(predict(matrix), model(matrix))


@pytest.mark.parametrize("flags", [NUMBERS, MIXED], ids=["numbers", "codes"])
def test_missing_values_that_did_not_occur_go_where_the_estimators_send_them(flags):
    matrix, y, _ = _table(900, seed=14)
    known = np.nan_to_num(matrix, nan=3.0)
    model = _estimator(known, y, None, flags=flags, is_probability=False)
    predict = boosted(known, y, None, SETTINGS, is_categorical=flags, is_probability=False)
    assert np.array_equal(predict(matrix), model(matrix))


@pytest.mark.parametrize("is_probability", [True, False])
@pytest.mark.parametrize("flags", [NUMBERS, MIXED], ids=["numbers", "codes"])
def test_shuffled_rows_are_predicted_as_if_they_were_new(flags, is_probability):
    matrix, y, weights = _table(700, seed=8)
    target = (y > np.median(y)).astype(float) if is_probability else y
    predict = boosted(matrix, target, weights, SETTINGS, is_categorical=flags, is_probability=is_probability)
    columns = [[0], [1], [2, 3], [], [0, 1, 2, 3]]
    changed = np.tile(matrix, (len(columns), 1, 1))
    for copy, some in zip(changed, columns, strict=True):
        copy[:, some] = matrix[::-1][:, some]
    order = np.arange(len(matrix))[::-1]
    found = predictions_of_shuffled(predict, matrix, order, columns)
    assert np.array_equal(found, [predict(copy) for copy in changed])
    assert np.array_equal(found, predictions_of_shuffled(predict.__call__, matrix, order, columns))
    assert not np.array_equal(found[0], found[3])


@pytest.mark.parametrize(
    "damage",
    ["zero weight", "fractions", "large numbers", "many numbers", "empty column", "parts moved", "parts changed"],
)
def test_what_the_parts_will_not_do_is_left_to_the_estimators(damage, monkeypatch):
    matrix, y, weights = _table(600, seed=5)
    if damage == "zero weight":
        weights[7] = 0.0
    elif damage == "fractions":
        matrix[:, 0] += 0.5
    elif damage == "large numbers":
        matrix[:, 0] += 200
    elif damage == "many numbers":
        matrix[:, 0] = np.arange(600) % 129
    elif damage == "empty column":
        matrix[:, 0] = np.nan
    elif damage == "parts moved":
        monkeypatch.setattr(boosting, "_parts", lambda: None)
    else:
        parts = boosting._parts()
        changed = parts.growing._replace(builder=lambda cells: cells)
        monkeypatch.setattr(boosting, "_parts", lambda: parts._replace(growing=changed))
    assert boosted(matrix, y, weights, SETTINGS, is_categorical=NUMBERS, is_probability=False) is None


@pytest.mark.parametrize("number", [0.5, -1.0, 255.0, np.inf])
def test_what_is_no_number_of_a_cell_is_not_predicted(number):
    matrix, y, _ = _table(600, seed=5)
    predict = boosted(matrix, y, None, SETTINGS, is_categorical=NUMBERS, is_probability=False)
    matrix[3, 0] = number
    with pytest.raises(ValueError, match="0 to 254"):
        predict(matrix)


def test_learners_fall_back_and_predict_the_same(monkeypatch):
    matrix, y, weights = _table(900, seed=6)
    rows = learners.Rows(matrix, np.arange(900) >= 450, MIXED)
    quick = learners.fit_trees(rows, y, weights)(matrix)
    monkeypatch.setattr(learners, "boosted", lambda *_, **__: None)
    assert np.array_equal(learners.fit_trees(rows, y, weights)(matrix), quick)


def test_the_parts_come_without_scikit_learn_which_can_still_be_imported():
    code = (
        "import sys\n"
        "from driftcli.stats.bare_packages import claim_process\n"
        "claim_process()\n"
        "from driftcli.stats.boosting import _parts\n"
        "assert _parts() is not None\n"
        "assert not {'sklearn', 'scipy.stats', 'scipy.special', 'pandas', 'joblib'} & set(sys.modules)\n"
        "from sklearn.ensemble import HistGradientBoostingRegressor\n"
        "from sklearn.utils import _openmp_helpers\n"
        "import sklearn.ensemble, joblib\n"
        "assert _openmp_helpers._openmp_effective_n_threads() >= 1 <= joblib.cpu_count()\n"
        "model = HistGradientBoostingRegressor(max_iter=2).fit([[0.0], [1.0]] * 40, [0.0, 1.0] * 40)\n"
        "print(sklearn.ensemble.RandomForestClassifier.__name__, model.predict([[1.0]])[0] > 0.5)"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "RandomForestClassifier True"
