"""The quick ways of reading CSV give what the slow ones give, on text as messy as can be made."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from driftcli.errors import SourceError
from driftcli.sources import dates, parsing
from driftcli.sources.bytes_at import HeldBytes
from driftcli.sources.csv import arrow as csv_arrow
from driftcli.sources.csv import bytes as csv_bytes
from driftcli.sources.csv import stretches as csv_stretches
from driftcli.sources.csv import types as csv_types
from driftcli.sources.csv.arrow import Reading
from driftcli.sources.csv.body import Body
from driftcli.sources.csv.dialect import sniffed
from driftcli.sources.csv.stretches import Keeping
from driftcli.sources.csv.types import inferred, parsed_as
from driftcli.sources.keeping import InMemory, OnDisk
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions
from driftcli.sources.parsing import Marks
from driftcli.sources.parts import held, whole
from tests.sources.cells import ODD, REAL, TIMES, WHOLE, WORDS
from tests.sources.reading import described, open_on_disk, read, values

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from driftcli.sources.keeping import Keeper
    from driftcli.sources.parts import Parts

CELLS = st.one_of(*(st.sampled_from(cells) for cells in (WHOLE, REAL, ODD, WORDS, TIMES)))
MOSTLY = st.one_of(
    *(st.lists(st.sampled_from(cells), min_size=1, max_size=12) for cells in (WHOLE, REAL, WORDS, TIMES))
)
COLUMN = st.builds(lambda most, odd: most * 3 + odd, MOSTLY, st.lists(st.one_of(CELLS, st.none()), max_size=2))
MARKS = st.sampled_from(
    [Marks(), Marks(decimal=","), Marks(thousands=","), Marks(missing=(*Marks().missing, "1.5")), Marks(missing=("7",))]
)


@given(COLUMN, MARKS)
@settings(max_examples=400, deadline=None)
def test_types_do_not_depend_on_shortcuts(cells: list[str | None], marks: Marks) -> None:
    text = held(pa.chunked_array([cells[:5], cells[5:]], pa.string()))
    quick = _described(text, marks)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "starts_plainly", lambda _: False)
        patch.setattr(csv_types, "has_fractions", lambda *_: False)
        patch.setattr(parsing.pc, "floor", lambda parsed: parsed)
        patch.setattr(dates, "_BEGINS_LIKE_A_DATE", "")
        patch.setattr(
            csv_types, "booleans", lambda text, marks: parsing._two_words(text, marks, yes=("true",), no=("false",))
        )
        assert _described(text, marks) == quick


def _described(text: Parts, marks: Marks) -> Any:
    """What is found of a column, or why nothing is; by its spelling, so that a NaN equals a NaN."""
    try:
        typed = inferred(text, marks)
    except pa.ArrowException as error:
        return str(error)
    forced = parsed_as(text, family="timestamp", marks=marks, is_forced=True)
    assert forced is not None
    parts = typed.bad.parts() if typed.bad else ()
    bad = [cell for part in parts for cell in zip(part.rows.to_pylist(), part.values.to_pylist(), strict=True)]
    assert len(bad) == (typed.bad.count if typed.bad else 0)
    return str(typed.values.type), repr(whole(typed.values).to_pylist()), bad, typed.note, str(forced.values.type)


PIECES = st.sampled_from(
    ["a", "b1", "", "NA", "7", "1.5", '"x"', '"x, y"', '"x\ny"', '"x\r\ny"', '"x ""y"""', '"', 'x"y', "é"]
)
ROWS = st.lists(st.lists(PIECES, min_size=3, max_size=3), min_size=1, max_size=30)


SIZES = st.sampled_from([8, 16, 24, 64, 1 << 20])


@given(ROWS, st.sampled_from(["\n", "\r\n", "\r", "\n\n"]), st.integers(0, 1), st.tuples(SIZES, SIZES))
@settings(max_examples=300, deadline=None)
@pytest.mark.parametrize("keeper", [InMemory, partial(OnDisk, "x.csv")])
def test_rows_do_not_depend_on_how_the_text_is_cut(
    keeper: Callable[[], Keeper], rows: list[list[str]], end: str, ends: int, sizes: tuple[int, int]
) -> None:
    size, block = sizes
    text = (end.join(",".join(row) for row in rows) + end * ends).encode()
    assume(text.count(b'"') % 2 == 0)  # else nobody asks Arrow
    shape = sniffed("a,b,c\n1,2,3\n", SourceOptions(), is_whole=True, is_tabbed=False)
    nulls = ["", "NA"]
    try:
        slow, refused = csv_arrow.by_arrow(text, Reading(shape, 3, nulls, has_quotes=True, may_span=True))
    except pa.ArrowInvalid:
        return
    keeping = Keeping(keeper(), size, is_packed=True)
    body = Body(HeldBytes(memoryview(text)), shape, ("a", "b", "c"), 3, nulls, 0, keeping)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_arrow, "_BLOCK", block)
        patch.setattr(csv_arrow, "_FIELD_BYTES", 0)
        patch.setattr(csv_arrow, "_STREAMED_BLOCK", block)
        patch.setattr(csv_stretches, "LEAST", size)
        quick = body._quoted(frozenset(), body._ends())
        assert quick is not None
        assert ([whole(column).to_pylist() for column in quick.columns], quick.refused) == (
            [column.to_pylist() for column in slow.columns],
            refused,
        )


