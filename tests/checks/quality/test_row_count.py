import pytest

from driftcli.checks.check import Severity
from driftcli.checks.quality.row_count import CHECK

from .builders import dataset, measured_once


@pytest.mark.parametrize(
    ("rows", "params", "fact"),
    [
        (1_000, {}, None),
        (2_000, {}, None),
        (2_001, {}, Severity.NOTE),
        (499, {}, Severity.NOTE),
        (499, {"compare": True}, Severity.WARN),
        (499, {"expected": 400}, None),
        (1_000, {"expected": 3_000}, Severity.WARN),
        (1_200, {"expected": 1_000, "high": 1.1}, Severity.WARN),
        (0, {}, Severity.FAIL),
    ],
)
def test_rows_against_what_is_expected(rows, params, fact):
    assert measured_once(CHECK, dataset(rows=1_000), dataset(rows=rows), **params).fact is fact


def test_a_reference_without_rows_gives_no_ratio():
    found = measured_once(CHECK, dataset(rows=0), dataset(rows=10))
    assert found.statistic.value is None
    assert found.fact is Severity.NOTE
