"""Histories to draw: alarms of every kind, none, names that would break a page."""

from history.making import MAJOR, QUIET, SKIPPED, SMALL, a_fault, a_point, a_run

from driftcli.history.alarms import judge_past
from driftcli.history.overview import overview_of
from driftcli.history.past import past_of
from driftcli.history.record import RunRecord
from driftcli.history.trend import trend_of
from driftcli.reports.history.html import render_history_html
from reports.hostile import NAMES

VERDICTS = {"fail": 1, "warn": 0, "not_evaluated": 5, "pass": 0}


def drawn(records, *, last=20, columns=()):
    past = past_of(records)
    judged = judge_past(past)
    return render_history_html(overview_of(past, judged, trend_of(past, last=last, judged=judged), columns=columns))


def a_year(columns=12, nights=40, *, names="feature_{:02}"):
    """One column jumps, one climbs, one comes at the last run, one is skipped; faults; another reference."""
    records = []
    for night in range(nights):
        climb = {**SMALL, "s": 0.02 * (night - 15), "s_low": 0.02 * (night - 15) - 0.06}
        kinds = {0: MAJOR if night > 20 else QUIET, 1: climb if night > 20 else QUIET}
        kinds |= {2: {**MAJOR, "s": -0.7} if night == nights - 1 else QUIET, 3: SKIPPED}
        points = [a_point(names.format(column), **kinds.get(column, QUIET)) for column in range(columns)]
        faults = (a_fault(), a_fault(None, "performance", family="performance")) if night > nights - 4 else ()
        verdict = "fail" if night > 20 else list(VERDICTS)[1 + night % 3]
        said = {"verdict": verdict, "exit_code": VERDICTS[verdict], "reference_digest": str(night > 4)}
        records.append(RunRecord(a_run(night, **said), tuple(points), faults))
    return records


HISTORIES = {
    "year": lambda: drawn(a_year()),
    "asked": lambda: drawn([RunRecord(a_run(0), (a_point(), a_point(subject="hour mix")), ())], columns=["*"]),
    "quiet": lambda: drawn(
        [RunRecord(a_run(night), (a_point(), a_point(subject="hour mix")), ()) for night in range(3)]
    ),
    "one": lambda: drawn([RunRecord(a_run(0), (a_point(**MAJOR),), (a_fault(),))]),
    "bare": lambda: drawn([RunRecord(a_run(0, verdict="not_evaluated", exit_code=5), (), ())]),
    "hostile": lambda: drawn(
        [RunRecord(a_run(0), tuple(a_point(name, subject=name, **MAJOR) for name in NAMES), tuple(map(a_fault, NAMES)))]
    ),
    "many": lambda: drawn(a_year(600)),
}
