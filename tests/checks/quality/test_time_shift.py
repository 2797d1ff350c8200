import numpy as np
import pytest

from driftcli.checks.check import Severity, Skipped
from driftcli.checks.quality.time_shift import CHECK, turned_back

from .builders import measured_once, time_pair

DAY, HOUR = 86_400, 3_600
RNG = np.random.default_rng(0)


def working_hours(rows, shift=0.0):
    return RNG.integers(0, 60, rows) * DAY + np.clip(RNG.normal(13, 2.5, rows), 0.5, 23) * HOUR + shift * HOUR


@pytest.mark.parametrize(
    ("shift", "minutes", "words"), [(5, 300, "+5 h"), (-6, -360, "-6 h"), (5.5, 330, "+5 h 30 min"), (12, 720, "+12 h")]
)
def test_a_shift_is_found_and_named(shift, minutes, words):
    found = measured_once(CHECK, *time_pair(working_hours(20_000), working_hours(20_000, shift)))
    assert (found.fact, found.details["minutes"], found.subject) == (Severity.FAIL, minutes, words)


def test_turning_the_clock_back_by_hand():
    hours = np.zeros(24, dtype=np.int64)
    hours[5] = 8
    assert np.flatnonzero(turned_back(hours, 4)).tolist() == [4]
    assert turned_back(hours, 2)[[4, 5]].tolist() == [4, 4]


@pytest.mark.parametrize(
    "current",
    [working_hours(5_000), RNG.uniform(0, 60 * DAY, 5_000), working_hours(5_000, 0.25)],
    ids=["unchanged", "round the clock", "a quarter"],
)
def test_what_no_shift_explains_is_clean(current):
    assert measured_once(CHECK, *time_pair(working_hours(5_000), current)).fact is None


@pytest.mark.parametrize("seconds", [np.arange(300) * DAY, working_hours(50)])
def test_dates_and_few_rows(seconds):
    assert isinstance(measured_once(CHECK, *time_pair(seconds, seconds)), Skipped)
