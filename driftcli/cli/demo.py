"""``driftcli demo``: the main job on the shipped sample, for the first minute with the tool."""

from pathlib import Path
from shlex import quote, split
from typing import Annotated

import typer

from driftcli.cli.flags import OutputFlags

ROLES = {
    "target": "in_stock",
    "prediction": "predicted_in_stock",
    "score": ["score"],
    "timestamp": "observed_at",
    "key": ["order_id"],
}
REPORT = Path("driftcli-demo.html")


def demo(
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="PATH", help="Where the HTML report goes.")
    ] = REPORT,
    color: Annotated[str, typer.Option(metavar="auto|always|never", help="Whether to use colour.")] = "auto",
    width: Annotated[int | None, typer.Option(min=40, metavar="N", help="Width of the table.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Show every column and every answer.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """Audit the shipped sample, as a first look.

    A grocer's model was right in 93 % of cases in March; in October it is right in 61 %.
    """
    from driftcli.audit import run_audit  # noqa: PLC0415
    from driftcli.cli.command_line import with_command  # noqa: PLC0415
    from driftcli.cli.delivery import read_delivery, write_files, write_table  # noqa: PLC0415
    from driftcli.cli.progress import progress_line  # noqa: PLC0415
    from driftcli.cli.streams import tell  # noqa: PLC0415
    from driftcli.cli.width import usual_width  # noqa: PLC0415
    from driftcli.sources.pandas_free import keep_pandas_out  # noqa: PLC0415
    from driftcli.suite.load import default_suite  # noqa: PLC0415

    del debug
    keep_pandas_out()
    delivery = read_delivery(OutputFlags(output=[f"html={output}"], color=color, width=width, full=full))
    reference, current = (sample_folder() / f"store_{side}.parquet" for side in ("reference", "current"))
    with progress_line(is_wanted=True) as progress:
        result = run_audit(reference, current, suite=default_suite(roles=ROLES), progress=progress)
    parts = _command(reference, current, output)
    result = with_command(result, split(" ".join(parts))[1:])
    written, problems = write_files(result, delivery)
    write_table(result, delivery.flags, written)
    tell(f"\nThe same by hand:\n{_set(parts, usual_width())}")
    tell(f"That would exit {result.verdict.exit_code} ({result.verdict.reason}); a demo exits 0.")
    if problems:
        raise problems[0]


def sample_folder() -> Path:
    """Find the sample data: inside the installed package, else beside it in the checkout."""
    package = Path(__file__).resolve().parent.parent
    places = (package / "sample_data", package.parent / "sample_data")
    return next((place for place in places if place.is_dir()), places[0])


def _command(reference: Path, current: Path, output: Path) -> list[str]:
    """Write the command that does what the demo did, in parts that belong on one line each."""
    roles = [
        f"--{role} {name}" for role, names in ROLES.items() for name in ([names] if isinstance(names, str) else names)
    ]
    return ["driftcli audit", _shown(reference), _shown(current), *roles, f"-o {quote(f'html={output}')}"]


def _set(parts: list[str], width: int) -> str:
    """Set a command in lines that a shell reads as one; a part that is longer than a line is not broken."""
    lines = [f"  {parts[0]}"]
    for part in parts[1:]:
        if len(lines[-1]) + len(part) + len("  \\") <= width:
            lines[-1] += f" {part}"
        else:
            lines.append(f"      {part}")
    return " \\\n".join(lines)


def _shown(path: Path) -> str:
    here = Path.cwd()
    return quote(str(path.relative_to(here) if path.is_relative_to(here) else path))
