"""The text face of a history: one greppable line a run, an alarm or a measurement, ASCII symbols only."""

from driftcli import __version__
from driftcli.history.standing import Alarm
from driftcli.history.trend import ChartPoint, RunLine, Trend
from driftcli.reports.charts.spark import spark_pair
from driftcli.reports.history.wording import (
    average_words,
    chart_words,
    moment,
    name_of,
    news_of,
    outcome_words,
    p_words,
    rule_words,
    shape_words,
    since_words,
    size_words,
    standing,
    title,
)
from driftcli.reports.wording.names import printable
from driftcli.reports.wording.numbers import count

SPARKS = 24
"""Runs that a small picture shows."""


def render_history_text(trend: Trend) -> str:
    """Write a header, a line for each run, what is in alarm, and measurements of columns that were asked for."""
    lines = [
        f"driftcli {__version__}: history: {title(trend)}",
        *(_run(one) for one in trend.runs),
        *alarm_lines(trend),
        *(_point(one) for one in trend.points),
        *([f"rule: {rule_words(trend)}"] if rule_words(trend) else []),
        *([f"caution: {trend.caution}"] if trend.caution else []),
        f"alarms: {standing(trend.alarms)}",
    ]
    return "\n".join(lines) + "\n"


def alarm_lines(trend: Trend) -> list[str]:
    """Write a line for everything that is in alarm."""
    return [_alarm(one) for one in trend.alarms]


def _run(line: RunLine) -> str:
    worst = line.worst
    told = [
        line.run.verdict,
        f"{line.drifted} of {count(line.measured, 'column')} drifted",
        "" if worst is None else f"most moved {printable(worst.name)}: {size_words(worst.s, worst.s_low)}",
        f"{line.alarms} in alarm",
        f"new: {news_of(line)}" if line.new else "",
        "another reference" if line.is_renewed else "",
    ]
    return f"run {moment(line.run.started)}: {', '.join(text for text in told if text)}"


def _alarm(alarm: Alarm) -> str:
    told = [since_words(alarm), shape_words(alarm), size_words(alarm.s, alarm.s_low)]
    picture = spark(alarm, is_ascii=True)
    words = ", ".join(text for text in told if text)
    return f"alarm {name_of(alarm)}: {words}" + (f" [{picture}]" if picture else "")


def _point(point: ChartPoint) -> str:
    average = average_words(point)
    told = [
        f"p = {p_words(point.p_value)}" if point.p_value is not None else "",
        size_words(point.s, point.s_low),
        f"{count(point.n)} and {count(point.m, 'row')}",
        f"average {average}" if average else "",
        "in alarm" if point.is_alarm else "",
    ]
    place = f"{chart_words(point)} {moment(point.run.started)}"
    return f"column {place}: {outcome_words(point.outcome)}, {', '.join(text for text in told if text)}"


def spark(alarm: Alarm, *, is_ascii: bool) -> str:
    """Draw the sizes of the last runs, each as a bar."""
    values = [abs(value) for value in alarm.series if value is not None][-SPARKS:]
    return spark_pair(values, (), width=SPARKS, is_ascii=is_ascii)[0] if values else ""
