"""Names of columns: made unique and never blank, chosen by globs, and suggested where one was mistyped."""

from __future__ import annotations

from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from driftcli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from driftcli.sources.options import SourceOptions


def unique_names(given: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name blank columns by their position and number repeated names; gives the names and notes of what was renamed."""
    taken = set(given)
    seen: set[str] = set()
    names: list[str] = []
    notes: list[str] = []
    for position, name in enumerate(given, start=1):
        new = name if name.strip() else _free(f"column_{position}", taken=taken)
        if new in seen:
            new = _free(new, taken=taken | seen)
        if new != name:
            why = "repeats a name" if name.strip() else "has no name"
            notes.append(f'column {position} {why}: read as "{new}"')
        seen.add(new)
        names.append(new)
    return tuple(names), tuple(notes)


def _free(name: str, *, taken: Collection[str]) -> str:
    """Give ``name`` or the first of ``name.1``, ``name.2`` and so on that nobody has."""
    if name not in taken:
        return name
    number = 1
    while f"{name}.{number}" in taken:
        number += 1
    return f"{name}.{number}"


def is_chosen(name: str, options: SourceOptions) -> bool:
    """Tell whether the globs of ``options`` keep a column."""
    kept = not options.columns or any(name == glob or fnmatchcase(name, glob) for glob in options.columns)
    return kept and not any(name == glob or fnmatchcase(name, glob) for glob in options.ignore)


def unknown_column(name: str, known: Iterable[str], *, where: str) -> UsageError:
    """Build the error for a column that does not exist, with the nearest names there are."""
    names = list(known)
    near = get_close_matches(name, names, n=3, cutoff=0.6)
    if not near:
        lowered = {other.casefold(): other for other in names}
        near = [lowered[name.casefold()]] if name.casefold() in lowered else []
    hint = f"did you mean {' or '.join(near)}?" if near else f"the columns are {', '.join(names[:20])}"
    return UsageError(f'there is no column "{name}"', where=where, hint=hint)
