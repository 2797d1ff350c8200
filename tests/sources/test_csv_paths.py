"""Every way of reading a text file gives what the slowest and plainest one gives, from the bytes to typed columns.

Files are made of cells, so that what stands in them is known: the plain way is held against that. It cuts every row
itself, as one piece, keeps every value as it is spelled, and types each column as a whole. All others (Arrow's reader,
floats and whole numbers at once, stretches and blocks of a few bytes, columns on disk, one thread or several) are held
against the plain way.
"""

from __future__ import annotations

import codecs
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftcli.errors import DriftError
from driftcli.sources import missing
from driftcli.sources.csv import arrow as csv_arrow
from driftcli.sources.csv import bytes as csv_bytes
from driftcli.sources.csv import floats as csv_floats
from driftcli.sources.csv import marks as csv_marks
from driftcli.sources.csv import quoting as csv_quoting
from driftcli.sources.csv import reading as csv_reading
from driftcli.sources.csv import stretches as csv_stretches
from driftcli.sources.csv.body import Body
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions
from driftcli.stats.side_by_side import threads
from tests.sources.cells import ODD, REAL, TIMES, WHOLE, WORDS
from tests.sources.reading import described, read, values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from driftcli.sources.csv.records import Marking

NAMES = ("first", "second", "third", "fourth")
DATES = ["2026-01-02", "1/2/2026", "13/2/2026", "1.2.2026", "20260102", "2026-01-02T03:04:05Z", "Jan 2, 2026"]
LONG = ["two\nlines", "two\r\nlines", "two\rlines", 'say "so"', '"', '""', "a, b; c\td|e", "\n", " ", "x" * 40]
LONG += ['a",b\nc', "C:\\new"]
POOLS = st.sampled_from([WHOLE, WHOLE[:5], REAL, WORDS, TIMES, DATES, LONG, ["true", "false"]])
ANY = st.sampled_from([*WHOLE, *REAL, *ODD, *WORDS, *TIMES, *DATES, *LONG])
LOOKED_AT = 3
"""Rows at the beginning by which floats and marks are found, instead of thousands."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a field says, and whether it is written in quotes."""

    text: str
    is_quoted: bool

    def written(self, delimiter: str) -> str:
        """Write the field."""
        return '"' + self.text.replace('"', '""') + '"' if self.is_quoted_in(delimiter) else self.text

    def is_quoted_in(self, delimiter: str) -> bool:
        """Whether it is in quotes, of itself or because it has to be."""
        return self.is_quoted or any(mark in self.text for mark in (delimiter, '"', "\n", "\r"))


@dataclass(frozen=True, slots=True)
class Table:
    """A text file by its cells."""

    rows: list[list[Cell]]
    delimiter: str
    end: str
    has_mark: bool
    is_ended: bool
    blanks: frozenset[int]
    """Rows before which a line is empty."""
    ragged: dict[int, str]
    """Rows before which a line with another number of fields stands."""

    def written(self) -> bytes:
        """Write the file."""
        lines = [self.delimiter.join(NAMES[: len(self.rows[0])])]
        for at, row in enumerate(self.rows):
            lines += [""] * (at in self.blanks) + [line for place, line in self.ragged.items() if place == at]
            lines.append(self.delimiter.join(cell.written(self.delimiter) for cell in row))
        text = self.end.join(lines) + self.end * self.is_ended
        return codecs.BOM_UTF8 * self.has_mark + text.encode()


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Make a file of two to four columns, each mostly of one sort."""
    width, length = draw(st.integers(1, 4)), draw(st.integers(2, 14))
    quoting = draw(st.sampled_from([st.just(False), st.just(True), st.booleans()]))
    columns = []
    for _ in range(width):
        pool = st.sampled_from(draw(POOLS))
        odd = draw(st.sets(st.integers(0, length - 1), max_size=2))
        texts = [draw(st.one_of(ANY, st.just("")) if at in odd else pool) for at in range(length)]
        columns.append([Cell(text, draw(quoting)) for text in texts])
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    places = st.integers(0, length - 1)
    return Table(
        rows=[list(row) for row in zip(*columns, strict=True)],
        delimiter=delimiter,
        end=draw(st.sampled_from(["\n", "\r\n", "\r"])),
        has_mark=draw(st.booleans()),
        is_ended=draw(st.booleans()),
        blanks=frozenset(draw(st.sets(places, max_size=1))),
        ragged=draw(
            st.dictionaries(places, st.sampled_from(["1", delimiter.join("12345"), "x" * 30]), max_size=width > 1)
        ),
    )


def has_no_fault(text: str, marking: Marking) -> bool:
    """Walk through a text, quote by quote, to tell whether the quoting of all its values has no fault."""
    at, beside = 0, {marking.delimiter, "\n", "\r", ""}
    is_inside = False
    while at < len(text):
        if is_inside and text[at] == marking.escape:
            at += 1
        elif text[at] == marking.escape:
            return False
        elif text[at] == marking.quote and not is_inside:
            if text[at - 1 : at] not in beside:
                return False
            is_inside = True
        elif text[at] == marking.quote and text[at + 1 : at + 2] == marking.quote:
            at += 1
        elif text[at] == marking.quote:
            if text[at + 1 : at + 2] not in beside:
                return False
            is_inside = False
        at += 1
    return not is_inside


def read_plainly(body: Body, _: object) -> Any:
    """Cut every row; the text as a whole tells how."""
    text = bytes(body.data.read(0, body.data.size)).decode()
    return body._by_ourselves(is_faultless=has_no_fault(text, body.shape.marking))


@contextmanager
def plainly() -> Iterator[None]:
    """Read in the plain way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Body, "read", read_plainly)
        patch.setattr(csv_stretches.Keeping, "_packed", lambda _, array: array)
        yield


