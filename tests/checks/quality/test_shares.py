import pytest
from scipy.stats import fisher_exact

from driftcli.checks.quality.shares import Part, fault_share, never_seen_lower, share_measurement


@pytest.mark.parametrize("counts", [(100, 10_000, 30, 1_000), (0, 300, 1, 40), (5, 10, 9, 10)])
def test_few_rows_take_fisher_s_exact_test_as_scipy_has_it(counts):
    k1, n1, k2, n2 = counts
    found = share_measurement("x", Part(k1, n1), Part(k2, n2), only_more=True)
    assert found.p_value == pytest.approx(fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue)


def test_many_rows_take_the_z_test_of_methods_w3_1():
    found = share_measurement("x", Part(120, 10_000), Part(180, 9_000), only_more=True)
    assert found.p_value == pytest.approx(1.0017813e-05, rel=1e-6)


def test_never_needs_300_reference_rows_as_methods_3_1_says():
    assert never_seen_lower(Part(0, 299), Part(5, 100)) is None
    assert never_seen_lower(Part(1, 5_000), Part(5, 100)) is None
    assert never_seen_lower(Part(0, 5_000), Part(12, 4_000)) == pytest.approx(0.0017319361, rel=1e-6)


def test_a_fault_on_neither_side_is_no_test():
    assert fault_share("x", Part(0, 10), Part(0, 10)).p_value is None


def test_no_rows_have_no_share():
    assert Part(0, 0).share == 0
