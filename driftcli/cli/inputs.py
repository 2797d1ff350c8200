"""Inputs are never written to: an output that would replace one, or be read as data the next time, is refused."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path

from driftcli.errors import UsageError
from driftcli.reports.outputs import OutputTarget

_DATA = frozenset({"csv", "parquet"})


def refuse_inputs(targets: Sequence[OutputTarget], sources: Iterable[str | Path | None]) -> None:
    """Refuse outputs that are an input, match an input's glob, or put a table into an input's folder.

    Raises
    ------
    UsageError
        Before anything is read or written.
    """
    given = [str(source) for source in sources if source is not None and str(source) != "-"]
    for target in targets:
        for source in given:
            if _is_input(target, source):
                hint = "choose another path with -o; what is audited is never written to"
                raise UsageError(f"the output {target.path} would be written over the input {source}", hint=hint)


def _is_input(target: OutputTarget, source: str) -> bool:
    output, place = target.path.absolute().resolve(), Path(source).expanduser().absolute()
    if place.is_dir():
        return target.format in _DATA and output.is_relative_to(place.resolve())
    return output == place.resolve() or fnmatch(str(output), str(place))
