"""Metrics of scores from cells against scikit-learn and METHODS 6.5."""

import numpy as np
import pytest
from sklearn import metrics as sk

from driftcli.profiles.outcome_scores import LOG_HIT, LOG_MISS, SQUARE_HIT, SQUARE_MISS, score_outcomes
from driftcli.stats import score_metrics

Y = np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 1])
SCORES = np.array([0.9, 0.8, 0.7, 0.65, 0.6, 0.4, 0.35, 0.3, 0.2, 0.1])


def counted(y, scores, weights=None, cells=10_000):
    weights = np.ones(len(y)) if weights is None else weights
    return score_outcomes(scores, y, weights, column="s", of_class=None, edges=np.empty(0), cells=cells)


def cells_of(found):
    return found.weights[0], found.weights[1], found.squares[0], found.squares[1]


def losses(found, hit, miss):
    return score_metrics.mean_of_two(found.losses.part(1), hit, found.losses.part(0), miss)


def test_methods_w61():
    found = counted(Y, SCORES)
    area = score_metrics.roc_auc(*cells_of(found))
    assert area.value == pytest.approx(0.6, abs=1e-12)
    assert area.se == pytest.approx(0.19776529, abs=1e-8)
    assert area.error_bound == 0
    assert score_metrics.average_precision(*cells_of(found)).value == pytest.approx(0.69761905, abs=1e-8)
    assert losses(found, LOG_HIT, LOG_MISS).value == pytest.approx(0.78615984, abs=1e-8)
    assert losses(found, SQUARE_HIT, SQUARE_MISS).value == pytest.approx(0.2745, abs=1e-12)


@pytest.mark.parametrize("is_weighted", [False, True])
def test_scikit_learn_agrees_where_scores_have_four_decimals(rng, is_weighted):
    y = rng.integers(0, 2, 3_000)
    scores = np.round(np.clip(rng.normal(0.4 + 0.2 * y, 0.25), 0, 1), 4)
    weights = rng.exponential(1.0, 3_000) if is_weighted else np.ones(3_000)
    found = counted(y, scores, weights)
    area, precision = score_metrics.roc_auc(*cells_of(found)), score_metrics.average_precision(*cells_of(found))
    assert area.value == pytest.approx(sk.roc_auc_score(y, scores, sample_weight=weights), abs=1e-9)
    assert precision.value == pytest.approx(sk.average_precision_score(y, scores, sample_weight=weights), abs=1e-9)
    brier = sk.brier_score_loss(y, scores, sample_weight=weights)
    assert losses(found, SQUARE_HIT, SQUARE_MISS).value == pytest.approx(brier, abs=1e-9)
    inner = np.clip(scores, 1e-15, 1 - 1e-15)
    log_loss = sk.log_loss(y, inner, sample_weight=weights)
    assert losses(found, LOG_HIT, LOG_MISS).value == pytest.approx(log_loss, abs=1e-9)


@pytest.mark.parametrize("cells", [100, 1_000, 10_000])
def test_cells_move_the_area_by_no_more_than_their_bound(rng, cells):
    y = rng.integers(0, 2, 20_000)
    scores = 1 / (1 + np.exp(-rng.normal(1.5 * y - 0.75, 1.2)))
    area = score_metrics.roc_auc(*cells_of(counted(y, scores, cells=cells)))
    assert abs(area.value - sk.roc_auc_score(y, scores)) <= area.error_bound + 1e-12
    assert area.error_bound < 0.4 / cells * 1.2


def test_a_score_of_one_is_not_tied_with_one_just_below():
    found = counted(np.array([0, 1]), np.array([0.9999, 1.0]))
    assert score_metrics.roc_auc(*cells_of(found)).value == 1.0


def test_one_class_only_is_undefined():
    found = counted(np.ones(5, dtype=int), np.linspace(0.1, 0.9, 5))
    assert score_metrics.roc_auc(*cells_of(found)).value is None
    assert score_metrics.average_precision(*cells_of(found)).value is None


def test_perfect_and_constant_scores():
    perfect = counted(np.repeat([0, 1], 30), np.repeat([0.0, 1.0], 30))
    area = score_metrics.roc_auc(*cells_of(perfect))
    assert (area.value, area.high) == (1.0, 1.0)
    assert area.low < 1
    assert np.isfinite(losses(perfect, LOG_HIT, LOG_MISS).value)
    constant = counted(np.repeat([0, 1], 30), np.full(60, 0.5))
    assert score_metrics.roc_auc(*cells_of(constant)).value == 0.5


def test_parts_add(rng):
    y, scores, weights = rng.integers(0, 2, 400), rng.random(400), rng.random(400)
    whole = counted(y, scores, weights)
    merged = counted(y[:150], scores[:150], weights[:150]).merge(counted(y[150:], scores[150:], weights[150:]))
    np.testing.assert_allclose(merged.weights, whole.weights, atol=1e-12)
    np.testing.assert_allclose(merged.losses.gram, whole.losses.gram, rtol=1e-12)


def test_coverage_of_the_intervals(rng):
    """METHODS 6.1: AUC (logit) .949, AP .940, Brier .948, log loss .949 at n = 1000; 250 runs, standard error 0.014."""
    hits = {"auc": 0, "ap": 0, "brier": 0, "log_loss": 0}

    def draw(n):
        x = rng.normal(size=n)
        p = 1 / (1 + np.exp(-(2 * x - 1.5)))
        return (rng.random(n) < p).astype(int), p

    def measure(y, p):
        found = counted(y, p)
        return {
            "auc": score_metrics.roc_auc(*cells_of(found)),
            "ap": score_metrics.average_precision(*cells_of(found)),
            "brier": losses(found, SQUARE_HIT, SQUARE_MISS),
            "log_loss": losses(found, LOG_HIT, LOG_MISS),
        }

    truth = {name: one.value for name, one in measure(*draw(400_000)).items()}
    for _ in range(250):
        for name, one in measure(*draw(1_000)).items():
            hits[name] += one.low <= truth[name] <= one.high
    for name, count in hits.items():
        assert 0.90 <= count / 250 <= 0.99, name
