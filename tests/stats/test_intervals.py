import math

import pytest

from driftcli.stats.intervals import Interval, difference_of


def test_symmetric_intervals_give_the_textbook_difference():
    """Hand arithmetic: standard errors add in squares."""
    result = difference_of(10.0, Interval(7.0, 13.0), 15.0, Interval(11.0, 19.0))
    assert result == pytest.approx((5.0, 0.0, 10.0))


def test_each_end_uses_the_two_margins_that_face_it():
    result = difference_of(0.5, Interval(0.2, 0.6), 0.7, Interval(0.65, 0.9))
    assert result.low == pytest.approx(0.2 - math.hypot(0.05, 0.1))
    assert result.high == pytest.approx(0.2 + math.hypot(0.2, 0.3))
