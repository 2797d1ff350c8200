import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from driftcli.stats import vector_rows
from driftcli.stats.ridge_logistic import fit_logistic
from driftcli.stats.standardised import scale_of


def samples(rows, columns, moved):
    """Correlated columns far from 0, of which the first moved for the later half."""
    rng = np.random.default_rng(columns)
    matrix = rng.normal(size=(rows, 8)) @ rng.normal(size=(8, columns)) + rng.normal(7, 1, (rows, columns))
    target = np.repeat([0.0, 1.0], rows // 2)
    matrix[:, 0] += moved * target
    return matrix.astype(np.float32), target


@pytest.mark.parametrize(("rows", "columns"), [(600, 5), (600, 40), (200, 300)])
@pytest.mark.parametrize("moved", [0.0, 1.0, 30.0])
def test_fits_as_scikit_learn_does(rows, columns, moved, monkeypatch):
    """Also where samples are separable, and where rows come in several blocks."""
    monkeypatch.setattr(vector_rows, "BLOCK_BYTES", 8 * columns * 97)
    vectors, target = samples(rows, columns, moved)
    scale = scale_of(vectors[: rows // 2])
    expected = LogisticRegression(C=0.01, max_iter=200).fit(scale.applied(vectors), target)
    found = fit_logistic(vectors, target, scale)
    assert found.weights * scale.spread == pytest.approx(expected.coef_[0], rel=1e-8, abs=1e-10)
    scores = expected.decision_function(scale.applied(vectors))
    assert found.scores(vectors) == pytest.approx(scores, rel=1e-8, abs=1e-9)


def test_rows_need_not_lie_together():
    vectors, target = samples(100, 7, 1.0)
    scale, apart = scale_of(vectors), [row.copy() for row in vectors]
    assert np.array_equal(fit_logistic(apart, target, scale).weights, fit_logistic(vectors, target, scale).weights)
