"""What a history comes to: a line for each run, what is in alarm at the last one, and charts to look at closely."""

import math
from collections.abc import Collection, Sequence

import numpy as np

from driftcli.frozen import dataclass
from driftcli.history.alarms import Judged, is_told, judge_past
from driftcli.history.carried import Standing
from driftcli.history.past import OUTCOMES, STATUSES, Floats, Past
from driftcli.history.record import Chart, Run
from driftcli.history.standing import DRIFT, Alarm, alarm_words, in_order, kind_of, number_or_none, standing_alarm
from driftcli.judgement.finding import Status
from driftcli.stats.changepoint import FEWEST, Shape, find_onset
from driftcli.suite.globs import is_match

MOST_RUNS_DATED = 120
"""Runs that are looked at for an onset: as many as windows of time."""
MOST_DATED = 40
"""Alarms whose onset is dated, the largest first."""
FEW_TIMES = 10.0
"""A reference with fewer times the rows of a run lends its own chance to every score."""
UNKNOWN = "unknown"
"""Outcome that a newer version found."""
_ONE_SIDED = 1.645
"""Standard errors between a size and its lower 95 % bound."""
_FINEST = 1e-3
"""Least standard error of a size."""
_FAIL = STATUSES.index(Status.FAIL)


@dataclass(frozen=True, slots=True)
class Size:
    """How far a column had moved at a run."""

    name: str
    s: float
    """In sd-equivalents; negative where values fell."""
    s_low: float
    """One-sided 95 % lower bound of how far, whichever way."""


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run."""

    run: Run
    measured: int
    """Columns with a measurement that says something."""
    drifted: int
    """Columns that drifted."""
    worst: Size | None
    """The column with the largest lower bound."""
    new: tuple[str, ...]
    """What came into alarm, in words."""
    alarms: int
    """How many are in alarm."""
    is_renewed: bool
    """Whether the reference is another than at the run before."""


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One chart at one run."""

    run: Run
    chart: Chart
    p_value: float | None
    s: float | None
    s_low: float | None
    n: float
    m: float
    outcome: str
    status: str
    average: float | None
    limit: float | None
    is_alarm: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """A history, judged."""

    total: int
    """Runs there are."""
    runs: tuple[RunLine, ...]
    """The last ones, oldest first."""
    charts: int
    """Charts at the last run."""
    width: float
    """Limit of their averages in standard deviations (L)."""
    alarms: tuple[Alarm, ...]
    """New ones first, then the longest standing."""
    points: tuple[ChartPoint, ...] = ()
    """Of the columns that were asked for, column by column, oldest first."""
    caution: str = ""
    """What keeps the rate of false alarms from being what it is said to be."""


def trend_of(past: Past, *, last: int = 20, columns: Sequence[str] = (), judged: Judged | None = None) -> Trend:
    """Judge a history of one run or more; ``columns`` are globs of those to look at closely."""
    judged = judged or judge_past(past)
    end = len(past.runs) - 1
    shown = range(max(0, len(past.runs) - last), len(past.runs))
    return Trend(
        total=len(past.runs),
        runs=run_lines(past, judged, last=last),
        charts=int((np.isfinite(past.p_value[end]) & past.may_fail[end]).sum()),
        width=float(judged.widths[end]),
        alarms=_alarms(past, judged),
        points=tuple(_points(past, judged, shown, columns)) if columns else (),
        caution=_caution(past),
    )


def run_lines(past: Past, judged: Judged, *, last: int) -> tuple[RunLine, ...]:
    """Sum up the last runs, oldest first."""
    return tuple(_line(past, judged, run) for run in range(max(0, len(past.runs) - last), len(past.runs)))


def _line(past: Past, judged: Judged, run: int) -> RunLine:
    told = is_told(past)[run]
    failed = told & (past.status[run] == _FAIL)
    names = [past.charts[index].column for index in np.flatnonzero(failed)]
    low = np.where(told, np.nan_to_num(past.s_low[run], nan=-1.0), -1.0)
    worst = max(range(len(low)), key=low.__getitem__, default=None)
    size = None
    if worst is not None and low[worst] >= 0:
        size = Size(past.charts[worst].column, float(past.s[run, worst]), float(low[worst]))
    return RunLine(
        run=past.runs[run],
        measured=len({past.charts[index].column for index in np.flatnonzero(told)}),
        drifted=len(set(names)),
        worst=size,
        new=tuple(_new(past, judged, run)),
        alarms=int(judged.charts.is_on[run].sum() + judged.faults.is_on[run].sum()),
        is_renewed=bool(judged.is_renewed[run]),
    )


