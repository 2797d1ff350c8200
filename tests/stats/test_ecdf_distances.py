import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from driftcli.stats.distances import (
    anderson_darling,
    cramer_von_mises,
    energy_distance,
    ks_p_value,
    ks_statistic,
    trimmed_wasserstein,
    wasserstein,
)
from driftcli.stats.rank_distances import _limit_tail

W11_VALUES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]
W11 = ([1, 2, 1, 1, 3, 0, 1, 0, 0, 1, 0], [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1])
W12 = ([500, 300, 150, 50], [400, 300, 200, 100])
N1 = [38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0]  # the series of PEERS.md 5
N2 = [39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8]
SAMPLES = st.lists(st.integers(-20, 20), min_size=2, max_size=30)


def counted(x, y):
    """Distinct values with the rows of each sample."""
    values = np.unique(np.concatenate((x, y)))
    return values, *(np.bincount(np.searchsorted(values, z), minlength=len(values)) for z in (x, y))


@pytest.fixture(scope="module")
def normal_pair():
    """The normal pair of PEERS.md 5.1."""
    rs = np.random.RandomState(0)
    return counted(rs.normal(0, 1, 2000), rs.normal(0.3, 1.2, 1500))


def test_worked_numbers_of_methods_w1_1():
    D, position = ks_statistic(*W11)
    assert (D, W11_VALUES[position]) == (pytest.approx(0.4), 5)
    assert ks_p_value(D, 10, 10) == pytest.approx(0.41752365)
    assert wasserstein(W11_VALUES, *W11) == pytest.approx(1.9)
    assert energy_distance(W11_VALUES, *W11) == pytest.approx(0.9486833)
    assert cramer_von_mises(*W11) == pytest.approx((0.24, 0.21092753))
    assert anderson_darling(*W11) == pytest.approx((1.3126851, 0.44912722, 0.21720331))


def test_worked_numbers_of_methods_w1_2():
    assert ks_statistic(*W12)[0] == pytest.approx(0.1)
    assert wasserstein([1, 2, 3, 4], *W12) == pytest.approx(0.25)


def test_numbers_of_evidently():
    values, a, b = counted(N1, N2)
    assert ks_p_value(ks_statistic(a, b)[0], 8, 8) == pytest.approx(0.0870240870)
    assert anderson_darling(a, b).p_value == pytest.approx(0.0635146773)
    assert wasserstein(values, a, b) / np.std(N1) == pytest.approx(0.7812361058)
    assert energy_distance(*counted(N1, np.array(N1) + 5)) == pytest.approx(1.9332614929)
    normals = counted(stats.norm.rvs(size=100, random_state=0), stats.norm.rvs(size=100, random_state=1))
    assert cramer_von_mises(*normals[1:]).p_value == pytest.approx(0.8076839039)


def test_numbers_of_evidentlys_normal_pair(normal_pair):
    values, a, b = normal_pair
    assert energy_distance(values, a, b) == pytest.approx(0.2157657753)
    assert ks_p_value(ks_statistic(a, b)[0], 2000, 1500) == pytest.approx(4.503455379e-13, rel=0.15)  # ours: the limit
    assert cramer_von_mises(a, b).p_value < 4.46e-10  # theirs is where scipy breaks the series off
    assert anderson_darling(a, b).p_value == pytest.approx(0.001)


@pytest.mark.parametrize(
    ("source", "reference", "current", "expected", "tolerance"),
    [
        ("NannyML, PEERS 5.2 #25", (0, 1, 10_000), (1, 1, 1000), 1.01, 5e-3),
        ("NannyML, PEERS 5.2 #26", (0, 1, 100_000), (-4, 1, 1000), 3.99, 5e-3),
        ("NannyML, PEERS 5.2 #27", (0, 1, 15_000), (0, 10, 1_000_000), 7.180, 5e-3),
    ],
)  # fmt: skip
def test_wasserstein_of_nannyml(source, reference, current, expected, tolerance):
    np.random.seed(1)  # noqa: NPY002 - the published numbers rest on it
    x = np.random.normal(*reference)  # noqa: NPY002
    y = np.random.normal(*current)  # noqa: NPY002
    assert wasserstein(*counted(x, y)) == pytest.approx(expected, abs=tolerance), source


def test_wasserstein_of_deepchecks():
    values, a, b = counted(np.arange(100), np.arange(50, 150))
    assert wasserstein(values / 149, a, b) == pytest.approx(0.3355704698)  # PEERS 5.3 #38, scaled to [0, 1]
    assert wasserstein([0, 1], [0, 100], [1000, 0]) == 1  # PEERS 5.3 #39


def test_ks_of_deepchecks():
    rs = np.random.RandomState(42)
    _, a, b = counted(rs.normal(0, 1, 10_000), rs.normal(1, 1, 10_000))
    assert ks_statistic(a, b)[0] == pytest.approx(0.3886)  # PEERS 5.3 #45


