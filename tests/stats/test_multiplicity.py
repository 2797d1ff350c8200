import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from driftcli.stats.multiplicity import benjamini_hochberg, benjamini_yekutieli, bonferroni, holm

W41 = [0.0002, 0.004, 0.019, 0.03, 0.6]
METHODS = [bonferroni, holm, benjamini_hochberg, benjamini_yekutieli]
P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=50)


@pytest.mark.parametrize(
    ("method", "adjusted"),
    [
        (benjamini_hochberg, [0.001, 0.01, 0.03166667, 0.0375, 0.6]),
        (benjamini_yekutieli, [0.00228333, 0.02283333, 0.07230556, 0.085625, 1]),
        (bonferroni, [0.001, 0.02, 0.095, 0.15, 1]),  # by hand
        (holm, [0.001, 0.016, 0.057, 0.06, 0.6]),  # by hand
    ],
)
def test_worked_numbers_of_methods_w4_1(method, adjusted):
    assert method(W41) == pytest.approx(adjusted, rel=2e-6)
    assert method(W41[::-1]) == pytest.approx(adjusted[::-1], rel=2e-6)


@given(P_VALUES)
def test_agrees_with_scipy(p_values):
    for method, name in ((benjamini_hochberg, "bh"), (benjamini_yekutieli, "by")):
        assert method(p_values) == pytest.approx(stats.false_discovery_control(p_values, method=name))


@pytest.mark.parametrize("method", METHODS)
@given(p_values=P_VALUES)
def test_adjusting_keeps_the_order_and_never_lowers(method, p_values):
    p, adjusted = np.array(p_values), method(p_values)
    assert np.all(adjusted >= p * (1 - 1e-12))
    assert np.all(adjusted <= 1)
    assert np.all(np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0)


@given(P_VALUES)
def test_holm_never_exceeds_bonferroni(p_values):
    assert np.all(holm(p_values) <= bonferroni(p_values) + 1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_no_tests_need_no_adjusting(method):
    assert method([]).tolist() == []
