"""How a text file marks off its fields: guessed from its beginning, unless told.

A delimiter is good where rows have the same number of fields, more than one, and the fields look like values rather
than like several values run together.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from driftcli.frozen import dataclass
from driftcli.sources import missing
from driftcli.sources.bytes_at import HeldBytes
from driftcli.sources.csv.quoting import is_faultless
from driftcli.sources.csv.records import Bounds, Marking, lines_of, records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from driftcli.sources.csv.records import Record
    from driftcli.sources.options import SourceOptions

SAMPLE_BYTES = 1 << 18
_SAMPLE_ROWS = 500
_SCORED_ROWS = 200
_DELIMITERS = {
    ",": 1.0,
    ";": 1.0,
    "\t": 1.0,
    "|": 1.0,
    "\x1f": 1.0,
    "\x01": 1.0,
    "^": 0.9,
    "~": 0.9,
    ":": 0.5,
    " ": 0.4,
}
_LONGER = {"||": 1.0, "::": 0.9, ";;": 0.9, "~|~": 1.0, "|~|": 1.0}
_MIN_SCORE = 0.2
_ODD_HEADER = 0.5
_VALUE = re.compile(
    r"\s*(?:[+-]?[\d.,' \u00a0]*\d(?:[eE][+-]?\d+)?%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?)?"
    r"|\d{1,2}:\d{2}(?::[\d.]+)?|true|false)\s*",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"[;\t|\x1f\x01^~]|,(?! )")
_SEP_LINE = re.compile(r"sep=(.)\r?(?:\n|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the beginning of a text file tells."""

    marking: Marking
    """How fields are marked off."""
    header: bool
    """Whether the first row holds names."""
    first: Record | None
    """The first row."""
    widths: Counter[int]
    """How many of the sampled rows after the header have how many fields."""
    trailing: bool
    """Whether every sampled row after the header ends in an empty field."""
    skipped: int
    """Lines before the first row which only name the delimiter, as Excel writes them."""
    all_quoted: bool
    """Whether every sampled value is quoted, so that quotes say nothing about missing values."""
    spans_lines: bool
    """Whether a sampled value holds a line end."""
    guessed: tuple[str, ...]
    """What was guessed."""


def sniffed(text: str, options: SourceOptions, *, is_whole: bool, is_tabbed: bool) -> Shape:
    """Find the shape of a file from its beginning; the last line of a partial text is left aside, and an open row."""
    lines = lines_of(text)
    if not is_whole:
        lines.pop()
    told = _SEP_LINE.match(text)
    skipped = 1 if told else 0
    lines = lines[skipped:]
    bounds = Bounds(is_whole=is_whole)
    given = (options.delimiter or "").replace("\\t", "\t") or (told[1] if told else None)
    quote = options.quote if options.quote is not None else _quote(text)
    escape = options.escape if options.escape is not None else _escape(text, quote)
    delimiter = given or _delimiter(lines, Marking("", quote, escape), is_tabbed=is_tabbed, bounds=bounds)
    blanks = _skips_blanks(text, delimiter=delimiter, quote=quote)
    marking = Marking(delimiter, quote, escape, skips_blanks=blanks)
    rows = _rows(lines, marking, is_whole=is_whole)
    header = options.header if options.header is not None else _has_header(rows)
    body = rows[1:] if header else rows
    cells = [cell for row in body for cell in zip(row.fields, row.quoted, strict=True)]
    was_given = {"delimiter": given, "quote": options.quote, "escape": options.escape, "header": options.header}
    return Shape(
        marking=marking,
        header=header,
        first=rows[0] if rows else None,
        widths=Counter(len(row.fields) for row in body if not row.is_broken),
        trailing=bool(body) and all(not row.fields[-1].strip() for row in body),
        skipped=skipped,
        all_quoted=bool(cells) and all(quoted for _, quoted in cells),
        spans_lines=any(row.last_line > row.line for row in body),
        guessed=tuple(name for name, value in was_given.items() if value is None),
    )


def _rows(lines: list[str], marking: Marking, *, is_whole: bool) -> list[Record]:
    """Read the first rows, as the whole will be read."""
    raw = HeldBytes(memoryview("".join(lines).encode()))
    strict = bool(marking.quote) and is_faultless(raw, marking, is_whole=is_whole)
    return list(islice(records([lines], marking, Bounds(is_faultless=strict, is_whole=is_whole)), _SAMPLE_ROWS))


