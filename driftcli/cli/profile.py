"""``driftcli profile``: a reference saved as a small file."""

from pathlib import Path
from typing import Annotated

import typer

from driftcli.cli.flags import RoleFlags, RunFlags, SourceFlags, SuiteFlags, all_overrides


def profile(
    data: Annotated[str, typer.Argument(metavar="DATA", help="File, glob, folder or -.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the baseline goes.")],
    edges: Annotated[
        Path | None, typer.Option(metavar="BASELINE", help="Count in the edges of this baseline, so that parts merge.")
    ] = None,
    sample: Annotated[
        int, typer.Option(min=0, metavar="N", help="Raw rows to keep in the baseline; default: none.")
    ] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on success.")] = False,
    roles: RoleFlags,
    asked: SuiteFlags,
    source: SourceFlags,
    how: RunFlags,
) -> None:
    """Save DATA as a baseline, a small summary.

    It stands wherever a reference may; it holds no raw rows unless --sample asks for some.
    """
    from driftcli.audit import profile_dataset  # noqa: PLC0415
    from driftcli.cli.lock import hold_lock  # noqa: PLC0415
    from driftcli.cli.moment import read_moment  # noqa: PLC0415
    from driftcli.cli.progress import progress_line  # noqa: PLC0415
    from driftcli.cli.streams import tell  # noqa: PLC0415
    from driftcli.profiles.baseline import write_baseline  # noqa: PLC0415
    from driftcli.sources.pandas_free import keep_pandas_out  # noqa: PLC0415
    from driftcli.suite.load import load_suite  # noqa: PLC0415

    keep_pandas_out()
    suite = load_suite(asked.config, all_overrides(asked, roles, source, how))
    with (
        hold_lock(how.lock, wait=how.lock_wait),
        progress_line(is_wanted=not (how.no_progress or quiet)) as progress,
    ):
        profiled = profile_dataset(
            data, suite=suite, edges=edges, now=read_moment(how.now), sample=sample, progress=progress
        )
        write_baseline(profiled, output)
    if not quiet:
        tell(f"driftcli: baseline of {profiled.n} rows and {len(profiled.schema)} columns written to {output}")
