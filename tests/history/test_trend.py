import numpy as np
import pytest
from scipy import stats

from driftcli.history.past import past_of
from driftcli.history.record import RunRecord
from driftcli.history.trend import Size, trend_of

from .making import MAJOR, QUIET, SMALL, a_fault, a_point, a_run, nights, past_of_p_values


def sized(sizes, **more):
    """Make nights of these sizes, each with a lower bound 0.05 below."""
    return nights(*({**SMALL, "s": size, "s_low": max(0.0, abs(size) - 0.05), **more} for size in sizes))


def test_a_line_says_how_many_columns_moved_and_which_most():
    small = {**SMALL, "p_value": 0.02}
    points = (a_point("a", **small), a_point("a", subject="hour mix", **small), a_point("b", **MAJOR), a_point("c"))
    line = trend_of(past_of([RunRecord(a_run(0), points, (a_fault(),))])).runs[0]
    assert (line.measured, line.drifted, line.worst) == (3, 2, Size("b", 0.5, 0.4))
    assert line.new == ("drift of b", "missing values of region")
    assert line.alarms == 2


def test_the_last_runs_are_shown_and_all_are_judged():
    trend = trend_of(past_of(nights(*[MAJOR] * 30)), last=3)
    assert (trend.total, [line.run.id for line in trend.runs]) == (30, ["run-27", "run-28", "run-29"])
    (alarm,) = trend.alarms
    assert (alarm.since[:10], alarm.runs, alarm.is_new, alarm.reason) == ("2026-03-01", 30, False, "major drift")


def test_a_step_is_dated_sudden_and_a_ramp_gradual():
    """The series of METHODS W9.1 and W9.2, for which sudden from 7 and gradual from 4 are worked out."""
    step = [0.02, -0.03, 0.01, 0.04, -0.02, 0.0, 0.03, 0.31, 0.28, 0.33, 0.29, 0.30, 0.27, 0.32]
    ramp = [0, 0.01, -0.02, 0.02, 0.05, 0.11, 0.14, 0.20, 0.26, 0.29, 0.36, 0.40, 0.44, 0.50]
    for series, shape, day in ((step, "sudden", "2026-03-08"), (ramp, "gradual", "2026-03-05")):
        (alarm,) = trend_of(past_of(sized(series))).alarms
        assert (alarm.shape, str(alarm.onset)[:10]) == (shape, day)
        assert alarm.series == pytest.approx(series)


def test_nothing_is_dated_with_fewer_than_twelve_runs():
    (alarm,) = trend_of(past_of(sized([0.0] * 5 + [0.4] * 6))).alarms
    assert (alarm.shape, alarm.onset, alarm.s) == (None, None, 0.4)


def test_sizes_of_another_reference_are_left_out():
    records = [
        *sized([0.5] * 3),
        *(RunRecord(a_run(night, reference_digest="second"), (a_point(**MAJOR),), ()) for night in (3, 4)),
    ]
    (alarm,) = trend_of(past_of(records)).alarms
    assert (alarm.series, alarm.runs, alarm.since[:10]) == ((0.5, 0.5), 2, "2026-03-04")
    assert [line.is_renewed for line in trend_of(past_of(records)).runs] == [False, False, False, True, False]


def test_columns_that_were_asked_for_are_told_run_by_run():
    records = [
        RunRecord(a_run(night), (a_point("price", p_value=0.1), a_point("price_old"), a_point("other")), ())
        for night in range(3)
    ]
    trend = trend_of(past_of(records), last=2, columns=["price*"])
    assert [(one.chart.column, one.run.id) for one in trend.points] == [
        ("price", "run-1"), ("price", "run-2"), ("price_old", "run-1"), ("price_old", "run-2"),
    ]  # fmt: skip
    assert trend.points[0].average == pytest.approx(0.2 * 1.2815516 * 1.8)
    assert trend_of(past_of(records)).points == ()


@pytest.mark.parametrize(("n", "has_caution"), [(1_000.0, True), (9_000.0, True), (10_000.0, False)])
def test_a_reference_that_is_hardly_larger_than_a_run_is_told_of(n, has_caution):
    assert bool(trend_of(past_of(nights({**QUIET, "n": n}))).caution) == has_caution


@pytest.mark.parametrize(("times", "low", "high"), [(1, 15, 40), (20, 0, 4)])
def test_what_the_manual_says_of_small_references(times, low, high):
    """z-tests of 50 unchanged columns against one reference: chance of the reference is in every score."""
    draw, shared = np.random.default_rng(1), 1 / (1 + times)
    counts = []
    for _ in range(3):
        z = np.sqrt(shared) * draw.normal(size=(1, 50)) + np.sqrt(1 - shared) * draw.normal(size=(365, 50))
        p_values = 2 * stats.norm.sf(np.abs(z))
        counts.append(sum(len(line.new) for line in trend_of(past_of_p_values(p_values), last=365).runs))
    assert low <= np.mean(counts) <= high
