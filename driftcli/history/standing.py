"""What is in alarm at the last run, and in which order it is told."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from driftcli.checks.check import Family
from driftcli.frozen import dataclass
from driftcli.history.alarms import REASONS
from driftcli.history.carried import Carried, Fault, Standing
from driftcli.history.record import Chart

DRIFT = "drift"
"""Kind of an alarm that a chart raised."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something in alarm at the last run."""

    kind: str
    """``drift`` of a column, ``fault`` of data, or ``finding``: anything else that fails."""
    check: str
    column: str | None
    subject: str | None
    """What inside the column, or which segment."""
    reason: str = ""
    """Why it was raised."""
    since: str = ""
    """Start of the run that raised it."""
    runs: int = 0
    """Runs since, that one included."""
    is_new: bool = False
    clean: int = 0
    """Clean runs in a row; the third ends the alarm."""
    s: float | None = None
    """Size at the last run that measured it; negative where values fell."""
    s_low: float | None = None
    series: tuple[float | None, ...] = ()
    """Size at every run against this reference, the latest last."""
    shape: str | None = None
    """``sudden``, ``gradual``, ``temporary``; ``None`` where it cannot be told."""
    onset: str | None = None
    """Start of the first run of the change, where a shape is told."""


def alarm_words(kind: str, check: str, column: str | None, subject: str | None) -> str:
    """Name what is in alarm: ``drift of amount``, ``missing values of region``, ``performance``."""
    what = "drift" if kind == DRIFT else check.replace("_", " ")
    inside = f" ({subject})" if subject else ""
    return f"{what} of {column}{inside}" if column else f"{what}{inside}"


def kind_of(fault: Fault) -> str:
    """Tell a fault of the data from whatever else may fail."""
    return "fault" if fault.family == Family.QUALITY else "finding"


def standing_alarm(alarm: Alarm, after: Standing, index: int, *, started: Sequence[str]) -> Alarm:
    """Say since when an alarm stands, and why; ``started`` are all runs of the history."""
    since = int(after.since[index])
    return replace(
        alarm,
        reason=REASONS[after.reason[index]],
        since=started[since],
        runs=len(started) - since,
        is_new=since == len(started) - 1,
        clean=int(after.clean[index]),
    )


def standing_alarms(after: Carried, charts: Sequence[Chart], *, started: Sequence[str]) -> tuple[Alarm, ...]:
    """List what is in alarm from what the last run leaves to the next, without series, shape and onset."""
    _, _, s, s_low = after.charts.numbers
    found = []
    for index in map(int, np.flatnonzero(after.charts.standing.is_on)):
        chart, size, low = charts[index], number_or_none(s[index]), number_or_none(s_low[index])
        one = Alarm(DRIFT, chart.check, chart.column, chart.subject or None, s=size, s_low=low)
        found.append(standing_alarm(one, after.charts.standing, index, started=started))
    for index in map(int, np.flatnonzero(after.faults.is_on)):
        fault = after.watched[index]
        one = Alarm(kind_of(fault), fault.check, fault.column, fault.segment)
        found.append(standing_alarm(one, after.faults, index, started=started))
    return in_order(found)


def in_order(alarms: Iterable[Alarm]) -> tuple[Alarm, ...]:
    """New ones first, then the longest standing; drift before faults, the largest first."""
    return tuple(sorted(alarms, key=lambda one: (not one.is_new, -one.runs, one.kind != DRIFT, -(one.s_low or 0.0))))


def number_or_none(value: float) -> float | None:
    """Give a number, or nothing where it is none."""
    return float(value) if math.isfinite(value) else None
