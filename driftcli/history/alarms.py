"""The rule by which runs become alarms that do not flap (METHODS 9.4), over all charts at once.

Two things are watched: charts (a check's answer about a column, with a p-value each run) and faults (everything else
that fails). An alarm is raised at once by what is large or broken, later by what persists; it ends by clean runs.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from driftcli.checks.check import Family
from driftcli.frozen import dataclass
from driftcli.history.past import STATUSES, Floats, Past
from driftcli.history.record import Trouble
from driftcli.judgement.finding import Status
from driftcli.judgement.policy import MAJOR, MINIMUM_ROWS
from driftcli.judgement.result import VerdictStatus
from driftcli.stats.control_chart import WEIGHT, limits, scores, width_for

Flags = npt.NDArray[np.bool_]
RUNS_BETWEEN_FALSE_ALARMS = 365.0
"""Of all charts together, in the mean."""
IN_A_ROW = 2
"""Runs on which something small fails before it is an alarm."""
CLEAN_RUNS = 3
"""Clean runs in a row that end an alarm."""
CLEAN_P = 0.2
"""A run whose p-value is below this is not clean: a change that is too small to fail by itself may go on."""
MAJOR_DRIFT, FAULT, TWICE, AVERAGE = "major drift", "data error", "twice in a row", "moving average"
REASONS = ("", MAJOR_DRIFT, FAULT, TWICE, AVERAGE)
"""Why an alarm was raised; an array holds places in this."""
_FAIL = STATUSES.index(Status.FAIL)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that may fail other than a chart."""

    family: str
    check: str
    column: str | None
    segment: str | None


@dataclass(frozen=True)
class Alarms:
    """What is in alarm at each run; arrays of shape (runs, watched)."""

    is_on: Flags
    is_new: Flags
    reason: npt.NDArray[np.int8]
    """Of the alarm that is on: place in ``REASONS``."""
    since: npt.NDArray[np.int64]
    """Run at which the alarm that is on was raised; -1 where none is."""
    clean: npt.NDArray[np.int64]
    """Clean runs in a row."""


@dataclass(frozen=True)
class Judged:
    """Charts and faults judged over all runs."""

    charts: Alarms
    faults: Alarms
    watched: tuple[Fault, ...]
    """What the columns of ``faults`` are."""
    average: Floats
    """Moving average of each chart's scores as it was held against its limit; NaN where no score came."""
    limit: Floats
    widths: Floats
    """Limit of each run in standard deviations of the average (L)."""
    is_renewed: Flags
    """Whether a run was the first against its reference, runs before it having had another."""


def judge_past(past: Past) -> Judged:
    """Apply the rule to every run in turn."""
    digests = [run.reference_digest for run in past.runs]
    renewed = np.array(
        [index > 0 and digests[index] != digests[index - 1] for index in range(len(digests))], dtype=bool
    )
    widths = _widths(past, renewed)
    charts, average, limit = _judge_charts(past, renewed, widths)
    watched, failing, at_once = _faults(past.troubles)
    is_seen = np.array([run.verdict != VerdictStatus.NOT_EVALUATED for run in past.runs], dtype=bool)
    steps = _Steps(failing.shape)
    for run in range(len(past.runs)):
        failed = failing[run]
        seen = failed | is_seen[run]
        state = {"seen": seen, "failed": failed, "clean": seen & ~failed, "now": at_once[run]}
        steps.take(run, **state, is_renewed=bool(renewed[run]))
    return Judged(charts, steps.alarms(), watched, average, limit, widths, renewed)


def _judge_charts(past: Past, renewed: Flags, widths: Floats) -> tuple[Alarms, Floats, Floats]:
    score = scores(past.p_value)
    seen = (past.n >= MINIMUM_ROWS) & (past.m >= MINIMUM_ROWS) & is_told(past) & past.may_fail
    failed = seen & (past.status == _FAIL)
    clean = seen & ~failed & ~(past.p_value < CLEAN_P)
    is_major = failed & (np.nan_to_num(past.s_low, nan=0.0) > MAJOR)
    steps = _Steps(seen.shape)
    average, limit = np.full(seen.shape, np.nan), np.full(seen.shape, np.nan)
    held, counts = np.zeros(seen.shape[1]), np.zeros(seen.shape[1])
    for run in range(len(past.runs)):
        if renewed[run]:
            held[:], counts[:] = 0.0, 0.0
        has_score = seen[run] & np.isfinite(score[run])
        counts += has_score
        held = np.where(has_score, WEIGHT * np.nan_to_num(score[run]) + (1 - WEIGHT) * held, held)
        bound = limits(np.maximum(counts, 1), widths[run])
        average[run, has_score], limit[run, has_score] = held[has_score], bound[has_score]
        is_over = has_score & (held > bound)
        now = np.where(is_major[run], REASONS.index(MAJOR_DRIFT), np.where(is_over, REASONS.index(AVERAGE), 0))
        state = {"seen": seen[run], "failed": failed[run], "clean": clean[run], "now": now}
        ended = steps.take(run, **state, is_renewed=bool(renewed[run]))
        held[ended], counts[ended] = 0.0, 0.0
    return steps.alarms(), average, limit


