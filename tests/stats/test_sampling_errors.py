"""Sampling errors that NannyML's tests assert (tests/sampling_error, version 0.13.1), from its own seeds.

The error of a metric in a chunk of 50 rows, learnt from 10,000 reference rows: the spread of the influence values by
the root of 50. NannyML's are the same for means and shares. For F1 it holds the denominator fixed, for the AUC it
leaves out the negatives; there the spread over drawn chunks decides who is right.
"""

import numpy as np
import pytest

from driftcli.stats.model_metrics import ModelRows, influence_of

CHUNK, REFERENCE, CHUNKS = 50, 10_000, 3_000


def spread(metric, rows):
    return float(np.std(influence_of(metric, rows).rows)) / np.sqrt(CHUNK)


def over_chunks(metric, rows, rng):
    """Spread of the metric itself over chunks drawn from the reference."""
    drawn = []
    for _ in range(CHUNKS):
        mask = np.zeros(len(rows), dtype=bool)
        mask[rng.choice(len(rows), CHUNK, replace=False)] = True
        drawn.append(influence_of(metric, rows.take(mask)).value)
    return float(np.std(drawn))


@pytest.fixture
def legacy():
    """NannyML's generator after its chunk was drawn."""
    generator = np.random.RandomState(1)
    generator.random_sample(CHUNK)
    return generator


def two_classes(legacy):
    truth, said = legacy.binomial(1, 0.5, REFERENCE), legacy.binomial(1, 0.5, REFERENCE)
    return ModelRows("binary", truth, np.ones(REFERENCE), said, None, 2)


@pytest.mark.parametrize(
    ("metric", "published"), [("precision", 0.0989), ("recall", 0.0998), ("specificity", 0.1001), ("accuracy", 0.0707)]
)
def test_shares(legacy, metric, published):
    assert spread(metric, two_classes(legacy)) == pytest.approx(published, abs=6e-5)


@pytest.mark.parametrize(("metric", "published"), [("mae", 0.0334), ("rmse", 0.0346), ("mape", 14.0368)])
def test_numbers(legacy, metric, published):
    truth, said = legacy.random_sample(REFERENCE), legacy.random_sample(REFERENCE)
    rows = ModelRows("regression", truth, np.ones(REFERENCE), said)
    assert spread(metric, rows) == pytest.approx(published, abs=6e-5)


def test_f1(legacy, rng):
    """NannyML 0.1153; the spread over chunks is 0.086."""
    rows = two_classes(legacy)
    assert spread("f1", rows) == pytest.approx(over_chunks("f1", rows, rng), rel=0.05)
    assert spread("f1", rows) < 0.1153 - 0.02


def test_auc(legacy, rng):
    """NannyML 0.0575 is the part of the rarer class; with the other it is 0.082."""
    truth = legacy.binomial(1, 0.5, REFERENCE)
    rows = ModelRows("binary", truth, np.ones(REFERENCE), None, np.linspace(0, 1, REFERENCE)[:, None], 2)
    influence = influence_of("roc_auc", rows).rows
    of_positives = np.sqrt(np.sum(influence[truth == 1] ** 2) / REFERENCE / CHUNK)
    assert of_positives == pytest.approx(0.0575, abs=1e-3)
    assert spread("roc_auc", rows) == pytest.approx(over_chunks("roc_auc", rows, rng), rel=0.05)