def test_a_value_is_not_cut_where_the_last_block_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b'1,a\n2,b\n3,"c\nd"\n'  # Arrow takes 3,"c and d" for two rows where a block ends behind the quote
    shape = sniffed("x,y\n1,2\n", SourceOptions(), is_whole=True, is_tabbed=False)
    reading = Reading(shape, 2, [""], has_quotes=True)
    monkeypatch.setattr(csv_arrow, "_FIELD_BYTES", 0)
    monkeypatch.setattr(csv_arrow, "_BLOCK", len(text))
    assert csv_arrow.by_arrow(text, reading)[0].num_rows == 3
    monkeypatch.setattr(csv_arrow, "_BLOCK", text.index(b"c"))
    with pytest.raises(csv_arrow.NotSoError):
        csv_arrow.by_arrow(text, reading)


LINES = st.text('a,"\n', max_size=60)


@given(LINES, st.integers(1, 9))
@settings(deadline=None)
def test_the_line_around_a_byte(text: str, around: int) -> None:
    lines = text.encode().splitlines(keepends=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_bytes, "_AROUND", around)
        found = [csv_bytes.line_at(memoryview(text.encode()), at) for at in range(len(text))]
    assert found == [line for line in lines for _ in line]


@given(st.lists(st.sampled_from(["", "a", '"a"', '""', '"a,"', '"a""b"', 'a"b', '"a"b', '"']), min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_a_line_that_seems_plain_leaves_nothing_open(fields: list[str]) -> None:
    shape = sniffed("x,y\n1,2\n", SourceOptions(), is_whole=True, is_tabbed=False)
    line = (",".join(fields) + "\n").encode()
    assume(csv_arrow._is_plain(line, shape.marking))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_arrow, "_is_plain", lambda *_: False)
        assert not csv_arrow.may_be_left_open(line, Reading(shape, 2, [""], has_quotes=True))


def test_a_newline_in_a_value_far_down_is_read_as_one(tmp_path: Path) -> None:
    text = "a,b\n" + "1,x\n" * 300_000 + '2,"y\nz"\n' + '3,"w"\n' * 300_000
    column = values(read(tmp_path / "x.csv", text))["b"]
    assert (len(column), column[300_000], column[300_001]) == (600_001, "y\nz", "w")


def test_a_quote_that_nobody_closes_does_not_bring_the_file_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_arrow, "_STREAMED_BLOCK", 1 << 8)
    monkeypatch.setattr(csv_arrow, "_LARGE_BLOCK", 1 << 10)
    asked: list[int] = []
    word = csv_arrow._options

    def watched(reading: Reading, block: int) -> Any:
        asked.append(block)
        return word(reading, block)

    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,x\n2,x\n3,x\n" + '4,"x\n' + "5,x\n" * 4_000 + '6,"x\n')
    held = described(open_source(path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_arrow, "_options", watched)
        patch.setattr(csv_arrow, "_BLOCK", 1 << 9)
        patch.setattr(csv_arrow, "_FIELD_BYTES", 0)
        source = open_on_disk(path, stretch=1 << 10)
    assert described(source) == held
    assert (source.facts.unreadable.count, source.facts.unreadable.first_lines) == (2, (5, 4006))
    assert max(asked) <= 1 << 10


@given(st.binary(max_size=60), st.integers(1, 7))
def test_bytes_are_counted_across_blocks(data: bytes, block: int) -> None:
    view = memoryview(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_bytes, "_BLOCK", block)
        patch.setattr(csv_bytes, "_CACHED", 2)
        assert csv_bytes.counts_of(HeldBytes(view), '"\n') == (data.count(b'"'), data.count(b"\n"))
        assert b"".join(csv_bytes.blocks(HeldBytes(view))) == data
        lowest = csv_bytes.lowest_bytes(HeldBytes(view))
        assert [low > 0 for low in lowest] == [
            bytes(part).isascii() and 0 not in part for part in csv_bytes.blocks(HeldBytes(view))
        ]


@given(st.text("a\r\n", max_size=30), st.integers(1, 7))
def test_lone_returns_are_found_across_blocks(text: str, block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_bytes, "_BLOCK", block)
        found = csv_bytes.has_lone_returns(HeldBytes(memoryview(text.encode())))
    assert found == bool(re.search(r"\r(?!\n)", text))


@pytest.mark.parametrize("at", [0, 1, 5, 6, 11])
def test_a_nul_byte_is_found_in_any_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    monkeypatch.setattr(csv_bytes, "_BLOCK", 5)
    data = bytearray("é,a\n1,é\n2,x\n".encode())
    data.insert(at + 2, 0)
    line = data[: at + 2].count(b"\n") + 1
    with pytest.raises(SourceError, match="NUL") as caught:
        read(tmp_path / "x.csv", bytes(data))
    assert str(caught.value.where).endswith(f"line {line}")


@pytest.mark.parametrize("block", [3, 4, 5])
def test_characters_may_straddle_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(csv_bytes, "_BLOCK", block)
    source = read(tmp_path / "x.csv", "n,ü€\n1,ééé\n2,a€🙂b\n")
    assert values(source) == {"n": [1, 2], "ü€": ["ééé", "a€🙂b"]}
