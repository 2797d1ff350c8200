"""``driftcli history``: past runs, trends, and alarms that do not flap."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer
from typer import Option

from driftcli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from driftcli.history.trend import Trend

FORMATS = ("table", "text", "json", "csv")
GATES = ("alarm", "new", "never")
COLORS = ("auto", "always", "never")


def history(
    runs: Annotated[
        list[str] | None,
        typer.Argument(metavar="RUNS", help="File of --history, or results as JSON: files, globs, folders."),
    ] = None,
    *,
    last: Annotated[int, Option(min=1, metavar="N", help="Runs to show.")] = 20,
    column: Annotated[
        list[str] | None, Option(metavar="GLOB", help="Show these columns run by run; repeatable.")
    ] = None,
    format: Annotated[  # noqa: A002
        str | None, Option(metavar="table|text|json|csv", help="Default: table on a terminal, text otherwise.")
    ] = None,
    fail_on: Annotated[
        str, Option(metavar="alarm|new|never", help="Exit 1 where something is in alarm, or came into alarm last.")
    ] = "never",
    config: Annotated[Path | None, Option(metavar="FILE", help="Configuration that names the history.")] = None,
    quiet: Annotated[bool, Option("--quiet", "-q", help="Nothing on success, only alarms otherwise.")] = False,
    color: Annotated[str, Option(metavar="auto|always|never", help="Whether to use colour.")] = "auto",
    width: Annotated[int | None, Option(min=40, metavar="N", help="Width of the table.")] = None,
    debug: Annotated[bool, Option("--debug", help="Show the traceback of a bug.")] = False,
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
    from driftcli.reports.history.reading import past_named  # noqa: PLC0415

    del debug
    for said, known, flag in ((format, FORMATS, "format"), (fail_on, GATES, "fail-on"), (color, COLORS, "color")):
        if said is not None and said not in known:
            raise UsageError(f"{said!r} is none of {', '.join(known)}", where=f"--{flag}")
    past = past_named(runs or [_configured(config)], tell=lambda text: tell(f"driftcli: warning: {text}"))
    if not past.runs:
        tell("driftcli: exit 5: the history holds no run yet")
        raise typer.Exit(5)
    from driftcli.history.trend import trend_of  # noqa: PLC0415

    trend = trend_of(past, last=last, columns=column or ())
    _require_columns(trend, column or (), known=[chart.column for chart in past.charts])
    code = int(fail_on != "never" and any(one.is_new or fail_on == "alarm" for one in trend.alarms))
    if not quiet or code:
        chosen = format or ("table" if sys.stdout.isatty() and not quiet else "text")
        _show(trend, chosen, is_by_column=bool(column), is_brief=quiet, color=color, width=width)
    if code:
        from driftcli.reports.history.wording import alarm_line  # noqa: PLC0415

        tell(f"driftcli: exit {code}: {alarm_line(trend)}")
    raise typer.Exit(code)


def _configured(config: Path | None) -> str:
    """Find the history that the configuration or the environment names."""
    from driftcli.suite.load import load_config, named_file  # noqa: PLC0415

    path = named_file(load_config(config), "history")
    if path is None:
        hint = "name a file or results, or set history in driftcli.toml or DRIFTCLI_HISTORY"
        raise UsageError("no RUNS are given, and no history is configured", hint=hint)
    return str(path)


def _require_columns(trend: "Trend", globs: "Sequence[str]", *, known: "Sequence[str]") -> None:
    from driftcli.suite.globs import is_match  # noqa: PLC0415
    from driftcli.suite.problems import suggestion  # noqa: PLC0415

    del trend
    for glob in globs:
        if not any(is_match(column, glob) for column in known):
            hint = suggestion(glob, known, otherwise="no column of these runs has such a name")
            raise UsageError(f"no column matches {glob!r}", where="--column", hint=hint)


def _show(trend: "Trend", chosen: str, *, is_by_column: bool, is_brief: bool, color: str, width: int | None) -> None:
    from driftcli.cli.streams import standard_output, write_result  # noqa: PLC0415

    if chosen == "table":
        from driftcli.reports.history.terminal import render_history_terminal  # noqa: PLC0415 - rich is for a table

        with standard_output() as stream:
            choice = cast("Literal['auto', 'always', 'never']", color)
            render_history_terminal(trend, stream=stream, width=width, color=choice)
    elif chosen == "json":
        from driftcli.reports.history.json import render_history_json  # noqa: PLC0415

        write_result(render_history_json(trend), is_utf8=True)
    elif chosen == "csv":
        from driftcli.reports.history.csv import render_history_csv  # noqa: PLC0415

        write_result(render_history_csv(trend, is_by_column=is_by_column), is_utf8=True)
    else:
        from driftcli.reports.history.text import alarm_lines, render_history_text  # noqa: PLC0415

        write_result("".join(f"{line}\n" for line in alarm_lines(trend)) if is_brief else render_history_text(trend))
