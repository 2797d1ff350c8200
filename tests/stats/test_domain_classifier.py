import math

import numpy as np
import pytest

from driftcli.stats import domain_classifier
from driftcli.stats.domain_classifier import (
    DomainTest,
    _screened,
    auc_of,
    auc_variance,
    corrected_auc,
    fit_domain,
    fit_linear_domain,
    ranked_columns,
    separating_columns,
)
from driftcli.stats.learners import stacked


@pytest.mark.parametrize(
    ("auc", "s"),
    [(0.51, 0.0355), (0.528186, 0.1), (0.55, 0.1777), (0.6, 0.3583), (0.65, 0.5449), (0.76025, 1.0), (0.9, 1.8124)],
)
def test_size_of_an_auc(auc, s):
    """METHODS W5.1."""
    assert DomainTest(auc, 0.0).size == pytest.approx(s, abs=5e-5)


def test_corrected_auc_worked_example():
    """METHODS W5.4."""
    test = corrected_auc([0.56, 0.54, 0.58, 0.55, 0.57], [0.02**2] * 5)
    assert (test.auc, test.se) == (pytest.approx(0.56), pytest.approx(0.013416408))
    assert (test.auc - 0.5) / test.se == pytest.approx(4.472136)
    assert (test.size, test.lower(1.645)) == (pytest.approx(0.21350271), pytest.approx(0.1346616))


def test_one_fold_needs_no_correction():
    assert corrected_auc([0.6], [0.0004]).se == pytest.approx(0.02)


def test_auc_and_its_variance():
    """METHODS W6.1: AUC 0.6, DeLong se 0.20976177."""
    y = np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 1], dtype=bool)
    scores = np.array([0.9, 0.8, 0.7, 0.65, 0.6, 0.4, 0.35, 0.3, 0.2, 0.1])
    auc, variance = auc_variance(scores, y)
    assert auc_of(scores, y) == auc
    assert (auc, math.sqrt(variance)) == (pytest.approx(0.6), pytest.approx(0.20976177))
    assert auc_variance(np.array([1.0, 2.0]), np.array([True, False])) == (0.5, math.inf)
    assert auc_of(np.array([1.0, 2.0]), np.array([True, False])) == 0.5


def test_level_when_nothing_changed():
    """METHODS 5.1: 0.053 at 1,000 and 0.016 at 300 rows; none of them at z 3.09."""
    rng = np.random.default_rng(11)
    z = []
    for seed in range(12):
        test = fit_domain(stacked(rng.standard_normal((500, 6)), rng.standard_normal((500, 6))), seed=seed).test
        z.append((test.auc - 0.5) / test.se)
    assert sum(one > 1.645 for one in z) <= 2
    assert max(z) < 3.09


def test_a_correlation_that_no_margin_shows():
    rng = np.random.default_rng(12)
    old, new = rng.standard_normal((2_000, 8)), rng.standard_normal((2_000, 8))
    new[:, 1] = 0.5 * new[:, 0] + math.sqrt(0.75) * new[:, 1]
    fitted = fit_domain(stacked(old, new))
    assert fitted.test.p_value < 1e-6
    assert fitted.test.lower() > 0.10
    assert {column for column, _ in ranked_columns(fitted)[:2]} == {0, 1}


def test_small_samples_are_split_and_stay_valid():
    rng = np.random.default_rng(13)
    fitted = fit_domain(stacked(rng.standard_normal((150, 4)), rng.standard_normal((150, 4)) + 1), is_split=True)
    assert fitted.models[0] is None
    assert np.isnan(fitted.scores).sum() == 150
    assert fitted.test.p_value < 1e-4


def test_separators_are_named_and_taken_out():
    rng = np.random.default_rng(14)
    old, new = rng.standard_normal((800, 6)), rng.standard_normal((800, 6))
    new[:, 2] += 30
    new[:, 4] += 20
    found, remaining = separating_columns(fit_domain(stacked(old, new)))
    assert sorted(found) == [2, 4]
    assert remaining.test.p_value > 0.001


def test_of_very_many_columns_the_ones_that_carry_are_found_and_few_are_shuffled(monkeypatch):
    rng = np.random.default_rng(16)
    old, new = rng.standard_normal((300, 100)), rng.standard_normal((300, 100))
    new[:, 47] += 1.5
    new[:, 90] += 1.0
    fitted = fit_domain(stacked(old, new))
    everything = [column for column, _ in ranked_columns(fitted, top=2)]
    monkeypatch.setattr(domain_classifier, "MOST_ASKED", 20)
    asked = _screened(fitted, seed=0)
    assert {47, 90} <= set(asked)
    assert len(asked) < 30
    assert [column for column, _ in ranked_columns(fitted, top=2)] == everything == [47, 90]


def test_vectors_told_apart_along_one_direction():
    rng = np.random.default_rng(15)
    old, new = rng.standard_normal((1_000, 32)), rng.standard_normal((1_000, 32))
    assert fit_linear_domain(old, new).p_value > 0.01
    assert fit_linear_domain(old, new + 0.4 * (np.arange(32) == 3)).p_value < 1e-3


@pytest.mark.parametrize(
    ("test", "auc"),
    [
        # By hand: 1.5 sqrt(2000 / 12e6) = 0.0193649; times 2.3263479 + 0.8416212 = 3.1679691 makes 0.0613476.
        (DomainTest(0.5, 0.0), 0.5613476),
        (DomainTest(0.999, 0.0001), 0.5613476),
        (DomainTest(0.5, 0.03), 0.5950391),
        # Student's t with 10 degrees of freedom: 2.7637695 + 0.8790578 (tables of the t distribution).
        (DomainTest(0.5, 0.03, df=10.0), 0.6092848),
    ],
)
def test_the_smallest_visible_auc(test, auc):
    assert test.visible_auc(1_000, 1_000) == pytest.approx(auc, abs=1e-6)


def test_an_auc_below_one_half_shows_no_stability():
    """Chance had it low: what cannot be excluded is as much as at 0.5."""
    assert DomainTest(0.45, 0.03).upper() == DomainTest(0.5, 0.03).upper() > 0.17
