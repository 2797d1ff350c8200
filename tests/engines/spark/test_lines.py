"""Lines of text, as Spark hands them over, read by the rules by which a file is read; no session needed."""

import pyarrow as pa
import pytest

from driftcli.engines.spark.lines import Lines, lines_of
from driftcli.errors import NoRowsError
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions

ROWS = [f'{i};"x; {i % 3}";{i},5;{"NA" if i % 4 else "2026-01-02"}' for i in range(40)]


def found(lines, options=None, **known):
    table = pa.table({"value": lines})
    settled, _ = lines_of(table, options or SourceOptions(), name="d", timestamp=None, like=None)
    return settled, settled.opened(table, name="d", **known)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_part_is_read_as_the_file(tmp_path, mark):
    lines = ["id;label;amount;at", *ROWS]
    file = tmp_path / "d.csv"
    file.write_text(mark + "\n".join(lines) + "\n")
    whole = open_source(file)
    settled, first = found([mark + lines[0], *lines[1:]])
    assert settled.header == lines[0]
    later = settled.opened(pa.table({"value": lines[20:]}), name="d", like={f.name: f.type for f in first.fields})
    for name in ("id", "label", "amount", "at"):
        expected = pa.chunked_array(list(whole.column(name)))
        assert pa.chunked_array(list(first.column(name))).to_pylist() == expected.to_pylist()
        assert pa.chunked_array(list(later.column(name))).to_pylist() == expected.to_pylist()[19:]


def test_types_hold_for_parts_that_do_not_show_them():
    settled, _ = found(["id;label;amount;at", *ROWS])
    odd = settled.opened(pa.table({"value": ["oops;1;2;NA", "7;2;3;NA"]}), name="d")
    assert {field.name: str(field.type) for field in odd.fields}["label"] == "string"
    assert odd.unparseable("id").examples == ("oops",)
    assert pa.chunked_array(list(odd.column("id"))).to_pylist() == [None, 7]


def test_lines_of_another_width_are_counted():
    settled, _ = found(["a,b", *(f"{i},{i}" for i in range(30))])
    part = settled.opened(pa.table({"value": ["1,2", "only one", "3,4"]}), name="d")
    assert (part.rows, part.facts.unreadable.count) == (2, 1)


def test_a_part_of_nothing_but_the_header():
    settled, _ = found(["a,b", *(f"{i},{i}" for i in range(30))])
    with pytest.raises(NoRowsError):
        settled.opened(pa.table({"value": ["a,b"]}), name="d")


def test_no_header():
    settled, source = found([f"{i},{i % 2}" for i in range(30)], SourceOptions(header=False))
    assert settled == Lines(settled.options, None)
    assert source.rows == 30
    assert [field.name for field in source.fields] == ["column_1", "column_2"]
