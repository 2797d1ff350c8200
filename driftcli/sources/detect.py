"""Which format a file has: by its first bytes, then by its name; and what it is where we cannot read it."""

from __future__ import annotations

from pathlib import PurePath

from driftcli.errors import SourceError

COMPRESSIONS = {".gz": "gzip", ".bz2": "bz2", ".zst": "zstd", ".xz": "xz"}
SUFFIXES = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".feather": "feather",
    ".arrow": "arrow",
    ".arrows": "arrow",
    ".ipc": "arrow",
}
"""Suffixes by which files in a folder are taken for data."""

_COMPRESSED = ((b"\x1f\x8b", "gzip"), (b"BZh", "bz2"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"\xfd7zXZ\x00", "xz"))
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"PARE", "an encrypted Parquet file", "decrypt it first"),
    (b"PK\x03\x04", "a zip archive (or an Excel workbook)", "unpack it, or save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "save the sheet as CSV"),
    (b"%PDF", "a PDF document", "give the data itself, as CSV or Parquet"),
    (b"SQLite format 3\x00", "an SQLite database", "export the table as CSV or Parquet"),
    (b"ORC", "an ORC file", "convert it to Parquet"),
    (b"Obj\x01", "an Avro file", "convert it to Parquet"),
    (b"\x89HDF", "an HDF5 file", "convert it to Parquet"),
    (b"\x80\x04\x95", "a Python pickle", "save the data as Parquet"),
    (b"\x80\x05\x95", "a Python pickle", "save the data as Parquet"),
)
_IPC_STREAM = b"\xff\xff\xff\xff"


def compression_of(head: bytes) -> str | None:
    """Name the compression of a file by its first bytes."""
    return next((name for magic, name in _COMPRESSED if head.startswith(magic)), None)


def format_of(head: bytes, *, name: str) -> str:
    """Name the format of a file by its first bytes and its name."""
    if head.startswith(b"PAR1"):
        return "parquet"
    suffix = suffix_format(name)
    if head.startswith((b"ARROW1", b"FEA1", _IPC_STREAM)):
        return "feather" if suffix == "feather" else "arrow"
    for magic, what, hint in _FOREIGN:
        if head.startswith(magic):
            raise SourceError(f"is {what}, which cannot be read", where=name, hint=hint)
    _refuse_markup(head, name=name)
    if head[257:262] == b"ustar":
        raise SourceError("is a tar archive, which cannot be read", where=name, hint="unpack it")
    if suffix in {"parquet", "feather", "arrow"}:
        raise SourceError(
            f"does not begin like a {suffix.capitalize()} file",
            where=name,
            hint="check how it was written, or name the format with --format if the suffix is wrong",
        )
    return suffix or "csv"


def suffix_format(name: str) -> str | None:
    """Name the format which a file's suffix stands for, its compression set aside."""
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    if suffixes and suffixes[-1] in COMPRESSIONS:
        suffixes.pop()
    return SUFFIXES.get(suffixes[-1]) if suffixes else None


def _refuse_markup(head: bytes, *, name: str) -> None:
    """Recognise HTML, XML and JSON, which are text but not tables."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head")):
        hint = "the server may have answered with a login or error page: download the file again"
        raise SourceError("is an HTML page, not data", where=name, hint=hint)
    if start.startswith(b"<?xml"):
        raise SourceError("is an XML document, which cannot be read", where=name, hint="convert it to CSV or Parquet")
    if start.startswith((b'{"', b"[{", b"{\n", b"{\r", b'[\n{"', b"[\n  {", b'{ "')):
        raise SourceError("is JSON, which cannot be read", where=name, hint="convert it to CSV or Parquet")
