import numpy as np
import pytest

from driftcli.stats.clusters import (
    cell_design_effect,
    design_effect,
    design_effect_from_sums,
    effective_rows,
    intraclass_correlation,
    typical_cluster_size,
)


def test_analysis_of_variance_by_hand():
    """Clusters {1, 2}, {3, 4}, {8, 9}: squares explained 173.5 - 121.5 = 52, so 26 between and 0.5 within."""
    assert intraclass_correlation([2, 2, 2], [3, 7, 17], 1 + 4 + 9 + 16 + 64 + 81) == pytest.approx(
        (26 - 0.5) / (26 + 0.5)
    )


def test_typical_cluster_size_by_hand():
    assert typical_cluster_size([1, 1, 8]) == pytest.approx(6.6)


@pytest.mark.parametrize("shared", [0.0, 0.2, 0.5])
def test_design_effect_is_the_variance_ratio(rng, shared):
    clusters, size = 400, 12
    scores = np.sqrt(shared) * rng.standard_normal((clusters, 1)) + np.sqrt(1 - shared) * rng.standard_normal(
        (clusters, size)
    )
    effect = design_effect([size] * clusters, scores.sum(axis=1), float((scores**2).sum()))
    assert effect == pytest.approx(1 + (size - 1) * shared, rel=0.15)
    assert effective_rows(clusters * size, effect) == pytest.approx(clusters * size / effect)


def test_sums_that_add_give_the_same_effect(rng):
    sizes, sums = rng.integers(1, 9, 50), rng.random(50) * 5
    added = design_effect_from_sums(
        rows=float(sizes.sum()),
        clusters=50,
        size_squares=float(sizes @ sizes),
        total=float(sums.sum()),
        explained=float(np.sum(sums**2 / sizes)),
        sum_of_squares=400.0,
    )
    assert added == pytest.approx(design_effect(sizes, sums, 400.0))
    assert added > 1
    assert design_effect_from_sums(rows=0, clusters=0, size_squares=0, total=0, explained=0, sum_of_squares=0) == 1


def test_identical_rows_within_clusters_are_one_row_each():
    assert design_effect([10] * 40, np.arange(40) * 10.0, float((np.arange(40) ** 2 * 10).sum())) == pytest.approx(10)


def test_cells_of_independent_rows_have_no_effect(rng):
    counts = rng.multinomial(15, [0.5, 0.3, 0.2, 0.0], size=300)
    assert cell_design_effect(counts) == pytest.approx(1, abs=0.15)


def test_cells_of_loyal_clusters_have_full_effect(rng):
    counts = np.eye(3)[rng.integers(0, 3, 300)] * 8
    assert cell_design_effect(counts) == pytest.approx(8)


@pytest.mark.parametrize(
    ("sizes", "sums", "squares"),
    [([], [], 0), ([5], [3], 3), ([1, 1], [0, 1], 1), ([3, 3], [0, 0], 0), ([0, 0], [0, 0], 0)],
)
def test_without_clusters_there_is_no_effect(sizes, sums, squares):
    assert design_effect(sizes, sums, squares) == 1


@pytest.mark.parametrize("counts", [np.zeros((0, 0)), np.zeros((3, 2)), [[4, 0], [5, 0]], []])
def test_without_cells_there_is_no_effect(counts):
    assert cell_design_effect(counts) == 1
