"""``driftcli report``: a saved result, of an audit or a comparison, rendered again without the data."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Option

from driftcli.cli.flags import OutputFlags

if TYPE_CHECKING:
    from collections.abc import Mapping


def report(
    result: Annotated[
        str, typer.Argument(metavar="RESULT", help="JSON of an audit or comparison, or - for standard input.")
    ],
    *,
    output: Annotated[
        list[str] | None,
        Option("--output", "-o", metavar="[FORMAT=]PATH", help="Write the result to a file; repeatable."),
    ] = None,
    format_: Annotated[
        str | None, Option("--format", metavar="FORMAT", help="What standard output carries; default: none with -o.")
    ] = None,
    full: Annotated[bool, Option("--full", help="Show every column and every answer.")] = False,
    exit_code: Annotated[bool, Option("--exit-code", help="Exit as the run that wrote it did, not 0.")] = False,
    quiet: Annotated[bool, Option("--quiet", "-q", help="Do not tell what was written.")] = False,
    color: Annotated[str, Option(metavar="auto|always|never", help="Whether to use colour.")] = "auto",
    width: Annotated[int | None, Option(min=40, metavar="N", help="Width of the table.")] = None,
    debug: Annotated[bool, Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """Render a saved result again, without the data.

    driftcli audit … -o result.json writes the result; driftcli report result.json -o report.html draws it later.
    What driftcli compare wrote is drawn in the formats that compare offers.
    """
    from driftcli.cli.delivery import read_delivery  # noqa: PLC0415
    from driftcli.cli.inputs import refuse_inputs  # noqa: PLC0415

    del debug
    flags = OutputFlags(format=format_, output=output or [], full=full, quiet=quiet, color=color, width=width)
    refuse_inputs(read_delivery(flags).targets, (result,))
    raise typer.Exit(_deliver(result, flags, is_gate=exit_code))


def _deliver(place: str, flags: OutputFlags, *, is_gate: bool) -> int:
    from driftcli.reports.json.reading import COMPARISON, read_document, text_of  # noqa: PLC0415

    where = "standard input" if place == "-" else place
    text = sys.stdin.buffer.read().decode("utf-8-sig", "replace") if place == "-" else text_of(Path(place))
    document = read_document(text, where)
    deliver = _comparison if document.get("kind") == COMPARISON else _audit
    return deliver(document, where, flags, is_gate=is_gate)


def _audit(document: "Mapping[str, Any]", where: str, flags: OutputFlags, *, is_gate: bool) -> int:
    from driftcli.cli.delivery import deliver_again, read_delivery  # noqa: PLC0415
    from driftcli.reports.json.reading import result_of  # noqa: PLC0415

    return deliver_again(result_of(document, where), read_delivery(flags), is_gate=is_gate)


def _comparison(document: "Mapping[str, Any]", where: str, flags: OutputFlags, *, is_gate: bool) -> int:
    from driftcli.cli.compare_delivery import deliver_comparison_again, read_comparison_delivery  # noqa: PLC0415
    from driftcli.reports.comparison.reading import comparison_of  # noqa: PLC0415

    delivery = read_comparison_delivery(flags)
    return deliver_comparison_again(comparison_of(document, where), delivery, is_gate=is_gate)
