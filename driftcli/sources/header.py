"""The column names of a file, read as cheaply as can be: for shells that complete names, not for audits.

Nothing is sniffed with care and nothing is heavy: text is read with the standard library, up to its first line.
"""

import bz2
import csv
import gzip
import io
import lzma
from glob import glob
from pathlib import Path
from typing import Any

_OPENERS: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
_DELIMITERS = ",;\t|"
_LONGEST_LINE = 1_000_000
_TEXT = (".csv", ".tsv", ".txt", ".gz", ".bz2", ".xz")
_BINARY = (".parquet", ".pq", ".feather", ".arrow", ".ipc")


def column_names(path: str) -> list[str]:
    """Names in the header of a file, of the first file of a glob, or of a folder; empty where there is none.

    Raises
    ------
    Exception
        Whatever reading a file that is none of these may raise; who completes names takes it for no name.
    """
    file = _first_file(path)
    suffix = file.suffix.lower() if file else ""
    if file is None or suffix not in _TEXT + _BINARY:
        return []
    return _of_binary(file) if suffix in _BINARY else _of_text(file)


def _first_file(path: str) -> Path | None:
    place = Path(path).expanduser()
    if place.is_dir():
        return next((file for file in sorted(place.rglob("*")) if file.suffix.lower() in _TEXT + _BINARY), None)
    return place if place.is_file() else next((Path(name) for name in sorted(glob(str(place)))), None)  # noqa: PTH207


def _of_text(file: Path) -> list[str]:
    with _OPENERS.get(file.suffix.lower(), io.open)(file, "rb") as stream:
        line = stream.readline(_LONGEST_LINE).decode("utf-8-sig", "replace").rstrip("\r\n")
    delimiter = max(_DELIMITERS, key=line.count)
    return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]


def _of_binary(file: Path) -> list[str]:
    if file.suffix.lower() in {".parquet", ".pq"}:
        from driftcli.sources.lean_arrow import pq  # noqa: PLC0415 - the one heavy import, only where a file needs it

        return list(pq.read_schema(file).names)
    from pyarrow import feather  # noqa: PLC0415

    return list(feather.read_table(file, memory_map=True).column_names)
