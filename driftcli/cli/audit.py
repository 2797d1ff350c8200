"""``driftcli audit``: the main job."""

from typing import TYPE_CHECKING, Annotated

import typer

from driftcli.cli.flags import ModelFlags, OutputFlags, RoleFlags, RunFlags, SourceFlags, SuiteFlags, all_overrides
from driftcli.errors import UsageError
from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from driftcli.audit import Result
    from driftcli.suite.suite import Suite


@dataclass(frozen=True)
class SplitFlags:
    """One dataset against its own past."""

    split_at: Annotated[
        str | None, typer.Option(metavar="WHEN", help="With --timestamp: rows before this moment are the reference.")
    ] = None


@dataclass(frozen=True)
class HistoryFlags:
    """Past runs."""

    history: Annotated[
        str | None, typer.Option(metavar="FILE", help="Add this run to a history: see driftcli explain history.")
    ] = None


def audit(
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="File, glob, folder, - or baseline.")],
    current: Annotated[str | None, typer.Argument(metavar="CURRENT", help="File, glob, folder or -.")] = None,
    *,
    roles: RoleFlags,
    shown: OutputFlags,
    asked: SuiteFlags,
    split: SplitFlags,
    past: HistoryFlags,
    model: ModelFlags,
    source: SourceFlags,
    how: RunFlags,
) -> None:
    """Compare CURRENT with REFERENCE, the main job.

    Did anything change, does it matter, and what is to be done? REFERENCE is what was good, CURRENT what is asked
    about; both are files, globs, folders or -, CSV or Parquet in any mix, and REFERENCE may be a saved baseline. One
    dataset is compared with its own past by --timestamp COL --split-at WHEN.

    \b
    driftcli audit january.parquet february.csv -o report.html
    driftcli audit old.csv new.csv --target y --prediction p --score s
    driftcli audit data.parquet --timestamp day --split-at 2026-03-01

    The exit code is 0 where nothing is at or above --fail-on, 1 where something is: driftcli explain exit-codes.
    """  # noqa: D301 - the mark keeps the lines of the examples
    from driftcli.cli.command_line import with_command  # noqa: PLC0415
    from driftcli.cli.delivery import deliver, read_delivery  # noqa: PLC0415
    from driftcli.cli.failure import failure_in_metrics  # noqa: PLC0415
    from driftcli.cli.inputs import refuse_inputs  # noqa: PLC0415
    from driftcli.cli.keeping import keep_run, require_history  # noqa: PLC0415
    from driftcli.cli.lock import hold_lock  # noqa: PLC0415
    from driftcli.suite.load import load_suite  # noqa: PLC0415

    delivery = read_delivery(shown, wants_progress=not (how.no_progress or shown.quiet))
    refuse_inputs(delivery.targets, (reference, current, asked.config))
    with failure_in_metrics(delivery.targets):
        said = {"history": past.history} if past.history is not None else {}
        suite = load_suite(asked.config, all_overrides(asked, roles, model, source, how) | said)
        _require_two_sides(current, split.split_at, suite)
        require_history(suite.history, delivery.targets, (reference, current, asked.config))
        with hold_lock(how.lock, wait=how.lock_wait):
            result = _audited(reference, current, split.split_at, suite=suite, how=how, shown=shown)
            code = deliver(with_command(result), delivery, suite=suite, kept=keep_run(result, suite.history))
    raise typer.Exit(code)


def _require_two_sides(current: str | None, split_at: str | None, suite: "Suite") -> None:
    if (current is None) == (split_at is None):
        said = "only one dataset" if current is None else "two datasets and --split-at, too"
        hint = "give REFERENCE and CURRENT, or one dataset with --timestamp COL --split-at WHEN"
        raise UsageError(f"an audit compares two sides; here is {said}", hint=hint)
    if split_at is not None and suite.roles.timestamp is None:
        raise UsageError(
            "a split in time needs a timestamp column", where="--split-at", hint="name it with --timestamp"
        )


def _audited(
    reference: str, current: str | None, split_at: str | None, *, suite: "Suite", how: RunFlags, shown: OutputFlags
) -> "Result":
    from driftcli.audit import run_audit, run_split_audit  # noqa: PLC0415
    from driftcli.cli.moment import read_moment  # noqa: PLC0415
    from driftcli.cli.progress import progress_line  # noqa: PLC0415
    from driftcli.sources.arrow_memory import use_plain_memory  # noqa: PLC0415
    from driftcli.sources.pandas_free import keep_pandas_out  # noqa: PLC0415

    keep_pandas_out()
    use_plain_memory(reference, current)
    now = read_moment(how.now)
    is_wanted = not (how.no_progress or shown.quiet)
    with progress_line(is_wanted=is_wanted, is_verbose=shown.verbose and not shown.quiet) as progress:
        if current is None:
            assert split_at is not None  # noqa: S101 - _require_two_sides saw to it
            return run_split_audit(reference, split_at=split_at, suite=suite, now=now, progress=progress)
        if reference == current == "-":
            raise UsageError("both sides are standard input", where="-", hint="name a file for one of them")
        return run_audit(reference, current, suite=suite, now=now, progress=progress)
