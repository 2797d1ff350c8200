from datetime import UTC, datetime

import numpy as np
import pytest

from driftcli.checks.check import Rule, Severity, Skipped
from driftcli.checks.quality.moments_in_time import as_instant, as_seconds
from driftcli.checks.quality.temporal_range import CHECK

from .builders import measured, measured_once, status, time_pair

DAY = 86_400
START = as_seconds(datetime(2026, 1, 1))  # noqa: DTZ001 - a moment without a zone is the case
YEAR = START + np.arange(365) * DAY


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "1970-01-01"),
        (2.0**31 - 1, "2038-01-19T03:14:07Z"),
        (0.5, "1970-01-01T00:00:00.500000Z"),
        (1e30, "1e+30 seconds since 1970"),
        (float("inf"), "inf"),
        (None, None),
    ],
)
def test_moments_as_people_write_them(seconds, text):
    assert as_instant(seconds) == text


def test_a_moment_without_a_zone_is_utc():
    assert as_seconds(datetime(2026, 1, 1)) == as_seconds(datetime(2026, 1, 1, tzinfo=UTC))  # noqa: DTZ001


def test_dates_long_before_the_reference_are_found():
    current = np.concatenate([YEAR + 365 * DAY, np.full(12, as_seconds(datetime(1900, 1, 1, tzinfo=UTC)))])
    found = measured_once(CHECK, *time_pair(YEAR, current))
    assert found.details["current_count"] == 12
    assert found.details["period_current"] == ["1900-01-01", "2027-12-31"]
    assert status(CHECK, found) == "fail"


def test_time_moving_on_is_no_fault():
    found = measured_once(CHECK, *time_pair(YEAR, YEAR + 3_650 * DAY))
    assert (found.rule, found.fact) == (Rule.EXACT, None)


def test_a_little_earlier_is_no_fault():
    assert measured_once(CHECK, *time_pair(YEAR, YEAR - 200 * DAY)).details["current_count"] == 0


def test_datasets_in_the_wrong_order_are_noted():
    found = measured_once(CHECK, *time_pair(YEAR, YEAR - 3_650 * DAY))
    assert (found.fact, found.subject) == (Severity.NOTE, "the current data is older than the reference")


@pytest.mark.parametrize(
    ("params", "fact"),
    [
        ({"earliest": "2026-01-01", "latest": "2026-12-31"}, None),
        ({"earliest": "2026-01-02"}, Severity.FAIL),
        ({"latest": "2026-12-30T23:59:59Z"}, Severity.FAIL),
        ({"latest": "2026-12-30", "allowed_share": 0.01}, None),
    ],
)
def test_a_declared_period_is_a_fact(params, fact):
    declared, _ = measured(CHECK, *time_pair(YEAR, YEAR), **params)
    assert declared.fact is fact


def test_no_dates():
    assert isinstance(measured_once(CHECK, *time_pair(YEAR, [])), Skipped)
