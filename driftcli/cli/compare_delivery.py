"""From a comparison of models to what leaves the program: files, standard output, the last line, the exit code."""

import sys
from dataclasses import replace
from typing import Literal, cast

from driftcli.cli.delivery import COLORS, TABLE, TEXT, Delivery, tell_written
from driftcli.cli.exit_codes import ExitCode, worst
from driftcli.cli.flags import OutputFlags
from driftcli.cli.streams import standard_output, tell, write_result
from driftcli.cli.writing import write_each
from driftcli.compare import ComparisonResult
from driftcli.errors import OutputError, UsageError
from driftcli.judgement.comparison import ComparisonVerdict
from driftcli.reports.comparison.outputs import COMPARISON_RENDERERS
from driftcli.reports.outputs import OutputTarget, parse_outputs
from driftcli.suite.problems import suggestion


def read_comparison_delivery(flags: OutputFlags) -> Delivery:
    """Refuse, before any data is read, what could not be delivered."""
    known = (TABLE, *COMPARISON_RENDERERS)
    if flags.format is not None and flags.format not in known:
        hint = suggestion(flags.format, known, otherwise=f"choose one of {', '.join(known)}")
        raise UsageError(f"unknown format {flags.format!r}", where="--format", hint=hint)
    if flags.color not in COLORS:
        raise UsageError(f"{flags.color!r} is none of {', '.join(COLORS)}", where="--color")
    targets = parse_outputs(flags.output)
    for target in targets:
        if target.format not in COMPARISON_RENDERERS:
            hint = f"a comparison is written as {', '.join(COMPARISON_RENDERERS)}"
            raise UsageError(f"no comparison can be written as {target.format}", where="--output", hint=hint)
    return Delivery(flags.format, targets, flags)


def deliver_comparison(result: ComparisonResult, delivery: Delivery) -> int:
    """Write files, then standard output, then the last line; give the exit code."""
    flags, verdict = delivery.flags, result.verdict
    if flags.exit_zero and verdict.exit_code in {ExitCode.GATE_FAILED, ExitCode.NOTHING_EVALUATED}:
        reason = f"{verdict.reason} (exit 0 by --exit-zero, else {verdict.exit_code})"
        verdict = replace(verdict, exit_code=int(ExitCode.OK), reason=reason)
        result = replace(result, verdict=verdict)
    if not flags.quiet:
        for note in result.rows.notes:
            tell(f"driftcli: warning: {note}")
    written, problems = _write_files(result, delivery)
    if not (flags.quiet and verdict.exit_code == ExitCode.OK):
        problems += _write_stdout(result, delivery, written)
    return _ended(verdict, problems, is_gate=True, is_verbose=flags.verbose)


def deliver_comparison_again(result: ComparisonResult, delivery: Delivery, *, is_gate: bool) -> int:
    """Deliver a comparison read from a file; unless it is a gate, the code tells only whether it was rendered."""
    written, problems = _write_files(result, delivery)
    if delivery.format is not None or not delivery.targets:
        problems += _write_stdout(result, delivery, written)
    elif not delivery.flags.quiet:
        tell_written(written)
    return _ended(result.verdict, problems, is_gate=is_gate)


def _ended(verdict: ComparisonVerdict, problems: list[OutputError], *, is_gate: bool, is_verbose: bool = False) -> int:
    """Write what went wrong and the last line; give the exit code."""
    for problem in problems:
        tell(f"driftcli: error: {problem}")
    code = worst([verdict.exit_code * is_gate, *(problem.exit_code for problem in problems)])
    if code != ExitCode.OK or is_verbose:
        lost = "; an output could not be written" if problems else ""
        tell(f"driftcli: {verdict.outcome}, exit {code}: {verdict.reason}{lost}")
    return code


def _write_files(result: ComparisonResult, delivery: Delivery) -> tuple[list[OutputTarget], list[OutputError]]:
    return write_each(delivery.targets, lambda target: COMPARISON_RENDERERS[target.format](result))


def _write_stdout(result: ComparisonResult, delivery: Delivery, written: list[OutputTarget]) -> list[OutputError]:
    flags = delivery.flags
    chosen = delivery.format or (TABLE if sys.stdout.isatty() and not flags.quiet else TEXT)
    try:
        if chosen == TABLE:
            _write_table(result, flags, written)
        else:
            write_result(COMPARISON_RENDERERS[chosen](result), is_utf8=chosen != TEXT)
            tell_written(() if flags.quiet else written)
    except OutputError as error:
        return [error]
    return []


def _write_table(result: ComparisonResult, flags: OutputFlags, written: list[OutputTarget]) -> None:
    from driftcli.reports.comparison.terminal import (  # noqa: PLC0415 - rich is for those who look at a table
        render_comparison_terminal,
    )

    color = cast("Literal['auto', 'always', 'never']", flags.color)
    with standard_output() as stream:
        render_comparison_terminal(
            result, stream=stream, width=flags.width, color=color, full=flags.full, outputs=written
        )
