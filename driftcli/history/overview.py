"""A whole history for one page: where each chart stands at the last run, and those in alarm run by run."""

from collections.abc import Mapping, Sequence

import numpy as np

from driftcli.frozen import dataclass
from driftcli.history.alarms import Judged, is_told
from driftcli.history.carried import Flags
from driftcli.history.past import OUTCOMES, STATUSES, Floats, Past
from driftcli.history.record import Chart
from driftcli.history.standing import DRIFT, Alarm, number_or_none
from driftcli.history.trend import RunLine, Trend, first_against_reference, run_lines
from driftcli.judgement.finding import Status
from driftcli.suite.globs import is_match

MOST_RUNS = 400
"""Runs that a picture has room for."""
MOST_FOLLOWED = 24
"""Alarms that are drawn: new ones first, then the largest."""
ALARM, MOVED, QUIET, UNTOLD = "alarm", "moved", "quiet", "untold"
"""Where a chart stands: in alarm; failed or warned at the last run; neither; or not measured by it."""
STATES = (ALARM, MOVED, QUIET, UNTOLD)
_LOUD = [STATUSES.index(status) for status in (Status.FAIL, Status.WARN)]


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One chart at the last run."""

    chart: Chart
    state: str
    """One of ``STATES``."""
    outcome: str
    """Of the last run; empty where it measured nothing."""
    s: float | None
    """As last measured against this reference; negative where values fell."""
    s_low: float | None
    average: float | None
    limit: float | None
    failed: int
    """Runs against this reference on which it failed."""
    measured: int
    """Runs against this reference that measured it."""
    alarm: Alarm | None = None
    """Where it is in alarm."""


@dataclass(frozen=True)
class Course:
    """One chart, run by run against this reference; arrays with a place for each run, NaN for nothing."""

    chart: Chart
    alarm: Alarm | None
    """Where it is in alarm."""
    moments: tuple[str, ...]
    """Starts of the runs, oldest first."""
    s: Floats
    s_low: Floats
    average: Floats
    limit: Floats
    failed: Flags


@dataclass(frozen=True)
class Overview:
    """All that a page shows of a history."""

    trend: Trend
    begun: str
    """Start of the first run of all."""
    runs: tuple[RunLine, ...]
    """The last ones, as many as a picture has room for, oldest first."""
    lines: tuple[ChartLine, ...]
    """All charts, those in alarm first, then those that moved; the largest first."""
    courses: tuple[Course, ...]
    """The alarms of charts that are drawn, in the order of the alarms: those that have a size."""
    asked: tuple[Course, ...] = ()
    """Other charts of columns that were asked for, as many as alarms are drawn."""
    left_out: int = 0
    """Charts that were asked for and are not drawn."""


def overview_of(past: Past, judged: Judged, trend: Trend, *, columns: Sequence[str] = ()) -> Overview:
    """Sum up a history of one run or more; ``columns`` are globs of those that are drawn whether in alarm or not."""
    lines = chart_lines(past, judged, trend.alarms)
    sized = [one for one in trend.alarms if one.kind == DRIFT and one.s is not None]
    drawn = sorted(sized, key=lambda one: (not one.is_new, -abs(one.s or 0.0)))[:MOST_FOLLOWED]
    followed = {chart_of(one): one for one in trend.alarms if one in drawn}
    alarms = {line.chart: line.alarm for line in lines}
    asked = [one for one in past.charts if one not in followed and any(is_match(one.column, glob) for glob in columns)]
    return Overview(
        trend,
        past.runs[0].started,
        run_lines(past, judged, last=MOST_RUNS),
        lines,
        _courses(past, judged, followed),
        _courses(past, judged, {one: alarms[one] for one in asked[:MOST_FOLLOWED]}),
        len(asked[MOST_FOLLOWED:]),
    )


def chart_lines(past: Past, judged: Judged, alarms: Sequence[Alarm]) -> tuple[ChartLine, ...]:
    """Tell where each chart stands."""
    begun = first_against_reference(judged)
    told = is_told(past)[begun:]
    failed = (told & (past.status[begun:] == _LOUD[0])).sum(axis=0)
    measured = told.sum(axis=0)
    standing = {chart_of(one): one for one in alarms if one.kind == DRIFT}
    _, _, s, s_low = judged.after.charts.numbers
    average, limit = _latest(judged.average[begun:]), _latest(judged.limit[begun:])
    states = _states(past, judged, told[-1])
    lines = [
        ChartLine(
            chart,
            STATES[states[index]],
            OUTCOMES[past.outcome[-1, index]] if past.outcome[-1, index] >= 0 else "",
            number_or_none(s[index]),
            number_or_none(s_low[index]),
            number_or_none(average[index]),
            number_or_none(limit[index]),
            int(failed[index]),
            int(measured[index]),
            standing.get(chart),
        )
        for index, chart in enumerate(past.charts)
    ]
    return tuple(sorted(lines, key=lambda one: (STATES.index(one.state), -(one.s_low or 0.0), -abs(one.s or 0.0))))


def _states(past: Past, judged: Judged, told: Flags) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    is_loud = np.isin(past.status[-1], _LOUD)
    choices = [judged.charts.is_on[-1], told & is_loud, told]
    return np.select(choices, [STATES.index(one) for one in (ALARM, MOVED, QUIET)], STATES.index(UNTOLD))


def _latest(values: Floats) -> Floats:
    """Give the last number of each column; NaN where there is none."""
    latest = np.full(values.shape[1], np.nan)
    for row in values:
        latest = np.where(np.isfinite(row), row, latest)
    return latest


def _courses(past: Past, judged: Judged, charts: Mapping[Chart, Alarm | None]) -> tuple[Course, ...]:
    place = {chart: index for index, chart in enumerate(past.charts)}
    first = max(first_against_reference(judged), len(past.runs) - MOST_RUNS)
    moments = tuple(run.started for run in past.runs[first:])
    found = []
    for chart, alarm in charts.items():
        index = place[chart]
        parts = (past.s, past.s_low, judged.average, judged.limit)
        s, s_low, average, limit = (part[first:, index] for part in parts)
        failed = past.status[first:, index] == _LOUD[0]
        found.append(Course(chart, alarm, moments, s, s_low, average, limit, failed))
    return tuple(found)


def chart_of(alarm: Alarm) -> Chart:
    """Find the chart that raised an alarm."""
    return Chart(alarm.check, str(alarm.column), alarm.subject or "")
