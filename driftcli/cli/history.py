"""``driftcli history``: past runs, trends, and alarms that do not flap."""

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Option

from driftcli.errors import UsageError
from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from driftcli.reports.history.outputs import Looked

FORMATS = ("table", "text", "html", "json", "csv")
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
        str | None, Option(metavar="table|text|html|json|csv", help="Default: table on a terminal, text otherwise.")
    ] = None
    output: Annotated[
        list[str],
        Option("--output", "-o", metavar="[FORMAT=]PATH", help="Also write it to a file: html, text, json or csv."),
    ] = field(default_factory=list)
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
    driftcli history runs.db -o html=history.html
    driftcli history runs.db --column 'price*' --last 60
    driftcli history 'results/*.json' --format csv
    driftcli history runs.db -q --fail-on new
    """  # noqa: D301 - the mark keeps the lines of the examples
    from driftcli.cli.history_delivery import deliver_history, history_targets  # noqa: PLC0415

    del debug
    _require_choices(shown, fail_on)
    named = runs or [_configured(config)]
    targets = history_targets(shown.output, named)
    raise typer.Exit(deliver_history(_looked(named, shown), targets, shown, fail_on=fail_on))


def _require_choices(shown: ShownFlags, fail_on: str) -> None:
    for said, known, flag in (
        (shown.format, FORMATS, "--format"),
        (fail_on, GATES, "--fail-on"),
        (shown.color, COLORS, "--color"),
    ):
        if said is not None and said not in known:
            raise UsageError(f"{said!r} is none of {', '.join(known)}", where=flag)


def _looked(names: "Sequence[str]", shown: ShownFlags) -> "Looked | None":
    """Read and judge; nothing where there is no run."""
    from driftcli.cli.streams import tell  # noqa: PLC0415
    from driftcli.history.alarms import judge_past  # noqa: PLC0415
    from driftcli.history.trend import trend_of  # noqa: PLC0415
    from driftcli.reports.history.outputs import Looked  # noqa: PLC0415
    from driftcli.reports.history.reading import past_named  # noqa: PLC0415

    past = past_named(names, tell=lambda text: tell(f"driftcli: warning: {text}"))
    if not past.runs:
        return None
    _require_columns(shown.column, [chart.column for chart in past.charts])
    judged = judge_past(past)
    trend = trend_of(past, last=shown.last, columns=shown.column, judged=judged)
    return Looked(past, judged, trend, columns=tuple(shown.column))


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
