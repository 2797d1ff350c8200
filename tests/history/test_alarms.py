import numpy as np
import pytest
from scipy import stats

from driftcli.history.alarms import FAULT, MAJOR_DRIFT, REASONS, judge_past, rounded_up
from driftcli.history.past import past_of
from driftcli.history.record import RunRecord
from driftcli.stats.control_chart import limits, width_for

from .making import MAJOR, QUIET, SKIPPED, SMALL, a_fault, a_point, a_run, nights, past_of_p_values


def marks(alarms, watched=0):
    """Write an alarm run by run: N new, a on, . off."""
    on, new = alarms.is_on[:, watched], alarms.is_new[:, watched]
    return "".join("N" if is_new else "a" if is_on else "." for is_on, is_new in zip(on, new, strict=True))


def of(*points):
    judged = judge_past(past_of(nights(*points)))
    return marks(judged.charts), REASONS[judged.charts.reason[:, 0].max()]


def test_averages_and_limits_of_the_worked_example():
    """METHODS W9.5, through p-values; the limits are those of one chart that alarms by chance once in 365 runs."""
    p_values = stats.norm.sf([0, 0.5, 1, 2, 2.5, 3])
    judged = judge_past(past_of_p_values(p_values[:, None]))
    assert judged.average[:4, 0] == pytest.approx([0, 0.1, 0.28, 0.624])
    assert judged.limit[:, 0] == pytest.approx(limits(np.arange(1, 7), width_for(365.0)))
    assert judged.average[4, 0] == pytest.approx(0.9992)
    assert marks(judged.charts) == "....Na"  # 0.9992 > 0.8164, the fifth limit at L 2.5925


def test_a_large_drift_is_an_alarm_at_once_and_a_small_one_when_it_stays():
    assert of(QUIET, MAJOR, MAJOR) == (".Na", "major drift")
    assert of(QUIET, {**SMALL, "p_value": 0.02}, {**SMALL, "p_value": 0.02}) == ("..N", "twice in a row")
    assert of(QUIET, {**SMALL, "p_value": 0.02}, QUIET, {**SMALL, "p_value": 0.02}, QUIET) == (".....", "")


def test_a_size_at_the_bar_of_major_is_not_above_it():
    assert of({**SMALL, "p_value": 0.02, "s_low": 0.30}, QUIET)[0] == ".."
    assert of({**SMALL, "p_value": 0.02, "s_low": 0.3001}, QUIET)[0] == "Na"


def test_what_never_fails_by_itself_is_an_alarm_by_its_average():
    moved = {**QUIET, "p_value": 0.03, "outcome": "changed"}
    assert of(*[QUIET] * 5, *[moved] * 8) == ("." * 7 + "Naaaaa", "moving average")


def test_an_alarm_ends_with_the_third_clean_run_and_a_run_that_tells_nothing_is_not_clean():
    assert of(MAJOR, QUIET, QUIET, QUIET, QUIET)[0] == "Naa.."
    assert of(MAJOR, QUIET, SKIPPED, QUIET, SKIPPED, SKIPPED, QUIET, QUIET)[0] == "Naaaaa.."
    assert of(MAJOR, QUIET, QUIET, {**SMALL, "p_value": 0.02}, QUIET, QUIET, QUIET)[0] == "Naaaaa."


def test_skipped_runs_do_not_part_what_stands_in_a_row():
    small = {**SMALL, "p_value": 0.02}
    assert of(small, SKIPPED, small)[0] == "..N"
    few = {**MAJOR, "m": 29.0}
    assert of(few, few, few)[0] == "..."  # fewer than 30 effective rows


def test_a_change_that_was_mended_is_forgotten_at_once_though_its_scores_were_the_largest():
    assert of(*[QUIET] * 3, *[MAJOR] * 30, *[QUIET] * 5)[0] == "..." + "N" + "a" * 31 + "..."


