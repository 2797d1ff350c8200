"""Metrics of a confusion matrix against scikit-learn, METHODS 6.5 and whylogs' own expectations."""

import numpy as np
import pytest
from sklearn import metrics as sk

from driftcli.stats import confusion
from driftcli.stats.confusion import Confusion

Y = np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 1])
SCORES = np.array([0.9, 0.8, 0.7, 0.65, 0.6, 0.4, 0.35, 0.3, 0.2, 0.1])
SAID = (SCORES >= 0.5).astype(int)


def table(y, said, weights=None, classes=None):
    weights = np.ones(len(y)) if weights is None else weights
    size = classes or int(max(y.max(), said.max())) + 1
    sums, squares = np.zeros((size, size)), np.zeros((size, size))
    np.add.at(sums, (y, said), weights)
    np.add.at(squares, (y, said), weights**2)
    return Confusion(sums, squares)


W61 = table(Y, SAID)
W65 = table(np.array([0, 0, 0, 1, 1, 2, 2, 2, 2]), np.array([0, 0, 1, 1, 2, 2, 2, 0, 2]))


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (confusion.accuracy(W61), 0.6),
        (confusion.precision(W61, 1), 0.6),
        (confusion.recall(W61, 1), 0.6),
        (confusion.specificity(W61, 1), 0.6),
        (confusion.f1(W61, 1), 0.6),
        (confusion.balanced_accuracy(W61), 0.6),
        (confusion.mcc(W61), 0.2),
        (confusion.averaged(W65, "f1", "macro"), 0.63888889),
        (confusion.averaged(W65, "f1", "weighted"), 0.66666667),
        (confusion.averaged(W65, "f1", "micro"), 0.66666667),
        (confusion.mcc(W65), 0.48076923),
        (confusion.balanced_accuracy(W65), 0.63888889),
    ],
)
def test_methods_w61_and_w65(found, value):
    assert found.value == pytest.approx(value, abs=5e-9)
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize(("found", "se"), [(confusion.f1(W61, 1), 0.19321836), (confusion.mcc(W61), 0.32659863)])
def test_standard_errors_of_methods_w61(found, se):
    assert found.se == pytest.approx(se, abs=1e-8)


def test_wilson_interval_of_methods_w61():
    found = confusion.accuracy(W61)
    assert (found.low, found.high) == (pytest.approx(0.31267377, abs=1e-8), pytest.approx(0.83181967, abs=1e-8))


def test_whylogs_confusion_counts():
    """PEERS 5.4, number 52."""
    said, y = np.array([0, 1, 1, 0, 0, 1, 1]), np.array([1, 0, 1, 1, 0, 1, 1])
    assert table(y, said).weights.T.tolist() == [[1, 2], [1, 3]]


@pytest.fixture(params=["plain", "weighted"])
def rows(request, rng):
    n = 500
    y = rng.integers(0, 4, n)
    said = np.where(rng.random(n) < 0.6, y, rng.integers(0, 4, n))
    return y, said, np.ones(n) if request.param == "plain" else rng.exponential(1.0, n)


@pytest.mark.parametrize("average", ["macro", "weighted", "micro"])
@pytest.mark.parametrize("metric", ["precision", "recall", "f1"])
def test_averages_are_those_of_scikit_learn(rows, metric, average):
    y, said, weights = rows
    expected = getattr(sk, f"{metric}_score")(y, said, average=average, sample_weight=weights)
    assert confusion.averaged(table(y, said, weights), metric, average).value == pytest.approx(expected, abs=1e-12)


def test_binary_metrics_are_those_of_scikit_learn(rows):
    y, said, weights = rows
    y, said = (y > 1).astype(int), (said > 1).astype(int)
    found = table(y, said, weights)
    pairs = [
        (confusion.accuracy(found), sk.accuracy_score),
        (confusion.precision(found, 1), sk.precision_score),
        (confusion.recall(found, 1), sk.recall_score),
        (confusion.f1(found, 1), sk.f1_score),
        (confusion.balanced_accuracy(found), sk.balanced_accuracy_score),
        (confusion.mcc(found), sk.matthews_corrcoef),
    ]
    for ours, theirs in pairs:
        assert ours.value == pytest.approx(theirs(y, said, sample_weight=weights), abs=1e-12)


def test_multiclass_mcc_is_that_of_scikit_learn(rows):
    y, said, weights = rows
    expected = sk.matthews_corrcoef(y, said, sample_weight=weights)
    assert confusion.mcc(table(y, said, weights)).value == pytest.approx(expected, abs=1e-12)


def test_weight_two_is_a_row_twice_in_value_but_not_in_certainty():
    double = table(Y, SAID, np.full(10, 2.0))
    for metric in (confusion.mcc, confusion.balanced_accuracy, confusion.accuracy):
        assert metric(double).value == pytest.approx(metric(W61).value, abs=1e-12)
        assert metric(double).se == pytest.approx(metric(W61).se, rel=1e-9)


@pytest.mark.parametrize("metric", [confusion.mcc, confusion.balanced_accuracy])
def test_one_class_only_is_undefined(metric):
    found = metric(table(np.zeros(20, dtype=int), np.zeros(20, dtype=int), classes=2))
    assert found.value is None
    assert "one class" in found.note


def test_nothing_predicted_positive_leaves_precision_undefined():
    found = table(np.array([0, 1, 1]), np.zeros(3, dtype=int), classes=2)
    assert confusion.precision(found, 1).value is None
    assert confusion.recall(found, 1).value == 0.0
    assert confusion.f1(found, 1).value == 0.0


def test_perfect_predictions_are_not_certain():
    found = confusion.f1(table(np.repeat([0, 1], 20), np.repeat([0, 1], 20)), 1)
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low < 0.95
    assert found.se > 0


def test_value_matrix():
    found = confusion.matrix_value(W61, np.array([[2.0, -5.0], [-10.0, 10.0]]))
    each = np.array([[2.0, -5.0], [-10.0, 10.0]])[Y, SAID]
    assert found.value == pytest.approx(each.mean())
    assert found.se == pytest.approx(each.std(ddof=1) / np.sqrt(10))


@pytest.mark.parametrize("n", [200, 1000])
def test_coverage_of_the_intervals(rng, n):
    """METHODS 6.1: 0.94 to 0.96 at 95 %; 400 runs leave a standard error of 0.011."""
    shares = np.array([[0.72, 0.08], [0.046, 0.154]])
    truth = Confusion(shares, shares)
    metrics = {
        "accuracy": confusion.accuracy,
        "precision": lambda c: confusion.precision(c, 1),
        "recall": lambda c: confusion.recall(c, 1),
        "f1": lambda c: confusion.f1(c, 1),
        "balanced": confusion.balanced_accuracy,
        "mcc": confusion.mcc,
    }
    draws = rng.multinomial(n, shares.ravel(), size=400).astype(float).reshape(-1, 2, 2)
    for name, metric in metrics.items():
        true = metric(truth).value
        found = [metric(Confusion(draw, draw)) for draw in draws]
        assert 0.915 <= np.mean([one.low <= true <= one.high for one in found]) <= 0.985, name
