"""The parts of the terminal face around its table: verdict, diagnosis, data quality, skipped checks, closing lines."""

import re
from collections import Counter
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from driftcli.audit import Result
from driftcli.frozen import dataclass
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.result import ColumnAccount, DiagnosisKind, VerdictStatus
from driftcli.reports.outputs import OutputTarget
from driftcli.reports.view import LOUD, ResultView
from driftcli.reports.wording.conclusion import (
    ACCOUNT_WORD,
    VERDICT_ASCII,
    VERDICT_SYMBOL,
    VERDICT_WORD,
    account_counts,
    confidence_line,
    finding_counts,
    headline,
    input_line,
    onset_sentence,
    power_sentence,
    verdict_reason,
)
from driftcli.reports.wording.finding import brief, sentence
from driftcli.reports.wording.names import (
    NOTE_WORD,
    STATUS_ASCII,
    STATUS_SYMBOL,
    STATUS_WORD,
    check_words,
    finding_word,
    printable,
)
from driftcli.reports.wording.numbers import count
from driftcli.reports.wording.sample import sample_words

_RED, _ORANGE, _GREEN, _BLUE = "color(160)", "color(130)", "color(28)", "color(26)"
"""Colours of the 256 that keep a contrast of about 4 on white and on black."""
STATUS_STYLE = {
    Status.OK: _GREEN,
    Status.WARN: f"bold {_ORANGE}",
    Status.FAIL: f"bold {_RED}",
    Status.SKIPPED: "",
    Status.ERRORED: f"bold {_RED}",
    Status.WAIVED: _BLUE,
}
VERDICT_STYLE = {
    VerdictStatus.PASS: f"bold {_GREEN}",
    VerdictStatus.WARN: f"bold {_ORANGE}",
    VerdictStatus.FAIL: f"bold {_RED}",
    VerdictStatus.NOT_EVALUATED: f"bold {_ORANGE}",
}
HEADING = "bold"
UNBROKEN = "\ufdd0"
"""Stands for a space at which no line may end, while lines are broken; Unicode keeps it out of all text."""
_FEW = 3
_FEW_SEGMENTS = 5
"""Segments that are listed one by one."""
_IN_TABLES = frozenset({"performance", "performance_estimate", "concept_drift"})
_BEGIN = "Begin where "
"""How an action begins that names a segment."""
_TOLD_BY_METRICS = ("performance ",)
_TOLD_BY_SPLIT = ("the relation between inputs and target ", "where ", "the split ")
"""How evidence begins that the tables of performance and of the split tell with more."""
_TOLD_BY_COLUMNS = re.compile(r"\d+ columns? moved: .*\(|the dataset as a whole moved")


@dataclass(frozen=True, slots=True)
class Look:
    """How there is room to draw."""

    width: int
    is_ascii: bool
    is_full: bool

    @property
    def arrow(self) -> str:
        """From before to after."""
        return "->" if self.is_ascii else "→"

    @property
    def bullet(self) -> str:
        """Mark of a list's item."""
        return "-" if self.is_ascii else "•"

    @property
    def is_narrow(self) -> bool:
        """Whether a sentence needs a line of its own beneath its column."""
        return self.width < 150

    @property
    def has_room_for_pictures(self) -> bool:
        """Whether small pictures of both samples fit beside a sentence."""
        return self.width >= 120

    def words(self, text: str) -> str:
        """Put arrows where the encoding allows, and keep a number and its percent sign on one line."""
        kept = text.replace(" %", f"{UNBROKEN}%")
        return kept if self.is_ascii else kept.replace(" -> ", " → ")


def status_text(status: Status, look: Look) -> Text:
    """Show a status by symbol and word."""
    symbol = (STATUS_ASCII if look.is_ascii else STATUS_SYMBOL)[status]
    return Text(f"{symbol} {STATUS_WORD[status]}", style=STATUS_STYLE[status])


def finding_text(finding: Finding, look: Look) -> Text:
    """Show a finding's status by symbol and word; a note by its own."""
    if finding_word(finding) == NOTE_WORD:
        return Text(f"i {NOTE_WORD}", style=_BLUE)
    return status_text(finding.status, look)


def verdict_text(result: Result, look: Look) -> RenderableType:
    """Show the verdict and its reason."""
    status = result.verdict.status
    symbol = (VERDICT_ASCII if look.is_ascii else VERDICT_SYMBOL)[status]
    mark = Text(f"{symbol} {VERDICT_WORD[status]} ", style=VERDICT_STYLE[status])
    return hung(mark, Text(look.words(verdict_reason(result)), style="bold", overflow="fold"))


def header(result: Result, look: Look) -> RenderableType:
    """Show verdict, reason and what was compared."""
    facts = Table.grid(padding=(0, 1))
    facts.add_column(no_wrap=True)
    facts.add_column(overflow="fold")
    for side in ("reference", "current"):
        if side in result.inputs:
            facts.add_row(f"  {side}", input_line(result.inputs[side]))
    return Group(verdict_text(result, look), facts)