def is_told(past: Past) -> Flags:
    """Tell where a measurement says something: skipped ones are left out."""
    left_out = [STATUSES.index(status) for status in (Status.SKIPPED, Status.ERRORED)]
    return np.asarray((past.status >= 0) & ~np.isin(past.status, left_out))


class _Steps:
    """The state of everything that is watched, carried from run to run, and what it was at each."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        runs, watched = shape
        self.is_on = np.zeros(watched, dtype=bool)
        self._in_a_row = np.zeros(watched, dtype=np.int64)
        self._clean = np.zeros(watched, dtype=np.int64)
        self._since = np.full(watched, -1, dtype=np.int64)
        self._reason = np.zeros(watched, dtype=np.int8)
        self._all = Alarms(
            np.zeros(shape, dtype=bool),
            np.zeros(shape, dtype=bool),
            np.zeros(shape, dtype=np.int8),
            np.full(shape, -1, dtype=np.int64),
            np.zeros((runs, watched), dtype=np.int64),
        )

    def take(
        self, run: int, *, seen: Flags, failed: Flags, clean: Flags, now: npt.NDArray[np.int64], is_renewed: bool
    ) -> Flags:
        """Take one more run; ``now`` holds the reason of what is an alarm by itself. Gives what came to its end."""
        if is_renewed:
            self.is_on[:], self._in_a_row[:], self._clean[:], self._since[:], self._reason[:] = False, 0, 0, -1, 0
        self._in_a_row = np.where(seen, (self._in_a_row + 1) * failed, self._in_a_row)
        is_twice = seen & (self._in_a_row >= IN_A_ROW)
        why = np.where(now > 0, now, np.where(is_twice, REASONS.index(TWICE), 0)).astype(np.int8)
        is_new = (why > 0) & ~self.is_on
        self._clean = np.where(seen, (self._clean + 1) * clean, self._clean)
        ended = self.is_on & (self._clean >= CLEAN_RUNS)
        self.is_on = (self.is_on | is_new) & ~ended
        self._since = np.where(is_new, run, np.where(self.is_on, self._since, -1))
        self._reason = np.where(is_new, why, self._reason * self.is_on).astype(np.int8)
        kept = self._all
        kept.is_on[run], kept.is_new[run], kept.reason[run] = self.is_on, is_new, self._reason
        kept.since[run], kept.clean[run] = self._since, self._clean
        return ended

    def alarms(self) -> Alarms:
        """Give what was at each run."""
        return self._all


def _widths(past: Past, renewed: Flags) -> Floats:
    """Give the limit of each run: so wide that all charts that there were against this reference share their alarms."""
    counts = (np.isfinite(past.p_value) & past.may_fail).sum(axis=1)
    widths, most = np.zeros(len(counts)), 1
    for run, count in enumerate(counts):
        most = max(1 if renewed[run] else most, int(count))
        widths[run] = width_for(RUNS_BETWEEN_FALSE_ALARMS * rounded_up(most))
    return widths


def rounded_up(count: int) -> int:
    """Round up to two digits, so that a column more or less does not ask for a limit of its own."""
    step: int = 10 ** max(0, math.floor(math.log10(count)) - 1)
    return -(-count // step) * step


def _faults(troubles: Sequence[Iterable[Trouble]]) -> tuple[tuple[Fault, ...], Flags, npt.NDArray[np.int64]]:
    """List what failed at any run other than charts; where it failed, and why that is an alarm by itself, if it is."""
    failed = [
        {_fault(one): _why_at_once(one) for one in of_run if one.status == Status.FAIL and not _has_chart(one)}
        for of_run in troubles
    ]
    watched = sorted({fault for of_run in failed for fault in of_run}, key=repr)
    place = {fault: index for index, fault in enumerate(watched)}
    failing = np.zeros((len(failed), len(watched)), dtype=bool)
    at_once = np.zeros(failing.shape, dtype=np.int64)
    for run, of_run in enumerate(failed):
        for fault, why in of_run.items():
            failing[run, place[fault]], at_once[run, place[fault]] = True, REASONS.index(why)
    return tuple(watched), failing, at_once


def _fault(one: Trouble) -> Fault:
    return Fault(one.family, one.check, one.column, one.segment)


def _has_chart(one: Trouble) -> bool:
    return one.family == Family.COLUMNS and one.column is not None and one.segment is None


def _why_at_once(one: Trouble) -> str:
    if one.family == Family.QUALITY:
        return FAULT
    return MAJOR_DRIFT if one.s_low is not None and one.s_low > MAJOR else ""
