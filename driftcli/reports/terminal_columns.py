"""The table of the terminal face: columns worst first with effect, threshold, before and after, the reason in words."""

from collections import Counter

from rich.box import SIMPLE_HEAD, Box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from driftcli.judgement.finding import Status
from driftcli.reports.charts.spark import spark_pair
from driftcli.reports.terminal_parts import HEADING, Look, status_text
from driftcli.reports.view import ColumnView, ResultView
from driftcli.reports.wording.finding import clause, comparison, short_clause
from driftcli.reports.wording.names import STATUS_WORD, printable

_SHORT, _SHORT_NARROW, _SHORT_BESIDE_METRICS = 8, 5, 3
_RULE = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)


def column_table(view: ResultView, look: Look, *, beside_metrics: bool = False) -> RenderableType | None:
    """Draw the worst columns, and count the rest; fewer of them where a table of metrics takes its room."""
    worst = [column for column in view.columns if column.is_loud or column.account.status is Status.WAIVED]
    narrow = _SHORT_BESIDE_METRICS if beside_metrics else _SHORT_NARROW
    shown = list(view.columns) if look.is_full else worst[: narrow if look.is_narrow else _SHORT]
    if not shown:
        return None
    title = "Columns, worst first" if len(shown) > 1 else "The column concerned"
    draw = _wide if not look.is_narrow else _tight if beside_metrics and not look.is_full else _narrow
    table = draw(shown, look)
    rest = [column for column in view.columns if column not in shown]
    return Group(Text(), Text(title, style=HEADING), table, *([Text(_rest(rest))] if rest else []))


def _rest(columns: list[ColumnView]) -> str:
    counted = Counter(column.account.status for column in columns)
    parts = [f"{counted[status]} {STATUS_WORD[status]}" for status in Status if counted[status]]
    return f"  and {len(columns)} more: {', '.join(parts)} (all of them with --full)"


def _wide(columns: list[ColumnView], look: Look) -> Table:
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


def _narrow(columns: list[ColumnView], look: Look) -> RenderableType:
    """Give each column two lines, name and picture over the reason, where a table would be too tight."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for column in columns:
        first = Text(printable(column.account.name), style="bold", overflow="fold")
        first.append(f"  {column.account.kind}", style="not bold")
        effect = "" if look.is_full else _effect(column)
        first.append(f"  {effect}" if effect else "", style="not bold")
        sparks = [spark for spark in _sparks(column, look) if spark]
        first.append(f"  {f' {look.arrow} '.join(sparks)}" if sparks else "", style="not bold")
        status = Text("  ").append_text(status_text(column.account.status, look))
        grid.add_row(status, first)
        grid.add_row("", _reason(column, look))
    return grid


def _tight(columns: list[ColumnView], look: Look) -> RenderableType:
    """Give each column one line, or as many as its sentence takes."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for column in columns:
        line = Text(printable(column.account.name), style="bold", overflow="fold")
        effect = _effect(column)
        line.append(" ").append_text(_reason(column, look)).append(f" ({effect})" if effect else "")
        line.stylize("not bold", len(printable(column.account.name)))
        grid.add_row(Text("  ").append_text(status_text(column.account.status, look)), line)
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
    words = short_clause(column.leading) if look.is_narrow and not look.is_full else clause(column.leading)
    others = sum(finding.status is Status.FAIL for finding in column.findings[1:])
    more = f"; {others} more failed check{'s' if others > 1 else ''}" if others and column.is_loud else ""
    return Text(look.words(words) + more, overflow="fold")
