import numpy as np
import pytest

from driftcli.checks.check import Skipped
from driftcli.checks.quality.far_out_values import CHECK

from .builders import measured_once, number_pair, status


def test_fences_lie_three_interquartile_ranges_out():
    reference = np.arange(1, 102)  # quartiles 26 and 76, IQR 50: fences -124 and 226
    found = measured_once(CHECK, *number_pair(reference, [-124, -125, 50, 226, 227, 300]))
    assert found.details["low"] == pytest.approx(-124)
    assert found.details["high"] == 226
    assert found.details["current_count"] == 3


def test_single_broken_values_are_found():
    rng = np.random.default_rng(0)
    current = rng.normal(100, 10, 2_000)
    current[:40] *= 100
    assert status(CHECK, measured_once(CHECK, *number_pair(rng.normal(100, 10, 10_000), current))) == "fail"


@pytest.mark.parametrize(
    "reference",
    [np.append(np.zeros(80), np.arange(20)), np.random.default_rng(0).standard_cauchy(1_000), [np.inf, np.inf]],
)
def test_no_spread_or_heavy_tails_by_nature(reference):
    assert isinstance(measured_once(CHECK, *number_pair(reference, [1, 2, 3])), Skipped)
