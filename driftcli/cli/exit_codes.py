"""The exit codes: frozen, because cron jobs and CI pipelines are written against them."""

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """What the program tells its caller; any code that is not listed is a failure, too."""

    OK = 0
    GATE_FAILED = 1
    USAGE = 2
    DATA = 3
    BUG = 4
    NOTHING_EVALUATED = 5
    OUTPUT = 6
    LOCKED = 75
    INTERRUPTED = 130
    TERMINATED = 143


MEANINGS = {
    ExitCode.OK: "audited, nothing at or above --fail-on",
    ExitCode.GATE_FAILED: "at least one finding at or above --fail-on that is not waived",
    ExitCode.USAGE: "usage or configuration: bad flag, unknown key, column or check, missing config file",
    ExitCode.DATA: "the data could not be read or a required column or check could not be evaluated: "
    "nothing is claimed about drift",
    ExitCode.BUG: "a bug in driftcli: short message, traceback with --debug",
    ExitCode.NOTHING_EVALUATED: "nothing was evaluated: no check selected, or all skipped (--allow-empty makes it 0)",
    ExitCode.OUTPUT: "audited, but a requested output could not be written",
    ExitCode.LOCKED: "another run holds the lock",
    ExitCode.INTERRUPTED: "interrupted (Ctrl-C); nothing half-written remains",
    ExitCode.TERMINATED: "terminated (SIGTERM); nothing half-written remains",
}

PRECEDENCE = (130, 143, 75, 4, 2, 3, 1, 6, 5, 0)
"""Which code is told when several apply: the first of these."""


def worst(codes: Iterable[int]) -> int:
    """Choose the code that is told when several apply."""
    return min(codes, key=PRECEDENCE.index)
