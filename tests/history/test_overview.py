import numpy as np
import pytest

from driftcli.history.alarms import judge_past
from driftcli.history.overview import MOST_FOLLOWED, MOST_RUNS, overview_of
from driftcli.history.past import past_of
from driftcli.history.record import RunRecord
from driftcli.history.trend import trend_of

from .making import MAJOR, QUIET, SKIPPED, SMALL, a_fault, a_point, a_run, nights


def overview(records, **asked):
    past = past_of(records)
    judged = judge_past(past)
    return overview_of(past, judged, trend_of(past, judged=judged), **asked)


def test_charts_stand_in_alarm_moved_quiet_or_untold():
    small = {**SMALL, "p_value": 0.02}
    last = (a_point("a", **MAJOR), a_point("b", **small), a_point("c"), a_point("d", **SKIPPED))
    shown = overview([RunRecord(a_run(0), (*last[:3], a_point("d"), a_point("e")), ()), RunRecord(a_run(1), last, ())])
    found = {line.chart.column: line for line in shown.lines}
    assert {name: line.state for name, line in found.items()} == {
        "a": "alarm", "b": "alarm", "c": "quiet", "d": "untold", "e": "untold",
    }  # fmt: skip
    assert [line.chart.column for line in shown.lines[:2]] == ["a", "b"]
    assert (found["a"].failed, found["a"].measured, found["d"].measured) == (2, 2, 1)
    assert (found["d"].outcome, found["d"].s, found["e"].outcome) == ("insufficient", QUIET["s"], "")
    assert found["a"].alarm in shown.trend.alarms
    assert found["c"].alarm is None
    (moved,) = overview(nights(small)).lines
    assert moved.state == "moved"


def test_a_course_is_what_the_alarm_was_raised_from_against_this_reference():
    records = [
        RunRecord(a_run(night, reference_digest="first" if night < 3 else "second"), (a_point(**kind),), ())
        for night, kind in enumerate([MAJOR] * 3 + [QUIET, SKIPPED] + [MAJOR] * 2)
    ]
    (course,) = overview(records).courses
    assert [one[:10] for one in course.moments] == [f"2026-03-0{day}" for day in (4, 5, 6, 7)]
    np.testing.assert_array_equal(course.s, [0.01, np.nan, 0.5, 0.5])
    assert course.failed.tolist() == [False, False, True, True]
    point = trend_of(past_of(records), columns=["*"]).points[-1]
    assert (course.average[-1], course.limit[-1]) == (point.average, point.limit)
    (line,) = overview(records).lines
    assert (line.average, line.limit, line.failed, line.measured) == (point.average, point.limit, 2, 3)


def test_new_alarms_and_the_largest_are_drawn():
    many = MOST_FOLLOWED + 5
    old = [a_point(f"c{index:02}", **{**MAJOR, "s": 1 + index / 100}) for index in range(many)]
    new = a_point("new", **{**MAJOR, "s": 0.4})
    shown = overview([RunRecord(a_run(0), tuple(old), ()), RunRecord(a_run(1), (*old, new), (a_fault(),))])
    drawn = {course.alarm.column for course in shown.courses}
    assert drawn == {"new", *(f"c{index:02}" for index in range(6, many))}
    assert len(shown.trend.alarms) == many + 2


@pytest.mark.parametrize("runs", [1, MOST_RUNS + 10])
def test_pictures_show_the_last_runs(runs):
    shown = overview(nights(*[MAJOR] * runs))
    assert len(shown.runs) == len(shown.courses[0].moments) == min(runs, MOST_RUNS)
    assert shown.begun == a_run(0).started
    assert shown.lines[0].measured == runs


def test_an_alarm_without_sizes_has_nothing_to_draw():
    """A fixed threshold that the user set decides by a statistic of its own."""
    shown = overview(nights(*[{**MAJOR, "p_value": None, "s": None, "s_low": None}] * 3))
    assert [alarm.reason for alarm in shown.trend.alarms] == ["twice in a row"]
    assert shown.courses == ()
    assert shown.lines[0].alarm == shown.trend.alarms[0]


def test_columns_that_were_asked_for_are_drawn_once_whether_in_alarm_or_not():
    points = (a_point("price", **MAJOR), a_point("price_old"), a_point("other"))
    shown = overview([RunRecord(a_run(0), points, ())], columns=["price*"])
    assert [(one.chart.column, one.alarm is None) for one in shown.courses] == [("price", False)]
    assert [(one.chart.column, one.alarm is None) for one in shown.asked] == [("price_old", True)]
    many = overview([RunRecord(a_run(0), tuple(a_point(f"c{one:02}") for one in range(30)), ())], columns=["*"])
    assert (len(many.asked), many.left_out) == (MOST_FOLLOWED, 30 - MOST_FOLLOWED)
