"""``driftcli init``: a first configuration from the data."""

from pathlib import Path
from typing import Annotated

import typer

from driftcli.cli.flags import RoleFlags, SourceFlags, all_overrides
from driftcli.errors import UsageError


def init(
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="File, glob or folder.")],
    current: Annotated[str | None, typer.Argument(metavar="CURRENT", help="To tell what differs.")] = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where it goes; - to show it.")] = Path(
        "driftcli.toml"
    ),
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on success.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False,
    roles: RoleFlags,
    source: SourceFlags,
) -> None:
    """Write a commented driftcli.toml from the data.

    It holds the inferred kinds and roles with their reasons, and the observed ranges; it runs as it is.
    """
    from driftcli.audit import profile_dataset  # noqa: PLC0415
    from driftcli.cli.streams import tell, write_result  # noqa: PLC0415
    from driftcli.reports.outputs import write_atomically  # noqa: PLC0415
    from driftcli.sources.pandas_free import keep_pandas_out  # noqa: PLC0415
    from driftcli.suite.load import default_suite  # noqa: PLC0415
    from driftcli.suite.scaffold import scaffold  # noqa: PLC0415

    del debug
    keep_pandas_out()
    if output.exists() and str(output) != "-" and not force:
        raise UsageError(
            "exists already", where=str(output), hint="overwrite it with --force, or choose another -o FILE"
        )
    overrides = all_overrides(roles, source)
    suite = default_suite(**overrides)
    before = profile_dataset(reference, suite=suite)
    after = profile_dataset(current, suite=suite) if current is not None else None
    text = scaffold(before, after, roles=suite.roles, source=overrides.get("source", {}))
    if str(output) == "-":
        write_result(text)
        return
    write_atomically(output, text)
    if not quiet:
        tell(f"driftcli: configuration written to {output}")
        tell(f"  read it, then run: driftcli audit {reference} {current or 'CURRENT'}")
