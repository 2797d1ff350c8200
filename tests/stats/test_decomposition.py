"""METHODS 8: the split of a change of performance, the conditional tests, and the worlds of table 8.8."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from driftcli.stats.conditional_change import conditional_test, halve
from driftcli.stats.decomposition import decompose, effective_sample_size, exact_terms, overlap_share
from driftcli.stats.learners import stacked
from driftcli.stats.segment_effects import segment_effects

from .worlds import CATEGORICAL, world

P, Q = np.array([0.6, 0.3, 0.1]), np.array([0.2, 0.3, 0.5])
BEFORE, AFTER = np.array([0.05, 0.10, 0.30]), np.array([0.05, 0.40, 0.30])


def test_exact_terms():
    """METHODS W8.1, W8.3."""
    assert exact_terms(P, Q, BEFORE, AFTER) == pytest.approx((0.033913043, 0.1173913, 0.038695652))
    assert exact_terms(P, Q, BEFORE, BEFORE) == pytest.approx((0.033913043, 0.0, 0.066086957), abs=1e-9)
    assert sum(exact_terms(P, Q, BEFORE, AFTER)) == pytest.approx(0.19)


def test_estimate_equals_the_exact_terms_when_nuisances_are_exact():
    """METHODS W8.2: residual on residual is the Y|X term."""
    cell = np.concatenate(
        [np.repeat(np.arange(3), (P * 1000).astype(int)), np.repeat(np.arange(3), (Q * 1000).astype(int))]
    )
    loss = np.concatenate(
        [
            np.arange(size) < round(rate * size)
            for shares, rates in ((P, BEFORE), (Q, AFTER))
            for size, rate in zip((shares * 1000).astype(int), rates, strict=True)
        ]
    ).astype(float)
    rows = stacked(cell[:1000, None].astype(float), cell[1000:, None].astype(float))
    e = (Q / (P + Q))[cell]
    expected = ((P * BEFORE + Q * AFTER) / (P + Q))[cell]
    split = decompose(rows, loss, e, np.zeros(2000, dtype=int), expected_loss=expected)
    terms = (split.reference_to_shared, split.shared_conditional, split.shared_to_current)
    assert [term.value for term in terms] == pytest.approx([0.033913043, 0.1173913, 0.038695652])
    assert split.total.value == pytest.approx(0.19)
    assert split.total.se == pytest.approx(np.sqrt(0.09 * 0.91 / 1000 + 0.28 * 0.72 / 1000))


def test_overlap_and_effective_rows():
    assert overlap_share(np.array([0.5, 0.5, 0.1]), np.array([False, True, True])) == pytest.approx(0.6)
    assert effective_sample_size(np.array([1.0, 1.0, 0.0])) == pytest.approx(2)
    assert effective_sample_size(np.zeros(3)) == 0


EXPECTED = {  # X(P->S), Y|X, X(S->Q), overlap: table 8.8 at 2,000/2,000
    "none": (0.0, 0.004, 0.0, 0.94),
    "noisier": (0.057, -0.006, 0.147, 0.40),
    "concept": (0.0, 0.318, -0.002, 0.94),
    "mixed": (0.042, 0.191, 0.056, 0.48),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_worlds_are_split_as_in_the_dossier(name):
    made = world(name, seed=5)
    domain = made.domain()
    split = decompose(made.rows, made.loss, domain.probabilities(), domain.folds)
    terms = (split.reference_to_shared, split.shared_conditional, split.shared_to_current)
    for term, value in zip(terms, EXPECTED[name][:3], strict=True):
        assert term.value == pytest.approx(value, abs=4 * max(term.se, 0.008))
    assert split.overlap == pytest.approx(EXPECTED[name][3], abs=0.05)
    test = conditional_test(halve(made.rows), made.label)
    level = 0.005 if split.overlap >= 0.5 else 0.0005
    is_concept = (test.p_value < level and test.lower(1.645) > 0.03) or split.shared_conditional.p_above(0.02) < level
    assert is_concept == (name in {"concept", "mixed"})
    if name == "concept":
        assert test.size == pytest.approx(0.44, abs=0.04)


def test_no_support_is_seen():
    made = world("disjoint", seed=1, n=1_000, m=1_000)
    domain = made.domain()
    assert decompose(made.rows, made.loss, domain.probabilities(), domain.folds).overlap < 0.10


def test_segment_of_an_inverted_relation():
    """METHODS 8.8: first cut at x3 > 0.33 (truth 0.327), leaf effect +0.87 (truth about 0.89)."""
    made = world("concept", seed=6)
    domain = made.domain()
    split = decompose(made.rows, made.loss, domain.probabilities(), domain.folds)
    effects = segment_effects(made.raw, CATEGORICAL, made.rows.weights, split, domain.folds)
    hit = [one for one in effects if one.value > 0.5]
    cuts = [condition.above for one in hit for condition in one.segment.conditions if condition.column == 3]
    assert min(cut for cut in cuts if cut is not None) == pytest.approx(0.327, abs=0.15)
    assert hit[0].value == pytest.approx(0.88, abs=0.1)
    assert hit[0].p_value < 1e-6
    assert sum(one.share_of_change for one in effects) == pytest.approx(1, abs=0.05)


def test_conditional_change_of_a_number():
    """METHODS 8.8, regression: +1 where x3 > 0.5."""
    rng = np.random.default_rng(3)
    x = rng.standard_normal((4_000, 4))
    is_current = np.arange(4_000) >= 2_000
    y = 2 * x[:, 1] + x[:, 2] ** 2 + (is_current & (x[:, 3] > 0.5)) + rng.standard_normal(4_000)
    y = (y - y[~is_current].mean()) / y[~is_current].std()
    test = conditional_test(halve(stacked(x[:2_000], x[2_000:])), y)
    assert test.p_value < 1e-6
    assert test.size == pytest.approx(0.20, abs=0.06)


def test_the_smallest_visible_change_of_the_relation():
    """By hand, y ~ N(0, 1), T - e = +-1/2: se of the mean product in a half 0.5 sqrt(2 / 4,000), over 1/4, times 3."""
    rng = np.random.default_rng(9)
    rows = stacked(rng.standard_normal((2_000, 2)), rng.standard_normal((2_000, 2)))
    found = conditional_test(halve(rows), rng.standard_normal(4_000))
    assert found.visible(2.5758293) == pytest.approx(3 * (2.5758293 + 0.8416212) * 2 * np.sqrt(2 / 4_000), rel=0.15)


def test_conditional_test_is_quiet():
    """P(p < 0.05) between 0.017 and 0.038 in the dossier."""
    rng = np.random.default_rng(4)
    z = []
    for _ in range(8):
        x = rng.standard_normal((1_000, 3))
        y = (rng.random(1_000) < ndtr(x[:, 0])).astype(float)
        z.append(conditional_test(halve(stacked(x[:500], x[500:])), y).z)
    assert max(z) < ndtri(1 - 0.001)
    assert np.median(z) < 1
