import numpy as np
import pytest

from driftcli.checks.check import Severity, Skipped
from driftcli.checks.quality.time_gaps import CHECK

from .builders import measured_once, time_pair

HOUR, DAY = 3_600, 86_400
RNG = np.random.default_rng(0)
OFFICE = (np.arange(0, 30 * 24) * HOUR).reshape(30, 24)[:, 8:18].ravel()
"""One row at every full hour from 8 to 17, for 30 days."""


def test_nights_are_gaps_of_both():
    found = measured_once(CHECK, *time_pair(OFFICE, OFFICE + 30 * DAY))
    assert found.statistic.reference == found.statistic.current == 15 * HOUR - 60
    assert found.fact is None


def test_an_outage_is_found_where_it_begins():
    current = OFFICE[(OFFICE < 10 * DAY) | (OFFICE > 14 * DAY)]
    found = measured_once(CHECK, *time_pair(OFFICE, current))
    assert found.fact is Severity.WARN
    assert found.details["start"] == "1970-01-10T17:01:00Z"
    assert found.statistic.current == pytest.approx(4 * DAY + 15 * HOUR, abs=60)


def test_fewer_rows_leave_longer_gaps():
    reference, current = RNG.uniform(0, 30 * DAY, 10_000), RNG.uniform(0, 30 * DAY, 500)
    found = measured_once(CHECK, *time_pair(reference, current))
    assert found.statistic.current > 3 * found.statistic.reference
    assert found.fact is None


def test_stray_dates_leave_gaps_that_say_nothing():
    current = np.append(OFFICE, np.array([-4e8, 4e8]))
    assert measured_once(CHECK, *time_pair(OFFICE, current)).fact is None


def test_coarser_buckets_on_either_side():
    wide = RNG.uniform(0, 3_650 * DAY, 30_000)
    found = measured_once(CHECK, *time_pair(wide, wide))
    assert found.details["bucket_seconds"] > 60
    assert found.fact is None


@pytest.mark.parametrize("seconds", [[0] * 200, OFFICE[:99]])
def test_too_little_to_tell(seconds):
    assert isinstance(measured_once(CHECK, *time_pair(seconds, seconds)), Skipped)
