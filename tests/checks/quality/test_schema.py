from dataclasses import replace

import pytest

from driftcli.checks.check import Severity
from driftcli.checks.quality.schema import CHECK
from driftcli.sources.kinds import Role

from .builders import column, dataset, measured, measured_once, numbers


def test_equal_schemas_are_clean():
    columns = [column("a"), column("b", "string")]
    assert measured_once(CHECK, dataset(columns), dataset(columns)).fact is None


def test_a_missing_column_fails_and_names_its_likely_new_name():
    (missing, added) = measured(
        CHECK, dataset([column("a"), column("Unit_Price")]), dataset([column("a"), column("unitPrice")])
    )
    assert (missing.fact, missing.details["column"], missing.details["similar"]) == (
        Severity.FAIL,
        "Unit_Price",
        "unitPrice",
    )
    assert (added.fact, added.details["column"]) == (Severity.WARN, "unitPrice")


def test_severities_are_params():
    reference, current = dataset([column("a"), column("b")]), dataset([column("b", "string"), column("c")])
    found = measured(CHECK, reference, current, missing="warn", added="note", type_changed="note")
    assert [one.fact for one in found] == [Severity.WARN, Severity.NOTE, Severity.NOTE]


@pytest.mark.parametrize(
    ("before", "after", "fact"),
    [
        ("int64", "string", Severity.FAIL),
        ("bool", "int8", Severity.FAIL),
        ("timestamp[us]", "string", Severity.FAIL),
        ("int32", "int64", Severity.NOTE),
        ("int64", "uint64", Severity.NOTE),
        ("float", "double", Severity.NOTE),
        ("int64", "double", Severity.WARN),
        ("double", "decimal128(10, 2)", Severity.NOTE),
        ("timestamp[us]", "timestamp[ms]", Severity.WARN),
        ("timestamp[us]", "timestamp[us, tz=UTC]", Severity.WARN),
        ("timestamp[us, tz=Europe/Berlin]", "timestamp[us, tz=UTC]", Severity.WARN),
        ("timestamp[us]", "date32[day]", Severity.WARN),
        ("date32[day]", "date64[ms]", Severity.NOTE),
        ("list<item: float>", "list<item: int8>", Severity.WARN),
        ("duration[s]", "duration[ms]", Severity.NOTE),
        ("string", "large_string", None),
        ("string", "dictionary<values=string, indices=int32, ordered=0>", None),
        ("string", "run_end_encoded<run_ends: int32, values: string>", None),
        ("list<item: float>", "list<element: float>", None),
        ("int64", "null", None),
    ],
)
def test_types_by_arrow_s_names(before, after, fact):
    found = measured_once(CHECK, dataset([column("a", before)]), dataset([column("a", after)]))
    assert found.fact is fact
    if fact is not None:
        assert (found.details["type_reference"], found.details["type_current"]) == (before, after)


def test_a_float_column_of_whole_numbers_is_a_note():
    whole = numbers([1, 2, 3])
    pair = dataset([column("a")], profiles={"a": whole}), dataset([column("a", "double")], profiles={"a": whole})
    assert measured_once(CHECK, *pair).fact is Severity.NOTE


@pytest.mark.parametrize(("before", "after"), [("csv", "csv"), ("csv", "parquet"), ("parquet", "tsv")])
def test_types_of_text_files_are_guesses(before, after):
    pair = dataset([column("a")], format_=before), dataset([column("a", "string")], format_=after)
    assert measured_once(CHECK, *pair).fact is Severity.NOTE


def test_nullability_and_order_are_notes():
    reference = dataset([column("a", nullable=False), column("b")])
    found = measured(CHECK, reference, dataset([column("b"), column("a")]))
    assert [(one.subject, one.fact) for one in found] == [
        ("may now hold missing values", Severity.NOTE),
        ("order of columns", Severity.NOTE),
    ]


@pytest.mark.parametrize(("added", "fact"), [("x2", Severity.NOTE), ("Y", Severity.FAIL)])
def test_a_target_that_has_not_come_yet_is_a_note_and_a_renamed_one_fails(added, fact):
    target = replace(column("y"), role=Role.TARGET)
    found = measured(CHECK, dataset([target, column("x")]), dataset([column(added), column("x")]))
    assert next(one.fact for one in found if one.subject == "missing column") is fact
