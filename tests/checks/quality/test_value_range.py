import numpy as np
import pytest

from driftcli.checks.check import Rule, Severity, Skipped
from driftcli.checks.quality.value_range import CHECK

from .builders import measured, measured_once, number_pair, status


@pytest.mark.parametrize(
    ("n", "m", "beyond", "p_value"),
    [(100_000, 1_000, 9, 8.8223311e-19), (200, 200, 4, 0.061561334)],
)
@pytest.mark.parametrize("side", [-1, 1])
def test_worked_numbers_of_methods_w1_4_at_both_ends(n, m, beyond, p_value, side):
    reference = np.linspace(0, 1, n)
    current = np.concatenate([np.linspace(0.2, 0.8, m - beyond), np.full(beyond, 0.5 + side)])
    found = measured_once(CHECK, *number_pair(reference, current))
    assert found.p_value == pytest.approx(2 * p_value, rel=1e-6)  # two ends are looked at
    assert found.details["above" if side > 0 else "below"] == beyond


def test_values_below_and_above_are_symmetric():
    rng = np.random.default_rng(1)
    reference, current = rng.normal(size=20_000), np.concatenate([rng.normal(size=960), np.full(40, 9.0)])
    above = measured_once(CHECK, *number_pair(reference, current))
    below = measured_once(CHECK, *number_pair(-reference, -current))
    assert (above.p_value, above.effect) == (below.p_value, below.effect)
    assert (above.details["above"], below.details["below"]) == (40, 40)
    assert status(CHECK, above) == "fail"


def test_the_size_is_cohens_h_of_none_against_the_share():
    found = measured_once(CHECK, *number_pair(np.arange(1_000), np.append(np.arange(975), np.full(25, 5_000))))
    angle = [2 * np.arcsin(np.sqrt((count + 0.375) / 1_000.75)) for count in (0, 25)]
    assert found.effect.value == pytest.approx(angle[1] - angle[0])


def test_infinities_are_another_fault():
    found = measured_once(CHECK, *number_pair(np.arange(1_000), np.append(np.arange(900), np.full(100, np.inf))))
    assert found.details["current_count"] == 0


def test_a_declared_range_is_a_fact():
    declared, _ = measured(CHECK, *number_pair(np.arange(100), np.arange(-2, 98)), minimum=0)
    assert (declared.rule, declared.fact, declared.details["current_count"]) == (Rule.EXACT, Severity.FAIL, 2)
    allowed, _ = measured(CHECK, *number_pair(np.arange(100), np.arange(-2, 98)), minimum=0, allowed_share=0.02)
    assert allowed.fact is None


def test_a_declared_range_of_more_values_than_are_kept():
    rng = np.random.default_rng(2)
    pair = number_pair(rng.uniform(size=20_000), rng.uniform(size=20_000))
    declared, _ = measured(CHECK, *pair, maximum=0.9)
    assert declared.statistic.current == pytest.approx(0.1, abs=0.006)
    just_one, _ = measured(CHECK, *pair, maximum=pair[1].maximum - 1e-12)
    assert just_one.details["current_count"] == 1
    within, _ = measured(CHECK, *pair, minimum=0, maximum=1)
    assert within.fact is None


@pytest.mark.parametrize(("reference", "current"), [([5, 5, 5], [6, 7]), ([1, 2], [np.nan]), ([1, 2], [np.inf])])
def test_nothing_to_compare(reference, current):
    assert isinstance(measured_once(CHECK, *number_pair(reference, current)), Skipped)
