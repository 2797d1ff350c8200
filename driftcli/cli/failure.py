"""What leaves the program when there is no verdict: the gauges that a scheduler's alarms are written against."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

from driftcli.cli.exit_codes import ExitCode
from driftcli.cli.streams import tell
from driftcli.errors import DriftError, LockedError, OutputError
from driftcli.reports.outputs import METRICS, OutputTarget, write_metrics


@contextmanager
def failure_in_metrics(targets: Sequence[OutputTarget]) -> Iterator[None]:
    """Write the gauges of a run that came to no verdict, where some were asked for; a run that never began has none."""
    try:
        yield
    except LockedError:
        raise
    except DriftError as error:
        _write(targets, error.exit_code)
        raise
    except Exception:
        _write(targets, int(ExitCode.BUG))
        raise


def _write(targets: Sequence[OutputTarget], code: int) -> None:
    wanted = [target for target in targets if target.format == METRICS]
    if not wanted:
        return
    from driftcli.reports.formats.prometheus import render_failure  # noqa: PLC0415 - for those who ask for it

    for target in wanted:
        try:
            write_metrics(target.path, partial(render_failure, code, moment=datetime.now(UTC)))
        except OutputError as error:
            tell(f"driftcli: error: {error}")