@given(SAMPLES, SAMPLES)
def test_agree_with_scipy_under_ties(x, y):
    values, a, b = counted(x, y)
    expected = stats.ks_2samp(x, y, method="asymp")
    D, position = ks_statistic(a, b)
    assert pytest.approx(expected.statistic) == D
    if D > 0:
        gaps = np.abs(np.cumsum(a) / len(x) - np.cumsum(b) / len(y))
        assert gaps[position] == pytest.approx(D)
    assert wasserstein(values, a, b) == pytest.approx(stats.wasserstein_distance(x, y), abs=1e-9)
    assert energy_distance(values, a, b) == pytest.approx(stats.energy_distance(x, y), abs=1e-7)
    if len(values) > 1:
        asymptotic = stats.cramervonmises_2samp(x, y, method="asymptotic")
        assert cramer_von_mises(a, b) == pytest.approx((asymptotic.statistic, asymptotic.pvalue), abs=1e-9)


@given(st.integers(0, 2**32 - 1), st.integers(2, 40), st.integers(2, 40), st.sampled_from([0, 1, 4]))
def test_exact_ks_p_values_are_those_of_scipy(seed, n, m, shift):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=n), rng.normal(loc=shift, size=m)
    expected = stats.ks_2samp(x, y, method="exact")
    assert ks_p_value(expected.statistic, n, m) == pytest.approx(expected.pvalue, rel=1e-8)


@pytest.mark.parametrize(
    ("D", "n", "m", "expected"),
    [
        (0.05, 1000, 999, 0.15592065000426333),  # scipy 1.17's exact recursion
        (0.2, 1000, 999, 5.290497329440352e-18),  # the same
        (0.5, 1, 1_000_000, 1.0),  # one row is always half a sample away
        (0.05, 1001, 1000, stats.kstwobign.sf(math.sqrt(1001 * 1000 / 2001) * 0.05)),
        (0.3, 0, 5, 1.0),
        (0.0, 50, 60, 1.0),
    ],
)
def test_ks_p_values(D, n, m, expected):
    assert ks_p_value(D, n, m) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(
    ("x", "tail"), [(0.46, 0.05040491153), (1, 0.00246045218), (2, 1.27807362e-5), (4, 4.7345e-10)]
)
def test_limit_of_cramer_von_mises_is_smirnovs(x, tail):
    """Numbers from Smirnov's integral representation, integrated numerically (scipy's quad)."""
    assert _limit_tail(x) == pytest.approx(tail, rel=1e-5)


@pytest.mark.filterwarnings("ignore:p-value (capped|floored)")
@pytest.mark.parametrize(("n", "m", "shift"), [(10, 15, 0), (200, 30, 0.5), (500, 500, 0.1), (5, 3, 1)])
def test_anderson_darling_is_that_of_scipy(rng, n, m, shift):
    x, y = np.round(rng.normal(size=n), 1), np.round(rng.normal(loc=shift, size=m), 1)
    expected = stats.anderson_ksamp([x, y], variant="midrank")
    found = anderson_darling(*counted(x, y)[1:])
    assert found.standardised == pytest.approx(expected.statistic)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-6)


def test_infinite_values_are_left_out():
    values, a, b = [-math.inf, 0, 1, math.inf], [5, 10, 10, 5], [0, 5, 15, 9]
    assert wasserstein(values, a, b) == pytest.approx(0.25)
    assert energy_distance(values, a, b) == pytest.approx(math.sqrt(2) * 0.25)


def test_trimming_takes_the_outlier_away():
    values = np.append(np.arange(1000.0), 1e9)
    reference, current = np.append(np.ones(1000), 0), np.append(np.ones(1000), 1)
    assert wasserstein(values, reference, current) > 9e5
    assert trimmed_wasserstein(values, reference, current) < 1
    shifted = np.append(np.roll(np.ones(1000), 0), 0)
    assert trimmed_wasserstein(values, shifted, shifted) == 0


def test_trimming_keeps_a_shift():
    values = np.arange(1100.0)
    reference, current = np.where(values < 1000, 1, 0), np.where(values >= 100, 1, 0)
    assert trimmed_wasserstein(values, reference, current) == pytest.approx(100, rel=0.02)


@pytest.mark.parametrize("counts", [([], []), ([0, 0], [0, 0]), ([3, 4], [0, 0]), ([0, 0], [3, 4]), ([0, 5], [0, 6])])
def test_nothing_to_compare_is_distance_zero(counts):
    values = [1.0, 1.7e308][: len(counts[0])]
    assert ks_statistic(*counts) == (0, 0)
    for distance in (wasserstein, trimmed_wasserstein, energy_distance):
        assert distance(values, *counts) == 0
    assert cramer_von_mises(*counts) == (0, 1)
    assert anderson_darling(*counts) == (0, 0, 1)


def test_values_and_counts_must_match():
    with pytest.raises(ValueError, match="same shape"):
        wasserstein([1, 2, 3], [1, 2], [3, 4])
    with pytest.raises(ValueError, match="same cells"):
        ks_statistic([1, 2, 3], [3, 4])
