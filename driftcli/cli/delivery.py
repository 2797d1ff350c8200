"""From a result to what leaves the program: files, standard output, the last line, the exit code.

The exit code comes from the verdict and from what could not be written; never from a format.
"""

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal, cast

from driftcli.audit import Result
from driftcli.cli.exit_codes import ExitCode, worst
from driftcli.cli.flags import OutputFlags
from driftcli.cli.keeping import Kept
from driftcli.cli.progress import progress_line
from driftcli.cli.streams import standard_output, tell, write_result
from driftcli.errors import OutputError, UsageError
from driftcli.frozen import dataclass
from driftcli.judgement.finding import Status
from driftcli.judgement.result import InputFacts
from driftcli.reports.outputs import BINARY, METRICS, RENDERERS, OutputTarget, parse_outputs, write_output
from driftcli.suite.problems import suggestion
from driftcli.suite.suite import Suite

TABLE, TEXT, GITHUB = "table", "text", "github"
COLORS = ("auto", "always", "never")
_NOT_KEPT = Kept()
_TOLD = frozenset({Status.FAIL, Status.WARN, Status.ERRORED})


@dataclass(frozen=True)
class Delivery:
    """What was asked to leave the program."""

    format: str | None
    """Of standard output; ``None``: a table on a terminal, text otherwise."""
    targets: tuple[OutputTarget, ...]
    flags: OutputFlags
    wants_progress: bool = False
    """Whether a terminal is told which file is being written."""


def read_delivery(flags: OutputFlags, *, wants_progress: bool = False) -> Delivery:
    """Refuse, before any data is read, what could not be delivered."""
    known = (TABLE, *(name for name in RENDERERS if name not in BINARY))
    if flags.format is not None and flags.format in BINARY:
        advice = f"write it to a file: -o {flags.format}=PATH"
        raise UsageError(f"{flags.format} is not text for standard output", where="--format", hint=advice)
    if flags.format is not None and flags.format not in known:
        hint = suggestion(flags.format, known, otherwise=f"choose one of {', '.join(known)}")
        raise UsageError(f"unknown format {flags.format!r}", where="--format", hint=hint)
    if flags.color not in COLORS:
        raise UsageError(f"{flags.color!r} is none of {', '.join(COLORS)}", where="--color")
    return Delivery(flags.format, parse_outputs(flags.output), flags, wants_progress)


def deliver(result: Result, delivery: Delivery, *, suite: Suite, kept: Kept = _NOT_KEPT) -> int:
    """Write files, then standard output, then what the history tells and the last line; give the exit code."""
    flags = delivery.flags
    if flags.exit_zero and result.verdict.exit_code in {ExitCode.GATE_FAILED, ExitCode.NOTHING_EVALUATED}:
        reason = f"{result.verdict.reason} (exit 0 by --exit-zero, else {result.verdict.exit_code})"
        result = replace(result, verdict=replace(result.verdict, exit_code=int(ExitCode.OK), reason=reason))
    if not flags.quiet:
        _tell_about(result, suite, is_verbose=flags.verbose)
    written, problems = write_files(result, delivery)
    if not (flags.quiet and result.verdict.exit_code == ExitCode.OK):
        problems += _write_stdout(result, delivery, written)
        if kept.line:
            tell(f"driftcli: history: {kept.line}")
    problems += kept.problems
    for problem in problems:
        tell(f"driftcli: error: {problem}")
    code = worst([result.verdict.exit_code, *(problem.exit_code for problem in problems)])
    if code != ExitCode.OK or flags.verbose:
        lost = "; an output could not be written" if problems else ""
        tell(f"driftcli: {result.verdict.status}, exit {code}: {result.verdict.reason}{lost}")
    return code


def deliver_again(result: Result, delivery: Delivery, *, is_gate: bool) -> int:
    """Deliver a result that was read from a file; unless it is a gate, the code tells only whether it was rendered."""
    flags = delivery.flags
    written, problems = write_files(result, delivery)
    if flags.format is not None or not delivery.targets:
        problems += _write_stdout(result, delivery, written)
    elif not flags.quiet:
        tell_written(written)
    for problem in problems:
        tell(f"driftcli: error: {problem}")
    code = worst([result.verdict.exit_code * is_gate, *(problem.exit_code for problem in problems)])
    if code != ExitCode.OK:
        lost = "; an output could not be written" if problems else ""
        tell(f"driftcli: {result.verdict.status}, exit {code}: {result.verdict.reason}{lost}")
    return code


