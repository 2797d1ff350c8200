import pytest

from driftcli.checks.check import Rule, Severity, Skipped
from driftcli.checks.quality.missing_values import CHECK

from .builders import measured_once, plain, status


def test_worked_numbers_of_methods_w3_1():
    found = measured_once(CHECK, plain(10_000, 120), plain(9_000, 180))
    assert found.rule is Rule.SHARE
    assert found.p_value == pytest.approx(1.0017813e-05, rel=1e-6)
    assert found.statistic.value == pytest.approx(0.008)
    assert (found.statistic.low, found.statistic.high) == pytest.approx((0.0044384772, 0.0116679274), rel=1e-7)
    assert (found.effect.value, found.effect.lower) == pytest.approx((0.06421422, 0.04031505), rel=1e-6)
    assert status(CHECK, found) == "ok"  # certain, but shown to be too little to matter


def test_worked_numbers_of_methods_w3_2():
    found = measured_once(CHECK, plain(5_000, 0), plain(4_000, 12))
    assert found.p_value == pytest.approx(5.8860403e-05, rel=1e-6)
    assert (found.effect.value, found.effect.lower) == pytest.approx((0.09397055, 0.05907793), rel=1e-6)
    assert found.never_seen_lower == pytest.approx(0.0017319361, rel=1e-6)
    assert status(CHECK, found) == "fail"  # by the absolute bar alone


@pytest.mark.parametrize(
    ("reference", "current", "expected"),
    [
        ((10_000, 100), (10_000, 9_000), "fail"),  # PEERS 5.5: 90 % of the current values are missing
        ((10_000, 4_000), (10_000, 4_000), "ok"),  # PEERS 2.3: equal shares are no difference, however large
        ((10_000, 4_000), (1_000, 400), "ok"),
        ((1_000, 300), (1_000, 0), "fail"),  # newly complete
        ((299, 0), (1_000, 6), "ok"),  # 299 reference rows cannot say "never"
    ],
)
def test_verdict_of_a_share(reference, current, expected):
    assert status(CHECK, measured_once(CHECK, plain(*reference), plain(*current))) == expected


def test_a_column_with_all_values_missing_fails_and_is_named_so():
    found = measured_once(CHECK, plain(1_000, 12), plain(1_000, 1_000))
    assert (found.rule, found.fact, found.subject) == (Rule.EXACT, Severity.FAIL, "all values are missing")


def test_a_nearly_empty_column_may_be_empty_by_chance():
    found = measured_once(CHECK, plain(1_000, 990), plain(100, 100))
    assert found.rule is Rule.SHARE
    assert status(CHECK, found) == "ok"


@pytest.mark.parametrize(("present", "fact"), [(0, None), (1, None), (900, Severity.WARN)])
def test_a_column_that_was_empty(present, fact):
    assert measured_once(CHECK, plain(1_000, 1_000), plain(1_000, 1_000 - present)).fact is fact


def test_nothing_missing_on_either_side_is_a_fact():
    found = measured_once(CHECK, plain(500, 0), plain(500, 0))
    assert (found.rule, found.fact, found.p_value) == (Rule.EXACT, None, None)


@pytest.mark.parametrize(("n", "m"), [(0, 10), (10, 0)])
def test_no_rows(n, m):
    assert isinstance(measured_once(CHECK, plain(n, 0), plain(m, 0)), Skipped)
