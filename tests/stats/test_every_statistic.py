"""What holds for every statistic: odd counts give finite numbers without a warning, and nothing heavy is imported."""

import dataclasses
import math
import pkgutil
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import driftcli.stats
from driftcli.stats import contingency, kolmogorov, location, rank_distances, shape, share_distances, unseen

COUNT = st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 10**9))
COUNTS = st.lists(st.tuples(COUNT, COUNT), max_size=15).map(lambda rows: ([a for a, _ in rows], [b for _, b in rows]))
STATISTICS = [
    location.location_test,
    shape.shape_test,
    unseen.unseen_test,
    kolmogorov.ks_statistic,
    rank_distances.cramer_von_mises,
    rank_distances.anderson_darling,
    contingency.pearson_chi2,
    contingency.g_statistic,
    contingency.cramers_v_corrected,
    share_distances.psi,
    share_distances.kl_divergence,
    share_distances.hellinger,
    share_distances.total_variation_null_mean,
]


def numbers(result):
    return np.ravel(dataclasses.astuple(result) if dataclasses.is_dataclass(result) else result)


@pytest.mark.parametrize("statistic", STATISTICS)
@given(counts=COUNTS)
def test_is_a_number_for_any_counts(statistic, counts):
    assert not np.isnan(numbers(statistic(*counts))).any()


@pytest.mark.parametrize("statistic", STATISTICS)
@given(counts=COUNTS)
def test_ignores_cells_empty_in_both(statistic, counts):
    if statistic is kolmogorov.ks_statistic:
        return  # its position counts them
    padded = [np.insert(side, np.arange(len(side) + 1), 0) for side in counts]
    assert numbers(statistic(*padded)) == pytest.approx(numbers(statistic(*counts)), rel=1e-12)


@pytest.mark.parametrize("statistic", [location.location_test, shape.shape_test, unseen.unseen_test])
@given(counts=COUNTS, alpha=st.floats(1e-4, 0.2))
def test_bounds_enclose_the_size(statistic, counts, alpha):
    result = statistic(*counts)
    assert 0 <= result.lower(alpha) <= abs(result.size) + 1e-9
    assert result.lower(alpha) <= result.upper(alpha) <= 5
    assert math.isfinite(result.upper(alpha))


def test_importing_everything_imports_neither_scipy_stats_nor_optimize():
    names = [f"driftcli.stats.{module.name}" for module in pkgutil.iter_modules(driftcli.stats.__path__)]
    program = (
        f"import sys, {', '.join(names)}; print(*{{'scipy.stats', 'scipy.optimize', 'pandas'}} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
