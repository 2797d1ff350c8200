"""CSV and TSV files to typed columns; files of one dataset are typed together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from os import cpu_count
from typing import TYPE_CHECKING

import pyarrow as pa

from driftcli.sources.csv_floats import FloatRule
from driftcli.sources.csv_marks import guessed_marks
from driftcli.sources.csv_text import Text, read_text
from driftcli.sources.retype import Wanted, text_column
from driftcli.sources.source import EXAMPLES, Dialect, Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from driftcli.sources.column import Column
    from driftcli.sources.options import SourceOptions
    from driftcli.sources.parsing import Marks


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
    files: Sequence[tuple[str, memoryview]], *, options: SourceOptions, wanted: Mapping[str, Wanted], is_tabbed: bool
) -> CsvData:
    """Read text files and find the types of their columns; ``files`` are names and bytes."""
    rule = FloatRule(options, wanted) if len(files) == 1 else None
    texts = [read_text(raw, name=name, options=options, is_tabbed=is_tabbed, rule=rule) for name, raw in files]
    joined, notes = _joined(texts, names=[name for name, _ in files])
    first = texts[0].dialect
    strings = texts[0].first or joined.values()
    marks, guessed = guessed_marks(strings, delimiter=first.delimiter, options=options)
    counts, unreadable = tuple(text.rows for text in texts), _unreadable([text.unreadable for text in texts])
    del texts, strings  # only ``joined`` holds the columns now, and lets each go when it is typed
    columns, typing_notes = _typed(joined, wanted=wanted, marks=marks)
    dialect = replace(first, decimal=marks.decimal, thousands=marks.thousands, guessed=first.guessed + guessed)
    return CsvData(columns, counts, dialect, unreadable, notes + typing_notes)


def _typed(
    joined: dict[str, pa.ChunkedArray], *, wanted: Mapping[str, Wanted], marks: Marks
) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """Type every column, several at a time; the text of each is let go as soon as it is parsed."""

    def typed(name: str) -> tuple[Column, str | None]:
        return text_column(name, joined.pop(name), wanted=wanted.get(name), marks=marks)

    with ThreadPoolExecutor(max_workers=cpu_count()) as pool:
        results = list(pool.map(typed, list(joined)))
    return tuple(column for column, _ in results), tuple(note for _, note in results if note)


def _joined(texts: Sequence[Text], *, names: Sequence[str]) -> tuple[dict[str, pa.ChunkedArray], tuple[str, ...]]:
    """Put the columns of several files under one another, by name."""
    notes = [
        f"{name}: {note}" if len(texts) > 1 else note
        for text, name in zip(texts, names, strict=True)
        for note in text.notes
    ]
    chunks: dict[str, list[pa.Array]] = {column: [] for text in texts for column in text.names}
    for text, name in zip(texts, names, strict=True):
        found = dict(zip(text.names, text.columns, strict=True))
        for column, parts in chunks.items():
            if column in found:
                parts.extend(found[column].chunks)
            else:
                parts.append(pa.nulls(text.rows, pa.string()))
                notes.append(f'{name} has no column "{column}": missing there')
    return {
        column: pa.chunked_array(parts, parts[0].type if parts else pa.string()) for column, parts in chunks.items()
    }, tuple(notes)


def _unreadable(parts: Sequence[Unreadable]) -> Unreadable:
    """Add up what could not be read."""
    lines = [line for part in parts for line in part.first_lines]
    examples = [example for part in parts for example in part.examples]
    return Unreadable(sum(part.count for part in parts), tuple(lines[:EXAMPLES]), tuple(examples[:EXAMPLES]))
