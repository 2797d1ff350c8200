"""Small seeded simulations: how often each test fires on two samples of one population, and bounds on known changes."""

import math

import numpy as np
import pytest
from scipy.special import ndtr

from driftcli.stats.location import location_test, size_of_theta
from driftcli.stats.proportions import share_test
from driftcli.stats.shape import cell_divergence, kept_levels, merge_small_cells, shape_test
from driftcli.stats.tail import tail_ranks, tail_test
from driftcli.stats.unseen import unseen_test

RUNS = 1500
TOLERANCE = 3.5 * math.sqrt(0.05 * 0.95 / RUNS)
EDGES = np.linspace(-3, 3, 40)
SIZES = [(200, 200), (1000, 200), (20_000, 1000)]


def normal_shares(mean=0.0, sd=1.0):
    """Shares of a normal in 41 cells."""
    return np.diff(np.concatenate(([0.0], ndtr((EDGES - mean) / sd), [1.0])))


def pairs(rng, n, m, reference, current):
    return zip(rng.multinomial(n, reference, RUNS), rng.multinomial(m, current, RUNS), strict=True)


def quantile_cells(x, y):
    """Counts in the cells of METHODS 1.2; both samples sorted."""
    n, m = len(x), len(y)
    ranks = np.ceil(np.array(kept_levels(n, m)) * n).astype(int) - 1
    edges = np.unique(x[ranks])
    return tuple(np.diff([0, *np.searchsorted(z, edges, side="right"), len(z)]) for z in (x, y))


@pytest.mark.parametrize(("n", "m"), SIZES)
def test_level_of_location(rng, n, m):
    shares = normal_shares()
    fired = np.mean([location_test(a, b).p_value <= 0.05 for a, b in pairs(rng, n, m, shares, shares)])
    assert fired == pytest.approx(0.05, abs=TOLERANCE)


def test_level_of_location_on_a_handful_of_rows(rng):
    shares = normal_shares()
    few = list(pairs(rng, 30, 6, shares, shares))[:300]
    assert np.mean([location_test(a, b).p_value <= 0.05 for a, b in few]) <= 0.05 + 3.5 * math.sqrt(0.0475 / 300)


@pytest.mark.parametrize(("n", "m"), SIZES[:2])
def test_level_of_shape_on_cells_cut_at_the_reference(rng, n, m):
    fired = 0
    for x, y in zip(np.sort(rng.normal(size=(RUNS, n))), np.sort(rng.normal(size=(RUNS, m))), strict=True):
        a, b, _ = merge_small_cells(*quantile_cells(x, y))
        fired += shape_test(a, b).p_value <= 0.05
    assert fired / RUNS == pytest.approx(0.05, abs=TOLERANCE)


@pytest.mark.parametrize(("n", "m"), SIZES[:2])
def test_level_of_tail(rng, n, m):
    fired = 0
    for x, y in zip(np.sort(rng.standard_cauchy((RUNS, n))), np.sort(rng.standard_cauchy((RUNS, m))), strict=True):
        high = [(r, m - int(np.searchsorted(y, x[n - r], side="right"))) for r in tail_ranks(n)]
        low = [(r, int(np.searchsorted(y, x[r - 1], side="left"))) for r in tail_ranks(n)]
        fired += tail_test(n, m, high + low).p_value <= 0.05
    assert fired / RUNS <= 0.05 + TOLERANCE


@pytest.mark.parametrize(("n", "m"), SIZES)
def test_level_of_unseen_mass(rng, n, m):
    zipf = 1 / np.arange(1, 1001)
    zipf /= zipf.sum()
    fired = np.mean([unseen_test(a, b).p_value <= 0.05 for a, b in pairs(rng, n, m, zipf, zipf)])
    assert fired <= 0.05


@pytest.mark.parametrize("share", [0.002, 0.03, 0.4])
@pytest.mark.parametrize(("n", "m"), SIZES)
def test_level_of_share(rng, n, m, share):
    counts = zip(rng.binomial(n, share, RUNS).tolist(), rng.binomial(m, share, RUNS).tolist(), strict=True)
    assert np.mean([share_test(k1, n, k2, m).p_value <= 0.05 for k1, k2 in counts]) <= 0.05 + TOLERANCE


@pytest.mark.parametrize(("n", "m"), SIZES)
@pytest.mark.parametrize("shift", [0.05, 0.25, 0.5])
def test_bounds_of_location_cover_the_truth(rng, n, m, shift):
    reference, current = normal_shares(), normal_shares(mean=shift)
    theta = float(current @ (np.cumsum(reference) - reference / 2))
    results = [location_test(a, b) for a, b in pairs(rng, n, m, reference, current)]
    assert np.mean([r.lower(0.05) > size_of_theta(theta) for r in results]) <= 0.05 + TOLERANCE
    assert np.mean([r.upper(0.05) < size_of_theta(theta) for r in results]) <= 0.05 + TOLERANCE


@pytest.mark.parametrize(("n", "m"), SIZES)
@pytest.mark.parametrize("moved", [0.02, 0.05, 0.10])
def test_bounds_of_shape_cover_the_truth(rng, n, m, moved):
    reference = np.array([0.4, 0.3, 0.15, 0.1, 0.05])
    current = reference + moved * np.array([-1, 1, 0, 0, 0])
    truth = math.sqrt(cell_divergence(reference, current))
    results = [shape_test(a, b) for a, b in pairs(rng, n, m, reference, current)]
    assert np.mean([r.lower(0.05) > truth for r in results]) <= 0.05 + TOLERANCE
    assert np.mean([r.upper(0.05) < truth for r in results]) <= 0.05 + TOLERANCE


@pytest.mark.parametrize(("n", "m"), SIZES)
@pytest.mark.parametrize(("before", "after"), [(0.1, 0.13), (0.5, 0.55), (0.01, 0.023)])
def test_lower_bound_of_share_covers_the_truth(rng, n, m, before, after):
    truth = 2 * (math.asin(math.sqrt(after)) - math.asin(math.sqrt(before)))
    counts = zip(rng.binomial(n, before, RUNS).tolist(), rng.binomial(m, after, RUNS).tolist(), strict=True)
    assert np.mean([share_test(k1, n, k2, m).lower(0.05) > truth for k1, k2 in counts]) <= 0.05 + TOLERANCE
