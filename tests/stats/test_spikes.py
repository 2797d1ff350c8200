import pytest
from scipy import stats

from driftcli.stats.spikes import spike_p_value


def test_is_fishers_one_sided_test_times_the_candidates():
    expected = stats.fisher_exact([[12, 988], [3, 1997]], alternative="greater").pvalue
    assert spike_p_value(3, 2000, 12, 1000, candidates=1) == pytest.approx(expected)
    assert spike_p_value(3, 2000, 12, 1000) == pytest.approx(20 * expected)


def test_the_sentinel_of_methods_3_5_is_certain():
    assert spike_p_value(0, 10_000, 31, 1000) < 1e-30  # 0.0 % to 3.1 %


@pytest.mark.parametrize("counts", [(0, 0, 5, 5), (5, 5, 0, 0), (0, 5, 0, 5), (50, 100, 50, 100)])
def test_no_rise_is_no_spike(counts):
    assert spike_p_value(*counts) == 1
