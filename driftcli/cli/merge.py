"""``driftcli merge``: profiles of parts into the profile of the whole."""

from pathlib import Path
from typing import Annotated

import typer


def merge(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Baselines in common edges; globs may be quoted.")
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the merged baseline goes.")],
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on success.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """Merge baselines of parts into one.

    Their counts add when the parts were written with `driftcli profile --edges BASELINE`.
    """
    from driftcli.cli.streams import tell  # noqa: PLC0415
    from driftcli.profiles.baseline import read_baseline, write_baseline  # noqa: PLC0415
    from driftcli.profiles.merge import merge_profiles  # noqa: PLC0415
    from driftcli.sources.folder import data_files  # noqa: PLC0415

    del debug
    named = [found.path for file in files for found in data_files(str(file))]
    merged = merge_profiles(read_baseline(path) for path in named)
    write_baseline(merged, output)
    if not quiet:
        tell(f"driftcli: {len(named)} baselines, {merged.n} rows, merged into {output}")
