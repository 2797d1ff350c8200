"""Files that a command was asked to write: every one that can be written, and what went wrong with the others."""

from collections.abc import Callable, Iterable

from driftcli.errors import OutputError
from driftcli.reports.outputs import OutputTarget, write_atomically


def write_each(
    targets: Iterable[OutputTarget], render: Callable[[OutputTarget], str]
) -> tuple[list[OutputTarget], list[OutputError]]:
    """Write what is drawn for each target, whole; give the targets that were written, and the problems."""
    written: list[OutputTarget] = []
    problems: list[OutputError] = []
    for target in targets:
        try:
            write_atomically(target.path, render(target))
        except OutputError as error:
            problems.append(error)
        else:
            written.append(target)
    return written, problems
