"""The HTML face of a history: one offline file, drawn from ``templates/history.html``; it reads without its script."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from driftcli import __version__
from driftcli.checks.catalog import builtin_check
from driftcli.frozen import dataclass
from driftcli.history.overview import ALARM, MOVED, QUIET, UNTOLD, ChartLine, Course, Overview
from driftcli.history.standing import Alarm
from driftcli.history.trend import RunLine
from driftcli.judgement.policy import MAJOR
from driftcli.judgement.result import VerdictStatus
from driftcli.reports.charts.control import control_chart
from driftcli.reports.charts.strip import run_strip
from driftcli.reports.history.wording import (
    moment,
    name_of,
    news_words,
    outcome_words,
    rule_words,
    shape_words,
    since_words,
    size_words,
    standing,
    verdict_counts,
)
from driftcli.reports.html.environment import page_environment, page_script, script_hash
from driftcli.reports.wording.names import printable
from driftcli.reports.wording.numbers import count, size

MOST_NAMED = 200
"""Alarms without a picture that are listed; all charts are in the table."""
WORD = {ALARM: "in alarm", MOVED: "moved", QUIET: "quiet", UNTOLD: "not told"}
_TONE = {ALARM: "fail", MOVED: "warn", QUIET: "ok", UNTOLD: "skipped"}
"""Class of each state in the stylesheet."""
_STRIP = {VerdictStatus.FAIL: "fail", VerdictStatus.WARN: "warn", VerdictStatus.PASS: "ok"} | {
    VerdictStatus.NOT_EVALUATED: "skipped"
}


def render_history_html(overview: Overview) -> str:
    """Draw a history as one self-contained page."""
    trend, script = overview.trend, page_script()
    anchors = {one.chart: f"a{number}" for number, one in enumerate((*overview.courses, *overview.asked), 1)}
    drawn = {one.alarm for one in overview.courses}
    others = [one for one in trend.alarms if one not in drawn]
    found = Counter(line.state for line in overview.lines)
    environment = page_environment()
    environment.filters |= {"moment": moment, "count": count, "size": size}
    environment.globals |= {"name_of": name_of, "since_words": since_words, "moved": _moved}
    return environment.get_template("history.html").render(
        version=__version__,
        script=script,
        script_hash=script_hash(script),
        trend=trend,
        heading=standing(trend.alarms) if trend.alarms else "nothing in alarm",
        news=news_words(trend.alarms),
        title=f"{count(trend.total, 'run')}, {moment(overview.begun)} to {moment(trend.runs[-1].run.started)}",
        figures=[_figure(one, anchors[one.chart]) for one in overview.courses],
        asked=[_figure(one, anchors[one.chart]) for one in overview.asked],
        left_out=overview.left_out,
        others=others[:MOST_NAMED],
        unnamed=max(0, len(others) - MOST_NAMED),
        strip=_strip(overview.runs),
        counts=verdict_counts([line.run for line in overview.runs]),
        drawn=len(overview.runs),
        renewed=[line.run for line in overview.runs if line.is_renewed],
        verdict_class=_STRIP,
        lines=[(line, _TONE[line.state], anchors.get(line.chart, "")) for line in overview.lines],
        states=[(_TONE[state], WORD[state], many) for state, many in found.items()],
        words=WORD,
        told=_told,
        rule=rule_words(trend),
        major=size(MAJOR),
    )


def _told(line: ChartLine) -> str:
    """Say what the last run found, and what inside the column it is about."""
    inside = f"{printable(line.chart.subject)}: " if line.chart.subject else ""
    since = f", in alarm {since_words(line.alarm)}" if line.alarm is not None else ""
    return f"{inside}{outcome_words(line.outcome) or 'not measured at the last run'}{since}"


def _moved(alarm: Alarm) -> str:
    return ", ".join(text for text in (shape_words(alarm), size_words(alarm.s, alarm.s_low)) if text)


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart run by run, worded and drawn."""

    anchor: str
    name: str
    is_new: bool
    words: str
    chart: Markup


def _figure(course: Course, anchor: str) -> Figure:
    alarm, moments = course.alarm, course.moments
    if alarm is None:
        inside = f" ({course.chart.subject})" if course.chart.subject else ""
        name, words = printable(f"{course.chart.column}{inside}"), "not in alarm"
    else:
        name, words = name_of(alarm), "; ".join(text for text in (since_words(alarm), _moved(alarm)) if text)
    drawn = control_chart(
        sizes=(course.s.tolist(), course.s_low.tolist()),
        averages=(course.average.tolist(), course.limit.tolist()),
        failed=course.failed.tolist(),
        bars=_bars(course.chart.check),
        ends=(moment(moments[0])[:10], moment(moments[-1])[:10]),
        marks=[] if alarm is None else _marks(alarm, moments),
        label=f"{name}: {count(len(moments), 'run')}, {words}",
        title=name,
    )
    return Figure(anchor, name, alarm is not None and alarm.is_new, words, Markup(drawn))  # noqa: S704 - escaped names


def _marks(alarm: Alarm, moments: Sequence[str]) -> list[tuple[int, str, str]]:
    marks = [(moments.index(alarm.since), "mark", "alarm")] if alarm.since in moments else []
    if alarm.onset in moments and alarm.onset != alarm.since:
        marks.append((moments.index(str(alarm.onset)), "mark weak", "" if marks else "onset"))
    return marks


def _bars(check_id: str) -> list[float]:
    """Give the bars that a check comes with, and that of what is an alarm at once."""
    check = builtin_check(check_id)
    fail = None if check is None else check.thresholds.fail
    return [*([] if fail is None else [fail]), MAJOR]


def _strip(lines: Sequence[RunLine]) -> Markup:
    verdicts = [line.run.verdict for line in lines]
    drawn = run_strip(
        drifted=[line.drifted for line in lines],
        verdicts=verdicts,
        rows=[(str(one), css, str(one).replace("_", " ")) for one, css in _STRIP.items() if one in verdicts],
        renewed=[place for place, line in enumerate(lines) if line.is_renewed],
        ends=(moment(lines[0].run.started)[:10], moment(lines[-1].run.started)[:10]),
        label=f"Columns that drifted, and the verdict, run by run: {verdict_counts([line.run for line in lines])}",
    )
    return Markup(drawn)  # noqa: S704 - built from numbers and escaped names
