"""Trees grown on shared ground are those that scikit-learn's ``TreeGrower`` grows by itself."""

import numpy as np
import pytest
from sklearn.ensemble._hist_gradient_boosting.grower import TreeGrower

from driftcli.stats import boosting
from driftcli.stats.forest import forest_of
from driftcli.stats.growing import Columns, Limits, ground, grown

MISSING = 40
LIMITS = Limits(leaves=8, leaf_rows=10, penalty=1.0, shrinkage=0.3)


def _cells(rows, rng):
    """Codes, numbers of which some are missing, and numbers of which none is."""
    cells = np.asfortranarray(rng.integers(0, 30, size=(rows, 3)), dtype=np.uint8)
    cells[rng.random(rows) < 0.2, 1] = MISSING
    return cells, Columns(
        np.full(3, 30, dtype=np.uint32), np.array([0, 1, 0], np.uint8), np.array([1, 0, 0], np.uint8), MISSING
    )


def _gradients(cells, rng):
    signal = 1.0 * (cells[:, 0] % 3) + (cells[:, 1] == MISSING) + cells[:, 2] / 30
    return (signal - signal.mean() + rng.normal(size=len(cells))).astype(np.float32)


def _by_scikit_learn(cells, gradients, hessians, columns, limits):
    grower = TreeGrower(
        cells,
        gradients,
        hessians,
        max_leaf_nodes=limits.leaves,
        min_samples_leaf=limits.leaf_rows,
        n_bins=MISSING + 1,
        n_bins_non_missing=columns.cells,
        has_missing_values=columns.has_missing.astype(bool),
        is_categorical=columns.is_categorical.astype(bool),
        l2_regularization=limits.penalty,
        shrinkage=limits.shrinkage,
        n_threads=1,
    )
    grower.grow()
    return grower


@pytest.mark.parametrize("is_constant", [True, False])
@pytest.mark.parametrize("limits", [LIMITS, LIMITS._replace(leaves=3), LIMITS._replace(leaf_rows=120)])
def test_one_tree_after_the_other_is_that_of_a_grower_of_its_own(limits, is_constant):
    rng = np.random.default_rng(5)
    cells, columns = _cells(500, rng)
    gradients = np.empty(len(cells), dtype=np.float32)
    hessians = np.ones(1 if is_constant else len(cells), dtype=np.float32)
    shared = ground(boosting._parts().growing, cells, (gradients, hessians), columns, limits)
    kinds = set()
    for _ in range(6):
        gradients[:] = _gradients(cells, rng)
        if not is_constant:
            hessians[:] = rng.uniform(0.1, 2.0, size=len(cells))
        tree, leaves = grown(shared)
        theirs = _by_scikit_learn(cells, gradients.copy(), hessians.copy(), columns, limits)
        forest = forest_of([tree], MISSING)
        every = np.concatenate([cells, np.roll(cells, 1, axis=1), np.full((1, 3), MISSING, np.uint8)])
        expected = theirs.make_predictor([np.arange(30.0)] * 3).predict_binned(every, MISSING, 1)
        assert np.array_equal(forest.predictions(forest.answers(every))[0], expected)
        assert _stretches(leaves) == _stretches(theirs.finalized_leaves)
        assert np.array_equal(shared.partition, theirs.splitter.partition)
        kinds |= {one.column for one in tree.questions}
    assert kinds == {0, 1, 2} or limits != LIMITS


def _stretches(leaves):
    return {(leaf.partition_start, leaf.partition_stop, leaf.value) for leaf in leaves}


def test_rows_are_summed_one_by_one_where_scikit_learn_does():
    """Before 1.7 it did: gradients of which the small ones are lost, unless cells add them up first."""
    cells = np.asfortranarray(np.repeat([0, 1], 60)[:, np.newaxis], dtype=np.uint8)
    gradients = np.repeat(np.float32([2.0**60, 1.0]), 60)
    hessians = gradients.copy()
    columns = Columns(np.array([2], np.uint32), np.zeros(1, np.uint8), np.zeros(1, np.uint8), MISSING)
    parts = boosting._parts().growing
    sums = {}
    for is_by_row in (True, False):
        asked = parts._replace(is_summed_by_row=is_by_row)
        tree, leaves = grown(ground(asked, cells, (gradients, hessians), columns, LIMITS._replace(leaf_rows=61)))
        assert tree.questions == []
        sums[is_by_row] = (leaves[0].gradients, leaves[0].hessians)
    assert sums[True] == (60 * 2.0**60, 60 * 2.0**60)
    assert sums[False] == (60 * 2.0**60 + 60, 60 * 2.0**60 + 60)
