import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial.distance import jensenshannon
from sklearn.metrics import mutual_info_score

from driftcli.stats import distances
from driftcli.stats.distances import (
    chi2_p_value,
    cramers_v,
    cramers_v_corrected,
    g_statistic,
    hellinger,
    js_distance,
    kl_divergence,
    pearson_chi2,
    psi,
    psi_null_quantile,
    total_variation,
    total_variation_null_mean,
)

W12 = ([500, 300, 150, 50], [400, 300, 200, 100])
W21 = ([400, 300, 150, 100, 50, 0], [350, 310, 160, 110, 60, 10])
R = [16, 18, 16, 14, 12, 12]  # the series R and K of PEERS.md 5
K = [16, 16, 16, 16, 16, 8]
COUNTS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=12).map(
    lambda rows: ([a for a, _ in rows], [b for _, b in rows])
)


def evidently_histograms():
    """The normal pair of PEERS.md 5.1 in the 13 pooled Sturges bins used there."""
    rs = np.random.RandomState(0)
    x, y = rs.normal(0, 1, 2000), rs.normal(0.3, 1.2, 1500)
    edges = np.histogram_bin_edges(np.concatenate((x, y)), bins="sturges")
    return np.histogram(x, edges)[0], np.histogram(y, edges)[0]


@pytest.mark.parametrize(
    ("source", "statistic", "counts", "expected"),
    [
        ("METHODS W1.2", total_variation, W12, 0.1),
        ("METHODS W1.2", psi, W12, 0.071355818),
        ("METHODS W1.2, KL(q|p)", kl_divergence, W12, 0.037593712),
        ("METHODS W1.2, KL(p|q)", kl_divergence, W12[::-1], 0.033762106),
        ("METHODS W1.2", hellinger, W12, 0.094184105),
        ("METHODS W2.1", pearson_chi2, W21, 15.20513),
        ("METHODS W2.1", g_statistic, W21, 19.072047),
        ("METHODS W2.1", cramers_v, W21, 0.087192688),
        ("METHODS W2.1", cramers_v_corrected, W21, 0.071441357),
        ("METHODS W2.1", total_variation, W21, 0.05),
        ("METHODS W2.3, 20 to 25 %", psi, ([200, 800], [250, 750]), 0.014384104),
        ("Evidently, PEERS 5.1 #2", hellinger, (R, K), 0.0681277437),
        ("Evidently, PEERS 5.1 #14", total_variation, (R, K), 0.0681818182),
        ("Evidently, PEERS 5.1", psi, (R, K), 0.0372183816),
        ("Evidently, PEERS 5.1, KL(p|q)", kl_divergence, (K, R), 0.0189096770),
        ("NannyML, PEERS 5.2 #24 in total variation", total_variation, ([2, 2, 2, 0], [0, 5, 0, 0]), 2 / 3),
        # theirs is 0.2160 because they take Yates' continuity correction for two cells; asserted there: 0.21 +- 0.01
        ("Deepchecks, PEERS 5.3 #40", cramers_v_corrected, ([200, 800], [400, 600]), pytest.approx(0.2160, abs=2e-3)),
        ("Deepchecks, PEERS 5.3 #42", cramers_v_corrected, ([200, 800, 10, 10], [400, 620, 0, 0]), 0.2285229052),
        ("Deepchecks, PEERS 5.3 #43", cramers_v_corrected, ([1000, 0], [0, 1000]), 1.0),
        ("Deepchecks, PEERS 5.3 #43", cramers_v_corrected, ([1000], [1000]), 0.0),
        ("whylogs, PEERS 5.4 #50", hellinger, ([1, 0], [0, 1]), 1.0),
        ("whylogs, PEERS 5.4 #50", hellinger, ([1], [1]), 0.0),
        (
            "NannyML, PEERS 5.2 #28, normals 7 sd apart",
            hellinger,
            ([10_000, 4], [0, 10_000]),
            pytest.approx(1, abs=0.02),
        ),
    ],
)
def test_published_numbers(source, statistic, counts, expected):
    approximately = pytest.approx(expected, rel=1e-7) if isinstance(expected, float) else expected
    assert statistic(*counts) == approximately, source


@pytest.mark.parametrize(
    ("source", "counts", "base", "expected"),
    [
        ("METHODS W1.2", W12, math.e, 0.093929953),
        ("METHODS W1.2", W12, 2, 0.11282137),
        ("METHODS W2.1", W21, math.e, 0.069050791),
        ("METHODS W2.1", W21, 2, 0.082938452),
        ("Evidently, PEERS 5.1", (R, K), math.e, 0.0680481962),
        ("Evidently, PEERS 5.1", evidently_histograms(), math.e, 0.1194818868),
        ("NannyML, PEERS 5.2 #23", ([2500, 2500, 2500, 2500, 0], [250, 250, 250, 0, 250]), 2, 0.5),
    ],
)
def test_published_js_distances(source, counts, base, expected):
    assert js_distance(*counts, base=base) == pytest.approx(expected, rel=1e-7), source
    assert js_distance(*counts, base=base) == pytest.approx(jensenshannon(*counts, base))


