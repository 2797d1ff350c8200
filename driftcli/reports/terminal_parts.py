"""The parts of the terminal face around its table: verdict, diagnosis, data quality, skipped checks, closing lines."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from driftcli.audit import Result
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
    finding_counts,
    headline,
    input_line,
    onset_sentence,
    power_sentence,
)
from driftcli.reports.wording.finding import sentence
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
_VERDICT_STYLE = {
    VerdictStatus.PASS: f"bold {_GREEN}",
    VerdictStatus.WARN: f"bold {_ORANGE}",
    VerdictStatus.FAIL: f"bold {_RED}",
    VerdictStatus.NOT_EVALUATED: f"bold {_ORANGE}",
}
HEADING = "bold"
_FEW = 3


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

    def words(self, text: str) -> str:
        """Put arrows where the encoding allows."""
        return text if self.is_ascii else text.replace(" -> ", " → ")


def status_text(status: Status, look: Look) -> Text:
    """Show a status by symbol and word."""
    symbol = (STATUS_ASCII if look.is_ascii else STATUS_SYMBOL)[status]
    return Text(f"{symbol} {STATUS_WORD[status]}", style=STATUS_STYLE[status])


def finding_text(finding: Finding, look: Look) -> Text:
    """Show a finding's status by symbol and word; a note by its own."""
    if finding_word(finding) == NOTE_WORD:
        return Text(f"i {NOTE_WORD}", style=_BLUE)
    return status_text(finding.status, look)


def header(result: Result, look: Look) -> RenderableType:
    """Show verdict, reason and what was compared."""
    status = result.verdict.status
    symbol = (VERDICT_ASCII if look.is_ascii else VERDICT_SYMBOL)[status]
    first = Text(f"{symbol} {VERDICT_WORD[status]}", style=_VERDICT_STYLE[status])
    first.append(f"  {look.words(printable(result.verdict.reason))}", style="bold")
    facts = Table.grid(padding=(0, 1))
    facts.add_column(no_wrap=True)
    facts.add_column(overflow="fold")
    for side in ("reference", "current"):
        if side in result.inputs:
            facts.add_row(f"  {side}", input_line(result.inputs[side]))
    return Group(first, facts)


def diagnosis(result: Result, look: Look) -> RenderableType:
    """Name the kind of change, why we think so and what to do."""
    found = result.diagnosis
    lines: list[RenderableType] = [Text(), Text(f"Diagnosis: {headline(result)}", style=HEADING)]
    evidence = found.evidence if look.is_full else found.evidence[:_FEW]
    lines += [_item(look.bullet, look.words(printable(text))) for text in evidence]
    if len(evidence) < len(found.evidence):
        lines.append(_item(look.bullet, f"and {len(found.evidence) - len(evidence)} more"))
    if since := onset_sentence(found.onset):
        lines.append(_item(look.bullet, since))
    if found.actions:
        lines.append(Text("What to do", style=HEADING))
        lines += [_item(f"{number}.", look.words(printable(text))) for number, text in enumerate(found.actions, 1)]
    if found.unknown and found.kind is not DiagnosisKind.NONE:
        unknown = found.unknown if look.is_full else found.unknown[:1]
        lines += [_item("?", look.words(printable(text))) for text in unknown]
    return Group(*lines)


def _item(mark: str, text: str) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(f"  {mark}", text)
    return grid


def quality(view: ResultView, look: Look) -> RenderableType | None:
    """List findings about the dataset as a whole, and what is worth knowing."""
    shown = [item for item in view.dataset if item.status in LOUD or (look.is_full and item.outcome is Outcome.NOTE)]
    shown += [item for item in view.notes if item.column is not None] if look.is_full else []
    hidden = len(view.notes) if not look.is_full else 0
    if not shown and not hidden:
        return None
    lines = [_finding_line(finding, look) for finding in shown]
    lines += [_item(look.bullet, f"{count(hidden, 'note')} of no weight (with --full)")] if hidden else []
    return Group(Text(), Text("The dataset as a whole", style=HEADING), *lines)


def _finding_line(finding: Finding, look: Look) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Padding(finding_text(finding, look), (0, 0, 0, 2)), look.words(sentence(finding)))
    return grid


def unanswered(result: Result, view: ResultView, look: Look) -> RenderableType | None:
    """List what was not audited or answered, and why; reasons that repeat are counted once."""
    columns = [column for column in result.columns if column.account != "audited"]
    if not columns and not view.unanswered:
        return None
    heading = Text("Not audited, or not in full", style=HEADING)
    if not look.is_full:
        lines = [*_accounts(columns), *_reasons(view.unanswered)]
        return Group(Text(), heading, *(_item(look.bullet, look.words(text)) for text in lines))
    accounts = (
        _item(look.bullet, look.words(f"{printable(item.name)} {item.account}: {printable(item.account_reason)}"))
        for item in columns
    )
    return Group(Text(), heading, *accounts, *(_finding_line(finding, look) for finding in view.unanswered))


def _accounts(columns: Sequence[ColumnAccount]) -> list[str]:
    """Name the columns that were not audited, a line for each account."""
    by_account: dict[str, list[str]] = {}
    for column in columns:
        by_account.setdefault(column.account, []).append(printable(column.name))
    return [
        f"{ACCOUNT_WORD.get(account, account)}: {', '.join(names[:_FEW])}"
        + (f" and {len(names) - _FEW} more" if len(names) > _FEW else "")
        for account, names in by_account.items()
    ]


def _reasons(findings: Sequence[Finding]) -> list[str]:
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
