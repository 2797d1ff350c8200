"""``driftcli history``: past runs, trends, and alarms that do not flap."""

import sys
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer
from typer import Option

from driftcli.errors import UsageError
from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from driftcli.history.trend import Trend

FORMATS = ("table", "text", "json", "csv")
GATES = ("alarm", "new", "never")
COLORS = ("auto", "always", "never")


@dataclass(frozen=True)
class ShownFlags:
    """What is shown."""

    last: Annotated[int, Option(min=1, metavar="N", help="Runs to show.")] = 20
    column: Annotated[list[str], Option(metavar="GLOB", help="Show these columns run by run; repeatable.")] = field(
        default_factory=list
    )
    format: Annotated[
        str | None, Option(metavar="table|text|json|csv", help="Default: table on a terminal, text otherwise.")
    ] = None
    quiet: Annotated[bool, Option("--quiet", "-q", help="Nothing on success, only alarms otherwise.")] = False
    color: Annotated[str, Option(metavar="auto|always|never", help="Whether to use colour.")] = "auto"
    width: Annotated[int | None, Option(min=40, metavar="N", help="Width of the table.")] = None


def history(
    runs: Annotated[
        list[str] | None,
        typer.Argument(metavar="RUNS", help="File of --history, or results as JSON: files, globs, folders."),
    ] = None,
    *,
    fail_on: Annotated[
        str, Option(metavar="alarm|new|never", help="Exit 1 where something is in alarm, or came into alarm last.")
    ] = "never",
    config: Annotated[Path | None, Option(metavar="FILE", help="Configuration that names the history.")] = None,
    debug: Annotated[bool, Option("--debug", help="Show the traceback of a bug.")] = False,
    shown: ShownFlags,
) -> None:
    """Show past runs, trends and what is in alarm.

    Every driftcli audit … --history runs.db adds its run to that file; results that -o json=… wrote do as well.
    What is large or broken is an alarm at once, what is small when it lasts, and it stays one until three runs are
    clean: driftcli explain history has the rule. Without RUNS the history of the configuration is shown.

    \b
    driftcli history runs.db
    driftcli history runs.db --column 'price*' --last 60
    driftcli history 'results/*.json' --format csv
    driftcli history runs.db -q --fail-on new
    """  # noqa: D301 - the mark keeps the lines of the examples
    from driftcli.cli.streams import tell  # noqa: PLC0415

    del debug
    _require_choices(shown, fail_on)
    trend = _trend(runs or [_configured(config)], shown)
    if trend is None:
        tell("driftcli: exit 5: the history holds no run yet")
        raise typer.Exit(5)
    code = int(fail_on != "never" and any(one.is_new or fail_on == "alarm" for one in trend.alarms))
    if not shown.quiet or code:
        _show(trend, shown)
    if code:
        from driftcli.reports.history.wording import alarm_line  # noqa: PLC0415

        tell(f"driftcli: exit {code}: {alarm_line(trend.alarms)}")
    raise typer.Exit(code)


def _require_choices(shown: ShownFlags, fail_on: str) -> None:
    for said, known, flag in (
        (shown.format, FORMATS, "--format"),
        (fail_on, GATES, "--fail-on"),
        (shown.color, COLORS, "--color"),
    ):
        if said is not None and said not in known:
            raise UsageError(f"{said!r} is none of {', '.join(known)}", where=flag)


def _trend(names: "Sequence[str]", shown: ShownFlags) -> "Trend | None":
    """Read and judge; nothing where there is no run."""
    from driftcli.cli.streams import tell  # noqa: PLC0415
    from driftcli.history.trend import trend_of  # noqa: PLC0415
    from driftcli.reports.history.reading import past_named  # noqa: PLC0415

    past = past_named(names, tell=lambda text: tell(f"driftcli: warning: {text}"))
    if not past.runs:
        return None
    _require_columns(shown.column, [chart.column for chart in past.charts])
    return trend_of(past, last=shown.last, columns=shown.column)


def _configured(config: Path | None) -> str:
    """Find the history that the configuration or the environment names."""
    from driftcli.suite.load import load_config, named_file  # noqa: PLC0415

    path = named_file(load_config(config), "history")
    if path is None:
        hint = "name a file or results, or set history in driftcli.toml or DRIFTCLI_HISTORY"
        raise UsageError("no RUNS are given, and no history is configured", hint=hint)
    return str(path)


def _require_columns(globs: "Sequence[str]", known: "Sequence[str]") -> None:
    from driftcli.suite.globs import is_match  # noqa: PLC0415
    from driftcli.suite.problems import suggestion  # noqa: PLC0415

    for glob in globs:
        if not any(is_match(column, glob) for column in known):
            hint = suggestion(glob, known, otherwise="no column of these runs has such a name")
            raise UsageError(f"no column matches {glob!r}", where="--column", hint=hint)


def _show(trend: "Trend", shown: ShownFlags) -> None:
    from driftcli.cli.streams import standard_output, write_result  # noqa: PLC0415

    chosen = shown.format or ("table" if sys.stdout.isatty() and not shown.quiet else "text")
    if chosen == "table":
        from driftcli.reports.history.terminal import render_history_terminal  # noqa: PLC0415 - rich is for a table

        with standard_output() as stream:
            color = cast("Literal['auto', 'always', 'never']", shown.color)
            render_history_terminal(trend, stream=stream, width=shown.width, color=color)
    elif chosen == "json":
        from driftcli.reports.history.json import render_history_json  # noqa: PLC0415

        write_result(render_history_json(trend), is_utf8=True)
    elif chosen == "csv":
        from driftcli.reports.history.csv import render_history_csv  # noqa: PLC0415

        write_result(render_history_csv(trend, is_by_column=bool(shown.column)), is_utf8=True)
    else:
        from driftcli.reports.history.text import alarm_lines, render_history_text  # noqa: PLC0415

        brief = "".join(f"{line}\n" for line in alarm_lines(trend))
        write_result(brief if shown.quiet else render_history_text(trend))
