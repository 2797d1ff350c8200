"""The terminal face in 21 lines, for a first look: with the last words on standard error it fits a screen of 80 by 24.

Verdict, what kind of change, what to do, where it is worst, what was not answered, where to read on. Each fact stands
once; what is left out is counted and ``--full`` shows it.
"""

import re
from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from driftcli.audit import Result
from driftcli.judgement.finding import Finding
from driftcli.judgement.result import DiagnosisKind
from driftcli.reports.outputs import OutputTarget
from driftcli.reports.terminal.columns import column_part
from driftcli.reports.terminal.fit import Part
from driftcli.reports.terminal.parts import (
    HEADING,
    Look,
    account_lines,
    actions_shown,
    finding_line,
    hung,
    is_missed,
    item,
    reason_lines,
    reasons_shown,
    verdict_text,
)
from driftcli.reports.terminal.performance import metric_lines, performance_heading, split_words, worst_segments
from driftcli.reports.view import LOUD, ResultView
from driftcli.reports.wording.conclusion import (
    account_counts,
    compared_line,
    finding_counts,
    headline,
    onset_sentence,
    power_words,
)
from driftcli.reports.wording.names import printable
from driftcli.reports.wording.numbers import count

LINES = 21
_ALL = 99
_WORST = ("worst where ", "rows where ", "in segment ")
"""How the sentence about the worst segment begins."""
_LIST = re.compile(r"\d+ columns? ")
ORDER = (
    *("todo", "why", "columns", "todo", "columns", "why", "whole", "missed", "columns", "todo", "metrics", "why"),
    *("columns", "caution", "columns", "metrics", "metrics", "why", "columns", "unknown", "missed", "columns"),
    *("whole", "columns", "columns", "missed", "why", "todo", "why", "metrics", "metrics"),
)
"""Whose next item is shown next, as long as there is room."""


def short_parts(result: Result, view: ResultView, look: Look, outputs: Sequence[OutputTarget]) -> list[Part]:
    """Give the parts of the short face, from top to bottom."""
    return [
        Part("verdict", (verdict_text(result, look), _line(f"  {compared_line(result)}", look)), least=2),
        Part("headline", (_headline(result),), least=1, is_apart=True),
        _why(result, look),
        _todo(result, look),
        _unknown(result, look),
        _metrics(result, look),
        column_part(view, look),
        _whole(view, look),
        _missed(result, view, look),
        _closing(result, look),
        Part("caution", _caution(result, look)),
        Part("next", tuple(_next(view, look, outputs)), least=_ALL),
    ]


def _line(text: str, look: Look, *, style: str = "") -> Text:
    return Text(look.words(text), overflow="fold", style=style)


def _headline(result: Result) -> RenderableType:
    sure = result.diagnosis.confidence.partition(":")[0]
    return Text(f"Diagnosis: {headline(result)}" + (f" (confidence {printable(sure)})" if sure else ""), style=HEADING)


def _why(result: Result, look: Look) -> Part:
    """Explain the kind of change: the split of the loss and its worst segment first, then the other evidence."""
    split, segments = split_words(result), worst_segments(result)
    since = onset_sentence(result.diagnosis.onset)
    reasons = sorted(reasons_shown(result, look), key=_is_a_list)
    worst = [text for text in reasons if text.startswith(_WORST)]
    words = [*worst, *([since] if since else []), *([split] if split else []), *([] if worst else segments[:1])]
    words += [*(text for text in reasons if text not in worst), *segments[1:]]
    return Part("why", tuple(item(look.bullet, look.words(text)) for text in words))


def _is_a_list(reason: str) -> bool:
    """Whether it only lists columns, which have their own part."""
    return bool(_LIST.match(reason))


def _todo(result: Result, look: Look) -> Part:
    actions = actions_shown(result, look)
    items = tuple(item(f"{number}.", text) for number, text in enumerate(actions, 1))

    def rest(shown: int) -> RenderableType | None:
        left = len(items) - shown
        return Text(f"     and {count(left, 'more step')}, with --full") if left else None

    return Part("todo", items, heading=Text("What to do", style=HEADING), least=1, rest=rest)


def _unknown(result: Result, look: Look) -> Part:
    unknown = result.diagnosis.unknown if result.diagnosis.kind is not DiagnosisKind.NONE else ()
    return Part("unknown", tuple(item("?", look.words(printable(text))) for text in unknown))


def _metrics(result: Result, look: Look) -> Part:
    return Part("metrics", tuple(metric_lines(result, look)), heading=performance_heading(look), is_apart=True)


def _whole(view: ResultView, look: Look) -> Part:
    found = [one for one in (*view.dataset, *view.segments[:1]) if one.status in LOUD and not _is_told(one)]
    lines = tuple(finding_line(one, look) for one in found)
    return Part("whole", lines, heading=Text("The dataset as a whole", style=HEADING))


def _is_told(finding: Finding) -> bool:
    """Whether the parts about the model tell it already."""
    return finding.check.group in {"performance", "concept"}


def _missed(result: Result, view: ResultView, look: Look) -> Part:
    columns = [column for column in result.columns if column.account != "audited"]
    words = [*account_lines(columns), *reason_lines([one for one in view.unanswered if is_missed(one)])]
    lines = tuple(item(look.bullet, look.words(text)) for text in words)
    return Part("missed", lines, heading=Text("Not audited, or not in full", style=HEADING))


def _closing(result: Result, look: Look) -> Part:
    counts = _line(f"{account_counts(result)}. {finding_counts(result)}.", look)
    return Part("counts", (counts,), least=1, is_apart=True)


def _caution(result: Result, look: Look) -> tuple[RenderableType, ...]:
    first, separator, _ = printable(result.caution).partition(". ")
    words = f"{power_words(result.power)} {first}{separator.strip()}".strip()
    return (_line(words, look),) if words else ()


def _next(view: ResultView, look: Look, outputs: Sequence[OutputTarget]) -> list[RenderableType]:
    """Say where the reports went, and what to type to see more."""
    asked = view.loud[0].check.id if view.loud else "rule"
    more = ["all of it here: --full", f"how it was measured: driftcli explain {asked}"]
    more = more if outputs else ["a report to send: -o report.html", *more]
    words = [_line(f"{text[:1].upper()}{text[1:]}", look) for text in _joined(more, look.width)]
    where = ", ".join(f"{target.format} to {printable(str(target.path))}" for target in outputs)
    return [*words, *([hung("Written:", where)] if where else [])]


def _joined(phrases: Sequence[str], width: int) -> list[str]:
    """Put phrases into lines without breaking one of them."""
    lines: list[str] = []
    for phrase in phrases:
        if lines and len(lines[-1]) + len(phrase) + 2 <= width:
            lines[-1] += f"; {phrase}"
        else:
            lines.append(phrase)
    return lines
