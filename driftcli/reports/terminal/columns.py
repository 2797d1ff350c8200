"""The table of the terminal face: columns worst first with effect, threshold, before and after, the reason in words."""

from collections import Counter
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD, Box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from driftcli.judgement.finding import Status
from driftcli.reports.charts.spark import spark_pair
from driftcli.reports.terminal.fit import Part
from driftcli.reports.terminal.parts import HEADING, Look, hung, status_text
from driftcli.reports.view import ColumnView, ResultView
from driftcli.reports.wording.finding import clause, comparison, short_clause
from driftcli.reports.wording.names import STATUS_WORD, printable

_MOST = 12
_NAME_SHARE = 3
"""A name up to this part of the width stands beside its sentence."""
_PICTURES_WIDTH = 24
_WORST_FIRST = (Status.ERRORED, Status.FAIL, Status.WARN, Status.WAIVED, Status.SKIPPED, Status.OK)
_RULE = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)


def column_table(view: ResultView, look: Look) -> RenderableType | None:
    """Draw every column, worst first."""
    if not view.columns:
        return None
    table = (_narrow if look.is_narrow else _wide)(view.columns, look)
    return Group(Text(), Text("Columns, worst first", style=HEADING), table)


def column_part(view: ResultView, look: Look) -> Part:
    """Give the columns that ask for attention, one line each or as many as its sentence takes, and count the others."""
    worst = [column for column in view.columns if column.is_loud or column.account.status is Status.WAIVED][:_MOST]
    names = [cell_len(printable(column.account.name)) for column in worst]
    room = max((width for width in names if width <= look.width // _NAME_SHARE), default=0)
    marks = [Text("  ").append_text(status_text(column.account.status, look)) for column in worst]
    widths = (max((mark.cell_len for mark in marks), default=0), room)

    def rest(shown: int) -> RenderableType | None:
        left = [column for column in view.columns if column not in worst[:shown]]
        return Text(_rest(left, look)) if left else None

    heading = Text("Columns, worst first", style=HEADING)
    if any(_effect(column).startswith("s ") for column in worst):
        heading.append("  (s: size of the change in standard deviations > its bar)", style="not bold")
    rows = tuple(_row(column, look, mark, widths) for column, mark in zip(worst, marks, strict=True))
    return Part("columns", rows, heading=heading, least=1, is_apart=True, rest=rest)


def _row(column: ColumnView, look: Look, mark: Text, widths: tuple[int, int]) -> RenderableType:
    """Set status, name, picture and sentence side by side; a name too long for that has lines of its own."""
    name = Text(printable(column.account.name), style="bold", overflow="fold")
    sentence = _reason(column, look)
    effect = _effect(column)
    sentence.append(f" ({effect})" if effect else "")
    beside: list[tuple[int, Text | str]] = [(widths[0], mark)]
    is_long = name.cell_len > widths[1]
    if is_long:
        beside = [(widths[0], "")]
    else:
        beside.append((widths[1], name))
    if look.has_room_for_pictures:
        pictures = f" {look.arrow} ".join(spark for spark in _sparks(column, look) if spark)
        beside.append((_PICTURES_WIDTH, pictures))
    grid = Table.grid(padding=(0, 1))
    for width, _ in beside:
        grid.add_column(no_wrap=True, width=width)
    grid.add_column(overflow="fold")
    grid.add_row(*(cell for _, cell in beside), sentence)
    return Group(hung(mark, name), grid) if is_long else grid


def _rest(columns: Sequence[ColumnView], look: Look) -> str:
    """Count the columns that are not shown, the worst of them by name as far as the line goes."""
    counted = Counter(column.account.status for column in columns)
    parts = [f"{counted[status]} {STATUS_WORD[status]}" for status in _WORST_FIRST if counted[status]]
    lead, tail = f"  and {len(columns)} more: {parts[0]}", "".join(f", {part}" for part in parts[1:])
    names = _names_within([column for column in columns if column.is_loud], look.width - len(lead) - len(tail) - 3)
    return f"{lead} ({names}){tail}" if names else f"{lead}{tail}"


def _names_within(columns: Sequence[ColumnView], room: int) -> str:
    """Name columns of the worst status as long as there is room, and say when there are more."""
    names = [printable(one.account.name) for one in columns if one.account.status is columns[0].account.status]
    for shown in range(len(names), 0, -1):
        text = ", ".join([*names[:shown], *(["..."] if shown < len(names) else [])])
        if cell_len(text) <= room:
            return text
    return ""


def _wide(columns: Sequence[ColumnView], look: Look) -> Table:
    table = Table(box=_RULE if look.is_ascii else SIMPLE_HEAD, padding=(0, 1), header_style="bold", expand=False)
    table.add_column("status", no_wrap=True)
    table.add_column("column", overflow="fold", min_width=12, max_width=max(30, look.width // 4))
    table.add_column("kind", no_wrap=True)
    table.add_column("effect", overflow="fold")
    table.add_column("before", no_wrap=True)
    table.add_column("after", no_wrap=True)
    table.add_column("what happened", overflow="fold", ratio=1)
    for column in columns:
        before, after = _sparks(column, look)
        name = Text(printable(column.account.name), style="bold", overflow="fold")
        table.add_row(
            status_text(column.account.status, look),
            name,
            column.account.kind,
            _effect(column),
            before,
            after,
            _reason(column, look),
        )
    return table


def _narrow(columns: Sequence[ColumnView], look: Look) -> RenderableType:
    """Give each column two lines, name and picture over the reason, where a table would be too tight."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for column in columns:
        first = Text(printable(column.account.name), style="bold", overflow="fold")
        first.append(f"  {column.account.kind}", style="not bold")
        sparks = [spark for spark in _sparks(column, look) if spark]
        first.append(f"  {f' {look.arrow} '.join(sparks)}" if sparks else "", style="not bold")
        status = Text("  ").append_text(status_text(column.account.status, look))
        grid.add_row(status, first)
        grid.add_row("", _reason(column, look))
    return grid


def _sparks(column: ColumnView, look: Look) -> tuple[str, str]:
    shape = column.account.distribution
    if shape is None:
        return "", ""
    return spark_pair(shape.reference, shape.current, is_ascii=look.is_ascii)


def _effect(column: ColumnView) -> str:
    leading = column.leading
    return comparison(leading).replace("=", " ", 1) if leading is not None else ""


def _reason(column: ColumnView, look: Look) -> Text:
    if column.leading is None:
        return Text(look.words(printable(column.account.account_reason or "nothing was asked of it")))
    words = clause(column.leading) if look.is_full else short_clause(column.leading)
    others = sum(finding.status is Status.FAIL for finding in column.findings[1:])
    more = f"; {others} more failed check{'s' if others > 1 else ''}" if others and column.is_loud else ""
    return Text(look.words(words) + more, overflow="fold")