def _delimiter(lines: list[str], marking: Marking, *, is_tabbed: bool, bounds: Bounds) -> str:
    """Choose the delimiter with the best score; without any, one that does not occur, so that rows have one field.

    Those of more weight are tried first, so that one that cannot do better than the best need not be tried.
    """
    text = "".join(lines[:_SCORED_ROWS])
    best, score = "", 0.0
    known = sorted({**_DELIMITERS, **_LONGER}.items(), key=lambda one: (not is_tabbed or one[0] != "\t", -one[1]))
    for delimiter, weight in known:
        doubled = any(delimiter in longer and _is_part(delimiter, longer, text) for longer in _LONGER)
        if delimiter in text and not doubled and weight > score:
            tried = Marking(delimiter, marking.quote, marking.escape, skips_blanks=not delimiter.isspace())
            found = weight * _score(list(islice(records([lines], tried, bounds), _SCORED_ROWS)))
            if is_tabbed and delimiter == "\t" and found > 0:
                return "\t"
            best, score = max((best, score), (delimiter, found), key=lambda one: one[1])
    if score >= _MIN_SCORE:
        return best
    return next(
        delimiter for delimiter in (",", "\t", ";", "|", "\x1f") if delimiter not in text or delimiter == "\x1f"
    )


def _is_part(delimiter: str, longer: str, text: str) -> bool:
    """Tell whether a delimiter only occurs inside a longer one."""
    return delimiter != longer and text.count(delimiter) == longer.count(delimiter) * text.count(longer)


def _score(rows: Sequence[Record]) -> float:
    """Score how consistent rows are, and how much their fields look like values, between 0 and 1."""
    widths = Counter(1 if row.is_broken else len(row.fields) for row in rows)
    if not widths:
        return 0.0
    width, count = widths.most_common(1)[0]
    if width == 1:
        return 0.0
    cells = [cell for row in rows if len(row.fields) == width for cell in zip(row.fields, row.quoted, strict=True)]
    values = sum(_value_score(text, is_quoted=quoted) for text, quoted in cells) / len(cells)
    consistency = (count / len(rows)) ** 2 * (1.0 if abs(len(rows[0].fields) - width) <= 1 else _ODD_HEADER)
    return consistency * values * (1 - 0.2 / width)


def _value_score(text: str, *, is_quoted: bool) -> float:
    """Score how much a field looks like one value."""
    if is_quoted or text.strip() in missing.ANY or _VALUE.fullmatch(text):
        return 1.0
    return 0.3 if _FOREIGN.search(text) else 0.8


def _quote(text: str) -> str:
    """Find out whether single quotes enclose fields; double quotes are the rule."""
    if "'" not in text or re.search(r'(?:^|[,;\t|])"', text, re.MULTILINE):
        return '"'
    single = len(re.findall(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r]|$)", text, re.MULTILINE))
    return "'" if single > 2 else '"'


def _escape(text: str, quote: str) -> str:
    """Find out whether backslashes precede quotes inside quoted fields; doubling is the rule."""
    if not quote or "\\" not in text:
        return ""
    mark = re.escape(quote)
    escaped = re.search(rf"[^\\]\\{mark}[^,;\t|\r\n{mark}]", text)
    doubled = re.search(rf"[^,;\t|\r\n{mark}]{mark}{mark}[^{mark}]", text)
    return "\\" if escaped and not doubled else ""


def _skips_blanks(text: str, *, delimiter: str, quote: str) -> bool:
    """Find out whether blanks stand between delimiters and quotes."""
    if not quote or delimiter == " ":
        return False
    return re.search(rf"{re.escape(delimiter)} +{re.escape(quote)}", text) is not None


def _has_header(rows: Sequence[Record]) -> bool:
    """Tell whether the first row names the columns: its fields differ in kind from those below."""
    if not rows:
        return True
    first = [field.strip() for field in rows[0].fields]
    typed = [bool(_VALUE.fullmatch(field)) for field in first]
    if len(rows) == 1:
        return not any(typed)
    if first == [str(number) for number in range(len(first))] or _are_years(first):
        return True
    votes = 0
    for at, field in enumerate(first):
        below = [row.fields[at].strip() for row in rows[1:] if len(row.fields) > at]
        present = [value for value in below if value not in missing.ANY]
        if not present:
            continue
        values = sum(1 for value in present if _VALUE.fullmatch(value)) / len(present)
        if values > 0.8:
            votes += -1 if typed[at] or field in missing.ANY else 1
        elif typed[at] or present.count(field) > 1:
            votes -= 1
    return votes >= 0


def _are_years(first: Sequence[str]) -> bool:
    """Recognise a header of rising years, as in a table with one column a year."""
    years = [int(field) for field in first if re.fullmatch(r"(19|20)\d\d", field)]
    return len(years) >= max(2, len(first) - 3) and all(b - a == 1 for a, b in pairwise(years))
