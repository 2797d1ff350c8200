"""From a history to what leaves the program: files, standard output, the last line, the exit code."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from driftcli.cli.delivery import TABLE, TEXT, tell_written
from driftcli.cli.exit_codes import ExitCode, worst
from driftcli.cli.inputs import refuse_inputs
from driftcli.cli.streams import standard_output, tell, write_result
from driftcli.cli.writing import write_each
from driftcli.errors import OutputError, UsageError
from driftcli.reports.history.outputs import HISTORY_RENDERERS, Looked
from driftcli.reports.history.wording import alarm_line
from driftcli.reports.outputs import OutputTarget, parse_outputs

if TYPE_CHECKING:
    from driftcli.cli.history import ShownFlags


def history_targets(outputs: Sequence[str], names: Sequence[str]) -> tuple[OutputTarget, ...]:
    """Refuse, before anything is read, what could not be written, or would be written over what is read."""
    targets = parse_outputs(outputs)
    for target in targets:
        if target.format not in HISTORY_RENDERERS:
            hint = f"a history is written as {', '.join(HISTORY_RENDERERS)}"
            raise UsageError(f"no history can be written as {target.format}", where="--output", hint=hint)
    refuse_inputs(targets, [f"{name}/*.json" if Path(name).is_dir() else name for name in names])
    return targets


def deliver_history(
    looked: Looked | None, targets: Sequence[OutputTarget], shown: "ShownFlags", *, fail_on: str
) -> int:
    """Write files, then standard output, then the last line; give the exit code."""
    if looked is None:
        tell("driftcli: exit 5: the history holds no run yet")
        return ExitCode.NOTHING_EVALUATED
    alarms = looked.trend.alarms
    gate = int(fail_on != "never" and any(one.is_new or fail_on == "alarm" for one in alarms))
    written, problems = write_each(targets, lambda target: HISTORY_RENDERERS[target.format](looked))
    if not shown.quiet or gate:
        problems += _write_stdout(looked, shown)
    if not shown.quiet:
        tell_written(written)
    for problem in problems:
        tell(f"driftcli: error: {problem}")
    code = worst([gate, *(problem.exit_code for problem in problems)])
    if code != ExitCode.OK:
        lost = "an output could not be written" if problems else ""
        told = "; ".join(text for text in (alarm_line(alarms) if gate else "", lost) if text)
        tell(f"driftcli: exit {code}: {told}")
    return code


def _write_stdout(looked: Looked, shown: "ShownFlags") -> list[OutputError]:
    chosen = shown.format or (TABLE if sys.stdout.isatty() and not shown.quiet else TEXT)
    try:
        if chosen == TABLE:
            _write_table(looked, shown)
        elif chosen == TEXT and shown.quiet:
            from driftcli.reports.history.text import alarm_lines  # noqa: PLC0415

            write_result("".join(f"{line}\n" for line in alarm_lines(looked.trend)))
        else:
            write_result(HISTORY_RENDERERS[chosen](looked), is_utf8=chosen != TEXT)
    except OutputError as error:
        return [error]
    return []


def _write_table(looked: Looked, shown: "ShownFlags") -> None:
    from driftcli.reports.history.terminal import render_history_terminal  # noqa: PLC0415 - rich is for a table

    color = cast("Literal['auto', 'always', 'never']", shown.color)
    with standard_output() as stream:
        render_history_terminal(looked.trend, stream=stream, width=shown.width, color=color)
