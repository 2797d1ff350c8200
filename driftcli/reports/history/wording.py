"""Words for a history: moments, sizes, what is in alarm, and the one line that an audit says of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from driftcli.history.alarms import CLEAN_RUNS
from driftcli.history.standing import DRIFT, Alarm, alarm_words
from driftcli.reports.wording.names import printable
from driftcli.reports.wording.numbers import count, probability, significant, size

if TYPE_CHECKING:
    from driftcli.history.record import Run
    from driftcli.history.trend import ChartPoint, RunLine, Trend

_MOST_NAMED = 6


def moment(started: str) -> str:
    """Write the start of a run to the minute, as the clock of its zone showed it."""
    return f"{started[:10]} {started[11:16]}".rstrip()


def name_of(alarm: Alarm) -> str:
    """Name what is in alarm: ``drift of amount``."""
    return printable(alarm_words(alarm.kind, alarm.check, alarm.column, alarm.subject))


def news_of(line: "RunLine") -> str:
    """Name what came into alarm at a run."""
    return _named([printable(one) for one in line.new])


def alarm_line(alarms: Sequence[Alarm]) -> str:
    """Tell in one line what is new and what goes on; empty where nothing is in alarm."""
    new = [name_of(one) for one in alarms if one.is_new]
    standing = [one for one in alarms if not one.is_new]
    told = [f"{_named(new)} {'is' if len(new) == 1 else 'are'} new"] if new else []
    for since in dict.fromkeys(one.since for one in standing):
        group = [one for one in standing if one.since == since]
        is_drift = all(one.kind == DRIFT for one in group)
        names = [printable(str(one.column)) if is_drift else name_of(one) for one in group]
        what = "still drifting" if is_drift else "still in alarm"
        told.append(f"{what} since {moment(since)[:10]} ({count(group[0].runs, 'run')}): {_named(names)}")
    return "; ".join(told)


def _named(names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(names))
    more = len(listed) - _MOST_NAMED
    return ", ".join(listed[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def title(trend: "Trend") -> str:
    """Say what was looked at."""
    first, last = trend.runs[0].run, trend.runs[-1].run
    shown = "" if len(trend.runs) == trend.total else f"the last {len(trend.runs)} of "
    period = moment(first.started) + (f" to {moment(last.started)}" if len(trend.runs) > 1 else "")
    return f"{shown}{count(trend.total, 'run')}, {period}"


def since_words(alarm: Alarm) -> str:
    """Say since when and why something is in alarm, and how far it is from its end."""
    state = "new" if alarm.is_new else count(alarm.runs, "run")
    clean = f", clean for {alarm.clean} of {CLEAN_RUNS} runs" if alarm.clean else ""
    return f"since {moment(alarm.since)} ({state}, {alarm.reason}{clean})"


def shape_words(alarm: Alarm) -> str:
    """Say how a column moved, where that can be told."""
    return f"{alarm.shape} from {moment(alarm.onset)}" if alarm.shape and alarm.onset else ""


def size_words(s: float | None, s_low: float | None) -> str:
    """Write a size with its lower bound."""
    return "" if s is None or s_low is None else f"s {size(abs(s))} (lower bound {size(s_low)})"


def average_words(point: "ChartPoint") -> str:
    """Hold the average of a chart against its limit."""
    if point.average is None or point.limit is None:
        return ""
    sign = ">" if point.average > point.limit else "<="
    return f"{size(point.average)} {sign} {size(point.limit)}"


def p_words(value: float | None) -> str:
    """Write a p-value; nothing where a fixed threshold decides."""
    return "" if value is None else probability(value)


def chart_words(point: "ChartPoint") -> str:
    """Name a chart: its column, and what inside it where it is not the column itself."""
    inside = f" ({point.chart.subject})" if point.chart.subject else ""
    return printable(f"{point.chart.column}{inside}")


def outcome_words(outcome: str) -> str:
    """Spell an outcome as words."""
    return outcome.replace("_", " ")


def rule_words(trend: "Trend") -> str:
    """Say how seldom all charts together alarm by chance."""
    charts = count(trend.charts, "chart")
    limit = f"limit {significant(trend.width)} sd of a moving average"
    return f"{charts}, {limit}: by chance one of them passes it once in 365 runs" if trend.charts else ""


def standing(alarms: Sequence[Alarm]) -> str:
    """Count what is in alarm."""
    new = sum(one.is_new for one in alarms)
    return f"{len(alarms)} in alarm" + (f", {new} new" if new else "")


def news_words(alarms: Sequence[Alarm]) -> str:
    """Say what is new, and how much goes on since when at the longest."""
    new, old = [one for one in alarms if one.is_new], [one for one in alarms if not one.is_new]
    told = [f"New: {_named(name_of(one) for one in new)}."] if new else []
    if old:
        longest = max(old, key=lambda one: one.runs)
        since = f"since {moment(longest.since)} ({count(longest.runs, 'run')})"
        told.append(f"Still in alarm: {_named(name_of(one) for one in old)}; the longest {since}.")
    return " ".join(told) or "No column and no finding is in alarm at the last run."


def verdict_counts(runs: "Sequence[Run]") -> str:
    """Count runs by verdict and exit code."""
    found = Counter((run.verdict, run.exit_code) for run in runs)
    return ", ".join(
        f"{count(many)} {verdict.replace('_', ' ')} (exit {code})" for (verdict, code), many in sorted(found.items())
    )
