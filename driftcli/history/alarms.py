"""The rule by which runs become alarms that do not flap (METHODS 9.4), over all charts at once.

Two things are watched: charts (a check's answer about a column, with a p-value each run) and faults (everything else
that fails). An alarm is raised at once by what is large or broken, later by what persists; it ends by clean runs.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from driftcli.checks.check import Family
from driftcli.frozen import dataclass
from driftcli.history.carried import Carried, Charted, Fault, Flags, Standing, nothing_carried
from driftcli.history.past import STATUSES, Floats, Past
from driftcli.history.record import Trouble
from driftcli.judgement.finding import Status
from driftcli.judgement.policy import MAJOR, MINIMUM_ROWS
from driftcli.judgement.result import VerdictStatus
from driftcli.stats.control_chart import WEIGHT, limits, scores, width_for

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


@dataclass(frozen=True)
class Alarms:
    """What is in alarm at each run; arrays of shape (runs, watched)."""

    is_on: Flags
    is_new: Flags
    reason: npt.NDArray[np.int8]
    """Of the alarm that is on: place in ``REASONS``."""
    since: npt.NDArray[np.int64]
    """Run at which the alarm that is on was raised, by its place in the whole history; -1 where none is."""
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
    after: Carried
    """What the next run needs to know of all before it."""


def judge_past(past: Past, *, before: Carried | None = None) -> Judged:
    """Apply the rule to every run in turn; ``before`` is what runs before these left, with the charts of this past."""
    before = before or nothing_carried(len(past.charts))
    digests = [before.reference_digest, *(run.reference_digest for run in past.runs)]
    renewed = np.array([one not in {None, other} for one, other in pairwise(digests)], dtype=bool)
    widths, most, width = _widths(past, renewed, before)
    charts, charted, average, limit = _judge_charts(past, renewed, widths, before)
    watched, faults, standing = _judge_faults(past, renewed, before)
    after = Carried(before.runs + len(past.runs), digests[-1], most, width, charted, watched, standing)
    return Judged(charts, faults, watched, average, limit, widths, renewed, after)


def _judge_faults(past: Past, renewed: Flags, before: Carried) -> tuple[tuple[Fault, ...], Alarms, Standing]:
    watched, failing, at_once = _faults(past.troubles, before.watched)
    is_seen = np.array([run.verdict != VerdictStatus.NOT_EVALUATED for run in past.runs], dtype=bool)
    places = [watched.index(fault) for fault in before.watched]
    steps = _Steps(failing.shape, before.faults.spread(places, len(watched)), before.runs)
    for run in range(len(past.runs)):
        failed = failing[run]
        seen = failed | is_seen[run]
        state = {"seen": seen, "failed": failed, "clean": seen & ~failed, "now": at_once[run]}
        steps.take(run, **state, is_renewed=bool(renewed[run]))
    return watched, steps.alarms(), steps.standing


def _judge_charts(
    past: Past, renewed: Flags, widths: Floats, before: Carried
) -> tuple[Alarms, Charted, Floats, Floats]:
    score = scores(past.p_value)
    seen = (past.n >= MINIMUM_ROWS) & (past.m >= MINIMUM_ROWS) & is_told(past) & past.may_fail
    failed = seen & (past.status == _FAIL)
    clean = seen & ~failed & ~(past.p_value < CLEAN_P)
    is_major = failed & (np.nan_to_num(past.s_low, nan=0.0) > MAJOR)
    steps = _Steps(seen.shape, before.charts.standing, before.runs)
    average, limit = np.full(seen.shape, np.nan), np.full(seen.shape, np.nan)
    held, counts, s, s_low = (one.copy() for one in before.charts.numbers)
    for run in range(len(past.runs)):
        if renewed[run]:
            held[:], counts[:], s[:], s_low[:] = 0.0, 0.0, np.nan, np.nan
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
        s, s_low = (np.where(np.isfinite(new[run]), new[run], old) for new, old in ((past.s, s), (past.s_low, s_low)))
    return steps.alarms(), Charted(steps.standing, (held, counts, s, s_low)), average, limit


def is_told(past: Past) -> Flags:
    """Tell where a measurement says something: skipped ones are left out."""
    left_out = [STATUSES.index(status) for status in (Status.SKIPPED, Status.ERRORED)]
    return np.asarray((past.status >= 0) & ~np.isin(past.status, left_out))


class _Steps:
    """The state of everything that is watched, carried from run to run, and what it was at each."""

    def __init__(self, shape: tuple[int, ...], before: Standing, first: int) -> None:
        runs, watched = shape
        self.standing = before
        self._first = first
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
        before = Standing.nothing(len(seen)) if is_renewed else self.standing
        in_a_row = np.where(seen, (before.in_a_row + 1) * failed, before.in_a_row)
        is_twice = seen & (in_a_row >= IN_A_ROW)
        why = np.where(now > 0, now, np.where(is_twice, REASONS.index(TWICE), 0)).astype(np.int8)
        is_new = (why > 0) & ~before.is_on
        count = np.where(seen, (before.clean + 1) * clean, before.clean)
        ended = before.is_on & (count >= CLEAN_RUNS)
        is_on = (before.is_on | is_new) & ~ended
        since = np.where(is_new, self._first + run, np.where(is_on, before.since, -1))
        reason = np.where(is_new, why, before.reason * is_on).astype(np.int8)
        self.standing = Standing(is_on, in_a_row, count, since, reason)
        kept = self._all
        kept.is_on[run], kept.is_new[run], kept.reason[run], kept.since[run], kept.clean[run] = (
            *(is_on, is_new, reason, since),
            count,
        )
        return ended

    def alarms(self) -> Alarms:
        """Give what was at each run."""
        return self._all


def _widths(past: Past, renewed: Flags, before: Carried) -> tuple[Floats, int, float]:
    """Give the limit of each run: so wide that all charts that there were against this reference share their alarms."""
    counts = (np.isfinite(past.p_value) & past.may_fail).sum(axis=1)
    widths, most, width = np.zeros(len(counts)), before.most, before.width
    for run, count in enumerate(counts):
        shared = rounded_up(most)
        most = max(1 if renewed[run] else most, int(count))
        if not width or rounded_up(most) != shared:
            width = width_for(RUNS_BETWEEN_FALSE_ALARMS * rounded_up(most))
        widths[run] = width
    return widths, most, width


def rounded_up(count: int) -> int:
    """Round up to two digits, so that a column more or less does not ask for a limit of its own."""
    step: int = 10 ** max(0, math.floor(math.log10(count)) - 1)
    return -(-count // step) * step


def _faults(
    troubles: Sequence[Iterable[Trouble]], before: Sequence[Fault]
) -> tuple[tuple[Fault, ...], Flags, npt.NDArray[np.int64]]:
    """List what failed at any run other than charts; where it failed, and why that is an alarm by itself, if it is."""
    failed = [
        {_fault(one): _why_at_once(one) for one in of_run if one.status == Status.FAIL and not _has_chart(one)}
        for of_run in troubles
    ]
    watched = sorted({*before, *(fault for of_run in failed for fault in of_run)}, key=repr)
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
