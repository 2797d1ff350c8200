"""CSV and TSV files to typed columns; files of one dataset are typed together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from driftcli.frozen import dataclass
from driftcli.sources.csv.floats import FloatRule
from driftcli.sources.csv.marks import LOOKED_AT, guessed_marks
from driftcli.sources.csv.stretches import Keeping, stretch_for
from driftcli.sources.csv.text import Text, read_text
from driftcli.sources.parts import nothing, stacked
from driftcli.sources.retype import Wanted, text_column
from driftcli.sources.source import EXAMPLES, Dialect, Unreadable
from driftcli.stats.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from driftcli.sources.column import Column
    from driftcli.sources.csv.encoding import RawText
    from driftcli.sources.keeping import Keeper
    from driftcli.sources.options import SourceOptions
    from driftcli.sources.parsing import Marks
    from driftcli.sources.parts import Parts


@dataclass(frozen=True, slots=True)
class CsvData:
    """The files of one dataset, read and typed."""

    columns: tuple[Column, ...]
    """The columns of all files."""
    counts: tuple[int, ...]
    """Rows of each file."""
    dialect: Dialect
    """How the first file was read."""
    unreadable: Unreadable
    """Rows of all files that could not be read."""
    notes: tuple[str, ...]
    """What the user should know."""


def csv_data(
    files: Sequence[RawText], *, options: SourceOptions, wanted: Mapping[str, Wanted], is_tabbed: bool, keeper: Keeper
) -> CsvData:
    """Read text files and find the types of their columns."""
    rule = FloatRule(options, wanted) if len(files) == 1 else None
    keeping = Keeping(
        keeper, stretch_for(sum(file.raw.size for file in files), files[0].room), is_packed=not options.null_values
    )
    texts = [read_text(file, options=options, keeping=keeping, is_tabbed=is_tabbed, rule=rule) for file in files]
    joined, notes = _joined(texts, names=[file.name for file in files], keeper=keeper)
    first = texts[0].dialect
    strings = texts[0].first or (column.beginnings(0, LOOKED_AT) for column in joined.values())
    marks, guessed = guessed_marks(strings, delimiter=first.delimiter, options=options)
    counts, unreadable = tuple(text.rows for text in texts), _unreadable([text.unreadable for text in texts])
    del texts, strings  # only ``joined`` holds the columns now, and lets each go when it is typed
    columns, typing_notes = _typed(joined, wanted=wanted, marks=marks)
    dialect = replace(first, decimal=marks.decimal, thousands=marks.thousands, guessed=first.guessed + guessed)
    return CsvData(columns, counts, dialect, unreadable, notes + typing_notes)


def _typed(
    joined: dict[str, Parts], *, wanted: Mapping[str, Wanted], marks: Marks
) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """Type every column, several at a time; the text of each is let go as soon as it is parsed."""

    def typed(name: str) -> tuple[Column, str | None]:
        return text_column(name, joined.pop(name), wanted=wanted.get(name), marks=marks)

    results = side_by_side(typed, list(joined))
    return tuple(column for column, _ in results), tuple(note for _, note in results if note)


def _joined(texts: Sequence[Text], *, names: Sequence[str], keeper: Keeper) -> tuple[dict[str, Parts], tuple[str, ...]]:
    """Put the columns of several files under one another, by name."""
    notes = [
        f"{name}: {note}" if len(texts) > 1 else note
        for text, name in zip(texts, names, strict=True)
        for note in text.notes
    ]
    found: dict[str, list[Parts]] = {column: [] for text in texts for column in text.names}
    for text, name in zip(texts, names, strict=True):
        own = dict(zip(text.names, text.columns, strict=True))
        for column, parts in found.items():
            if column in own:
                parts.append(own[column])
            else:
                parts.append(nothing(text.rows, type_=pa.string(), keeper=keeper))
                notes.append(f'{name} has no column "{column}": missing there')
    return {column: stacked(parts) for column, parts in found.items()}, tuple(notes)


def _unreadable(parts: Sequence[Unreadable]) -> Unreadable:
    """Add up what could not be read."""
    lines = [line for part in parts for line in part.first_lines]
    examples = [example for part in parts for example in part.examples]
    return Unreadable(sum(part.count for part in parts), tuple(lines[:EXAMPLES]), tuple(examples[:EXAMPLES]))
