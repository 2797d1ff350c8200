import numpy as np
import pytest
from scipy import stats

from driftcli.checks.check import Skipped
from driftcli.checks.drift.vector_drift import CHECK

from .making import ask, component, outcome, reported, vector_pair


def test_norms_are_compared_like_numbers(rng):
    old, new = rng.normal(size=(800, 8)), rng.normal(0, 1.1, (700, 8))
    answer = ask(CHECK, vector_pair(old, new))
    norms = [np.linalg.norm(side, axis=1) for side in (old, new)]
    assert reported(answer, "ks").value == pytest.approx(stats.ks_2samp(*norms).statistic)
    assert reported(answer, "wasserstein").value == pytest.approx(stats.wasserstein_distance(*norms))
    ranks = stats.mannwhitneyu(norms[1], norms[0], use_continuity=False, method="asymptotic")
    assert component(answer, "location").p_value == pytest.approx(ranks.pvalue)
    assert answer.subject == "norm"
    assert outcome(CHECK, answer) == "drift"


def test_a_lost_normalisation_is_found(rng):
    raw = rng.normal(size=(500, 16))
    unit = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    answer = ask(CHECK, vector_pair(unit, raw))
    assert outcome(CHECK, answer) == "drift"
    assert component(answer, "location").size > 3


def test_another_direction_does_not_show_in_the_norms(rng):
    old = rng.normal(1, 0.2, (500, 4))
    answer = ask(CHECK, vector_pair(old, -old))
    assert answer.p_value == 1
    assert outcome(CHECK, answer) not in {"drift", "minor"}


def test_broken_vectors_have_no_norm(rng):
    old = rng.normal(size=(500, 4))
    broken = old.copy()
    broken[:50, 2] = np.nan
    broken[50:60, 1] = np.inf
    assert ask(CHECK, vector_pair(old, broken)).n_current == 440
    nothing = ask(CHECK, vector_pair(old, np.full((5, 4), np.nan)))
    assert nothing == Skipped("the current data has no values", insufficient=True)
