import numpy as np
import pytest

from driftcli.checks.check import Severity, Skipped
from driftcli.checks.quality.unit_change import CHECK, FACTORS

from .builders import measured_once, number_pair

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("rows", [300, 20_000])
@pytest.mark.parametrize("factor", [*FACTORS, *(1 / factor for factor in FACTORS)])
def test_every_factor_is_found(factor, rows):
    reference, current = RNG.normal(70, 6, rows), RNG.normal(70, 6, rows)
    found = measured_once(CHECK, *number_pair(reference, current * factor))
    assert found.fact is Severity.FAIL
    assert found.details["factor"] == pytest.approx(factor)
    assert found.details["s_before"] > 1


@pytest.mark.parametrize(
    ("turned", "words"),
    [
        (lambda celsius: 1.8 * celsius + 32, "Celsius that became Fahrenheit"),
        (lambda fahrenheit: (fahrenheit - 32) / 1.8, "Fahrenheit that became Celsius"),
        (lambda amount: -amount, "a change of sign"),
    ],
)
def test_temperature_and_sign(turned, words):
    reference, current = RNG.normal(15, 8, 5_000), RNG.normal(15, 8, 5_000)
    assert measured_once(CHECK, *number_pair(reference, turned(current))).details["explained_by"] == words


def test_integers_and_values_on_edges_survive_the_arithmetic():
    reference, current = RNG.integers(1, 9, 3_000) / 10, RNG.integers(1, 9, 3_000) / 10
    assert measured_once(CHECK, *number_pair(reference, current * 2.54)).details["factor"] == 2.54


def test_another_ratio_of_the_medians_is_a_note():
    found = measured_once(CHECK, *number_pair(RNG.normal(70, 6, 3_000), 3.7 * RNG.normal(70, 6, 3_000)))
    assert found.fact is Severity.NOTE
    assert found.details["factor"] == pytest.approx(3.7, rel=0.01)


@pytest.mark.parametrize(
    "current",
    [RNG.normal(70, 6, 3_000), RNG.normal(73, 6, 3_000), RNG.exponential(1_000, 3_000)],
    ids=["unchanged", "drifted a little", "another distribution"],
)
def test_what_no_factor_explains_is_clean(current):
    found = measured_once(CHECK, *number_pair(RNG.normal(70, 6, 3_000), current))
    assert (found.fact, found.details["explained_by"]) == (None, None)


def test_the_medians_are_shown():
    (median,) = measured_once(CHECK, *number_pair(np.arange(1, 102), 10 * np.arange(1, 102))).reported
    assert (median.reference, median.current) == (51, 510)


@pytest.mark.parametrize(("reference", "current"), [(np.arange(99), np.arange(99)), (np.full(200, 3), np.arange(200))])
def test_too_little_to_tell(reference, current):
    assert isinstance(measured_once(CHECK, *number_pair(reference, current)), Skipped)


def test_a_shift_across_zero_is_no_change_of_sign():
    """Normal(0.6) to normal(-0.6) mirrors itself; found as a wrong diagnosis in 4 of 210 simulated worlds."""
    pair = number_pair(RNG.normal(0.6, 0.5, 3_000), RNG.normal(-0.6, 0.5, 3_000))
    assert measured_once(CHECK, *pair).fact is not Severity.FAIL
