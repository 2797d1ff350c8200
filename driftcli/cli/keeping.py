"""From an audit to the history: the run is added, and what is in alarm now is told in one line."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from driftcli.audit import Result
from driftcli.cli.inputs import refuse_inputs
from driftcli.errors import DriftError, OutputError, UsageError
from driftcli.frozen import dataclass
from driftcli.reports.outputs import OutputTarget


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a run that was to be kept."""

    line: str = ""
    """What is new and what goes on; empty where nothing is in alarm."""
    problems: tuple[OutputError, ...] = ()


def require_history(path: Path | None, targets: Sequence[OutputTarget], sources: Iterable[str | Path | None]) -> None:
    """Refuse, before any data is read, a history that cannot be written, that an output would replace, or is data."""
    if path is None:
        return
    from driftcli.history.store import require_store  # noqa: PLC0415 - SQLite is for those who keep a history

    refuse_inputs(targets, (path,))
    try:
        refuse_inputs((OutputTarget("history", path),), sources)
    except UsageError as error:
        hint = "choose another --history; what is audited is never written to"
        raise UsageError("the history would be written over an input", where=str(path), hint=hint) from error
    require_store(path)


def keep_run(result: Result, path: Path | None) -> Kept:
    """Add a run to the history, if there is one, and judge what is in alarm."""
    if path is None:
        return Kept()
    from driftcli.history.record import record_of  # noqa: PLC0415
    from driftcli.history.store import append  # noqa: PLC0415
    from driftcli.reports.history.wording import alarm_line  # noqa: PLC0415

    try:
        return Kept(alarm_line(append(path, record_of(result))))
    except OutputError as error:
        return Kept(problems=(error,))
    except DriftError as error:
        return Kept(problems=(OutputError(error.message, where=error.where, hint=error.hint),))
