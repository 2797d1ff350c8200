"""What a format's reader hands over: columns with unique names, and the facts of where they came from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from driftcli.frozen import dataclass
from driftcli.sources.column import Column, Rows
from driftcli.sources.names import unique_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from driftcli.sources.source import SourceFacts

_PANDAS_INDEX = re.compile(r"__index_level_\d+__")


@dataclass(frozen=True, slots=True)
class Loaded:
    """One dataset as it was found."""

    data: Rows
    """All of its columns and rows."""
    facts: SourceFacts
    """Where it came from."""


def named_rows(columns: Sequence[Column], *, count: int) -> tuple[Rows, tuple[str, ...]]:
    """Give the columns unique names and leave out an unnamed pandas index; gives notes of both."""
    kept = [column for column in columns if not _PANDAS_INDEX.fullmatch(column.name)]
    left_out = tuple(
        f'left out "{column.name}": an index that pandas stored'
        for column in columns
        if _PANDAS_INDEX.fullmatch(column.name)
    )
    names, notes = unique_names([column.name for column in kept])
    renamed = tuple(column.renamed(name) for column, name in zip(kept, names, strict=True))
    return Rows(columns=renamed, count=count), notes + left_out