@contextmanager
def cut_small(size: int, *, with_floats: bool) -> Iterator[None]:
    """Let text be read in pieces of a few bytes."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_BLOCK", "_STREAMED_BLOCK"):
            patch.setattr(csv_arrow, name, size)
        patch.setattr(csv_arrow, "_FIELD_BYTES", 0)
        patch.setattr(csv_bytes, "_BLOCK", size)
        patch.setattr(csv_quoting, "_BLOCK", size)
        patch.setattr(csv_quoting, "_CACHED", 64)
        patch.setattr(csv_bytes, "_AROUND", 4)
        for name in ("STRETCH", "LEAST"):
            patch.setattr(csv_stretches, name, size)
        patch.setattr(csv_floats, "WORTH_IT", 1 if with_floats else 1 << 40)
        yield


def said(path: Path, *, options: SourceOptions, room: int | None = None) -> Any:
    """Give all that is said of a file, or why it is refused."""
    try:
        return described(open_source(path, options=options, room=room))
    except DriftError as error:
        return str(error)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A place for files, whose first rows are so many."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (csv_floats, csv_marks, csv_reading):
            patch.setattr(module, "LOOKED_AT", LOOKED_AT)
        yield tmp_path_factory.mktemp("paths")


@dataclass(frozen=True, slots=True)
class Way:
    """A way of reading."""

    size: int
    """Bytes of a piece."""
    threads: int
    with_floats: bool
    is_on_disk: bool


WAYS = st.builds(
    Way,
    size=st.sampled_from([5, 16, 40, 150, 1 << 20]),
    threads=st.integers(1, 3),
    with_floats=st.booleans(),
    is_on_disk=st.booleans(),
)


@given(tables(), WAYS)
@settings(max_examples=150, deadline=None)
def test_every_way_of_reading_says_what_the_plain_one_says(folder: Path, table: Table, way: Way) -> None:
    path = folder / "x.csv"
    path.write_bytes(table.written())
    options = SourceOptions(delimiter=table.delimiter, header=True, quote='"', escape="")
    with plainly():
        expected = said(path, options=options)
    with cut_small(way.size, with_floats=way.with_floats), threads(way.threads):
        assert said(path, options=options, room=1 if way.is_on_disk else None) == expected


@given(tables())
@settings(max_examples=150, deadline=None)
def test_the_plain_way_says_what_was_written(folder: Path, table: Table) -> None:
    path = folder / "x.csv"
    path.write_bytes(table.written())
    names = NAMES[: len(table.rows[0])]
    options = SourceOptions(
        delimiter=table.delimiter, header=True, quote='"', escape="", types=dict.fromkeys(names, "string")
    )
    nulls = {*missing.STANDARD}
    is_quoted = all(cell.is_quoted_in(table.delimiter) for row in table.rows for cell in row) and not table.ragged
    kept = [row for row in table.rows if len(row) > 1 or row[0].written(table.delimiter)]
    with plainly():
        found = values(open_source(path, options=options))
    for at, name in enumerate(names):
        assert found[name] == [
            None if row[at].text in nulls and (is_quoted or not row[at].is_quoted_in(table.delimiter)) else row[at].text
            for row in kept
        ]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("broken", ["", "1"])
def test_line_ends_in_values_stay_as_they_are(tmp_path: Path, end: str, broken: str) -> None:
    """A row that is broken has the others cut by us, which made newlines of the ends of lines in their values."""
    source = read(tmp_path / "x.csv", f'a,b\n1,"two{end}lines"\n{broken}\n2,x\n')
    assert values(source) == {"a": [1, 2], "b": [f"two{end}lines", "x"]}


@pytest.mark.parametrize("last", ["", "NA"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize("before", ["x", "two\nlines"])
def test_a_last_value_without_a_line_end_is_missing_as_any_other(
    tmp_path: Path, last: str, end: str, before: str
) -> None:
    """Arrow took it for quoted, and so for a value, where the one before it was."""
    source = read(tmp_path / "x.csv", f'a,b\nz,y\n"{before}",{last}{end}')
    assert values(source) == {"a": ["z", before], "b": ["y", None]}
