import numpy as np
import pytest

from driftcli.stats.domain_classifier import fit_linear_domain
from driftcli.stats.kernel_two_sample import energy_statistic, kernel_test, squared_distances, squared_mmd
from driftcli.stats.reconstruction import reconstruction_test
from driftcli.stats.row_groups import RowGroups
from driftcli.stats.vector_numbers import compare_numbers, derived_numbers

X, Y = np.array([[0, 0], [1, 0], [0, 1.0]]), np.array([[1, 1], [2, 1], [1, 2.0]])


def test_worked_example():
    """METHODS W5.2."""
    pooled = np.vstack([X, Y])
    kernel = np.exp(-squared_distances(pooled, pooled) / 2)
    assert squared_mmd(kernel, 3) == pytest.approx(0.44250713)
    assert squared_mmd(kernel, 3, is_biased=True) == pytest.approx(0.75785363)
    assert energy_statistic(X, Y) == pytest.approx(1.7525221)
    distances = np.sqrt(squared_distances(pooled, pooled))[np.triu_indices(6, 1)]
    assert np.median(distances) == pytest.approx(1.4142136)


def test_permutations():
    rng = np.random.default_rng(0)
    old, new = rng.standard_normal((150, 8)), rng.standard_normal((120, 8))
    assert kernel_test(old, new, permutations=199).p_value > 0.01
    assert kernel_test(old, 1.6 * new, permutations=199).p_value == pytest.approx(1 / 200)


def test_scale_of_vectors_shows_in_derived_numbers():
    rng = np.random.default_rng(1)
    old, new = rng.standard_normal((800, 16)), 1.15 * rng.standard_normal((800, 16))
    found = {name: compare_numbers(*pair) for name, pair in derived_numbers(old, new).items()}
    assert found["norm"][0].p_value < 1e-10
    assert len(found) == 13
    quiet = derived_numbers(old, rng.standard_normal((800, 16)))
    assert min(compare_numbers(*pair)[0].p_value for pair in quiet.values()) > 0.001


def test_reconstruction_sees_broken_correlations():
    """METHODS 5.4: 0.8 -> 0 is seen always, nothing changed at the nominal level."""
    rng = np.random.default_rng(2)

    def drawn(n, r):
        x = rng.standard_normal((n, 10))
        x[:, 1] = r * x[:, 0] + np.sqrt(1 - r * r) * x[:, 1]
        return x

    assert reconstruction_test(drawn(2_000, 0.8), drawn(1_000, 0.0)).p_value < 0.01
    assert np.mean([reconstruction_test(drawn(600, 0.8), drawn(300, 0.8)).p_value < 0.05 for _ in range(60)]) < 0.15


def test_no_single_test_of_vectors_suffices():
    """METHODS 5.5, 64 dimensions: scale x 1.15 is seen by the kernel (1.00) and not by the classifier (0.00)."""
    rng = np.random.default_rng(3)
    old = rng.standard_normal((600, 64))
    wide, shifted, same = (rng.standard_normal((600, 64)) for _ in range(3))
    wide *= 1.15
    shifted[:, 0] += 0.5
    assert kernel_test(old, wide, permutations=99).p_value == pytest.approx(0.01)
    assert fit_linear_domain(old, wide).p_value > 0.05
    assert fit_linear_domain(old, shifted).p_value < 1e-4
    assert kernel_test(old, same, permutations=99).p_value > 0.05
    assert fit_linear_domain(old, same).p_value > 0.05


def test_reconstruction_counts_whole_groups():
    """Groups that differ in spread: rows take their errors for another 40 % of the time or more, groups at 5 %."""
    rng = np.random.default_rng(4)
    codes = np.repeat(np.arange(60), 20)
    groups = RowGroups(codes, codes >= 30)
    held = naive = 0
    for _ in range(60):
        x = rng.standard_normal((1_200, 6)) * np.exp(0.5 * rng.standard_normal(60))[codes][:, None]
        held += reconstruction_test(x[:600], x[600:], groups=groups).p_value < 0.05
        naive += reconstruction_test(x[:600], x[600:]).p_value < 0.05
    assert held <= 9
    assert naive >= 24
