from driftcli.checks.check import Rule, Severity, Skipped
from driftcli.checks.quality.unparseable_values import CHECK

from .builders import measured_once, plain, status, with_presence


def unparseable(rows, count, *, missing=0, examples=()):
    return with_presence(
        plain(rows, missing), unparseable=count, unparseable_examples=tuple(examples), unparseable_rows=(3, 8)[:count]
    )


def test_missing_cells_are_not_in_the_share():
    found = measured_once(CHECK, unparseable(1_000, 0), unparseable(1_000, 30, missing=700, examples=["N/A", "??"]))
    assert found.statistic.current == 0.1
    assert found.details["examples"] == ["N/A", "??"]
    assert found.details["first_rows"] == [3, 8]
    assert "hint" not in found.details
    assert status(CHECK, found) == "fail"


def test_decimal_commas_are_recognised():
    found = measured_once(CHECK, unparseable(1_000, 0), unparseable(1_000, 30, examples=["1,5", "-20,25"]))
    assert found.details["hint"] == "decimal comma"


def test_fewer_are_no_fault():
    found = measured_once(CHECK, unparseable(1_000, 300), unparseable(1_000, 0))
    assert found.effect.value < 0
    assert found.effect.lower == 0
    assert status(CHECK, found) == "ok"


def test_nothing_that_can_be_read_fails():
    found = measured_once(CHECK, unparseable(1_000, 0), unparseable(200, 150, missing=50, examples=["x"]))
    assert (found.rule, found.fact) == (Rule.EXACT, Severity.FAIL)
    assert found.subject == "no value can be read in the column's type"


def test_a_column_that_is_all_missing_is_left_to_missing_values():
    found = measured_once(CHECK, unparseable(1_000, 0), unparseable(1_000, 0, missing=1_000))
    assert isinstance(found, Skipped)
    assert "missing_values" in found.reason
