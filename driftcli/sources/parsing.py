"""Strings to numbers, booleans, timestamps and times of day; what does not parse becomes null.

Each parser tries Arrow's own cast first, which is quick and all or nothing, and sorts out the values one by one only
where that fails. Numbers (here) and timestamps (``dates``) depend on the whole column and take it in parts; the others
ask each value on its own.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from driftcli.frozen import dataclass
from driftcli.sources import missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from driftcli.sources.parts import Parts

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?([iI][nN][fF]([iI][nN][iI][tT][yY])?|[nN][aA][nN])$"
_INTEGER = r"^[+-]?\d+$"
_LEADING_ZERO = r"^[+-]?0\d+$"
INT64_DIGITS = 18
"""So many digits int64 surely holds."""
_UINT64_DIGITS = 20
"""No more digits uint64 holds."""

YES = ("true", "t", "yes", "y", "1", "1.0")
"""Spellings of true, in any case, in a column which is known to be boolean."""
NO = ("false", "f", "no", "n", "0", "0.0")
"""Spellings of false likewise."""


@dataclass(frozen=True, slots=True)
class Marks:
    """How numbers are written."""

    decimal: str = "."
    """The decimal mark."""
    thousands: str = ""
    """The mark between groups of three digits; empty for none."""
    missing: tuple[str, ...] = missing.ANY
    """Spellings which are missing rather than wrong."""


def without_missing(text: pa.ChunkedArray, marks: Marks) -> pa.ChunkedArray:
    """Trim blanks and make missing spellings null."""
    trimmed = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.is_in(trimmed, value_set=pa.array(marks.missing, trimmed.type)), None, trimmed)


def numbers(text: Parts, marks: Marks) -> Parts:
    """Parse numbers: int64 where all are whole and fit, uint64 where that is enough, else float64."""
    if marks.decimal == "." and not marks.thousands:
        quick = _quick_numbers(text)
        if quick is not None:
            return quick
    spelled = text.changed(partial(_spelled_numbers, marks=marks), text.type)
    if spelled.all(_is_integer):
        for type_ in (pa.int64(), pa.uint64()):
            try:
                return spelled.kept(partial(_unsigned_cast, type_=type_), type_)
            except pa.ArrowInvalid:
                continue
    return spelled.kept(lambda part: pc.cast(part, pa.float64()), pa.float64())


def _spelled_numbers(text: pa.ChunkedArray, marks: Marks) -> pa.ChunkedArray:
    """Keep what is a number, plainly written."""
    return _only(_plain_numbers(without_missing(text, marks), marks), _NUMBER)


def _is_integer(text: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.match_substring_regex(text, _INTEGER)


def _unsigned_cast(text: pa.ChunkedArray, type_: pa.DataType) -> pa.ChunkedArray:
    return pc.cast(pc.utf8_ltrim(text, characters="+"), type_)


def booleans(text: pa.ChunkedArray, marks: Marks) -> pa.ChunkedArray:
    """Parse true and false in any case."""
    try:
        quick = pc.cast(text, pa.bool_())
    except pa.ArrowInvalid:
        quick = None
    if quick is not None and not pc.any(pc.equal(pc.binary_length(text), 1)).as_py():  # 1 and 0 are numbers
        return quick
    return _two_words(text, marks, yes=("true",), no=("false",))


def wide_booleans(text: pa.ChunkedArray, marks: Marks) -> pa.ChunkedArray:
    """Parse the spellings of YES and NO in any case."""
    return _two_words(text, marks, yes=YES, no=NO)


def times_of_day(text: pa.ChunkedArray, marks: Marks) -> pa.ChunkedArray:
    """Parse times such as 09:30 and 09:30:15.250 to time64[us]."""
    text = _only(without_missing(text, marks), r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$")
    dated = pc.binary_join_element_wise(pa.scalar("1970-01-01", text.type), text, pa.scalar(" ", text.type))
    return pc.cast(pc.cast(dated, pa.timestamp("us")), pa.time64("us"))


def has_codes(text: Parts, marks: Marks) -> bool:
    """Tell whether a column of whole numbers holds codes: with leading zeros, or longer than any number type.

    One leading zero in a thousand values is enough, or one at all where every value has the same length.
    """
    if not any(map(_may_hold_codes, text.columns())):
        return False
    if text.some(partial(pc.starts_with, pattern=" ")):
        text = text.changed(pc.utf8_trim_whitespace, text.type)
    if not text.some(lambda part: pc.or_(_has_leading_zero(part), _is_long(part))):
        return False
    found = [_looked_at(column, marks) for column in text.columns()]
    present = sum(look.present for look in found)
    if present == 0 or any(look.whole < look.present for look in found):
        return False
    if any(look.is_beyond for look in found):
        return True
    zeros = sum(look.zeros for look in found)
    lengths = {length for look in found for length in look.lengths}
    return zeros > 0 and (zeros >= present / 1000 or len(lengths) == 1)


@dataclass(frozen=True, slots=True)
class _Look:
    """What part of a column tells of codes."""

    present: int
    """Numbers."""
    whole: int
    """Numbers without a fraction."""
    is_beyond: bool
    """Whether one of those fits no integer type."""
    zeros: int
    """Whole numbers with leading zeros."""
    lengths: tuple[int, ...]
    """Shortest and longest spelling."""


def _looked_at(text: pa.ChunkedArray, marks: Marks) -> _Look:
    present = _only(without_missing(text, marks), _NUMBER).drop_null()
    whole = present.filter(_is_integer(present))
    lengths = pc.min_max(pc.binary_length(present)).as_py()
    return _Look(
        present=len(present),
        whole=len(whole),
        is_beyond=_is_beyond_uint64(whole),
        zeros=pc.sum(pc.match_substring_regex(whole, _LEADING_ZERO)).as_py() or 0,
        lengths=(lengths["min"], lengths["max"]) if len(present) else (),
    )


def _may_hold_codes(text: pa.ChunkedArray) -> bool:
    return not all(map(starts_plainly, text.chunks)) or bool(pc.any(_is_long(text)).as_py())


def has_fractions(parsed: Parts, marks: Marks) -> bool:
    """Tell whether some number is surely not written as a whole one, where numbers are written plainly."""
    if not pa.types.is_floating(parsed.type) or marks.decimal != "." or marks.thousands:
        return False
    if any(re.search(r"\d[.eE]|\.\d", spelling) for spelling in marks.missing):
        return False
    return parsed.some(lambda part: pc.less(pc.floor(part), part))


def castable(text: pa.ChunkedArray, type_: pa.DataType) -> pa.ChunkedArray:
    """Cast strings, making null what Arrow refuses; quick where few are refused."""
    try:
        return pc.cast(text, type_)
    except pa.ArrowInvalid:
        if len(text) == 1:
            return pa.chunked_array([pa.nulls(1, type_)])
    half = len(text) // 2
    parts = [castable(text.slice(0, half), type_), castable(text.slice(half), type_)]
    return pa.chunked_array([chunk for part in parts for chunk in part.chunks], type_)


def _quick_numbers(text: Parts) -> Parts | None:
    """Cast at once; None where some value is no number, or is hexadecimal or too large, which Arrow would accept."""
    for cast, type_ in ((_quick_integers, pa.int64()), (_quick_floats, pa.float64())):
        try:
            return text.kept(cast, type_)
        except _OddNumberError:
            return None
        except pa.ArrowInvalid:
            continue
    return None


class _OddNumberError(Exception):
    """Some value is no number, although Arrow takes it for one."""


def _quick_integers(text: pa.ChunkedArray) -> pa.ChunkedArray:
    parsed = pc.cast(text, pa.int64())
    if not all(map(starts_plainly, text.chunks)):
        zeros = text.filter(_has_leading_zero(text))
        if pc.any(pc.match_substring(zeros, "x", ignore_case=True)).as_py():
            raise _OddNumberError
    return parsed


def _quick_floats(text: pa.ChunkedArray) -> pa.ChunkedArray:
    parsed = pc.cast(text, pa.float64())
    long = text.filter(pc.and_(_is_long(text), pc.equal(pc.floor(parsed), parsed)))
    if pc.any(_is_integer(long)).as_py():
        raise _OddNumberError
    return parsed


def starts_plainly(text: pa.StringArray) -> bool:
    """Tell whether every value of more than one byte begins with a digit other than zero, a minus sign set aside.

    Reads the array's own buffers: a third of the time of asking Arrow for each beginning in turn.
    """
    _, offsets, data = text.buffers()
    if data is None or data.size == 0:
        return True
    width = np.int64 if pa.types.is_large_string(text.type) else np.int32
    starts: npt.NDArray[Any] = np.frombuffer(offsets, width)[text.offset : text.offset + len(text) + 1]
    characters: npt.NDArray[np.uint8] = np.frombuffer(data, np.uint8)
    first: npt.NDArray[np.uint8] = characters.take(starts[:-1], mode="clip")
    odd = np.flatnonzero(_is_not_one_to_nine(first))
    odd = odd[starts[odd + 1] - starts[odd] > 1]
    signed = starts[odd][characters[starts[odd]] == ord("-")]
    return len(signed) == len(odd) and not _is_not_one_to_nine(characters[signed + 1]).any()


def _is_not_one_to_nine(characters: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Mark all but the digits from 1 on: smaller characters wrap around to large numbers."""
    return np.subtract(characters, ord("1"), dtype=np.uint8) > np.uint8(8)


