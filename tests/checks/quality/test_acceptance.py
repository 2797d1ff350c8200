"""Cases of PEERS 2.3 and 5.5 that concern quality, as whole audits."""

import numpy as np
import pyarrow as pa
import pytest

from driftcli.checks.check import Skipped

from .audits import CHECKS, alarms, audit, population
from .builders import categories, identifiers, numbers, texts, times, vectors, with_presence

RNG = np.random.default_rng(0)


def of(values):
    return pa.table({"x": pa.array(values), "y": pa.array(np.arange(len(values)) % 7)})


def test_nine_of_ten_values_missing_fails_and_is_told_once():
    current = np.where(RNG.random(5_000) < 0.9, np.nan, RNG.normal(size=5_000))
    assert alarms(audit(of(RNG.normal(size=5_000)), of(current))) == [("missing_values", "x")]


@pytest.mark.parametrize("type_", [pa.float64(), pa.null()], ids=["of the same type", "of type null"])
def test_all_values_missing_fails_and_is_told_once(type_):
    current = pa.table({"x": pa.nulls(1_000, type_), "y": pa.array(np.arange(1_000) % 7)})
    findings = audit(of(RNG.normal(size=1_000)), current)
    assert alarms(findings) == [("missing_values", "x")]
    assert findings[0].measurement.subject == "all values are missing"


@pytest.mark.parametrize(
    "column",
    [
        numbers([1, 2, 3]),
        categories({"a": 2, "b": 1}),
        times([1, 2, 3]),
        identifiers(["a", "b", "c"]),
        texts(["a", "b", "c"]),
        vectors([[1.0], [2.0]]),
    ],
    ids=lambda column: type(column).__name__,
)
def test_every_other_check_of_an_empty_column_is_skipped(column):
    empty = with_presence(column, missing=column.presence.rows)
    for check in CHECKS:
        if type(column) in check.reads and check.id != "missing_values":
            found = check.measure(column, empty, check.params())
            (answer,) = found if not isinstance(found, Skipped) else (found,)
            assert isinstance(answer, Skipped), check.id
            assert "missing_values" in answer.reason


def test_equal_shares_of_nan_are_no_difference():
    values = np.where(np.arange(2_000) % 5 == 0, np.nan, np.arange(2_000.0))
    assert alarms(audit(of(values), of(values.copy()))) == []


def test_a_missing_column_fails_and_the_rest_is_audited():
    reference = population(RNG, 1_000)
    findings = audit(reference, reference.drop_columns(["normal"]))
    assert alarms(findings) == [("schema", "normal")]
    audited = {finding.column for finding in findings if str(finding.status) == "ok"}
    assert audited >= set(reference.column_names) - {"normal", "mostly_missing"}


def test_values_below_and_above_the_range_are_found_alike():
    values = RNG.normal(size=10_000)
    low, high = (np.append(RNG.normal(size=980), np.full(20, edge) + RNG.random(20)) for edge in (-9.0, 8.0))
    assert ("value_range", "x") in alarms(audit(of(values), of(low)))
    assert ("value_range", "x") in alarms(audit(of(values), of(high)))


def test_a_file_against_itself_is_clean():
    table = population(RNG, 2_000)
    findings = audit(table, table)
    assert alarms(findings) == []
    assert "overlap" in {finding.check.id for finding in findings if str(finding.outcome) == "note"}


def test_one_audit_names_each_of_many_faults():
    reference = population(np.random.default_rng(1), 4_000)
    good = population(np.random.default_rng(2), 4_000)
    columns = {name: good.column(name).combine_chunks() for name in good.column_names}
    columns["normal"] = pa.array(np.where(np.arange(4_000) < 200, -999.0, columns["normal"].to_numpy()))
    columns["cents"] = pa.array(columns["cents"].to_numpy() * 1_000)
    columns["rare_flag"] = pa.array(np.full(4_000, 7.0))
    columns["few_and_blank"] = pa.array(["A" if text == "a" else text for text in columns["few_and_blank"].to_pylist()])
    columns["zipf"] = pa.array(["??"] * 400 + columns["zipf"].to_pylist()[400:])
    columns["day"] = pa.array(np.zeros(4_000, dtype=np.int32)).cast(pa.date32())
    columns["code"] = pa.array(["AB-1"] * 300 + columns["code"].to_pylist()[300:])
    expected = {
        ("sentinel_values", "normal"),
        ("value_range", "normal"),
        ("unit_change", "cents"),
        ("constant_column", "rare_flag"),
        ("respelled_categories", "few_and_blank"),
        ("new_categories", "zipf"),
        ("sentinel_values", "day"),
        ("repeated_keys", "code"),
    }
    assert expected <= set(alarms(audit(reference, pa.table(columns))))
