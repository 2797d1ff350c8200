import tracemalloc

import numpy as np
import pytest

from driftcli.checks.multivariate.vector_shift import Params, _measured
from driftcli.stats.domain_classifier import fit_linear_domain
from driftcli.stats.kernel_two_sample import kernel_test
from driftcli.stats.standardised import scale_of
from driftcli.stats.vector_numbers import derived_numbers


def drawn(rows, columns, seed=0):
    return np.random.default_rng(seed).normal(2, 3, (rows, columns)).astype(np.float32)


@pytest.mark.parametrize("columns", [1, 64, 200])
def test_moments_of_columns_are_those_of_numpy(columns):
    matrix = drawn(500, columns)
    found, wide = scale_of(matrix), matrix.astype(np.float64)
    assert found.mean == pytest.approx(wide.mean(axis=0), rel=1e-13)
    assert found.spread == pytest.approx(wide.std(axis=0), rel=1e-13)


def test_by_hand():
    """Columns 1, 3 (mean 2, standard deviation 1) and 5, 5 (constant: its deviation is 0, not NaN)."""
    scale = scale_of(np.array([[1, 5], [3, 5]], dtype=np.float32))
    rows = np.array([[4.0, 5.0], [7.0, 7.0], [0.0, 6.0]])
    assert scale.applied(rows).tolist() == [[2, 0], [5, 2], [-2, 1]]


def test_a_constant_column_does_not_spread_by_what_its_mean_is_rounded_by():
    """0.1 + 0.1 + ... a thousand times is not 100."""
    matrix = np.full((1_000, 2), 0.1)
    assert scale_of(matrix).spread.tolist() == [1, 1]
    assert scale_of(matrix).mean.tolist() == [0.1, 0.1]


def test_what_is_standardised_stays_as_it_was():
    matrix = drawn(50, 3).astype(np.float64)
    before = matrix.copy()
    scale_of(matrix).applied(matrix)
    assert np.array_equal(matrix, before)


def test_vectors_may_lie_apart_and_be_of_either_precision():
    matrix = drawn(700, 90)
    apart = [row.astype(np.float64) if place % 2 else row.copy() for place, row in enumerate(matrix)]
    found, expected = scale_of(apart), scale_of(matrix)
    assert np.array_equal(found.mean, expected.mean)
    assert np.array_equal(found.spread, expected.spread)


def test_single_precision_gives_what_its_numbers_give_in_double():
    old, new = drawn(1_100, 40), drawn(900, 40, seed=1)
    wide = old.astype(np.float64), new.astype(np.float64)
    assert fit_linear_domain(old, new) == fit_linear_domain(*wide)
    for name, pair in derived_numbers(*wide).items():
        assert all(map(np.array_equal, derived_numbers(old, new)[name], pair))


def test_vectors_are_widened_a_few_at_a_time():
    """12 MiB a side; a fold in double precision took 38 MiB, components of half a side 31, with all at once 384."""
    old, new = drawn(5_000, 630), drawn(5_000, 630, seed=1)
    fit_linear_domain(old[:200], new[:200])  # what is imported for it does not count
    kernel_test(old[:100], new[:100], permutations=9)
    tracemalloc.start()
    _measured("v", old, new, None, Params(kernel_rows=100, permutations=99))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * old.nbytes