def _new(past: Past, judged: Judged, run: int) -> list[str]:
    charts = (past.charts[index] for index in np.flatnonzero(judged.charts.is_new[run]))
    faults = (judged.watched[index] for index in np.flatnonzero(judged.faults.is_new[run]))
    return [
        *(alarm_words(DRIFT, one.check, one.column, one.subject) for one in charts),
        *(alarm_words(kind_of(one), one.check, one.column, one.segment) for one in faults),
    ]


def first_against_reference(judged: Judged) -> int:
    """Find the first run against the reference of the last one."""
    return int(np.flatnonzero(judged.is_renewed)[-1]) if judged.is_renewed.any() else 0


def _alarms(past: Past, judged: Judged) -> tuple[Alarm, ...]:
    end = len(past.runs) - 1
    begun = first_against_reference(judged)
    on = [int(index) for index in np.flatnonzero(judged.charts.is_on[end])]
    dated = sorted(on, key=lambda index: -abs(_last(past.s[begun:, index]) or 0.0))[:MOST_DATED]
    found = [_of_chart(past, judged, index, begun=begun, is_dated=index in dated) for index in on]
    for index in np.flatnonzero(judged.faults.is_on[end]):
        fault = judged.watched[index]
        one = Alarm(kind_of(fault), fault.check, fault.column, fault.segment)
        found.append(_standing(one, past, judged.after.faults, int(index)))
    return in_order(found)


def _of_chart(past: Past, judged: Judged, index: int, *, begun: int, is_dated: bool) -> Alarm:
    chart = past.charts[index]
    shape, onset = _dated(past, begun, index) if is_dated else (None, None)
    one = Alarm(
        DRIFT,
        chart.check,
        chart.column,
        chart.subject or None,
        s=_last(past.s[begun:, index]),
        s_low=_last(past.s_low[begun:, index]),
        series=tuple(map(number_or_none, past.s[begun:, index])),
        shape=shape,
        onset=onset,
    )
    return _standing(one, past, judged.after.charts.standing, index)


def _standing(alarm: Alarm, past: Past, after: Standing, index: int) -> Alarm:
    return standing_alarm(alarm, after, index, started=[run.started for run in past.runs])


def _dated(past: Past, begun: int, index: int) -> tuple[str | None, str | None]:
    """Find whether a column moved at once or by and by, and since when, in its sizes against this reference."""
    places = begun + np.flatnonzero(np.isfinite(past.s_low[begun:, index]))[-MOST_RUNS_DATED:]
    if len(places) < FEWEST:
        return None, None
    s, low = past.s[places, index], past.s_low[places, index]
    found = find_onset(s, np.maximum((np.abs(s) - low) / _ONE_SIDED, _FINEST))
    if found.shape in {Shape.NONE, Shape.RECURRING} or found.start is None:
        return None, None
    return str(found.shape), past.runs[places[found.start]].started


def _points(past: Past, judged: Judged, shown: Collection[int], globs: Sequence[str]) -> list[ChartPoint]:
    wanted = [index for index, one in enumerate(past.charts) if any(is_match(one.column, glob) for glob in globs)]
    return [
        ChartPoint(
            past.runs[run],
            past.charts[index],
            number_or_none(past.p_value[run, index]),
            number_or_none(past.s[run, index]),
            number_or_none(past.s_low[run, index]),
            float(past.n[run, index]),
            float(past.m[run, index]),
            UNKNOWN if past.outcome[run, index] < 0 else OUTCOMES[past.outcome[run, index]],
            STATUSES[past.status[run, index]],
            number_or_none(judged.average[run, index]),
            number_or_none(judged.limit[run, index]),
            bool(judged.charts.is_on[run, index]),
        )
        for index in wanted
        for run in shown
        if past.status[run, index] >= 0
    ]


def _caution(past: Past) -> str:
    told = is_told(past)[-1] & (past.m[-1] > 0)
    times = float(np.median(past.n[-1, told] / past.m[-1, told])) if told.any() else math.inf
    if times >= FEW_TIMES:
        return ""
    return (
        f"the reference has {times:.2g} times the rows of a run, so that its own chance is in every score and small "
        "alarms are more frequent than told"
    )


def _last(values: Floats) -> float | None:
    found = values[np.isfinite(values)]
    return float(found[-1]) if len(found) else None
