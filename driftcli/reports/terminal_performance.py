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
from driftcli.reports.terminal_parts import HEADING, STATUS_STYLE, Look, item
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
from driftcli.reports.wording.together import TERM_WORDS, loss_words, segment_words, signed

_METRICS, _METRICS_NARROW = 5, 3
_SEGMENTS, _SEGMENTS_NARROW = 3, 2
_BAR = 12
_ROOM_FOR_INTERVALS = 76
_STATUS = {
    "degraded": Status.FAIL,
    "improved": Status.OK,
    "stable": Status.OK,
    "insufficient": Status.SKIPPED,
}


def performance(result: Result, look: Look) -> RenderableType | None:
    """Show metrics before and after, each with what became of it."""
    if not result.performance:
        return None
    everything = by_source(result.performance)
    most = _METRICS_NARROW if look.is_narrow else _METRICS
    shown = everything if look.is_full else telling(everything, most)
    rest = len(everything) - len(shown)
    heading = Text("Performance", style=HEADING)
    heading.append(look.words("  before -> after, worse by (what matters)"), style="not bold")
    heading.append(f"; {rest} more with --full" if rest else "", style="not bold")
    rows = [_row(one, look) for one in shown]
    widths = [max(cell_len(row[place]) for row in rows) for place in range(5)]
    widths[0] = min(widths[0], max(8, look.width - 9 - sum(widths[1:])))
    lines: list[RenderableType] = [Text(), heading]
    for estimated, part in groupby(zip(shown, rows, strict=True), key=lambda pair: is_estimated(pair[0])):
        lines += [Text(f"  {CONDITION}:")] if estimated else []
        lines.append(_table(list(part), widths, look))
    return Group(*lines)


def _row(one: Performance, look: Look) -> list[str]:
    """Write the cells of one metric: name, before, after, drop with what matters, outcome."""
    before, after = side_texts(one)
    if look.width < _ROOM_FOR_INTERVALS:
        before, after = pair(one.reference.get("value"), one.current.get("value"))
    matters = matters_text(one)
    drop = f"{drop_text(one)} ({matters})" if matters else drop_text(one)
    return [metric_words(one.metric), before, after, drop, OUTCOME_WORDS.get(one.outcome, one.outcome)]


def _table(rows: Sequence[tuple[Performance, list[str]]], widths: Sequence[int], look: Look) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    for width in widths:
        table.add_column(overflow="fold", width=width)
    for one, (name, *cells) in rows:
        status = _STATUS.get(one.outcome)
        symbol = (STATUS_ASCII if look.is_ascii else STATUS_SYMBOL)[status] if status else " "
        style = STATUS_STYLE[status] if status else ""
        name_text = Text(name, style="bold" if one.is_primary else "", overflow="fold")
        table.add_row(Text(f"  {symbol}", style=style), name_text, *cells[:-1], Text(cells[-1], style=style))
    return table


def split(result: Result, look: Look) -> RenderableType | None:
    """Show which part of the change of the loss has which cause, and the segments that carry it."""
    found = result.diagnosis.split
    terms = found.get("terms")
    if not isinstance(terms, Mapping) or "total" not in terms:
        return None
    total = terms["total"]
    heading = Text("Where the change comes from", style=HEADING)
    whole = signed(total["value"], total["low"], total["high"])
    heading.append(f"  {loss_words(found.get('task'))} {whole}", style="not bold")
    lines: list[RenderableType] = [heading, _terms(found, look)]
    if found.get("refused"):
        lines.append(item("?", f"nothing is concluded: {printable(str(found['refused']))}"))
    segments = list(found.get("segments") or ())
    most = len(segments) if look.is_full else _SEGMENTS_NARROW if look.is_narrow else _SEGMENTS
    lines += [item(look.bullet, look.words(segment_words(one, found.get("task")))) for one in segments[:most]]
    return Group(*lines)


def _terms(found: Mapping[str, Any], look: Look) -> Table:
    """Align the three terms, each with its interval and a bar."""
    terms, hurts = found["terms"], found.get("hurts") or {}
    longest = max([abs(terms[name]["value"] or 0.0) for name in TERM_WORDS if name in terms], default=0.0) or 1.0
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, words in TERM_WORDS.items():
        if name in terms:
            term = terms[name]
            bar = _bar((term["value"] or 0.0) / longest, look)
            if hurts.get(name):
                bar.append(" hurts", style=STATUS_STYLE[Status.FAIL])
            table.add_row(f"  {words}", signed(term["value"], term["low"], term["high"]), bar)
    return table


def _bar(share: float, look: Look) -> Text:
    """Draw a share of the longest bar; a gain is drawn lighter than a loss."""
    cells = round(abs(share) * _BAR)
    full, light = ("#", "-") if look.is_ascii else ("█", "░")
    return Text((full if share > 0 else light) * cells)
