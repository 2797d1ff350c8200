import numpy as np
import pytest

from driftcli.checks.check import Rule, Severity, Skipped
from driftcli.checks.quality.constant_column import CHECK

from .builders import categories, measured_once, number_pair, status, time_pair


@pytest.mark.parametrize(
    ("reference", "current"),
    [
        number_pair(np.random.default_rng(0).normal(size=500), np.zeros(200)),
        number_pair(np.random.default_rng(0).normal(size=50_000), np.zeros(200)),
        (categories({"a": 400, "b": 100}), categories({"a": 200})),
    ],
    ids=["numbers", "more numbers than are kept", "categories"],
)
def test_a_stuck_column_fails(reference, current):
    found = measured_once(CHECK, reference, current)
    assert (found.rule, found.fact, found.subject) == (Rule.EXACT, Severity.FAIL, "became constant")


def test_the_probability_is_exact():
    found = measured_once(CHECK, categories({"a": 3, "b": 1}), categories({"a": 2}))
    assert found.details["probability"] == pytest.approx(10 / 15)  # C(5, 2) of the C(6, 2) pairs are both "a"
    assert found.fact is None


def test_a_rare_flag_may_be_absent_by_chance():
    assert measured_once(CHECK, categories({"no": 9_990, "yes": 10}), categories({"no": 1_000})).fact is None
    assert measured_once(CHECK, categories({"no": 9_990, "yes": 10}), categories({"no": 50_000})).fact is Severity.FAIL


def test_a_constant_that_changed_fails():
    found = measured_once(CHECK, *number_pair(np.full(50, 7), np.full(40, 8)))
    assert (found.fact, found.subject) == (Severity.FAIL, "constant changed")
    assert (found.details["value"], found.details["value_current"]) == (7, 8)
    assert isinstance(measured_once(CHECK, *number_pair([7, 7], [8])), Skipped)


def test_a_constant_that_stays_is_clean():
    assert measured_once(CHECK, *number_pair(np.full(50, 7), np.full(40, 7))).fact is None


def test_no_longer_constant_is_a_share():
    found = measured_once(CHECK, *number_pair(np.full(500, 7), np.append(np.full(480, 7), np.arange(20))))
    assert (found.rule, found.subject, found.details["current_count"]) == (Rule.SHARE, "no longer constant", 19)
    assert status(CHECK, found) == "fail"


@pytest.mark.parametrize(
    ("reference", "current"),
    [([0] * 300, [86_400] * 300), (np.arange(300) * 86_400, [0] * 300), ([0] * 300, np.arange(300) * 86_400)],
    ids=["changed", "became", "no longer"],
)
def test_for_dates_it_is_a_note(reference, current):
    found = measured_once(CHECK, *time_pair(reference, current))
    assert found.fact is Severity.NOTE
    assert isinstance(found.details["value"], str)
