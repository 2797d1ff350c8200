import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftcli.reports.wording import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (38.1, "38.1"),
        (41.92345, "41.9"),
        (41_234.4, "41,234"),
        (0.00012345, "0.000123"),
        (1.5e-9, "1.5e-9"),
        (6.02e23, "6.02e23"),
        (-2.50, "-2.5"),
        (1000, "1,000"),
        (None, "undefined"),
        (math.nan, "undefined"),
        (math.inf, "infinity"),
        (-math.inf, "-infinity"),
    ],
)
def test_significant_digits(value, text):
    assert numbers.significant(value) == text


@pytest.mark.parametrize(
    ("before", "after", "texts"),
    [
        (38.1, 41.9, ("38.1", "41.9")),
        (100.01, 100.02, ("100.01", "100.02")),
        (5, 5, ("5", "5")),
        (None, 1.0, ("undefined", "1")),
    ],
)
def test_a_pair_shows_that_it_differs(before, after, texts):
    assert numbers.pair(before, after) == texts


@pytest.mark.parametrize(
    ("value", "threshold", "text"),
    [
        (0.31, 0.10, "0.31 > 0.10"),
        (0.1004, 0.10, "0.1004 > 0.10"),
        (0.0996, 0.10, "0.0996 < 0.10"),
        (0.10, 0.10, "0.10 = 0.10"),
        (0.2, 0.0625, "0.20 > 0.0625"),
        (12.0, 10.0, "12.00 > 10"),
        (math.inf, 0.1, "infinity > 0.10"),
    ],
)
def test_rounding_never_contradicts_the_verdict(value, threshold, text):
    assert numbers.against(value, threshold) == text


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_a_comparison_is_true_as_printed(value, threshold):
    left, sign, right = numbers.against(value, threshold).split(" ")
    assert {">": float(left) > float(right), "<": float(left) < float(right), "=": left == right}[sign]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.31, "31 %"),
        (0.084, "8.4 %"),
        (0.003, "0.3 %"),
        (0.00001234, "0.0012 %"),
        (0.9997, "99.97 %"),
        (0.99999, "99.999 %"),
        (0.5, "50 %"),
        (1.5, "150 %"),
        (-0.02, "-2 %"),
        (None, "undefined"),
    ],
)
def test_percentages(share, text):
    assert numbers.percent(share) == text


@given(st.floats(1e-12, 1 - 1e-12))
def test_something_is_never_nothing_nor_everything(share):
    assert numbers.percent(share) not in {"0 %", "100 %"}


def test_two_shares_that_differ_read_differently():
    assert numbers.percent_pair(0.2341, 0.2344) == ("23.41 %", "23.44 %")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "< 1e-300"), (2.3e-19, "2.3e-19"), (0.043, "0.043"), (1.0, "1"), (None, "undefined")],
)
def test_p_values(value, text):
    assert numbers.probability(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.00"), (0.004, "0.004"), (-0.001, "-0.001"), (0.305, "0.30"), (math.inf, "infinity"), (1e-15, "1e-15")],
)
def test_sizes_of_something_are_not_zero(value, text):
    assert numbers.size(value) == text


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: numbers.count(1, "row"), "1 row"),
        (lambda: numbers.count(12_345, "row"), "12,345 rows"),
        (lambda: numbers.count(2, "box", "boxes"), "2 boxes"),
        (lambda: numbers.bytes_size(None), "size unknown"),
        (lambda: numbers.bytes_size(1_234_567), "1.23 MB"),
        (lambda: numbers.bytes_size(5 * 10**12), "5 TB"),
        (lambda: numbers.duration(0.81), "0.81 s"),
        (lambda: numbers.duration(7200), "2 hours"),
        (lambda: numbers.duration(200_000), "2.31 days"),
        (lambda: numbers.duration(None), "undefined"),
        (lambda: numbers.instant(0), "1970-01-01"),
        (lambda: numbers.instant(1_700_000_100), "2023-11-14 22:15"),
        (lambda: numbers.instant(1_700_000_101), "2023-11-14 22:15:01"),
        (lambda: numbers.instant(1e18), "1e18 s since 1970"),
        (lambda: numbers.instant(math.nan), "undefined"),
    ],
)
def test_units(call, text):
    assert call() == text
