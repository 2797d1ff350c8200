import math

import pytest
from scipy import stats

from driftcli.stats.power import LOCATION_SPREAD, smallest_detectable, smallest_detectable_shape


@pytest.mark.parametrize(
    ("n", "m", "changed", "minor", "drift"),
    [
        (1000, 1000, 0.20271048, 0.20271048, 0.23590097),
        (10_000, 10_000, 0.064102682, 0.092975966, 0.14297566),
        (100_000, 1000, 0.14405286, 0.14657647, 0.19657578),
    ],
)
def test_worked_numbers_of_methods_w4_4(n, m, changed, minor, drift):
    setting = {"columns": 50, "components": 3, "fdr": 0.05}
    assert smallest_detectable(n, m, margin=0.10, **setting) == pytest.approx((changed, drift), rel=5e-5)
    assert smallest_detectable(n, m, margin=0.05, **setting).drift == pytest.approx(minor, rel=5e-5)


def test_spread_of_methods_4_5():
    assert pytest.approx(1.0233, abs=5e-5) == LOCATION_SPREAD


def test_more_rows_see_smaller_changes():
    setting = {"columns": 10, "components": 3, "fdr": 0.01, "margin": 0.1}
    sizes = [smallest_detectable(n, n, **setting) for n in (100, 1000, 10_000, 10**7)]
    assert sizes == sorted(sizes, reverse=True)
    assert all(size.drift > 0.1 for size in sizes)


def test_shape_reaches_its_power():
    size = smallest_detectable_shape(1000, 1000, df=13, columns=50, components=3, fdr=0.05)
    critical = stats.chi2.isf(0.05 / 150, 13)
    assert stats.ncx2.sf(critical, 13, 500 * size**2) == pytest.approx(0.8)


@pytest.mark.parametrize(("n", "m", "df"), [(0, 10, 3), (10, 0, 3), (10, 10, 0)])
def test_without_rows_nothing_is_detectable(n, m, df):
    setting = {"columns": 0, "components": 3, "fdr": 0.01}
    assert smallest_detectable_shape(n, m, df=df, **setting) == math.inf
    if df:
        assert smallest_detectable(n, m, margin=0.1, **setting) == (math.inf, math.inf)
