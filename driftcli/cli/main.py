"""The entry point: the commands put together, and the one boundary where errors become exit codes.

Typer alone would exit 1 on an uncaught exception, on Abort and on a closed pipe; here 1 means drift and nothing else.
"""

import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType
from typing import Annotated, NoReturn

import typer

from driftcli import __version__
from driftcli.cli import audit, checks, config, demo, explain, init, merge, profile, schema
from driftcli.cli.exit_codes import ExitCode
from driftcli.cli.flags import is_debugging
from driftcli.cli.groups import GroupedCommand, with_groups
from driftcli.cli.streams import flush_streams, prepare_streams, tell, write_result
from driftcli.errors import DriftError

UsageProblem: type[Exception] = next(base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException")
"""What Typer raises for a command line it cannot read: click's in older versions, its own in newer ones."""


class Terminated(BaseException):
    """SIGTERM arrived: unwind, so that nothing half-written remains."""


app = typer.Typer(
    name="driftcli",
    help="Did the data change, does it matter, what kind of change is it, and what to do about it?",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for command in (audit.audit, init.init, profile.profile, merge.merge, demo.demo, checks.checks, explain.explain):
    app.command(cls=GroupedCommand)(with_groups(command))
app.add_typer(config.app, name="config")
app.add_typer(schema.app, name="schema")


def _show_version(is_wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if is_wanted:
        write_result(f"driftcli {__version__}\n")
        raise typer.Exit


@app.callback(epilog="Exit codes and what they mean: driftcli explain exit-codes")
def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    del version


def run() -> NoReturn:
    """Run the program on the command line of the process and exit with the code that tells what happened."""
    signal.signal(signal.SIGTERM, _terminate)
    prepare_streams()
    code = main(sys.argv[1:])
    flush_streams()
    sys.exit(code)


def main(arguments: Sequence[str]) -> int:
    """Run a command line and give its exit code."""
    try:
        told = app(list(arguments), prog_name="driftcli", standalone_mode=False)
    except SystemExit as error:
        return _system_exit(error)
    except BaseException as error:  # noqa: BLE001 - the boundary: whatever ends the program must not look like drift
        return _last_words(error, is_debugging=is_debugging(arguments))
    code = told if isinstance(told, int) else int(ExitCode.OK)
    return _last_words(KeyboardInterrupt(), is_debugging=False) if code == ExitCode.INTERRUPTED else code


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _last_words(error: BaseException, *, is_debugging: bool) -> int:
    """Say what ended the program and what to do next; the last line holds the code and the reason."""
    match error:
        case Terminated():
            code, told, reason = ExitCode.TERMINATED, "", "terminated"
        case KeyboardInterrupt() | typer.Abort():
            code, told, reason = ExitCode.INTERRUPTED, "", "interrupted"
        case DriftError():
            place = f"{error.where}: " if error.where else ""
            code, told, reason = ExitCode(error.exit_code), f"error: {error}", place + error.message.splitlines()[0]
        case MemoryError():
            advice = "read fewer columns with --columns, or use fewer --threads"
            code, told, reason = ExitCode.DATA, f"error: not enough memory\n  {advice}", "not enough memory"
        case UsageProblem():
            code, (told, reason) = ExitCode.USAGE, _usage(error)
        case _:
            if is_debugging:
                tell("".join(traceback.format_exception(error)).rstrip())
            name = type(error).__name__
            told = f"a bug in driftcli: {name}: {' '.join(str(error).split())}"[:500]
            told += "\n  nothing is claimed about the data; please run again with --debug and report what it prints"
            code, reason = ExitCode.BUG, f"a bug in driftcli ({name})"
    if told:
        tell(f"driftcli: {told}")
    tell(f"driftcli: exit {int(code)}: {reason}")
    return int(code)


def _usage(error: Exception) -> tuple[str, str]:
    """Word what Typer could not read; without a command its message is the help."""
    message = str(getattr(error, "format_message", error.__str__)()).strip()
    if type(error).__name__ == "NoArgsIsHelpError":
        return f"no command given\n\n{message}\n", "no command given"
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "driftcli"
    return f"error: {message}\n  see `{path} --help`", message.splitlines()[0]


def _system_exit(error: SystemExit) -> int:
    """Read what Typer did on its own: completion ends so, and so does help that nobody reads to its end."""
    if isinstance(error.__context__, BrokenPipeError):
        return ExitCode.OK
    return error.code if isinstance(error.code, int) else ExitCode.OK
