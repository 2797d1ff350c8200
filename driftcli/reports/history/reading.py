"""A past from what a user names: the file of a history, or results of audits as JSON."""

from collections.abc import Callable, Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path

from driftcli.errors import SourceError
from driftcli.history.past import Past, past_of
from driftcli.history.record import RunRecord, record_of
from driftcli.history.store import is_database, read_past
from driftcli.reports.json.reading import read_result

_HINT = "give a file that `driftcli audit --history` wrote, or results of `driftcli audit -o json=…`"


def past_named(names: Sequence[str], *, tell: Callable[[str], None]) -> Past:
    """Read a history, or results: files, globs and folders; files of a folder or glob that are none are told of.

    Raises
    ------
    SourceError
        When a file that was named is neither, or nothing was found.
    """
    paths = [found for name in names for found in _expanded(name)]
    databases = [path for path, _ in paths if is_database(path)]
    if len(databases) == len(paths) == 1:
        return read_past(databases[0])
    if databases:
        hint = "give one history, or results as JSON"
        raise SourceError("a history cannot be read together with other files", where=str(databases[0]), hint=hint)
    records = list(_records(paths, tell))
    if not records:
        raise SourceError("holds no result of an audit", where=", ".join(names), hint=_HINT)
    return past_of(records)


def _expanded(name: str) -> list[tuple[Path, bool]]:
    """Give the files that a name means, and whether it names them itself."""
    path = Path(name)
    if path.is_dir():
        found = sorted(path.glob("*.json"))
        if not found:
            raise SourceError("no result (*.json) is in this folder", where=name, hint=_HINT)
        return [(one, False) for one in found]
    if path.exists() or not has_magic(name):
        return [(path, True)]
    matching = sorted(glob(name, recursive=True))  # noqa: PTH207 - a pattern may be absolute
    if not matching:
        raise SourceError("nothing matches", where=name, hint=_HINT)
    return [(Path(one), False) for one in matching]


def _records(paths: Sequence[tuple[Path, bool]], tell: Callable[[str], None]) -> Iterator[RunRecord]:
    for path, is_named in paths:
        try:
            yield record_of(read_result(path))
        except SourceError as error:
            if is_named:
                raise SourceError(error.message, where=error.where, hint=_HINT) from error
            tell(f"left out: {error.where}: {error.message}")