def test_another_reference_ends_alarms_and_charts_begin_anew():
    records = nights(MAJOR, MAJOR, QUIET, QUIET)
    renewed = [
        RunRecord(a_run(night, reference_digest="second"), one.points, ())
        for night, one in enumerate(records)
        if night >= 2
    ]
    judged = judge_past(past_of([*records[:2], *renewed]))
    assert marks(judged.charts) == "Na.."
    assert judged.is_renewed.tolist() == [False, False, True, False]
    score = stats.norm.isf(1e-9)
    assert judged.average[:, 0] == pytest.approx([0.2 * score, 0.36 * score, 0, 0])


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (a_fault(), "NaaN"),
        (a_fault(None, "row_count"), "NaaN"),
        (a_fault(status="warn"), None),
        (a_fault(None, "performance", family="performance", outcome="degraded"), "...."),
        (a_fault(None, "domain_classifier", family="multivariate", outcome="drift", s_low=0.5), "NaaN"),
        (a_fault(None, "domain_classifier", family="multivariate", outcome="drift", s_low=0.2), "...."),
        (a_fault("amount", "numeric_drift", family="columns", outcome="drift"), None),  # its chart tells
    ],
)
def test_faults_are_alarms_at_once_other_failures_when_they_stay(trouble, expected):
    failing = [True, False, False, False, False, True]
    records = [RunRecord(a_run(night), (a_point(),), (trouble,) * has) for night, has in enumerate(failing)]
    judged = judge_past(past_of(records))
    if expected is None:
        assert judged.watched == ()
    else:
        assert marks(judged.faults) == expected[:3] + ".." + expected[3:]


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (a_fault(), FAULT),
        (a_fault(None, "domain_classifier", family="multivariate", outcome="drift", s_low=0.5), MAJOR_DRIFT),
    ],
)
def test_what_is_an_alarm_at_once_says_why(trouble, reason):
    judged = judge_past(past_of([RunRecord(a_run(0), (), (trouble,))]))
    assert REASONS[judged.faults.reason[0, 0]] == reason


def test_a_performance_that_stays_down_is_an_alarm_at_the_second_run():
    trouble = a_fault(None, "performance", family="performance", outcome="degraded")
    records = [RunRecord(a_run(night), (), (trouble,)) for night in range(3)]
    assert marks(judge_past(past_of(records)).faults) == ".Na"


def test_runs_that_evaluated_nothing_do_not_mend_a_fault():
    records = [
        RunRecord(a_run(0), (), (a_fault(),)),
        *(RunRecord(a_run(night, verdict="not_evaluated"), (), ()) for night in range(1, 6)),
    ]
    assert marks(judge_past(past_of(records)).faults) == "Naaaaa"


def test_all_charts_of_an_unchanged_table_alarm_once_a_year():
    """Mean time between false alarms of 50 columns: 365 runs, so 20 of them in 20 years; Poisson, 99.9 %."""
    years = [np.random.default_rng(seed).uniform(size=(365, 50)) for seed in range(20)]
    alarms = sum(int(judge_past(past_of_p_values(year)).charts.is_new.sum()) for year in years)
    low, high = stats.poisson.interval(0.999, 20)
    assert low <= alarms <= high


def test_a_run_with_a_small_p_value_is_not_clean():
    odd = {**QUIET, "p_value": 0.19}
    assert of(MAJOR, QUIET, QUIET, odd, QUIET, QUIET, {**QUIET, "p_value": 0.2})[0] == "Naaaaa."


def test_a_lasting_change_is_told_once():
    """Scores of mean 2 for 100 runs: 50 columns, each found within three weeks, hardly any told twice."""
    draw = np.random.default_rng(3)
    p_values = np.vstack([draw.uniform(size=(20, 50)), stats.norm.sf(draw.normal(2.0, size=(100, 50)))])
    alarms = judge_past(past_of_p_values(p_values)).charts
    told = alarms.is_new.sum(axis=0)
    assert alarms.is_on[40].sum() >= 48
    assert told.sum() <= 60


def test_the_limit_is_that_of_all_columns_that_there_were():
    assert [rounded_up(count) for count in (1, 9, 10, 53, 99, 101, 4_987)] == [1, 9, 10, 53, 99, 110, 5_000]
    p_values = np.full((3, 40), 0.5)
    p_values[1, 10:] = np.nan
    judged = judge_past(past_of_p_values(p_values))
    assert judged.widths == pytest.approx([width_for(365.0 * 40)] * 3)


def test_what_may_not_fail_is_no_alarm_and_takes_no_part_in_the_limit():
    """Drift of a column that is not important only warns, and so does a check whose severity is warn."""
    records = [
        RunRecord(a_run(night), (a_point("a", may_fail=False, **{**MAJOR, "status": "warn"}), a_point("b")), ())
        for night in range(4)
    ]
    judged = judge_past(past_of(records))
    assert marks(judged.charts) == "...."
    assert judged.widths == pytest.approx([width_for(365.0)] * 4)
