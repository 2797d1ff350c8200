"""The types of columns which arrive as text: inferred, or those asked for.

A column is of a type where at least 99 % of its non-missing values are, or at least 90 % and the others have no more
than five distinct spellings. The others are then null and counted as unparseable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from driftcli.sources.column import BadValues
from driftcli.sources.dates import AMBIGUOUS, is_ambiguous, timestamps
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

if TYPE_CHECKING:
    from collections.abc import Callable

    Parser = Callable[[pa.ChunkedArray, Marks], pa.ChunkedArray]

MOST = 0.99
"""Share of values that must parse."""
MANY = 0.90
"""Share of values that must parse where the others have few spellings."""
FEW_SPELLINGS = 5
"""What few means."""
_SAMPLE = 999
_PARSERS: dict[str, Parser] = {
    "number": numbers,
    "boolean": wide_booleans,
    "timestamp": timestamps,
    "time": times_of_day,
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A column of text after parsing."""

    values: pa.ChunkedArray
    """Null where missing or not of the type."""
    bad: BadValues | None = None
    """Values which are not of the type."""
    note: str | None = None
    """What the user should know of the decision."""


def inferred(text: pa.ChunkedArray, marks: Marks) -> Typed:
    """Find the type of a column by its values; floats were found already."""
    if pa.types.is_floating(text.type):
        return Typed(text)
    if text.null_count == len(text):
        return Typed(pa.chunked_array([pa.nulls(len(text))]))
    sample = _sample(text)
    if without_missing(sample, marks).null_count == len(sample) and without_missing(text, marks).null_count == len(
        text
    ):
        return Typed(pa.chunked_array([pa.nulls(len(text))]))
    for parser in (booleans, numbers, timestamps, times_of_day):
        if not _may_parse(sample, parser=parser, marks=marks):
            continue
        typed = _typed(text, values=parser(text, marks), marks=marks)
        if not _is_mostly(typed, missing=without_missing(text, marks).null_count if typed.bad else 0):
            continue
        return Typed(text) if parser is numbers and _holds_codes(text, typed, marks=marks) else typed
    return Typed(text, note=AMBIGUOUS if is_ambiguous(sample, marks) and is_ambiguous(text, marks) else None)


def _holds_codes(text: pa.ChunkedArray, typed: Typed, *, marks: Marks) -> bool:
    """Tell whether numbers are codes; a column with fractions is not, and those need no second look."""
    if has_fractions(typed.values, marks):
        return False
    if pa.types.is_floating(typed.values.type) and not pc.any(pc.greater(pc.binary_length(text), INT64_DIGITS)).as_py():
        return False
    return has_codes(text, marks)


def parsed_as(text: pa.ChunkedArray, *, family: str, marks: Marks, is_forced: bool = False) -> Typed | None:
    """Parse a column as a family; None where the family has no parser, or no value parses and none had to."""
    parser = _PARSERS.get(family)
    if parser is None:
        return None
    typed = _typed(text, values=parser(text, marks), marks=marks)
    return typed if is_forced or typed.bad is None or typed.values.null_count < len(text) else None


def _sample(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Take non-missing values from the head, the middle and the tail."""
    if text.null_count * 2 > len(text):
        text = text.drop_null()
    third = _SAMPLE // 3
    if len(text) <= _SAMPLE:
        return text
    parts = (text.slice(0, third), text.slice(len(text) // 2, third), text.slice(len(text) - third))
    return pa.chunked_array([chunk for part in parts for chunk in part.chunks], text.type)


def _may_parse(sample: pa.ChunkedArray, *, parser: Parser, marks: Marks) -> bool:
    """Tell from a sample whether parsing everything is worth the time."""
    present = len(sample) - without_missing(sample, marks).null_count
    if present == 0:
        return True
    parsed = parser(sample, marks)
    return bool(2 * (len(parsed) - parsed.null_count) >= present)


def _typed(text: pa.ChunkedArray, *, values: pa.ChunkedArray, marks: Marks) -> Typed:
    """Find the values which are neither missing nor parsed."""
    if values.null_count == text.null_count:
        return Typed(values)
    failed = pc.and_(pc.is_null(values), pc.is_valid(without_missing(text, marks)))
    rows = pc.indices_nonzero(failed)
    if len(rows) == 0:
        return Typed(values)
    return Typed(values, bad=BadValues(rows=rows.cast(pa.int64()), values=text.take(rows).combine_chunks()))


def _is_mostly(typed: Typed, *, missing: int) -> bool:
    """Apply the shares of this module's docstring."""
    if typed.bad is None:
        return True
    present = len(typed.values) - missing
    share = 1 - len(typed.bad.rows) / present
    return share >= MOST or (share >= MANY and len(pc.unique(typed.bad.values)) <= FEW_SPELLINGS)
