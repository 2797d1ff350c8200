"""Strings to dates and timestamps: ISO 8601, and dates with slashes or dots where day and month are certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from driftcli.sources.parsing import castable, without_missing

if TYPE_CHECKING:
    from driftcli.sources.parsing import Marks

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
    """Parse to date32 where there is no clock time, else to timestamps; in UTC where zones are given."""
    quick = _quick_dates(text)
    if quick is not None:
        return quick
    text = without_missing(text, marks)
    if not pc.any(pc.match_substring_regex(text, _BEGINS_LIKE_A_DATE)).as_py():
        return pa.chunked_array([pa.nulls(len(text), pa.timestamp("us"))])
    text = _iso(text)
    naive = pc.match_substring_regex(text, f"^{_DATE}({_CLOCK})?$")
    zoned = pc.match_substring_regex(text, f"^{_DATE}{_CLOCK}{_ZONE}$")
    text = pc.if_else(pc.or_(naive, zoned), text, None)
    if pc.all(pc.match_substring_regex(text, f"^{_DATE}$")).as_py():
        return castable(text, pa.date32())
    unit = "ns" if pc.any(pc.match_substring_regex(text, _NANOSECONDS)).as_py() else "us"
    if (pc.sum(zoned).as_py() or 0) > (pc.sum(naive).as_py() or 0):
        tight = pc.replace_substring_regex(pc.if_else(zoned, text, None), r" ([Z+-][\d:]*)$", r"\1")
        return castable(tight, pa.timestamp(unit, "UTC"))
    return castable(pc.if_else(naive, text, None), pa.timestamp(unit))


def is_ambiguous(text: pa.ChunkedArray, marks: Marks) -> bool:
    """Tell whether values are dates whose order of day and month nothing decides."""
    text = without_missing(text, marks).drop_null()
    dated = text.filter(pc.match_substring_regex(text, _YEAR_LAST))
    return len(dated) > 0 and len(dated) >= 0.99 * len(text) and _order(dated) is None


def _quick_dates(text: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Cast at once; None where some value is not of one of the common forms."""
    for type_ in (pa.date32(), pa.timestamp("us"), pa.timestamp("us", "UTC")):
        try:
            return pc.cast(text, type_)
        except pa.ArrowInvalid:
            continue
    return None


def _iso(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write dates with slashes or dots as ISO dates, where their order is certain."""
    if pc.any(pc.match_substring_regex(text, _YEAR_FIRST)).as_py():
        text = pc.replace_substring_regex(text, _YEAR_FIRST, r"\1-\2-\3\4")
    last = text.filter(pc.match_substring_regex(text, _YEAR_LAST))
    if len(last):
        order = _order(last)
        if order is None:
            return text
        text = pc.replace_substring_regex(text, _YEAR_LAST, r"\3-\2-\1\4" if order == "day" else r"\3-\1-\2\4")
    for _ in range(2):
        text = pc.replace_substring_regex(text, _SINGLE_DIGIT, r"-0\1\2")
    return pc.replace_substring_regex(text, _SINGLE_HOUR, r"\10\2:")


def _order(dated: pa.ChunkedArray) -> str | None:
    """Tell whether the day or the month comes first; None where either could be, or both are."""
    if pc.all(pc.match_substring_regex(dated, r"^\d{1,2}\.\d{1,2}\.")).as_py():
        return "day"
    first = pc.any(pc.match_substring_regex(dated, r"^(1[3-9]|[2-9]\d)[/.-]")).as_py()
    second = pc.any(pc.match_substring_regex(dated, r"^\d{1,2}[/.-](1[3-9]|[2-9]\d)[/.-]")).as_py()
    if first == second:
        return None
    return "day" if first else "month"
