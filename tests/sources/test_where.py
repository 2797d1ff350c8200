"""The row filter's language."""

# ruff: noqa: DTZ001 - times without a zone are the data under test

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftcli.errors import SourceError, UsageError
from driftcli.sources.arrow import table_columns
from driftcli.sources.column import Column
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions
from driftcli.sources.source import Field
from driftcli.sources.where import kept_rows
from tests.sources.reading import values

TABLE = pa.table(
    {
        "n": [1, 2, 3, 4, 5, 6],
        "price": [10.0, 20.0, None, 40.0, float("nan"), 60.0],
        "store": ["A", "B", "A", None, "C", "it's"],
        "day": [date(2024, 1, number) for number in range(1, 7)],
        "at": pa.array([datetime(2024, 1, number, 12) for number in range(1, 7)], pa.timestamp("us")),
        "zoned": pa.array([datetime(2024, 1, number, 12) for number in range(1, 7)], pa.timestamp("ns", "UTC")),
        "ok": [True, False, None, True, False, True],
        "odd name": [0, 0, 1, 1, 2, 2],
        "a.b": [1, 1, 1, 2, 2, 2],
        "big": pa.array(["x"] * 6, pa.large_string()),
        "amount": pa.array([1, 2, 3, 4, 5, 6], pa.decimal128(8, 2)),
    }
)


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("n > 3", [4, 5, 6]),
        ("3 < n <= 5", [4, 5]),
        ("price > 15", [2, 4, 6]),
        ("not price > 15", [1, 5]),
        ("price is None", [3, 5]),
        ("price is not None and n < 4", [1, 2]),
        ("price == None", [3, 5]),
        ("store == 'A' or store == \"it's\"", [1, 3, 6]),
        ("store in ('A', 'B')", [1, 2, 3]),
        ("store not in ['A', 'B']", [5, 6]),
        ("n in (1, 6, 99)", [1, 6]),
        ("n in ()", []),
        ("day >= '2024-01-05'", [5, 6]),
        ("day in ('2024-01-05', '2024-01-01')", [1, 5]),
        ("at < '2024-01-02 12:00'", [1]),
        ("at <= '2024-01-02T12:00:00'", [1, 2]),
        ("at >= '2024-01-06'", [6]),
        ("zoned >= '2024-01-06T13:00:00+01:00'", [6]),
        ("zoned >= '2024-01-06'", [6]),
        ("day > at", []),
        ("ok", [1, 4, 6]),
        ("not ok", [2, 5]),
        ("ok == true and n > 1", [4, 6]),
        ("n * 2 + 1 == 7", [3]),
        ("n / 2 == 1.5", [3]),
        ("n % 3 == 0", [3, 6]),
        ("-n < -5", [6]),
        ("price - n > 30", [4, 6]),
        ("`odd name` == 1", [3, 4]),
        ('col("odd name") == 1', [3, 4]),
        ("store == 'a `tick`' or n == 1", [1]),
        ("a.b == 2", [4, 5, 6]),
        ("big == 'x' and n == 1", [1]),
        ("amount > 4.5", [5, 6]),
        ("amount * 2 == 6", [3]),
        ("store > 'B'", [5, 6]),
        ("True", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_rows_are_kept(expression: str, kept: list[int]) -> None:
    options = SourceOptions(where=expression)
    if not kept:
        with pytest.raises(SourceError, match="has no rows where"):
            open_source(TABLE, options=options)
        return
    source = open_source(TABLE, options=options)
    assert (values(source)["n"], source.rows) == (kept, len(kept))


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("prise > 1", 'there is no column "prise"\n  did you mean price?'),
        ("STORE == 'A'", 'there is no column "STORE"\n  did you mean store?'),
        ("zzz > 1", 'there is no column "zzz"\n  the columns are n, price'),
        ("n = 1", "is not an expression\n  write == to compare"),
        ("n <> 1", "is not an expression\n  write !="),
        ("n > 1 AND n < 3", "is not an expression\n  write and, or, not"),
        ("n >", "is not an expression\n  for example"),
        ("", "is not an expression"),
        ("n > 1 & n < 3", "is not part of the language\n  write and, or, not"),
        ("n", '"n" is neither true nor false'),
        ("n + 1", "is neither true nor false"),
        ("store > 4", "string and number do not go together"),
        ("store + 1 > 2", "string and number do not go together"),
        ("day > 'soon'", '"soon" is not a time'),
        ("store in 'A'", '"in" needs a list'),
        ("store is 'A'", '"is" asks for None only'),
        ("__import__('os').system('true')", "is not part of the language"),
        ("(lambda: 1)() == 1", "is not part of the language"),
        ("n.__class__ == 1", 'there is no column "n.__class__"'),
        ("[x for x in n]", "is not part of the language"),
        ("n ** 99999999 > 1", "is not part of the language"),
    ],
)
def test_what_is_refused(expression: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_source(TABLE, options=SourceOptions(where=expression))
    assert message in str(caught.value)
    assert f"--where {expression}" in str(caught.value)


def test_unparseable_values_are_counted_among_the_kept_rows() -> None:
    table = pa.table({"x": ["1", "??", "3", "!!", "5"], "k": [1, 1, 1, 2, 2]})
    source = open_source(table, options=SourceOptions(where="k == 2"), like={"x": pa.int64()})
    bad = source.unparseable("x")
    assert bad is not None
    assert (bad.count, bad.examples, bad.first_rows) == (1, ("!!",), (4,))


NUMBERS = st.recursive(
    st.sampled_from(["n", "price", "amount", "`odd name`", "a.b", "3", "2.5", "-1"]),
    lambda inside: st.tuples(inside, st.sampled_from(["+", "-", "*", "/", "%"]), inside).map(
        "({0[0]} {0[1]} {0[2]})".format
    ),
    max_leaves=3,
)
ANYTHING = st.one_of(
    NUMBERS, st.sampled_from(["store", "day", "at", "zoned", "ok", "'A'", "'2024-01-03'", "zzz", "None"])
)
TESTS = st.one_of(
    st.tuples(NUMBERS, st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), NUMBERS).map(" ".join),
    st.tuples(ANYTHING, st.sampled_from(["<", "==", "is", "is not"]), ANYTHING).map(" ".join),
    st.tuples(ANYTHING, st.sampled_from(["in", "not in"]), st.lists(ANYTHING, max_size=3)).map(
        lambda parts: f"{parts[0]} {parts[1]} ({', '.join([*parts[2], ''])[:-1]})"
    ),
    st.sampled_from(["ok", "not ok", "True", "store is None", "day >= '2024-01-03'", "zoned < '2024-01-04'"]),
)
EXPRESSIONS = st.recursive(
    TESTS,
    lambda inside: st.tuples(inside, st.sampled_from(["and", "or", "and not"]), inside).map(
        "({0[0]} {0[1]} {0[2]})".format
    ),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(EXPRESSIONS, st.integers(1, 7), st.lists(st.integers(0, 6), max_size=3))
def test_stretches_keep_the_rows_that_all_at_once_keep(expression: str, stretch: int, cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(TABLE)]
    pieces = [TABLE.slice(start, stop - start) for start, stop in pairwise(edges)]
    assert answer(expression, pa.concat_tables(pieces), stretch) == answer(expression, TABLE, len(TABLE))


def answer(expression: str, table: pa.Table, stretch: int) -> list[bool] | str:
    try:
        mask = kept_rows(expression, columns=table_columns(table), count=len(table), stretch=stretch)
    except UsageError as error:
        return str(error)
    assert (len(mask), mask.null_count) == (len(table), 0)
    return mask.to_pylist()


def test_no_more_than_a_stretch_is_held_and_a_column_named_twice_is_read_once() -> None:
    held, readings = [], []

    def chunks():
        readings.append(True)
        before = pa.total_allocated_bytes()
        for start in range(0, 2_000_000, 50_000):
            held.append(pa.total_allocated_bytes() - before)
            yield pa.array(range(start, start + 50_000), pa.int64())

    column = Column(Field("n", pa.int64(), nullable=True), pa.int64(), chunks)
    mask = kept_rows("n > 10 and n % 2 == 0", columns=[column], count=2_000_000, stretch=50_000)
    assert mask.true_count == 999_994
    assert len(readings) == 1
    assert max(held) < 4_000_000  # all of it takes 16,000,000


def test_what_does_not_go_together_is_told_before_a_row_is_read() -> None:
    def chunks():
        raise AssertionError
        yield

    column = Column(Field("n", pa.int64(), nullable=True), pa.int64(), chunks)
    for expression in ("n > 'a'", "n > 1 and m > 1", "n"):
        with pytest.raises(UsageError):
            kept_rows(expression, columns=[column], count=3)
