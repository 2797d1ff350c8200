"""The entry point, and the one boundary where errors become exit codes.

Typer alone would exit 1 on an uncaught exception, on Abort and on a closed pipe; here 1 means drift and nothing else.
Little is imported here, so that signals are in hand from the start.
"""

import os
import signal
import sys
from collections.abc import Sequence
from traceback import format_exception
from types import FrameType
from typing import NoReturn

from driftcli.cli.bash_words import mend_words
from driftcli.cli.command_line import ARGUMENTS
from driftcli.cli.exit_codes import ExitCode
from driftcli.cli.streams import flush_streams, prepare_streams, tell
from driftcli.cli.tuning import Leave, tune
from driftcli.errors import DriftError


class Terminated(BaseException):
    """SIGTERM arrived: unwind, so that nothing half-written remains."""


def program() -> NoReturn:
    """Be the program: run, and end the process with that."""
    leave = Leave()
    try:
        run()
    except SystemExit as end:
        leave.code = end.code if isinstance(end.code, int) else None
        raise


def run() -> NoReturn:
    """Run the program on the command line of the process and exit with the code that tells what happened."""
    signal.signal(signal.SIGTERM, _unwind)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else whoever started this wants it ignored
        signal.signal(signal.SIGINT, _unwind)
    tune()
    prepare_streams()
    code = main(sys.argv[1:])
    flush_streams()
    sys.exit(code)


def main(arguments: Sequence[str]) -> int:
    """Run a command line and give its exit code."""
    ARGUMENTS.set(tuple(arguments))
    mend_words()
    try:
        from driftcli.cli.app import app_for  # noqa: PLC0415 - a signal during this import is handled, too

        told = app_for(arguments)(list(arguments), prog_name="driftcli", standalone_mode=False)
    except SystemExit as error:
        return _system_exit(error)
    except BaseException as error:  # noqa: BLE001 - the boundary: whatever ends the program must not look like drift
        return _last_words(error, is_debugging="--debug" in arguments or bool(os.environ.get("DRIFTCLI_DEBUG")))
    code = told if isinstance(told, int) else int(ExitCode.OK)
    return _last_words(KeyboardInterrupt(), is_debugging=False) if code == ExitCode.INTERRUPTED else code


def _unwind(number: int, _frame: FrameType | None) -> NoReturn:
    """Unwind, deaf to the signal for a moment: ``timeout`` sends it twice, to the process and to its group."""
    if hasattr(signal, "setitimer"):
        signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGALRM, lambda *_: signal.signal(number, _unwind))
        signal.setitimer(signal.ITIMER_REAL, 1.0)
    raise KeyboardInterrupt if number == signal.SIGINT else Terminated


def _end_at_once(code: int) -> None:
    """Let the next signal end the process without a word: all is unwound and said, only threads may still be busy."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(code))


def _last_words(error: BaseException, *, is_debugging: bool) -> int:
    """Say what ended the program and what to do next; the last line holds the code and the reason."""
    match error:
        case Terminated():
            code, told, reason = ExitCode.TERMINATED, "", "terminated"
        case KeyboardInterrupt():
            code, told, reason = ExitCode.INTERRUPTED, "", "interrupted"
        case _ if _is_typers(error, "Abort"):
            code, told, reason = ExitCode.INTERRUPTED, "", "interrupted"
        case DriftError():
            place = f"{error.where}: " if error.where else ""
            code, told, reason = ExitCode(error.exit_code), f"error: {error}", place + error.message.splitlines()[0]
        case MemoryError() | RuntimeError(args=("can't start new thread",)):
            advice = "give a smaller --memory, use fewer --threads, or read fewer columns with --columns"
            code, told, reason = ExitCode.DATA, f"error: not enough memory\n  {advice}", "not enough memory"
        case _ if _is_typers(error, "ClickException"):
            code, (told, reason) = ExitCode.USAGE, _usage(error)
        case _:
            if is_debugging:
                tell("".join(format_exception(error)).rstrip())
            name = type(error).__name__
            told = f"a bug in driftcli: {name}: {' '.join(str(error).split())}"[:500]
            told += "\n  nothing is claimed about the data; please run again with --debug and report what it prints"
            code, reason = ExitCode.BUG, f"a bug in driftcli ({name})"
    if code in {ExitCode.INTERRUPTED, ExitCode.TERMINATED}:
        _end_at_once(code)
    if told:
        tell(f"driftcli: {told}")
    tell(f"driftcli: exit {int(code)}: {reason}")
    return int(code)


def _is_typers(error: BaseException, name: str) -> bool:
    """Tell what Typer raised by name: older versions take these classes from click, newer ones bring their own."""
    return any(
        kind.__name__ == name and kind.__module__.partition(".")[0] in {"typer", "click"}
        for kind in type(error).__mro__
    )


def _usage(error: BaseException) -> tuple[str, str]:
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
