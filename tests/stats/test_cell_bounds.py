"""Ranges of divergences and distances against many ways in which rows may lie inside their cells."""

import numpy as np
import pytest
from scipy import stats as scipy_stats
from scipy.spatial.distance import jensenshannon

from driftcli.stats import cell_bounds, distances
from driftcli.stats.cell_bounds import Cuts, Range, divergence_range
from driftcli.stats.ecdf_bounds import energy_range, gaps_in_cells, ks_bound, theta_bound, wasserstein_range

KERNELS = {
    "psi": (cell_bounds.psi_kernel, lambda p, q: float(np.sum((q - p) * np.log(q / p)))),
    "js": (cell_bounds.js_kernel, lambda p, q: jensenshannon(p, q) ** 2),
    "kl": (cell_bounds.kl_kernel, lambda p, q: scipy_stats.entropy(q, p)),
    "hellinger": (cell_bounds.hellinger_kernel, lambda p, q: 1 - np.sum(np.sqrt(p * q))),
    "total variation": (cell_bounds.total_variation_kernel, lambda p, q: np.abs(p - q).sum() / 2),
    "cells": (cell_bounds.cell_divergence_kernel, lambda p, q: float(np.sum(2 * (p - q) ** 2 / (p + q)))),
}


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_sums_to_its_divergence(rng, name):
    kernel, divergence = KERNELS[name]
    p, q = rng.dirichlet(np.ones(7)), rng.dirichlet(np.ones(7))
    assert kernel(p, q).sum() == pytest.approx(divergence(p, q))


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("room", [0.001, 0.02])
def test_no_place_of_the_edges_leaves_the_range(rng, name, room):
    kernel, divergence = KERNELS[name]
    p, q = np.cumsum(rng.dirichlet(np.full(6, 20.0)))[:-1], np.cumsum(rng.dirichlet(np.full(6, 20.0)))[:-1]
    cuts = Cuts(p, p + room / 10, q - room, q)
    found = divergence_range(kernel, cuts.boxes())
    tried = [divergence(*drawn(rng, cuts)) for _ in range(2_000)]
    assert found.low <= min(tried) < max(tried) <= found.high
    assert found.off(min(tried)) >= max(tried) - min(tried)


def drawn(rng, cuts):
    """Shares for edges that lie somewhere within their intervals, most often at an end."""
    p, q = (
        low + (high - low) * np.clip(rng.uniform(-1, 2, len(low)), 0, 1)
        for low, high in ((cuts.reference_low, cuts.reference_high), (cuts.current_low, cuts.current_high))
    )
    return np.diff(p, prepend=0, append=1), np.diff(q, prepend=0, append=1)


def test_known_edges_leave_nothing_open(rng):
    p, q = np.cumsum(rng.dirichlet(np.ones(6)))[:-1], np.cumsum(rng.dirichlet(np.ones(6)))[:-1]
    cuts = Cuts(p, p, q, q)
    assert cuts.is_exact
    found = divergence_range(cell_bounds.js_kernel, cuts.boxes())
    assert found.low == pytest.approx(found.high)


def test_how_far_a_value_may_be_off():
    assert Range(1.0, 4.0).off(3.0) == 2.0
    assert Range(1.0, 4.0).off(5.0) == 4.0
    assert Range(1.0, np.inf).off(2.0) == np.inf


def in_cells(rng, edges, shift):
    """Two samples of numbers, and their counts in right-closed cells that span all of them."""
    x, y = rng.normal(0, 1, 300), rng.normal(shift, 1.2, 200)
    bounds = np.concatenate([[min(x.min(), y.min()) - 0.1], edges, [max(x.max(), y.max()) + 0.1]])
    return x, y, np.diff(bounds), *(np.diff(np.searchsorted(np.sort(v), bounds, "right")) for v in (x, y))


@pytest.mark.parametrize("shift", [0.0, 0.4])
@pytest.mark.parametrize("cells", [3, 12])
def test_distances_of_rows_lie_within_the_ranges_of_their_cells(rng, shift, cells):
    for _ in range(30):
        edges = np.sort(rng.uniform(-1.5, 1.5, cells))
        x, y, widths, a, b = in_cells(rng, edges, shift)
        gaps, single = gaps_in_cells(a, b), np.zeros(len(a), dtype=bool)
        low, high = wasserstein_range(widths, gaps)
        assert low <= scipy_stats.wasserstein_distance(x, y) <= high
        low, high = energy_range(widths, gaps)
        assert low <= scipy_stats.energy_distance(x, y) <= high
        d, _ = distances.ks_statistic(a, b)
        assert d - 1e-12 <= scipy_stats.ks_2samp(x, y).statistic <= d + ks_bound(a, b, single, d) + 1e-12
        theta = scipy_stats.mannwhitneyu(y, x).statistic / len(x) / len(y)
        p, q = a / a.sum(), b / b.sum()
        of_cells = float(q @ (np.cumsum(p) - p / 2))
        assert abs(theta - of_cells) <= theta_bound(a, b, single)


def test_cells_of_one_value_hide_nothing():
    single = np.array([True, True, True])
    assert ks_bound([3, 4, 5], [5, 4, 3], single, 0.1) == 0
    assert theta_bound([3, 4, 5], [5, 4, 3], single) == 0


def test_half_the_pairs_of_a_cell_may_be_the_other_way_round():
    assert theta_bound([1, 1], [1, 1], np.array([False, True])) == pytest.approx(1 / 8)  # one pair of four, and half
