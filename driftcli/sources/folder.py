"""Which files a path stands for: itself, those of a glob, or the data files of a folder with its hive partitions."""

from __future__ import annotations

import os
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from driftcli.errors import SourceError
from driftcli.frozen import dataclass
from driftcli.sources.detect import SUFFIXES, suffix_format

if TYPE_CHECKING:
    from driftcli.sources.bytes_at import Bytes

_HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a dataset."""

    path: Path
    """Where it is."""
    name: str
    """How errors and notes name it."""
    partition: tuple[tuple[str, str | None], ...] = ()
    """Columns whose value is in the names of the folders around it."""
    data: Bytes | None = None
    """Its bytes, where they came through a pipe and are not at ``path``."""


def data_files(given: str) -> list[DataFile]:
    """List the files which a path, a folder or a glob stands for, in the order of their names."""
    path = Path(given).expanduser()
    if path.is_dir():
        return _in_folder(path, given=given)
    if path.exists() or not has_magic(given):
        return [DataFile(path=path, name=given)]
    matches = sorted(Path(match) for match in glob(str(path), recursive=True))  # noqa: PTH207 - Path.glob refuses absolute ones
    files = [DataFile(match, str(match), _partition(match.parts[:-1])) for match in matches if match.is_file()]
    folders = [file for match in matches if match.is_dir() for file in _in_folder(match, given=str(match))]
    if not files and not folders:
        raise SourceError("matches no file", where=given, hint="quote the glob so that the shell leaves it alone")
    return files + folders


def _in_folder(folder: Path, *, given: str) -> list[DataFile]:
    """List the data files below a folder; hidden ones and those of unknown kinds are not data."""
    if (folder / "_delta_log").is_dir():
        raise SourceError(
            "is a Delta table, whose files also hold rows that were deleted",
            where=given,
            hint="export a snapshot as Parquet and give that",
        )
    found: list[DataFile] = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for name in sorted(names):
            if not name.startswith((".", "_")) and suffix_format(name) is not None:
                path = Path(root) / name
                found.append(DataFile(path, str(path), _partition(path.relative_to(folder).parts[:-1])))
    if not found:
        known = ", ".join(sorted(SUFFIXES))
        raise SourceError("is a folder without data files", where=given, hint=f"data files end in {known}")
    return found


def _partition(parts: tuple[str, ...]) -> tuple[tuple[str, str | None], ...]:
    """Read ``key=value`` from folder names."""
    pairs = (part.partition("=") for part in parts if "=" in part)
    return tuple((unquote(key), None if value == _HIVE_NULL else unquote(value)) for key, _, value in pairs if key)