def test_numbers_of_the_normal_pair_in_peers_5_1():
    a, b = evidently_histograms()
    assert hellinger(a, b) == pytest.approx(0.1228328054)


def test_g_of_equal_shares_is_zero_whatever_the_rows():
    assert g_statistic([50, 50], [500, 500]) == pytest.approx(0, abs=1e-9)  # PEERS 5.5: Evidently raises


@given(COUNTS)
def test_g_is_mutual_information(counts):
    table = np.array(counts)
    if table.size and table.sum(axis=1).all():
        information = mutual_info_score(None, None, contingency=table)
        assert g_statistic(*counts) == pytest.approx(2 * table.sum() * information, rel=1e-6, abs=1e-6)


@given(COUNTS)
def test_pearson_is_that_of_scipy(counts):
    table = np.array(counts)[:, np.sum(counts, axis=0) > 0] if counts[0] else np.zeros((2, 0))
    if table.shape[1] > 1 and table.sum(axis=1).all():
        expected = stats.chi2_contingency(table, correction=False)
        assert pearson_chi2(*counts) == pytest.approx(expected.statistic)
        assert chi2_p_value(pearson_chi2(*counts), table.shape[1] - 1) == pytest.approx(expected.pvalue)


@pytest.mark.parametrize(
    ("n", "m", "bins", "mean", "points"),
    [
        (1000, 1000, 10, 0.018, (0.033837955, 0.05575433)),
        (10_000, 1000, 10, 0.0099, (0.018610875, 0.030664881)),
        (200, 200, 10, 0.09, (0.16918978, 0.27877165)),
        (100_000, 100_000, 20, 0.00038, (0.00060287, 0.00087640)),
    ],
)  # fmt: skip
def test_psi_null_points_of_methods_w1_3(n, m, bins, mean, points):
    assert [psi_null_quantile(n, m, bins, level) for level in (0.95, 0.999)] == pytest.approx(list(points), rel=1e-5)
    levels = (np.arange(2000) + 0.5) / 2000
    assert np.mean([psi_null_quantile(n, m, bins, level) for level in levels]) == pytest.approx(mean, rel=2e-3)


def test_null_mean_of_total_variation(rng):
    shares = np.array([0.4, 0.3, 0.2, 0.1])
    pairs = [(rng.multinomial(2000, shares), rng.multinomial(500, shares)) for _ in range(400)]
    found = np.mean([total_variation(a, b) for a, b in pairs])
    assert np.mean([total_variation_null_mean(a, b) for a, b in pairs]) == pytest.approx(found, rel=0.06)


@given(COUNTS)
def test_laws(counts):
    a, b = counts
    for distance in (psi, hellinger, total_variation, pearson_chi2, cramers_v):
        assert distance(a, b) == pytest.approx(distance(b, a), abs=1e-9)
        assert distance(a, b) >= 0
        assert distance(a, a) == pytest.approx(0, abs=1e-9)
    assert max(hellinger(a, b), total_variation(a, b), cramers_v(a, b)) <= 1
    assert 0 <= cramers_v_corrected(a, b) <= cramers_v(a, b) + 0.05
    assert hellinger(a, b) ** 2 <= total_variation(a, b) + 1e-9 <= math.sqrt(2) * hellinger(a, b) + 2e-9
    assert js_distance(a, b, base=2) <= 1 + 1e-9
    assert kl_divergence(a, b) >= 0


@pytest.mark.parametrize("counts", [([], []), ([0, 0], [0, 0]), ([3, 4], [0, 0]), ([0], [4]), ([5], [6])])
def test_nothing_to_compare_is_distance_zero(counts):
    for distance in (psi, kl_divergence, hellinger, total_variation, total_variation_null_mean):
        assert distance(*counts) == 0
    for distance in (pearson_chi2, g_statistic, cramers_v, cramers_v_corrected):
        assert distance(*counts) == 0
    assert js_distance(*counts, base=2) == 0
    assert psi_null_quantile(sum(counts[0]), 0, 10, 0.95) == psi_null_quantile(10, 10, 1, 0.95) == 0
    assert chi2_p_value(0.0, 0) == 1


def test_an_empty_cell_counts_as_half_a_row():
    p, q = np.array([0.9, 0.1]), np.array([1.0, 0.5 / 50])
    assert psi([90, 10], [50, 0]) == pytest.approx(np.sum((q - p) * np.log(q / p)))


def test_the_index_is_complete():
    assert all(callable(getattr(distances, name)) for name in distances.__all__)
