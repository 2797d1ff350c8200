import numpy as np
import pytest

from driftcli.checks.check import Severity, Skipped
from driftcli.checks.quality.cardinality import CHECK

from .builders import categories, measured_once, number_pair


def test_more_distinct_values_are_expected_of_more_rows():
    rng = np.random.default_rng(0)
    found = measured_once(CHECK, *number_pair(rng.integers(0, 3_000, 500), rng.integers(0, 3_000, 5_000)))
    assert found.statistic.current > 4 * found.statistic.reference
    assert found.fact is None


@pytest.mark.parametrize(("spread", "other"), [(100, 200), (200, 100)])
def test_more_and_fewer_than_expected_are_noted(spread, other):
    rng = np.random.default_rng(0)
    found = measured_once(CHECK, *number_pair(rng.integers(0, spread, 2_000), rng.integers(0, other, 2_000)))
    assert (found.statistic.reference, found.statistic.current) == (spread, other)
    assert found.fact is Severity.NOTE
    assert found.statistic.value == pytest.approx(other / spread, rel=0.01)


def test_categories_count_as_well():
    few, many = ({f"c{i}": 2_000 // kinds for i in range(kinds)} for kinds in (10, 40))
    assert measured_once(CHECK, categories(few), categories(many)).fact is Severity.NOTE


def test_too_many_values_to_count():
    rng = np.random.default_rng(0)
    assert isinstance(measured_once(CHECK, *number_pair(rng.normal(size=10_001), rng.normal(size=9))), Skipped)