def diagnosis(result: Result, look: Look) -> RenderableType:
    """Name the kind of change, why we think so and what to do."""
    found = result.diagnosis
    lines: list[RenderableType] = [Text(), Text(f"Diagnosis: {headline(result)}", style=HEADING)]
    lines += [item(look.bullet, text) for text in reasons_shown(result, look)]
    if since := onset_sentence(found.onset):
        lines.append(item(look.bullet, since))
    if sure := confidence_line(found):
        lines.append(Text(f"  {sure}"))
    if found.actions:
        lines.append(Text("What to do", style=HEADING))
        lines += [item(f"{number}.", text) for number, text in enumerate(actions_shown(result, look), 1)]
    if found.unknown and found.kind is not DiagnosisKind.NONE:
        lines += [item("?", look.words(printable(text))) for text in found.unknown]
    return Group(*lines)


def actions_shown(result: Result, look: Look) -> list[str]:
    """Choose the actions to show: where to begin stands below, with the segments."""
    has_segments = bool(result.diagnosis.split.get("segments"))
    actions = [one for one in result.diagnosis.actions if look.is_full or not (has_segments and one.startswith(_BEGIN))]
    return [look.words(printable(text)) for text in actions]


def reasons_shown(result: Result, look: Look) -> list[str]:
    """Choose the evidence to show: what stands elsewhere in the short face is not said twice."""
    evidence = list(result.diagnosis.evidence)
    if not look.is_full:
        told = _TOLD_BY_METRICS * bool(result.performance) + _TOLD_BY_SPLIT * ("terms" in result.diagnosis.split)
        evidence = [text for text in evidence if not text.startswith(told)] if told else evidence
        evidence = [text for text in evidence if not _TOLD_BY_COLUMNS.match(text)] or evidence
    return [look.words(printable(text)) for text in evidence]


def item(mark: str, text: str) -> RenderableType:
    """Hang a text behind its mark, set in."""
    return hung(f"  {mark}", text)


def hung(mark: str | Text, text: str | Text) -> RenderableType:
    """Hang a text behind its mark."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(mark, text)
    return grid


def quality(view: ResultView, look: Look) -> RenderableType | None:
    """List findings about the dataset as a whole, and what is worth knowing."""
    shown = [one for one in view.dataset if one.status in LOUD or one.outcome is Outcome.NOTE]
    if look.is_full:
        shown += [one for one in view.dataset if one not in shown and sample_words(one)]
    shown += [one for one in view.notes if one.column is not None]
    shown += [one for one in view.segments if one.status in LOUD][:_FEW_SEGMENTS]
    if not shown:
        return None
    lines = [finding_line(finding, look) for finding in shown]
    rest = sum(one.status in LOUD for one in view.segments) - _FEW_SEGMENTS
    lines += [item(look.bullet, f"and {count(rest, 'more segment')} in which columns moved")] if rest > 0 else []
    return Group(Text(), Text("The dataset as a whole", style=HEADING), *lines)


def finding_line(finding: Finding, look: Look) -> RenderableType:
    """Hang a finding's sentence behind its status."""
    status = Text("  ").append_text(finding_text(finding, look))
    return hung(status, look.words(sentence(finding) if look.is_full else brief(finding)))


def unanswered(result: Result, view: ResultView, look: Look) -> RenderableType | None:
    """List every column that was not audited and every check that was not answered, each with its reason."""
    columns = [column for column in result.columns if column.account != "audited"]
    if not columns and not view.unanswered:
        return None
    accounts = (
        item(look.bullet, look.words(f"{printable(one.name)} {one.account}: {printable(one.account_reason)}"))
        for one in columns
    )
    heading = Text("Not audited, or not in full", style=HEADING)
    return Group(Text(), heading, *accounts, *(finding_line(finding, look) for finding in view.unanswered))


def is_missed(finding: Finding) -> bool:
    """Whether an answer is missed; what does not apply is only counted, below."""
    return finding.outcome is not Outcome.NOT_APPLICABLE and finding.check.id not in _IN_TABLES


def account_lines(columns: Sequence[ColumnAccount]) -> list[str]:
    """Name the columns that were not audited, a line for each account."""
    by_account: dict[str, list[str]] = {}
    for column in columns:
        by_account.setdefault(column.account, []).append(printable(column.name))
    return [
        f"{ACCOUNT_WORD.get(account, account)}: {', '.join(names[:_FEW])}"
        + (f" and {len(names) - _FEW} more" if len(names) > _FEW else "")
        for account, names in by_account.items()
    ]


def reason_lines(findings: Sequence[Finding]) -> list[str]:
    """Say which checks were not answered and why, a line for each reason."""
    counted = Counter((check_words(item.check.id), item.status, item.reason or "no reason given") for item in findings)
    ordered = sorted(counted.items(), key=lambda item: (item[0][1] is not Status.ERRORED, -item[1], item[0]))
    lines = [
        f"{words} {'failed' if status is Status.ERRORED else 'skipped'}"
        f"{f' {times} times' if times > 1 else ''}: {printable(reason)}"
        for (words, status, reason), times in ordered[:_FEW]
    ]
    rest = sum(times for _, times in ordered[_FEW:])
    return [*lines, f"and {count(rest, 'more answer')} missing (with --full)"] if rest else lines


def closing(result: Result, look: Look, outputs: Sequence[OutputTarget]) -> RenderableType:
    """Show accounting, power, caution, and where the reports went."""
    lines = [f"{account_counts(result)}. {finding_counts(result)}."]
    lines += [power_sentence(result.power), printable(result.caution)]
    lines += [f"Warning: {printable(warning)}" for warning in result.warnings]
    lines += [f"Written: {target.format} to {printable(str(target.path))}" for target in outputs]
    return Group(Text(), *(Text(look.words(line), overflow="fold") for line in lines if line))
