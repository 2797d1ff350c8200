"""What a user may say about how data is to be read."""

from __future__ import annotations

from dataclasses import field
from types import MappingProxyType
from typing import TYPE_CHECKING

from driftcli.errors import UsageError
from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMATS = ("csv", "tsv", "parquet", "feather", "arrow")
"""Formats which may be named instead of detected."""

TYPES = ("string", "number", "boolean", "timestamp")
"""Types which a column may be told to have."""


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How to read a source; what is None is found out from the data."""

    format: str | None = None
    """One of FORMATS."""
    delimiter: str | None = None
    """One or more characters; ``\\t`` written out means a tab."""
    quote: str | None = None
    """One character, or empty for files without quoting."""
    escape: str | None = None
    """One character, or empty where quotes are doubled."""
    encoding: str | None = None
    """A text encoding by Python's name."""
    header: bool | None = None
    """Whether the first row holds the column names."""
    decimal: str | None = None
    """The decimal mark of numbers."""
    thousands: str | None = None
    """The mark between groups of three digits; empty for none."""
    null_values: tuple[str, ...] = ()
    """Spellings which are missing in every column, beside the standard ones."""
    where: str | None = None
    """Rows to keep, as an expression over columns; see ``where``."""
    columns: tuple[str, ...] = ()
    """Globs of the columns to keep; empty keeps all."""
    ignore: tuple[str, ...] = ()
    """Globs of the columns to leave out."""
    types: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Column name to one of TYPES."""

    def __post_init__(self) -> None:
        """Refuse what no reader could follow."""
        if self.format is not None and self.format not in FORMATS:
            raise UsageError(f'unknown format "{self.format}"', hint=f"choose one of {', '.join(FORMATS)}")
        for name, kind in self.types.items():
            if kind not in TYPES:
                raise UsageError(f'unknown type "{kind}" for column "{name}"', hint=f"choose one of {', '.join(TYPES)}")
        for what in ("quote", "escape", "decimal", "thousands"):
            mark = getattr(self, what)
            if mark is not None and len(mark) > 1:
                raise UsageError(f'{what} must be one character, not "{mark}"')
        if self.delimiter == "":
            raise UsageError("delimiter must not be empty", hint=r'name it, for example ";" or "\t"')
