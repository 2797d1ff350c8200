"""Strings to dates and timestamps: ISO 8601, and dates with slashes or dots where day and month are certain."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from driftcli.sources.parsing import castable, without_missing
from driftcli.sources.parts import held, whole

if TYPE_CHECKING:
    from driftcli.sources.parsing import Marks
    from driftcli.sources.parts import Change, Parts

_DATE = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"[T ]\d{2}(:\d{2}(:\d{2}(\.\d{1,9})?)?)?"
_ZONE = r" ?(Z|[+-]\d{2}(:?\d{2})?)"
_NANOSECONDS = r"\.\d{7,9}([^\d]|$)"
_YEAR_FIRST = r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(.*)$"
_YEAR_LAST = r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(.*)$"
_SINGLE_DIGIT = r"-(\d)(-|$|[T ])"
_SINGLE_HOUR = r"([T ])(\d):"
_BEGINS_LIKE_A_DATE = r"^\d{1,4}[-/.]\d"
AMBIGUOUS = "day and month cannot be told apart"


def timestamps(text: pa.ChunkedArray, marks: Marks) -> pa.ChunkedArray:
    """Parse a column in memory as ``timestamps_of`` does."""
    return whole(timestamps_of(held(text), marks))


def timestamps_of(text: Parts, marks: Marks) -> Parts:
    """Parse to date32 where there is no clock time, else to timestamps; in UTC where zones are given."""
    quick = _quick_dates(text)
    if quick is not None:
        return quick
    text = text.changed(partial(without_missing, marks=marks), text.type)
    if not text.some(partial(pc.match_substring_regex, pattern=_BEGINS_LIKE_A_DATE)):
        return text.emptied(pa.timestamp("us"))
    text = _iso(text)
    known = text.changed(lambda part: pc.if_else(pc.or_(_is_naive(part), _is_zoned(part)), part, None), text.type)
    if known.all(partial(pc.match_substring_regex, pattern=f"^{_DATE}$")):
        return known.kept(partial(castable, type_=pa.date32()), pa.date32())
    unit = "ns" if known.some(partial(pc.match_substring_regex, pattern=_NANOSECONDS)) else "us"
    if _number(text, _is_zoned) > _number(text, _is_naive):
        type_ = pa.timestamp(unit, "UTC")
        return known.kept(lambda part: castable(_tight(_only(part, _is_zoned)), type_), type_)
    type_ = pa.timestamp(unit)
    return known.kept(lambda part: castable(_only(part, _is_naive), type_), type_)


def is_ambiguous(text: Parts, marks: Marks) -> bool:
    """Tell whether values are dates whose order of day and month nothing decides."""
    text = text.changed(partial(without_missing, marks=marks), text.type)
    dated = _number(text, _is_year_last)
    return 0 < dated >= 0.99 * (len(text) - text.null_count) and _order(text) is None


def _quick_dates(text: Parts) -> Parts | None:
    """Cast at once; None where some value is not of one of the common forms."""
    for type_ in (pa.date32(), pa.timestamp("us"), pa.timestamp("us", "UTC")):
        try:
            return text.kept(partial(pc.cast, target_type=type_), type_)
        except pa.ArrowInvalid:
            continue
    return None


def _iso(text: Parts) -> Parts:
    """Write dates with slashes or dots as ISO dates, where their order is certain."""
    text = text.changed(_with_year_first, text.type)
    if not text.some(_is_year_last):
        return text.changed(_with_two_digits, text.type)
    order = _order(text)
    if order is None:
        return text
    day_and_month = r"\2-\1" if order == "day" else r"\1-\2"
    replaced = partial(pc.replace_substring_regex, pattern=_YEAR_LAST, replacement=rf"\3-{day_and_month}\4")
    return text.changed(lambda part: _with_two_digits(replaced(part)), text.type)


def _with_year_first(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write 2026/1/2 with hyphens."""
    if not pc.any(pc.match_substring_regex(text, _YEAR_FIRST)).as_py():
        return text
    return pc.replace_substring_regex(text, _YEAR_FIRST, r"\1-\2-\3\4")


def _with_two_digits(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write days, months and hours with two digits."""
    for _ in range(2):
        text = pc.replace_substring_regex(text, _SINGLE_DIGIT, r"-0\1\2")
    return pc.replace_substring_regex(text, _SINGLE_HOUR, r"\10\2:")


def _order(text: Parts) -> str | None:
    """Tell whether the day or the month comes first; None where either could be, or both are."""
    if text.all(lambda part: pc.match_substring_regex(part.filter(_is_year_last(part)), r"^\d{1,2}\.\d{1,2}\.")):
        return "day"
    first, second = (text.some(partial(_is_beyond_months, begin=begin)) for begin in ("^", r"^\d{1,2}[/.-]"))
    if first == second:
        return None
    return "day" if first else "month"


def _is_beyond_months(text: pa.ChunkedArray, begin: str) -> pa.ChunkedArray:
    """Mark dates with a number above 12 after some beginning."""
    return pc.and_(_is_year_last(text), pc.match_substring_regex(text, begin + r"(1[3-9]|[2-9]\d)[/.-]"))


def _is_year_last(text: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.match_substring_regex(text, _YEAR_LAST)


def _is_naive(text: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.match_substring_regex(text, f"^{_DATE}({_CLOCK})?$")


def _is_zoned(text: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.match_substring_regex(text, f"^{_DATE}{_CLOCK}{_ZONE}$")


def _tight(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Take out the blank before a zone."""
    return pc.replace_substring_regex(text, r" ([Z+-][\d:]*)$", r"\1")


def _only(text: pa.ChunkedArray, test: Change) -> pa.ChunkedArray:
    """Keep what a test holds of, and make the rest null."""
    return pc.if_else(test(text), text, None)


def _number(text: Parts, test: Change) -> int:
    """Count the values a test holds of."""
    return text.count(lambda part: pc.sum(test(part)).as_py() or 0)
