from dataclasses import replace

import pytest

from driftcli.checks.check import Skipped
from driftcli.checks.quality.duplicate_rows import CHECK

from .builders import dataset, measured_once, plain, rows_profile, status


def of_rows(rows):
    return dataset(rows=len(rows), row_hashes=rows_profile(rows=rows))


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (list(range(1_000)) * 2, "fail"),
        (list(range(5_000, 5_980)) + list(range(5_000, 5_020)), "fail"),
        (list(range(5_000, 6_000)), "ok"),
        (list(range(1_000)), "ok"),
    ],
    ids=["loaded twice", "2 % retried", "fresh", "the reference itself"],
)
def test_verdict(current, expected):
    assert status(CHECK, measured_once(CHECK, of_rows(range(1_000)), of_rows(current))) == expected


def test_the_collision_rate_of_methods_w3_3():
    rows = [*range(988), *range(12)]
    (rate,) = measured_once(CHECK, of_rows(rows), of_rows(rows)).reported
    assert rate.name == "collision_rate"
    assert rate.current == pytest.approx(2.4024024e-05, rel=1e-7)


@pytest.mark.parametrize("profiles", [{}, {"x": plain(2_000, 300)}], ids=["missing column", "emptied column"])
def test_rows_that_lost_a_column_are_equal_for_that_reason(profiles):
    old = replace(of_rows(range(1_000)), columns={"x": plain(1_000, 0)})
    found = measured_once(CHECK, old, replace(of_rows([1] * 2_000), columns=profiles))
    assert isinstance(found, Skipped)
    assert found.reason.startswith("x lost values")


@pytest.mark.parametrize("current", [dataset(rows=10), of_rows([])])
def test_nothing_to_compare(current):
    assert isinstance(measured_once(CHECK, of_rows(range(10)), current), Skipped)
