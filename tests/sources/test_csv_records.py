"""Rows cut one at a time: what a quote means, how far is looked ahead, and that no line is read twice."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from driftcli.errors import SourceError
from driftcli.sources.bytes_at import HeldBytes
from driftcli.sources.csv import long_lines, quoting
from driftcli.sources.csv import records as csv_records
from driftcli.sources.csv.quoting import is_faultless
from driftcli.sources.csv.records import Bounds, Marking, TooLongError, lines_of, records
from driftcli.sources.open import open_source
from tests.sources.reading import read, values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXTS = st.text(alphabet='",\n\rx\\', max_size=14)
COMMAS = Marking(",")


def faultless(text: str, escape: str = "") -> bool:
    return is_faultless(HeldBytes(memoryview(text.encode())), Marking(",", escape=escape))


@given(TEXTS)
@settings(max_examples=400)
@example('a,"b"" ""c"\n')
@example('"a"",b\nc"')
def test_faultless_text_is_read_as_python_reads_it(text: str) -> None:
    """The csv module, told to be strict, refuses text behind a quote that closes and a quote that nobody closes."""
    if not faultless(text):
        return
    expected = [row for row in csv.reader(StringIO(text, newline=""), strict=True) if row]
    rows = list(records([lines_of(text)], COMMAS, Bounds(is_faultless=True, skips_blank_lines=False)))
    assert [list(row.fields) for row in rows] == expected
    assert not any(row.is_broken for row in rows)


@given(TEXTS)
@settings(max_examples=400)
def test_what_python_refuses_has_a_fault(text: str) -> None:
    """It takes quotes inside unquoted values as they stand, which is a fault as well."""
    try:
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error:
        assert not faultless(text)
        return
    written = StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    assert faultless(written.getvalue())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'"a\"b",c', True),
        (r'"a\\",c', True),
        (r'"a\\"b",c', False),
        (r'"a\",c', False),
        (r'a\b,"c"', False),
        ('"a\\\nb",c', True),
        ('"' + "\\" * 40 + '",c', True),
        ('"' + "\\" * 41 + '",c', False),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1 << 20])
def test_escapes(monkeypatch: pytest.MonkeyPatch, text: str, expected: bool, size: int) -> None:  # noqa: FBT001
    monkeypatch.setattr(quoting, "_BLOCK", size)
    assert faultless(text, "\\") is expected


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ('ab"c,d', ["a", 'ab"c', "d"]),
        ('"ab"c,d', ["a", "abc", "d"]),
        ('"a""b"c,d', ["a", 'a"bc', "d"]),
        ('""c,d', ["a", "c", "d"]),
    ],
)
def test_stray_quotes_cost_no_row(tmp_path: Path, line: str, fields: list[str]) -> None:
    """The numbers of quotes are even and odd, which once decided who read them."""
    for other in ("x,y", '"x",y', 'x"y,z', '"x"y,z'):
        source = read(tmp_path / "x.csv", f"k,l,m\na,{line}\nb,{other}\nc,x,y\n", header=True, delimiter=",")
        assert source.facts.unreadable.count == 0
        assert [column[0] for column in values(source).values()] == fields


def test_each_line_of_a_value_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value of many lines was read anew for each of its lines that has a quote."""
    lines = 2_000
    text = 'a,"' + 'he said ""so"" and went on\n' * lines + '"\n'
    asked = 0
    at = csv_records._Lines.at

    def counted(own: csv_records._Lines, number: int) -> str | None:
        nonlocal asked
        asked += 1
        return at(own, number)

    monkeypatch.setattr(csv_records._Lines, "at", counted)
    (record,) = records([lines_of(text)], COMMAS)
    assert record.last_line == lines + 1
    assert asked <= 2 * lines


def test_how_far_is_looked_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_records, "MAX_CHARACTERS", 1000)
    taken = 0

    def pieces() -> Iterator[list[str]]:
        nonlocal taken
        yield ['a,"b\n']
        for _ in range(100):
            taken += 1
            yield ["x" * 99 + "\n"]

    found = records(pieces(), COMMAS)
    assert next(found).is_broken
    assert taken == 10
    assert next(found).fields == ("x" * 99,)


def test_a_row_too_long_for_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A faultless row over many lines, in a file whose rows have to be cut one by one."""
    with pytest.raises(TooLongError, match="2"):
        list(records([lines_of('a\n"' + "x\n" * 9 + '"\n')], COMMAS, Bounds(is_faultless=True, longest=9)))
    monkeypatch.setattr(long_lines, "LEAST", 64)
    path = tmp_path / "x.csv"
    path.write_text('k,l\n1,2\n3\n4,"' + "x\n" * 50 + '"\n5,6\n')
    with pytest.raises(SourceError, match=r"has a row of more than 0\.0 MiB over many lines") as raised:
        open_source(path, room=1)
    assert str(raised.value.where).endswith("line 4")
    assert values(open_source(path))["k"] == [1, 4, 5]
