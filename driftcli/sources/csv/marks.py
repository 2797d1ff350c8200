"""How a text file writes numbers: its decimal mark and its mark between groups of three digits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from driftcli.sources import missing
from driftcli.sources.parsing import Marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa

    from driftcli.sources.options import SourceOptions

_SAMPLE = 300
LOOKED_AT = 10 * _SAMPLE
"""Rows among which a sample is taken."""
_SIGN = r"[+-]?"
_COMMA_DECIMAL = re.compile(
    rf"{_SIGN}(\d+,(\d{{1,2}}|\d{{4,}})|\d{{1,3}}(\.\d{{3}})+,\d+|\d{{4,}},\d+|0,\d+"
    rf"|\d{{1,3}}([ \u00a0\u202f']\d{{3}})+,\d+)"
)
_COMMA_GROUPS = re.compile(rf"{_SIGN}(\d{{1,3}}(,\d{{3}})+\.\d+|\d{{1,3}}(,\d{{3}}){{2,}})")
_COMMA_EITHER = re.compile(rf"{_SIGN}\d{{1,3}},\d{{3}}")
_POINT_GROUPS = re.compile(rf"{_SIGN}(\d{{1,3}}(\.\d{{3}})+,\d+|\d{{1,3}}(\.\d{{3}}){{2,}})")
_OTHER_GROUPS = re.compile(rf"{_SIGN}\d{{1,3}}(?P<mark>[ \u00a0\u202f'])\d{{3}}((?P=mark)\d{{3}})*([.,]\d*)?")
_OTHER_MARKS = frozenset(" \u00a0\u202f'")
_DIGITS = re.compile(r"[+-]?[\d.,' \u00a0\u202f]+")


def guessed_marks(
    columns: Iterable[pa.ChunkedArray], *, delimiter: str, options: SourceOptions
) -> tuple[Marks, tuple[str, ...]]:
    """Find the marks from values which are no plain numbers; gives also which marks were guessed."""
    samples = [_sample(column) for column in columns]
    votes = [_votes(sample) for sample in samples]
    commas, groups, either = (sum(vote[at] for vote in votes) for at in range(3))
    decimal = options.decimal
    if decimal is None:
        is_comma = commas > groups or (either > groups and not groups and delimiter != ",")
        decimal = "," if is_comma else "."
    thousands = options.thousands
    if thousands is None:
        thousands = _thousands(samples, decimal=decimal, has_comma_groups=groups + either > 0)
    told = {"decimal": options.decimal, "thousands": options.thousands}
    marks = Marks(decimal=decimal, thousands=thousands, missing=(*missing.ANY, *options.null_values))
    return marks, tuple(name for name, value in told.items() if value is None)


def _sample(column: pa.ChunkedArray) -> list[str]:
    """Take some of the values which could be numbers."""
    part = column.slice(0, LOOKED_AT).drop_null().slice(0, _SAMPLE)
    return [value.strip() for value in part.to_pylist() if len(value) < 40]


def _votes(sample: Sequence[str]) -> tuple[int, int, int]:
    """Count, in a column most of whose values look like numbers, the writings of the comma."""
    written = [value for value in sample if "," in value]
    if not written or not _is_mostly_digits(sample):
        return 0, 0, 0
    decimal, groups, either = (
        sum(1 for value in written if pattern.fullmatch(value))
        for pattern in (_COMMA_DECIMAL, _COMMA_GROUPS, _COMMA_EITHER)
    )
    return decimal, groups, either


def _is_mostly_digits(sample: Sequence[str]) -> bool:
    return 2 * sum(1 for value in sample if _DIGITS.fullmatch(value)) >= len(sample)


def _thousands(samples: Sequence[Sequence[str]], *, decimal: str, has_comma_groups: bool) -> str:
    """Find the mark between groups, given the decimal mark."""
    if decimal == "." and has_comma_groups:
        return ","
    if decimal == "," and any(_POINT_GROUPS.fullmatch(value) for sample in samples for value in sample):
        return "."
    for sample in samples:
        written = (value for value in sample if not _OTHER_MARKS.isdisjoint(value))
        match = next(filter(None, map(_OTHER_GROUPS.fullmatch, written)), None)
        if match and _is_mostly_digits(sample):
            return match["mark"]
    return ""
