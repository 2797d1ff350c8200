"""The types of columns which arrive as text: inferred, or those asked for.

A column is of a type where at least 99 % of its non-missing values are, or at least 90 % and the others have no more
than five distinct spellings. The others are then null and counted as unparseable.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from driftcli.frozen import dataclass
from driftcli.sources.column import BadValues
from driftcli.sources.dates import AMBIGUOUS, is_ambiguous, timestamps_of
from driftcli.sources.parsing import (
    INT64_DIGITS,
    Marks,
    booleans,
    has_codes,
    has_fractions,
    numbers,
    times_of_day,
    wide_booleans,
    without_missing,
)
from driftcli.sources.parts import held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from driftcli.sources.parts import Parts

    Parser = Callable[[Parts, Marks], Parts]

MOST = 0.99
"""Share of values that must parse."""
MANY = 0.90
"""Share of values that must parse where the others have few spellings."""
FEW_SPELLINGS = 5
"""What few means."""
_SAMPLE = 999


@dataclass(frozen=True, slots=True)
class Bad:
    """Values which are not of a column's type."""

    count: int
    parts: Callable[[], Iterator[BadValues]]
    """The values, part by part."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A column of text after parsing."""

    values: Parts
    """Null where missing or not of the type."""
    bad: Bad | None = None
    """Values which are not of the type."""
    note: str | None = None
    """What the user should know of the decision."""


def parse_booleans(text: Parts, marks: Marks) -> Parts:
    """Parse true and false."""
    return text.kept(partial(booleans, marks=marks), pa.bool_())


def parse_wide_booleans(text: Parts, marks: Marks) -> Parts:
    """Parse all spellings of true and false."""
    return text.kept(partial(wide_booleans, marks=marks), pa.bool_())


def parse_times(text: Parts, marks: Marks) -> Parts:
    """Parse times of day."""
    return text.kept(partial(times_of_day, marks=marks), pa.time64("us"))


_PARSERS: dict[str, Parser] = {
    "number": numbers,
    "boolean": parse_wide_booleans,
    "timestamp": timestamps_of,
    "time": parse_times,
}


def inferred(text: Parts, marks: Marks) -> Typed:
    """Find the type of a column by its values; floats were found already."""
    if pa.types.is_floating(text.type):
        return Typed(text)
    if text.null_count == len(text):
        return Typed(text.emptied(pa.null()))
    if text.kept_type() == pa.int64():
        return Typed(text.as_kept(pa.int64()))
    sample = held(_sample(text))
    present = len(sample) - _missing(sample, marks)
    if not present and _is_missing(text, marks):
        return Typed(text.emptied(pa.null()))
    for parser in (parse_booleans, numbers, timestamps_of, parse_times):
        if present and not _may_parse(sample, parser=parser, marks=marks, present=present):
            continue
        typed = _typed(text, values=parser(text, marks), marks=marks)
        if not _is_mostly(typed, missing=_missing(text, marks) if typed.bad else 0):
            continue
        return Typed(text) if parser is numbers and _holds_codes(text, typed, marks=marks) else typed
    return Typed(text, note=AMBIGUOUS if is_ambiguous(sample, marks) and is_ambiguous(text, marks) else None)


def _holds_codes(text: Parts, typed: Typed, *, marks: Marks) -> bool:
    """Tell whether numbers are codes; a column with fractions is not, and those need no second look."""
    if has_fractions(typed.values, marks):
        return False
    if pa.types.is_floating(typed.values.type) and not text.some(_is_long):
        return False
    return has_codes(text, marks)


def _is_long(text: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.greater(pc.binary_length(text), INT64_DIGITS)


def parsed_as(text: Parts, *, family: str, marks: Marks, is_forced: bool = False) -> Typed | None:
    """Parse a column as a family; None where the family has no parser, or no value parses and none had to."""
    parser = _PARSERS.get(family)
    if parser is None:
        return None
    typed = _typed(text, values=parser(text, marks), marks=marks)
    return typed if is_forced or typed.bad is None or typed.values.null_count < len(text) else None


def _sample(text: Parts) -> pa.ChunkedArray:
    """Take non-missing values from the head, the middle and the tail, in one piece: Arrow takes its time for each."""
    third, rows, nulls = _SAMPLE // 3, len(text), text.null_count
    is_dense = nulls * 2 > rows
    rows -= nulls if is_dense else 0
    places = ((0, rows),) if rows <= _SAMPLE else ((0, third), (rows // 2, third), (rows - third, third))
    parts = [text.beginnings(start, count, is_dense=is_dense) for start, count in places]
    return pa.chunked_array([pa.concat_arrays([chunk for part in parts for chunk in part.chunks])], text.type)


def _missing(text: Parts, marks: Marks) -> int:
    """Count the values that are missing, however spelled."""
    return text.count(lambda part: without_missing(part, marks).null_count)


def _is_missing(text: Parts, marks: Marks) -> bool:
    """Tell whether no value is there."""
    return all(without_missing(part, marks).null_count == len(part) for part in text.columns())


def _may_parse(sample: Parts, *, parser: Parser, marks: Marks, present: int) -> bool:
    """Tell from a sample, so many values of which are there, whether parsing everything is worth the time."""
    parsed = parser(sample, marks)
    return bool(2 * (len(parsed) - parsed.null_count) >= present)


def _typed(text: Parts, *, values: Parts, marks: Marks) -> Typed:
    """Find the values which are neither missing nor parsed."""
    if values.null_count == text.null_count:
        return Typed(values)
    read = partial(_failed, text, values, marks)
    if text.keeper.is_memory:  # so that the text can be let go
        found = tuple(read())
        read = partial(iter, found)
    count = sum(len(part.rows) for part in read())
    return Typed(values, bad=Bad(count, read)) if count else Typed(values)


def _failed(text: Parts, values: Parts, marks: Marks) -> Iterator[BadValues]:
    """Give what is neither missing nor parsed, part by part."""
    start = 0
    for spelled, parsed in zip(text.columns(), values.arrays(), strict=True):
        if spelled.null_count < parsed.null_count:
            failed = pc.and_(pc.is_null(parsed), pc.is_valid(without_missing(spelled, marks)))
            rows = pc.indices_nonzero(failed)
            if len(rows):
                yield BadValues(pc.add(rows.cast(pa.int64()), start), spelled.take(rows).combine_chunks())
        start += len(parsed)


def _is_mostly(typed: Typed, *, missing: int) -> bool:
    """Apply the shares of this module's docstring."""
    if typed.bad is None:
        return True
    present = len(typed.values) - missing
    share = 1 - typed.bad.count / present
    return share >= MOST or (share >= MANY and _has_few_spellings(typed.bad))


def _has_few_spellings(bad: Bad) -> bool:
    """Tell whether values have few spellings; no more of them are held."""
    found: set[str] = set()
    for part in bad.parts():
        found.update(pc.unique(part.values).to_pylist())
        if len(found) > FEW_SPELLINGS:
            return False
    return True
