"""The terminal face of a comparison: verdict first, what to do next, then every metric and every segment."""

from collections.abc import Sequence
from typing import TextIO

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from driftcli.compare import ComparisonResult
from driftcli.judgement.comparison import Comparison, ComparisonOutcome
from driftcli.reports.comparison.wording import (
    OUTCOME_ASCII,
    OUTCOME_SYMBOL,
    OUTCOME_WORD,
    compared_line,
    comparison_line,
    deciding_sentences,
    facts,
    reason_words,
)
from driftcli.reports.outputs import OutputTarget
from driftcli.reports.terminal.parts import Look, hung
from driftcli.reports.terminal.screen import ColorChoice, look_of, show
from driftcli.reports.wording.names import printable

_STYLE = {
    ComparisonOutcome.BETTER: "bold color(28)",
    ComparisonOutcome.WORSE: "bold color(160)",
    ComparisonOutcome.EQUIVALENT: "color(26)",
    ComparisonOutcome.TOO_LITTLE_DATA: "color(130)",
}
_ROOM_FOR_P = 100
_MOST = 5
"""Metrics and segments that are shown without --full."""


def render_comparison_terminal(
    result: ComparisonResult,
    *,
    stream: TextIO,
    width: int | None,
    color: ColorChoice,
    full: bool = False,
    outputs: Sequence[OutputTarget] = (),
) -> None:
    """Draw a comparison for a person at a terminal; ``full`` shows the test and a note of every line."""
    look = look_of(stream, width, full=full)
    parts = [_header(result, look), _table(result.comparisons, result, look)]
    parts += [_table(result.segments, result, look)] if result.segments else []
    parts += [_closing(result, look, outputs)]
    show(Group(*parts), look, stream=stream, color=color)


def _header(result: ComparisonResult, look: Look) -> RenderableType:
    outcome = result.verdict.outcome
    first = Text(f"{_symbol(outcome, look)} {OUTCOME_WORD[outcome]}", style=_STYLE[outcome])
    first.append(f"  {reason_words(result)}", style="bold")
    said = [hung(" ", look.words(text)) for text in (*deciding_sentences(result), compared_line(result))]
    action = Text(f"Next: {printable(result.verdict.action)}", style="bold", overflow="fold")
    return Group(first, *said, hung(" ", action))


def _table(comparisons: Sequence[Comparison], result: ComparisonResult, look: Look) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    has_pairs = len(result.rows.models) > 2
    heads = ["Segment" if comparisons and comparisons[0].segment else "Metric", *(["Pair"] if has_pairs else [])]
    names = ("Champion", "Challenger") if has_pairs else tuple(map(printable, result.rows.models))
    has_p = look.is_full or look.width >= _ROOM_FOR_P
    shown = comparisons if look.is_full else comparisons[:_MOST]
    for head in [*heads, *names]:
        table.add_column(head, overflow="fold")
    for head in ["Difference [95 %]", *(["p"] if has_p else [])]:
        table.add_column(head, no_wrap=True)
    table.add_column("Outcome", overflow="fold")
    for one in shown:
        line = comparison_line(one)
        cells = [line.subject, *([line.pair] if has_pairs else []), line.champion, line.challenger, line.difference]
        outcome = Text(f"{_symbol(one.outcome, look)} {line.outcome.lower()}", style=_STYLE[one.outcome])
        table.add_row(*cells, *([line.p_value] if has_p else []), outcome)
        if look.is_full:
            told = "; ".join(text for text in (line.method, line.note) if text)
            table.add_row(Text(f"  {told}", overflow="fold"))
    rest = len(comparisons) - len(shown)
    return Group(Text(), table, *([Text(f"and {rest} more, with --full")] if rest else []))


def _closing(result: ComparisonResult, look: Look, outputs: Sequence[OutputTarget]) -> RenderableType:
    shown = facts(result) if look.is_full else [one for one in facts(result) if one[0] not in {"task", "positive"}]
    lines = [f"{name[:1].upper()}{name[1:]}: {text}" for name, text in shown]
    lines += [f"Written: {target.format} to {printable(str(target.path))}" for target in outputs]
    return Group(Text(), *(hung(f"{name}:", look.words(text)) for name, _, text in map(_parted, lines)))


def _parted(line: str) -> tuple[str, str, str]:
    return line.partition(": ")


def _symbol(outcome: ComparisonOutcome, look: Look) -> str:
    return (OUTCOME_ASCII if look.is_ascii else OUTCOME_SYMBOL)[outcome]
