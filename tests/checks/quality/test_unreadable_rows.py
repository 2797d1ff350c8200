import pytest

from driftcli.checks.check import Rule, Severity
from driftcli.checks.quality.unreadable_rows import CHECK

from .builders import dataset, measured_once, status


@pytest.mark.parametrize(
    ("unreadable", "fact"), [(0, None), (1, Severity.WARN), (10, Severity.WARN), (11, Severity.FAIL)]
)
def test_where_the_reference_had_none_any_is_a_fact(unreadable, fact):
    current = dataset(rows=10_000 - unreadable, format_="csv", unreadable_rows=unreadable, unreadable_lines=(7, 9))
    found = measured_once(CHECK, dataset(rows=500, format_="csv"), current)
    assert (found.rule, found.fact) == (Rule.EXACT, fact)
    assert found.details["lines"] == [7, 9]
    assert found.statistic.current == unreadable / 10_000


def test_where_the_reference_had_some_shares_are_compared():
    reference = dataset(rows=9_900, unreadable_rows=100)
    alike = measured_once(CHECK, reference, dataset(rows=990, unreadable_rows=10))
    worse = measured_once(CHECK, reference, dataset(rows=900, unreadable_rows=100))
    assert alike.rule is worse.rule is Rule.SHARE
    assert (status(CHECK, alike), status(CHECK, worse)) == ("ok", "fail")
