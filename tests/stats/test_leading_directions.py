import numpy as np
import pytest
from sklearn.decomposition import PCA

from driftcli.stats.leading_directions import leading_directions
from driftcli.stats.standardised import scale_of


@pytest.mark.parametrize(("rows", "columns"), [(400, 12), (400, 250), (60, 250), (60, 61)])
def test_directions_are_those_of_scikit_learn(rows, columns):
    """Through the products of columns, or of rows where these are fewer; the sign is that of the largest number."""
    rng = np.random.default_rng(rows)
    matrix = rng.normal(size=(rows, 6)) * [9, 7, 5, 4, 3, 2] @ rng.normal(size=(6, columns))
    vectors = (matrix + rng.normal(3, 1, (rows, columns))).astype(np.float32)
    scale = scale_of(vectors)
    expected = PCA(5, svd_solver="full").fit(scale.applied(vectors)).components_
    found = leading_directions(vectors, scale, most=5)
    assert np.abs(np.sum(found * expected, axis=1)) == pytest.approx(np.ones(5), abs=1e-9)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(5))
    assert (found[np.arange(5), np.abs(found).argmax(axis=1)] > 0).all()


@pytest.mark.parametrize("rows", [50, 5])
def test_vectors_that_vary_in_fewer_directions(rows):
    """Rows on a line have one direction, (3, 4) / 5 after standardising (1, 1) / sqrt 2; what is left is rounding."""
    line = np.arange(rows)[:, None] * np.array([3.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    found = leading_directions(line, scale_of(line), most=3)
    assert found == pytest.approx(np.array([[0.5**0.5, 0.5**0.5, 0, 0, 0, 0, 0]]))


def test_vectors_that_do_not_vary():
    same = np.ones((20, 3))
    assert leading_directions(same, scale_of(same), most=2).shape == (0, 3)
