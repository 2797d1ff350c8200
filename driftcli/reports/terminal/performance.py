"""The part of the terminal face about the model: its metrics, the split of the drop, and where it happened."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from driftcli.audit import Result
from driftcli.judgement.finding import Status
from driftcli.judgement.result import Performance
from driftcli.reports.terminal.parts import HEADING, STATUS_STYLE, Look, item
from driftcli.reports.view import telling
from driftcli.reports.wording.names import STATUS_ASCII, STATUS_SYMBOL, printable
from driftcli.reports.wording.numbers import pair
from driftcli.reports.wording.performance import (
    CONDITION,
    OUTCOME_WORDS,
    by_source,
    drop_text,
    is_estimated,
    matters_text,
    metric_words,
    side_texts,
)
from driftcli.reports.wording.together import (
    TERM_WORDS,
    segment_words,
    signed,
    split_flags,
    split_loss,
    split_loss_briefly,
)

_METRICS = 5
_BAR = 12
_ROOM_FOR_INTERVALS, _ROOM_FOR_WHAT_MATTERS = 76, 90
_STATUS = {
    "degraded": Status.FAIL,
    "improved": Status.OK,
    "stable": Status.OK,
    "insufficient": Status.SKIPPED,
}


def performance(result: Result, look: Look) -> RenderableType | None:
    """Show every metric before and after, each with what became of it."""
    if not result.performance:
        return None
    shown = by_source(result.performance)
    lines: list[RenderableType] = [Text(), performance_heading(look)]
    widths = _widths(shown, look)
    for estimated, part in groupby(shown, key=is_estimated):
        lines += [Text(f"  {CONDITION}:")] if estimated else []
        lines += [_line(one, widths, look) for one in part]
    return Group(*lines)


def performance_heading(look: Look) -> Text:
    """Say what the lines of metrics hold."""
    heading = Text("Performance", style=HEADING)
    matters = " (what matters)" if look.width >= _ROOM_FOR_WHAT_MATTERS else ""
    return heading.append(look.words(f"  before -> after, worse by{matters}"), style="not bold")


def metric_lines(result: Result, look: Look) -> list[RenderableType]:
    """Show the metrics that a reader asks for first; the first two in one, as the verdict tells the first already."""
    shown = telling(result.performance, _METRICS)
    lines = [_line(one, _widths(shown, look), look) for one in shown]
    return [Group(*lines[:2]), *lines[2:]] if lines else []


def _widths(shown: Sequence[Performance], look: Look) -> list[int]:
    rows = [_row(one, look) for one in shown]
    widths = [max((cell_len(row[place]) for row in rows), default=0) for place in range(5)]
    widths[0] = min(widths[0], max(8, look.width - 9 - sum(widths[1:])))
    return widths


def _row(one: Performance, look: Look) -> list[str]:
    """Write the cells of one metric: name, before, after, drop with what matters, outcome."""
    before, after = side_texts(one)
    if look.width < _ROOM_FOR_INTERVALS:
        before, after = pair(one.reference.get("value"), one.current.get("value"))
    matters = matters_text(one) if look.width >= _ROOM_FOR_WHAT_MATTERS else ""
    drop = f"{drop_text(one)} ({matters})" if matters else drop_text(one)
    return [metric_words(one.metric), before, after, drop, OUTCOME_WORDS.get(one.outcome, one.outcome)]


def _line(one: Performance, widths: Sequence[int], look: Look) -> Table:
    name, *cells = _row(one, look)
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    for width in widths:
        table.add_column(overflow="fold", width=width)
    status = _STATUS.get(one.outcome)
    symbol = (STATUS_ASCII if look.is_ascii else STATUS_SYMBOL)[status] if status else " "
    style = STATUS_STYLE[status] if status else ""
    name_text = Text(name, style="bold" if one.is_primary else "", overflow="fold")
    table.add_row(Text(f"  {symbol}", style=style), name_text, *cells[:-1], Text(cells[-1], style=style))
    return table


def split_words(result: Result) -> str:
    """Say in a line which cause carries most of the change of the loss; nothing where it could not be split."""
    found = result.diagnosis.split
    terms = found.get("terms")
    if not isinstance(terms, Mapping) or "total" not in terms:
        return ""
    if found.get("refused"):
        return f"where the change comes from cannot be told: {printable(str(found['refused']))}"
    most = max((name for name in TERM_WORDS if name in terms), key=lambda name: abs(terms[name]["value"] or 0.0))
    term, total = terms[most], terms["total"]
    parts = f"{signed(term['value'])} of {signed(total['value'])}"
    return f"{TERM_WORDS[most]}: {parts} in {split_loss_briefly(found)}"


def worst_segments(result: Result) -> list[str]:
    """Word the segments that carry the change of the loss, the worst first."""
    found = result.diagnosis.split
    segments = [{**one, "share_of_change": None} for one in found.get("segments") or ()]
    return [f"worst where {segment_words(one, found)}" for one in segments]


def split(result: Result, look: Look) -> RenderableType | None:
    """Show which part of the change of the loss has which cause, and the segments that carry it."""
    found = result.diagnosis.split
    terms = found.get("terms")
    if not isinstance(terms, Mapping) or "total" not in terms:
        return None
    total = terms["total"]
    heading = Text("Where the change comes from", style=HEADING)
    whole = signed(total["value"], total["low"], total["high"])
    heading.append(f"  {split_loss(found)} {whole}", style="not bold")
    lines: list[RenderableType] = [heading, _terms(found, look)]
    if found.get("refused"):
        lines.append(item("?", f"nothing is concluded: {printable(str(found['refused']))}"))
    segments = found.get("segments") or ()
    lines += [item(look.bullet, look.words(segment_words(one, found))) for one in segments]
    return Group(*lines)


def _terms(found: Mapping[str, Any], look: Look) -> Table:
    """Align the three terms, each with its interval and a bar."""
    terms, (flags, flag) = found["terms"], split_flags(found)
    longest = max([abs(terms[name]["value"] or 0.0) for name in TERM_WORDS if name in terms], default=0.0) or 1.0
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, words in TERM_WORDS.items():
        if name in terms:
            term = terms[name]
            bar = _bar((term["value"] or 0.0) / longest, look)
            if flags.get(name):
                bar.append(f" {flag}", style=STATUS_STYLE[Status.FAIL])
            table.add_row(f"  {words}", signed(term["value"], term["low"], term["high"]), bar)
    return table


def _bar(share: float, look: Look) -> Text:
    """Draw a share of the longest bar; a gain is drawn lighter than a loss."""
    cells = round(abs(share) * _BAR)
    full, light = ("#", "-") if look.is_ascii else ("█", "░")
    return Text((full if share > 0 else light) * cells)
