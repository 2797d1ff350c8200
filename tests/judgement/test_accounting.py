"""Every column of both files appears exactly once, and says what became of it."""

import numpy as np
import pyarrow as pa
import pytest

from driftcli.audit import run_audit
from driftcli.judgement.finding import Status
from driftcli.suite.load import default_suite

ROWS = 400


@pytest.fixture(scope="module")
def result():
    rng = np.random.default_rng(1)
    same = rng.standard_normal
    old = {
        "same": same(ROWS),
        "moved": same(ROWS),
        "gone": same(ROWS),
        "retyped": rng.integers(0, 9, ROWS),
        "left_out": same(ROWS),
        "empty": pa.nulls(ROWS),
        "nulls": pa.array([None] * ROWS, pa.float64()),
        "bytes": pa.array([bytes([i % 250]) for i in range(ROWS)], pa.binary()),
        "label": rng.choice(["a", "b"], ROWS),
        "day": pa.array(np.arange(ROWS) * 3600, pa.timestamp("s")),
        "code_id": [f"u{i:05}" for i in range(ROWS)],
        "part": pa.array([{"x": i, "y": str(i % 3)} for i in range(ROWS)]),
        "one": np.ones(ROWS),
    }
    new = {**old, "same": same(ROWS), "moved": same(ROWS) + 1, "left_out": same(ROWS) + 5, "extra": same(ROWS)}
    new["retyped"] = [f"{value}k" if value > 4 else str(value) for value in rng.integers(0, 9, ROWS)]
    del new["gone"]
    suite = default_suite(columns={"left_out": {"ignore": True}})
    return run_audit(pa.table(old), pa.table(new), suite=suite)


EXPECTED = {
    "same": "audited",
    "moved": "audited",
    "gone": "missing",
    "retyped": "retyped",
    "left_out": "skipped",
    "empty": "audited",
    "nulls": "audited",
    "bytes": "audited",
    "label": "audited",
    "day": "audited",
    "code_id": "audited",
    "part.x": "audited",
    "part.y": "audited",
    "one": "audited",
    "extra": "added",
}


def test_each_column_of_either_file_appears_exactly_once(result):
    names = [column.name for column in result.columns]
    assert sorted(names) == sorted(EXPECTED)


@pytest.mark.parametrize(("name", "account"), EXPECTED.items())
def test_what_became_of_it_is_said_with_a_reason(result, name, account):
    column = next(column for column in result.columns if column.name == name)
    assert column.account == account
    assert column.account_reason


def test_columns_come_worst_first(result):
    order = [Status.FAIL, Status.ERRORED, Status.WARN, Status.WAIVED, Status.OK, Status.SKIPPED]
    places = [order.index(column.status) for column in result.columns]
    assert places == sorted(places)
    assert next(c for c in result.columns if c.name == "moved").status is Status.FAIL
    assert next(c for c in result.columns if c.name == "left_out").status is Status.SKIPPED


def test_types_and_missing_shares_are_told_for_the_side_that_has_the_column(result):
    columns = {column.name: column for column in result.columns}
    assert (columns["gone"].type_reference, columns["gone"].type_current) == ("double", None)
    assert (columns["extra"].type_reference, columns["extra"].type_current) == (None, "double")
    assert (columns["gone"].missing_reference, columns["gone"].missing_current) == (0.0, None)
    assert (columns["nulls"].missing_reference, columns["nulls"].missing_current) == (1.0, 1.0)
    assert "string" in columns["retyped"].account_reason


def test_the_largest_drift_is_the_columns_size(result):
    moved = next(column for column in result.columns if column.name == "moved")
    sizes = [
        f.measurement.effect.value for f in result.findings if f.column == "moved" and f.check.id == "numeric_drift"
    ]
    assert moved.effect == pytest.approx(sizes[0])
    assert moved.effect == pytest.approx(1.0, abs=0.3)
