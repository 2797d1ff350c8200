"""The table of METHODS 0.4 with the correction of DESIGN 3, on data as they are."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from driftcli.errors import UsageError
from driftcli.profiles.column import ColumnRequest, profile_column
from driftcli.sources.kinds import Kind, Role, RoleAssignment, has_identifier_name

DRAW = np.random.default_rng(0)
ROWS = 400
WORDS = np.array(["the", "market", "opened", "late", "and", "closed", "early", "today"])
SENTENCES = [" ".join(DRAW.choice(WORDS, 9)) + str(i) for i in range(ROWS)]
SHUFFLED = DRAW.permutation(ROWS)
TABLE = [
    ("amount", DRAW.lognormal(4, 1, ROWS), Kind.NUMERIC),
    ("amount_cents", (DRAW.lognormal(10, 2, ROWS)).astype(int), Kind.NUMERIC),
    ("small", DRAW.integers(0, 5, ROWS), Kind.NUMERIC),
    ("order_id", DRAW.choice(10**6, ROWS, replace=False), Kind.IDENTIFIER),
    ("orderId", DRAW.choice(10**6, ROWS, replace=False), Kind.IDENTIFIER),
    ("customerKey", DRAW.choice(10**6, ROWS, replace=False), Kind.IDENTIFIER),
    ("order_id", DRAW.integers(0, 40, ROWS), Kind.NUMERIC),
    ("row", SHUFFLED, Kind.IDENTIFIER),
    ("counter", np.cumsum(DRAW.integers(1, 50, ROWS)), Kind.IDENTIFIER),
    ("ean", DRAW.choice(9 * 10**12, ROWS, replace=False) + 10**12, Kind.IDENTIFIER),
    ("unsorted", DRAW.choice(10**4, ROWS, replace=False).astype(np.uint32), Kind.NUMERIC),
    ("year", DRAW.integers(1990, 2024, ROWS), Kind.NUMERIC),
    ("flag", DRAW.integers(0, 2, ROWS), Kind.BOOLEAN),
    ("level", DRAW.integers(1, 3, ROWS), Kind.NUMERIC),
    ("is_open", DRAW.random(ROWS) < 0.5, Kind.BOOLEAN),
    ("country", DRAW.choice(["DE", "FR"], ROWS), Kind.CATEGORICAL),
    ("city", [f"c{i}" for i in DRAW.integers(0, 300, ROWS)], Kind.CATEGORICAL),
    ("code", [f"AB-{i:05d}" for i in SHUFFLED], Kind.IDENTIFIER),
    ("comment", SENTENCES, Kind.TEXT),
    ("remark", DRAW.choice(SENTENCES[:20], ROWS), Kind.CATEGORICAL),
    ("long", [f"{'x' * 60}{i}" for i in range(ROWS)], Kind.TEXT),
    ("templates", [f"{'x' * 2_000}{i % 3}" for i in range(ROWS)], Kind.TEXT),
    ("phrases", [f"{'x' * 900}{i % 3}" for i in range(ROWS)], Kind.CATEGORICAL),
    ("when", [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=int(i)) for i in range(ROWS)], Kind.TEMPORAL),
    ("lasted", [timedelta(seconds=int(i)) for i in range(ROWS)], Kind.NUMERIC),
    ("embedding", [[1.0, 2.0]] * ROWS, Kind.VECTOR),
    ("tags", [["a"]] * ROWS, Kind.OPAQUE),
    ("nothing", [None] * ROWS, Kind.EMPTY),
]


def guessed(name, values):
    guess, _ = profile_column(pa.chunked_array([pa.array(values)]), ColumnRequest(name, now=0.0), None)
    return guess


@pytest.mark.parametrize(("name", "values", "kind"), TABLE, ids=[f"{row[0]}-{row[2]}" for row in TABLE])
def test_kinds(name, values, kind):
    guess = guessed(name, values)
    assert guess.kind is kind, guess.reason
    assert guess.reason


@pytest.mark.parametrize("values", [[1, 2, 3], ["a", "b", "c"], [5]])
def test_few_rows_are_not_taken_for_identifiers(values):
    assert guessed("order_id", values).kind is not Kind.IDENTIFIER


def test_strings_that_are_missing_altogether_are_empty():
    assert guessed("x", pa.nulls(5, pa.string())).kind is Kind.EMPTY


@pytest.mark.parametrize(
    "name", ["id", "ID", "order_id", "id_order", "orderId", "userUUID", "row.key", "guid", "index"]
)
def test_names_of_identifiers(name):
    assert has_identifier_name(name)


@pytest.mark.parametrize("name", ["idea", "paid", "width", "keyboard", "monkey", "humid", "valid", "Madrid"])
def test_names_that_only_sound_like_it(name):
    assert not has_identifier_name(name)


def test_roles_and_those_that_name_no_column():
    roles = RoleAssignment(target="y", keys=("id",), cluster="user", scores=("p",))
    assert [roles.role_of(name) for name in ("y", "id", "user", "p", "x")] == [
        Role.TARGET,
        Role.KEY,
        Role.CLUSTER,
        Role.SCORE,
        Role.FEATURE,
    ]
    with pytest.raises(UsageError, match="no column 'user' for the role cluster") as raised:
        roles.require(["y", "id", "users", "p"])
    assert "did you mean 'users'" in str(raised.value.hint)