def write_files(result: Result, delivery: Delivery) -> tuple[list[OutputTarget], list[OutputError]]:
    """Write every file that can be written; give the targets and what went wrong with the others."""
    written: list[OutputTarget] = []
    problems: list[OutputError] = []
    targets = sorted(delivery.targets, key=lambda one: one.format == METRICS)
    with progress_line(is_wanted=delivery.wants_progress) as progress:
        for number, target in enumerate(targets):
            if progress:
                progress(f"writing {target.format}", number, len(targets))
            try:
                write_output(_with_code(result, problems) if target.format == METRICS else result, target)
            except OutputError as error:
                problems.append(error)
            else:
                written.append(target)
    return written, problems


def _with_code(result: Result, problems: list[OutputError]) -> Result:
    """Tell gauges, which are written last, the code that the program will exit with."""
    code = worst([result.verdict.exit_code, *(problem.exit_code for problem in problems)])
    return replace(result, verdict=replace(result.verdict, exit_code=code))


def _write_stdout(result: Result, delivery: Delivery, written: list[OutputTarget]) -> list[OutputError]:
    flags = delivery.flags
    chosen = delivery.format or (TABLE if sys.stdout.isatty() and not flags.quiet else TEXT)
    try:
        if flags.quiet and chosen == TEXT:
            write_result(_findings_only(result))
        elif chosen == TABLE:
            write_table(result, flags, written)
        else:
            text = _as_text(result, flags) if chosen == TEXT else RENDERERS[chosen](result)
            write_result(str(text), is_utf8=chosen != TEXT)
            if chosen == GITHUB:
                _append_summary(result)
            tell_written(() if flags.quiet else written)
    except OutputError as error:
        return [error]
    return []


def tell_written(written: Iterable[OutputTarget]) -> None:
    """Tell which files were written."""
    for target in written:
        tell(f"driftcli: {target.format} written to {target.path}")


def write_table(result: Result, flags: OutputFlags, written: list[OutputTarget]) -> None:
    """Draw the table, which also tells where the files went."""
    from driftcli.reports.terminal.screen import render_terminal  # noqa: PLC0415 - rich is for those who look at a table

    color = cast("Literal['auto', 'always', 'never']", flags.color)
    with standard_output() as stream:
        render_terminal(result, stream=stream, width=flags.width, color=color, full=flags.full, outputs=written)


def _append_summary(result: Result) -> None:
    """Add the result to the summary of the job, where GitHub offers one; that it could not is worth a word only."""
    from driftcli.reports.formats.github import append_summary  # noqa: PLC0415

    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if not place:
        return
    try:
        append_summary(result, Path(place))
    except OSError as error:
        tell(f"driftcli: warning: no summary could be added to {place}: {error.strerror}")


def _as_text(result: Result, flags: OutputFlags) -> str:
    from driftcli.reports.formats.text import render_text  # noqa: PLC0415

    return render_text(result, full=flags.full)


def _findings_only(result: Result) -> str:
    from driftcli.reports.formats.text import finding_line  # noqa: PLC0415

    return "".join(f"{finding_line(finding)}\n" for finding in result.findings if finding.status in _TOLD)


def _tell_about(result: Result, suite: Suite, *, is_verbose: bool) -> None:
    for warning in result.warnings:
        tell(f"driftcli: warning: {warning}")
    if not is_verbose:
        return
    tell(f"driftcli: configuration: {suite.file or 'defaults, no file found'}; {len(suite.checks)} checks")
    for side, facts in result.inputs.items():
        tell(f"driftcli: {side}: {_read_how(facts)}")
        for note in facts.notes:
            tell(f"driftcli: {side}: {note}")


def _read_how(facts: InputFacts) -> str:
    dialect = ", ".join(f"{key} {value!r}" for key, value in (facts.dialect or {}).items())
    lost = f"; {facts.unreadable_rows} unreadable rows" if facts.unreadable_rows else ""
    how = f" ({dialect})" if dialect else ""
    return f"{facts.path}: {facts.rows} rows, {facts.columns} columns, {facts.format}{how}{lost}"
