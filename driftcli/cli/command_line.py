"""The command line as it was typed, for the manifest of a report."""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import replace
from shlex import join
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from driftcli.audit import Result
    from driftcli.compare import ComparisonResult

    R = TypeVar("R", Result, ComparisonResult)

ARGUMENTS: ContextVar[tuple[str, ...]] = ContextVar("arguments", default=())
"""What the program was called with."""


def with_command(result: "R", words: Sequence[str] | None = None) -> "R":
    """Write into a result which command made it: these words, or those that the program was called with."""
    said: Sequence[str] = ARGUMENTS.get() if words is None else words
    return replace(result, run=replace(result.run, command=join(["driftcli", *said]))) if said else result
