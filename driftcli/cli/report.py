"""``driftcli report``: a saved result rendered again, without the data."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Option

from driftcli.cli.flags import OutputFlags

if TYPE_CHECKING:
    from driftcli.audit import Result


def report(
    result: Annotated[str, typer.Argument(metavar="RESULT", help="JSON file of an audit, or - for standard input.")],
    *,
    output: Annotated[
        list[str] | None,
        Option("--output", "-o", metavar="[FORMAT=]PATH", help="Write the result to a file; repeatable."),
    ] = None,
    format_: Annotated[
        str | None, Option("--format", metavar="FORMAT", help="What standard output carries; default: none with -o.")
    ] = None,
    full: Annotated[bool, Option("--full", help="Show every column and every answer.")] = False,
    exit_code: Annotated[bool, Option("--exit-code", help="Exit as the audit did, not 0.")] = False,
    quiet: Annotated[bool, Option("--quiet", "-q", help="Do not tell what was written.")] = False,
    color: Annotated[str, Option(metavar="auto|always|never", help="Whether to use colour.")] = "auto",
    width: Annotated[int | None, Option(min=40, metavar="N", help="Width of the table.")] = None,
    debug: Annotated[bool, Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """Render a saved result again, without the data.

    driftcli audit … -o result.json writes the result; driftcli report result.json -o report.html draws it later.
    """
    from driftcli.cli.delivery import deliver_again, read_delivery  # noqa: PLC0415
    from driftcli.cli.inputs import refuse_inputs  # noqa: PLC0415

    del debug
    flags = OutputFlags(format=format_, output=output or [], full=full, quiet=quiet, color=color, width=width)
    delivery = read_delivery(flags)
    refuse_inputs(delivery.targets, (result,))
    raise typer.Exit(deliver_again(_read(result), delivery, is_gate=exit_code))


def _read(place: str) -> "Result":
    from driftcli.reports.json_reading import read_document, read_result, result_of  # noqa: PLC0415

    if place != "-":
        return read_result(Path(place))
    where = "standard input"
    return result_of(read_document(sys.stdin.buffer.read().decode("utf-8-sig", "replace"), where), where)
