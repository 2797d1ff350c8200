import tracemalloc
from datetime import UTC, datetime

import numpy as np
import pytest

from driftcli.checks.check import Measurement, Skipped
from driftcli.checks.drift.temporal_drift import CHECK, LONGEST_SPAN_DAYS

from .making import component, outcome, reported, share, time_pair

A_DAY = 86_400
WEEK = np.array([100, 120, 140, 120, 160, 60, 20])
"""Mean rows of Monday to Sunday."""


def at(*date):
    return datetime(*date, tzinfo=UTC).timestamp()


JANUARY, FEBRUARY, MARCH = at(2026, 1, 1), at(2026, 2, 1), at(2026, 3, 1)  # March of 2026 has five Sundays
STRAY = at(2002, 5, 17)


def opened(rng, start, days=28, *, hours=(9, 17), week=WEEK, noise=0.0):
    """Rows of a shop within its opening hours; ``noise`` is how much days differ beyond chance."""
    first = int(start // A_DAY)
    weekdays = (np.arange(first, first + days) + 3) % 7  # 1970-01-01 was a Thursday
    rows = rng.poisson(np.asarray(week)[weekdays] * np.exp(noise * rng.normal(size=days)))
    seconds = rng.uniform(hours[0] * 3_600, hours[1] * 3_600, rows.sum())
    return np.repeat((first + np.arange(days)) * float(A_DAY), rows) + np.floor(seconds)


def compared(reference, current):
    hours, weekdays = CHECK.measure(*time_pair(reference, current), CHECK.params())
    return hours, weekdays


def outcomes(reference, current):
    return [outcome(CHECK, answer) for answer in compared(reference, current)]


def test_a_month_with_five_sundays_does_not_differ_from_one_with_four(rng):
    four, five = opened(rng, FEBRUARY), opened(rng, MARCH, 31)
    raw = [np.bincount((side // A_DAY + 3).astype(int) % 7, minlength=7) for side in (four, five)]
    assert raw[1][6] / raw[0][6] == pytest.approx(5 / 4, rel=0.2)
    assert not {"drift", "minor"} & set(outcomes(four, five))


def test_five_quiet_days_a_month_leave_both_mixes_alone():
    def alarms(rng, noise):
        answers = compared(opened(rng, FEBRUARY, noise=noise), opened(rng, MARCH, 31, noise=noise))
        return min(answer.p_value for answer in answers) < 0.01

    assert share(lambda rng: alarms(rng, 0.0), seeds=40) <= 0.10
    assert share(lambda rng: alarms(rng, 0.3), seeds=40) <= 0.10


def test_other_opening_hours_alarm_and_weekdays_do_not(rng):
    hours, weekdays = compared(opened(rng, FEBRUARY), opened(rng, MARCH, 31, hours=(12, 20)))
    assert (hours.subject, outcome(CHECK, hours)) == ("hour mix", "drift")
    assert outcome(CHECK, weekdays) not in {"drift", "minor"}
    gone = {row["category"] for row in hours.details["categories"] if row["named"] and row["current"] == 0}
    assert gone == {"09h", "10h", "11h"}
    assert reported(hours, "total_variation").value == pytest.approx(3 / 8, abs=0.03)


def test_a_shop_that_closes_on_fridays_alarms(rng):
    closed = WEEK * [1, 1, 1, 1, 0, 1, 1]
    hours, weekdays = compared(opened(rng, FEBRUARY), opened(rng, MARCH, 31, week=closed))
    assert (weekdays.subject, outcome(CHECK, weekdays)) == ("weekday mix", "drift")
    assert outcome(CHECK, hours) not in {"drift", "minor"}
    assert next(row for row in weekdays.details["categories"] if row["category"] == "Friday")["current"] == 0


def test_days_that_vary_beyond_chance_count_as_clusters(rng):
    calm, wild = (
        compared(opened(rng, JANUARY, noise=noise), opened(rng, MARCH, noise=noise))[0] for noise in (0.0, 0.5)
    )
    assert calm.details["defence"] == wild.details["defence"] == "days"
    assert calm.details["clusters"] == [28, 27]  # the quiet Sunday at the outermost percent is left out
    assert calm.details["design_effect"] < 2
    assert wild.details["design_effect"] > 10


def test_a_quiet_day_left_out_at_an_end_takes_its_rows_along(rng):
    monday, sunday = (opened(rng, start, week=WEEK * 30) for start in (at(2026, 1, 5), FEBRUARY))
    _, weekdays = compared(monday, sunday)
    assert weekdays.details["clusters"] == [27, 27]
    assert weekdays.p_value > 0.001
    assert reported(weekdays, "total_variation").value < 0.01


def test_a_stray_date_of_2002_changes_neither_the_answer_nor_the_span(rng):
    old, new = opened(rng, FEBRUARY), opened(rng, MARCH, 31)
    plain, strayed = compared(old, new), compared(old, np.append(new, STRAY))
    for before, after in zip(plain, strayed, strict=True):
        assert after.details["clusters"] == before.details["clusters"] == [28, 31]
        assert after.effect.value == pytest.approx(before.effect.value, abs=0.02)
        assert after.p_value == pytest.approx(before.p_value, abs=0.05)


def test_a_stray_date_does_not_make_three_days_two_weeks(rng):
    weekend = opened(rng, at(2026, 3, 6), 3)
    too_short = Skipped("weekday mix: one of the samples spans less than two weeks")
    assert compared(opened(rng, FEBRUARY), weekend)[1] == too_short
    assert compared(opened(rng, FEBRUARY), np.append(weekend, STRAY))[1] == too_short
    assert compared(np.append(weekend, STRAY), opened(rng, FEBRUARY))[1] == too_short


def test_a_stray_date_among_few_rows_does_not_stretch_the_span(rng):
    old, new = opened(rng, FEBRUARY), rng.choice(opened(rng, MARCH, 28), 60, replace=False)
    _, weekdays = compared(old, np.append(new, STRAY))
    assert weekdays.details["clusters"][1] <= 28


@pytest.mark.parametrize("year", [1, 9_999])
def test_dates_of_other_millennia_cost_no_memory(year, rng):
    new = np.concatenate([opened(rng, MARCH, 14), np.full(200, at(year, 1, 1) if year > 1 else -62_135_596_800.0)])
    pair = time_pair(opened(rng, FEBRUARY), new)
    tracemalloc.start()
    try:
        answers = list(CHECK.measure(*pair, CHECK.params()))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert all(isinstance(answer, Measurement) for answer in answers)
    assert answers[0].details["clusters"][1] <= LONGEST_SPAN_DAYS + 1
    assert peak < 20e6


def test_dates_have_no_hours(rng):
    dates = [np.floor(opened(rng, start) / A_DAY) * A_DAY for start in (FEBRUARY, MARCH)]
    hours, weekdays = compared(*dates)
    assert hours == Skipped("hour mix: the values are dates without a time of day")
    assert weekdays.subject == "weekday mix"


def test_the_same_times_are_no_drift(rng):
    old = opened(rng, FEBRUARY)
    for answer in compared(old, old):
        assert component(answer, "shape").p_value == 1
        assert outcome(CHECK, answer) in {"stable", "no_change_detected"}


@pytest.mark.parametrize("current", [[MARCH], [MARCH, MARCH + 1], [MARCH + A_DAY * i for i in range(20)]])
def test_few_rows_are_insufficient_at_most(rng, current):
    for answer in compared(opened(rng, FEBRUARY), current):
        assert isinstance(answer, Skipped) or outcome(CHECK, answer) == "insufficient"


def test_no_time_at_all_is_skipped():
    pair = time_pair([np.nan], [MARCH])
    assert list(CHECK.measure(*pair, CHECK.params())) == [Skipped("the reference has no values", insufficient=True)]