def _plain_numbers(text: pa.ChunkedArray, marks: Marks) -> pa.ChunkedArray:
    """Take out thousands marks where they separate groups of three, and write the decimal mark as a point."""
    if marks.thousands:
        mark = "[\\s\u00a0\u202f]" if marks.thousands.isspace() else f"[{marks.thousands}]"
        grouped = rf"^[+-]?\d{{1,3}}({mark}\d{{3}})+([{marks.decimal}]\d*)?$"
        bare = pc.replace_substring_regex(text, mark, "")
        text = pc.if_else(pc.match_substring_regex(text, grouped), bare, text)
    if marks.decimal == ".":
        return text
    return pc.replace_substring(pc.replace_substring(text, ".", "\0"), marks.decimal, ".")


def _is_beyond_uint64(whole: pa.ChunkedArray) -> bool:
    """Tell whether any whole number fits neither int64 nor uint64."""
    long = whole.filter(_is_long(whole))
    return any(not -(2**63) <= _whole(value) < 2**64 for value in pc.unique(long).to_pylist())


def _whole(text: str) -> int:
    """Give a whole number, or one beyond uint64 for it; ``int`` refuses thousands of digits."""
    digits = text.lstrip("+-0")
    number = int(digits or "0") if len(digits) <= _UINT64_DIGITS else 2**64
    return -number if text.startswith("-") else number


def _is_long(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Mark what has so many digits that int64 may not hold it."""
    return pc.greater(pc.binary_length(text), INT64_DIGITS)


def _has_leading_zero(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Mark what begins with a zero and goes on, a sign set aside; 0.5 does so too."""
    lengths = pc.binary_length(text)
    signed = pc.or_(pc.starts_with(text, "-0"), pc.starts_with(text, "+0"))
    return pc.or_(pc.and_(pc.starts_with(text, "0"), pc.greater(lengths, 1)), pc.and_(signed, pc.greater(lengths, 2)))


def _two_words(text: pa.ChunkedArray, marks: Marks, *, yes: Sequence[str], no: Sequence[str]) -> pa.ChunkedArray:
    """Parse two sets of spellings."""
    lowered = pc.utf8_lower(without_missing(text, marks))
    known = pc.is_in(lowered, value_set=pa.array([*yes, *no], lowered.type))
    return pc.if_else(known, pc.is_in(lowered, value_set=pa.array(yes, lowered.type)), None)


def _only(text: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    """Keep what matches and make the rest null."""
    return pc.if_else(pc.match_substring_regex(text, pattern), text, None)
