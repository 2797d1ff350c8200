"""The table of a history: a line a run, what is in alarm with a picture of its sizes, and columns run by run."""

from collections.abc import Sequence
from typing import TextIO

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from driftcli.history.standing import Alarm
from driftcli.history.trend import ChartPoint, RunLine, Trend
from driftcli.judgement.result import VerdictStatus
from driftcli.reports.history.text import spark
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
    standing,
    title,
)
from driftcli.reports.terminal.parts import HEADING, VERDICT_STYLE, Look, hung
from driftcli.reports.terminal.screen import ColorChoice, look_of, show
from driftcli.reports.wording.conclusion import VERDICT_ASCII, VERDICT_SYMBOL
from driftcli.reports.wording.names import printable
from driftcli.reports.wording.numbers import count, size


def render_history_terminal(trend: Trend, *, stream: TextIO, width: int | None, color: ColorChoice) -> None:
    """Draw a history for a person at a terminal."""
    look = look_of(stream, width, full=True)
    parts: list[RenderableType] = [Text(f"History: {title(trend)}", style=HEADING)]
    parts += [_points(trend.points)] if trend.points else [_runs(trend.runs, look)]
    parts += [Text(), Text(standing(trend.alarms).capitalize(), style=HEADING)]
    parts += [_alarm(one, look) for one in trend.alarms]
    parts += [Text(), Text(rule_words(trend), overflow="fold")] if rule_words(trend) else []
    parts += [hung("Caution:", trend.caution)] if trend.caution else []
    show(Group(*parts), look, stream=stream, color=color)


def _table(*heads: tuple[str, bool]) -> Table:
    """Begin a table; a column that may be folded says so."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for head, is_folded in heads:
        table.add_column(head, overflow="fold", no_wrap=not is_folded)
    return table


def _runs(lines: Sequence[RunLine], look: Look) -> Table:
    table = _table(
        ("Run", False), ("Verdict", False), ("Drifted", False), ("Most moved", True), ("s", False), ("Alarm", True)
    )
    for line in lines:
        worst = line.worst
        told = [f"new: {news_of(line)}" if line.new else f"{line.alarms} in alarm" if line.alarms else ""]
        told += ["another reference"] if line.is_renewed else []
        table.add_row(
            moment(line.run.started),
            _verdict(line.run.verdict, look),
            f"{count(line.drifted)} of {count(line.measured)}",
            "" if worst is None else printable(worst.name),
            "" if worst is None else size(abs(worst.s)),
            "; ".join(text for text in told if text),
        )
    return table


def _verdict(verdict: str, look: Look) -> Text:
    status = VerdictStatus(verdict)
    symbol = (VERDICT_ASCII if look.is_ascii else VERDICT_SYMBOL)[status]
    return Text(f"{symbol} {verdict.replace('_', ' ')}", style=VERDICT_STYLE[status])


def _alarm(alarm: Alarm, look: Look) -> RenderableType:
    """Tell of an alarm in a line, and of how a column moved in a second one."""
    said = Text(name_of(alarm), style="bold")
    said.append(f" {since_words(alarm)}", style="not bold")
    moved = [
        shape_words(alarm),
        "" if alarm.s is None else f"s {size(abs(alarm.s))} now",
        spark(alarm, is_ascii=look.is_ascii),
    ]
    told = "  ".join(text for text in moved if text)
    mark = "!" if alarm.is_new else look.bullet
    lines = [hung(f"  {mark}", said), *([hung("   ", told)] if told else [])]
    return Group(*lines)


def _points(points: Sequence[ChartPoint]) -> Table:
    heads = (("Run", False), ("p", False), ("s", False), ("at least", False), ("n", False), ("m", False))
    table = _table(*heads, ("Outcome", True), ("Average", True))
    before = ""
    for point in points:
        name = chart_words(point)
        if name != before:
            table.add_row(Text(name, style="bold", overflow="fold"))
            before = name
        table.add_row(
            moment(point.run.started),
            p_words(point.p_value),
            "" if point.s is None else size(point.s),
            "" if point.s_low is None else size(point.s_low),
            count(point.n),
            count(point.m),
            outcome_words(point.outcome) + (", in alarm" if point.is_alarm else ""),
            average_words(point),
        )
    return table
