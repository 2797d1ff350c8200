"""The row filter's language."""

# ruff: noqa: DTZ001 - times without a zone are the data under test

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa
import pytest

from driftcli.errors import SourceError, UsageError
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions
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
