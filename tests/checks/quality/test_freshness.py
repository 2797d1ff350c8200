import numpy as np
import pytest

from driftcli.checks.check import Severity, Skipped
from driftcli.checks.quality.freshness import CHECK
from driftcli.profiles.presence import Presence
from driftcli.profiles.temporal import profile_times

from .builders import measured_once, time_pair

PAIR = time_pair([0, 86_400], [172_800])


def test_without_a_limit_the_latest_value_is_a_note():
    found = measured_once(CHECK, *PAIR)
    assert found.fact is Severity.NOTE
    assert found.statistic.value is None
    (latest,) = found.reported
    assert (latest.value, latest.reference, latest.current) == (86_400, 86_400, 172_800)


@pytest.mark.parametrize(("as_of", "fact"), [("1970-01-05T00:00:00Z", None), ("1970-01-05T00:00:01Z", Severity.FAIL)])
def test_age_against_the_limit(as_of, fact):
    assert measured_once(CHECK, *PAIR, max_age_hours=48, as_of=as_of).fact is fact


def test_no_value():
    assert isinstance(measured_once(CHECK, *time_pair([0, 1], [])), Skipped)


def test_without_as_of_the_moment_of_the_audit_counts():
    """Cron's question: is last night's data there? Day 2 was the newest; audited at days 3 and 9."""
    day = 86_400.0
    values = np.arange(60.0) * day / 30
    reference = profile_times(values, Presence(rows=60), now=2 * day)
    in_time, late = (profile_times(values, Presence(rows=60), now=when * day, reference=reference) for when in (3, 9))
    assert measured_once(CHECK, reference, in_time, max_age_hours=48).fact is None
    assert measured_once(CHECK, reference, late, max_age_hours=48).fact is Severity.FAIL
