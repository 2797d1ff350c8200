from driftcli.checks.check import Rule
from driftcli.checks.quality.future_dates import CHECK

from .builders import NOW, measured_once, status, time_pair


def test_times_after_the_audit_are_counted():
    found = measured_once(CHECK, *time_pair([NOW - 1] * 1_000, [NOW] * 960 + [NOW + 1] * 40))
    assert found.details["current_count"] == 40
    assert status(CHECK, found) == "fail"


def test_planned_dates_on_both_sides_are_no_news():
    seconds = [NOW - 1] * 700 + [NOW + 1e6] * 300
    assert status(CHECK, measured_once(CHECK, *time_pair(seconds, seconds))) == "ok"


def test_none_is_a_fact():
    found = measured_once(CHECK, *time_pair([0, 1], [2, 3]))
    assert (found.rule, found.fact) == (Rule.EXACT, None)
