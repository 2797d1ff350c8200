"""Looking up what the suite says of a check and a column."""

import json

import pytest

from driftcli.checks.check import Severity, Thresholds
from driftcli.errors import UsageError
from driftcli.sources.kinds import Kind
from driftcli.suite.load import default_suite

from .conftest import CHECKS

BY_ID = {check.id: check for check in CHECKS}
NUMERIC, SCHEMA, CATEGORICAL, WORDS = (
    BY_ID[name] for name in ("numeric_drift", "schema", "categorical_drift", "word_lengths")
)


def ids(suite):
    return [check.id for check in suite.checks]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, ["schema", "row_count", "missing_values", "numeric_drift", "categorical_drift"]),
        ({"select": ["drift"]}, ["numeric_drift", "categorical_drift"]),
        ({"select": "*_drift"}, ["numeric_drift", "categorical_drift"]),
        ({"select": ["word_lengths", "schema"]}, ["schema", "word_lengths"]),
        ({"ignore": ["quality", "categorical_drift"]}, ["numeric_drift"]),
        ({"select": ["drift"], "ignore": ["numeric*"]}, ["categorical_drift"]),
        ({"checks": {"word_lengths": {"enabled": True}}, "ignore": ["quality", "*_drift"]}, ["word_lengths"]),
        ({"checks": {"word_lengths": {"enabled": True}}, "select": ["schema"]}, ["schema"]),
        ({"checks": {"schema": {"enabled": False}}, "select": ["quality"]}, ["row_count", "missing_values"]),
        ({"select": ["schema", "acme_check"]}, ["schema", "acme_check"]),
        ({"checks": {"acme_check": {"enabled": True}}, "ignore": ["quality", "drift"]}, ["acme_check"]),
        ({"select": ["schema"], "ignore": ["schema"]}, []),
    ],
)  # fmt: skip
def test_selection(said, expected):
    assert ids(default_suite(**said)) == expected


def test_a_plugin_that_nobody_names_does_not_run():
    assert "acme_check" not in ids(default_suite())


def test_columns_key_by_key_the_most_specific_wins():
    suite = default_suite(
        checks={"numeric_drift": {"warn": 0.01, "fail": 0.2, "bins": 5}},
        columns={
            "price_usd": {"checks": {"numeric_drift": {"severity": "warn"}}},
            "price_*": {"checks": {"numeric_drift": {"fail": 0.3, "bins": 7}}},
            "*": {"checks": {"numeric_drift": {"fail": 0.4, "warn": 0.02}}},
        },
    )
    assert suite.thresholds_for(NUMERIC, "price_usd") == Thresholds(0.02, 0.3)
    assert suite.severity_for(NUMERIC, "price_usd") is Severity.WARN
    assert suite.severity_for(NUMERIC, "price_eur") is Severity.FAIL
    assert suite.params_for(NUMERIC, "price_usd").bins == 7
    assert suite.params_for(NUMERIC, "cost").bins == 5
    assert suite.thresholds_for(NUMERIC, None) == Thresholds(0.01, 0.2)
    assert suite.thresholds_for(CATEGORICAL, "price_usd") == Thresholds(0.05, 0.10)


def test_never_takes_a_bar_away():
    suite = default_suite(checks={"numeric_drift": {"fail": "never"}, "schema": {"warn": "never"}})
    assert suite.thresholds_for(NUMERIC, "a") == Thresholds(0.05, None)
    assert suite.thresholds_for(SCHEMA, None) == Thresholds(None, 0.10)


def test_min_effect_moves_the_bars_of_columns_that_say_nothing():
    suite = default_suite(min_effect=0.3, columns={"a": {"checks": {"numeric_drift": {"fail": 0.5}}}})
    assert suite.thresholds_for(NUMERIC, "b") == Thresholds(0.15, 0.3)
    assert suite.thresholds_for(NUMERIC, "a") == Thresholds(0.15, 0.5)
    assert suite.thresholds_for(SCHEMA, None) == Thresholds(0.05, 0.10)


def test_a_chosen_statistic_has_only_the_bars_that_are_said():
    suite = default_suite(columns={"a": {"checks": {"numeric_drift": {"statistic": "psi", "fail": 0.2}}}})
    assert suite.thresholds_for(NUMERIC, "a") == Thresholds(None, 0.2)
    assert suite.thresholds_for(NUMERIC, "b") == Thresholds(0.05, 0.10)


def test_settings_that_fit_one_by_one_but_not_together_are_told():
    suite = default_suite(
        columns={
            "a*": {"checks": {"numeric_drift": {"fail": 0.06}}},
            "*b": {"checks": {"numeric_drift": {"warn": 0.08}}},
        }
    )
    with pytest.raises(UsageError, match="the warn threshold is above the fail threshold"):
        suite.thresholds_for(NUMERIC, "ab")


def test_enabled_and_ignored():
    suite = default_suite(
        columns={
            "tmp_*": {"ignore": True},
            "tmp_keep": {"ignore": False},
            "name": {"checks": {"word_lengths": {"enabled": True}, "categorical_drift": {"enabled": False}}},
        }
    )
    assert not suite.is_enabled(NUMERIC, "tmp_1")
    assert suite.is_enabled(NUMERIC, "tmp_keep")
    assert suite.is_enabled(SCHEMA, None)
    assert not suite.is_enabled(CATEGORICAL, "name")
    assert WORDS in suite.checks
    assert suite.is_enabled(WORDS, "name")
    assert not suite.is_enabled(WORDS, "other")
    assert not suite.is_enabled(WORDS, None)


def test_kinds_the_most_specific_first():
    suite = default_suite(
        kinds={"a*": "text", "ab": "numeric"}, columns={"abc": {"kind": "boolean"}, "z": {"ignore": True}}
    )
    kinds = [suite.kind_for(name) for name in ("ab", "abc", "ax", "z")]
    assert kinds == [Kind.NUMERIC, Kind.BOOLEAN, Kind.TEXT, None]


def test_sides_share_what_neither_says_otherwise():
    suite = default_suite(
        source={"delimiter": ";", "where": "a > 1", "ignore_columns": ["t*"], "current": {"delimiter": ","}}
    )
    assert (suite.reference.delimiter, suite.current.delimiter) == (";", ",")
    assert suite.reference.where == suite.current.where == "a > 1"
    assert suite.current.ignore == ("t*",)


def test_named_columns_must_exist():
    suite = default_suite(
        roles={"target": "y"},
        kinds={"zip": "categorical", "none_*": "text"},
        columns={"price": {"ignore": True}},
        important=["price"],
    )
    assert set(suite.named_columns()) == {"y", "zip", "none_*", "price"}
    assert suite.require_columns(["y", "zip", "price"]) == ("argument: kinds.\"none_*\": no column matches 'none_*'",)
    with pytest.raises(UsageError) as caught:
        suite.require_columns(["y", "zip", "prize"])
    assert str(caught.value) == "argument: columns.price: no column 'price' in either file\n  did you mean 'prize'?"
    with pytest.raises(UsageError, match=r"roles\.target: no column 'y'"):
        suite.require_columns(["zip", "price"])


def test_columns_that_are_not_read_are_not_missed():
    suite = default_suite(kinds={"zip": "text", "b": "text"}, source={"columns": ["a", "b"]})
    assert suite.require_columns(["a", "b"]) == ()
    suite = default_suite(kinds={"zip": "text"}, source={"ignore_columns": ["z*"]})
    assert suite.require_columns(["a"]) == ()
    with pytest.raises(UsageError, match=r"source\.columns: no column 'b'"):
        default_suite(source={"columns": ["a", "b"]}).require_columns(["a"])


def test_important_columns():
    suite = default_suite(important=["a*"])
    assert suite.is_important("ab")
    assert not suite.is_important("b")
    assert default_suite().is_important("b")


def test_as_dict_is_json_and_the_same_for_the_same_question():
    said = {
        "columns": {"p*": {"checks": {"numeric_drift": {"statistic": "psi", "fail": 0.2, "warn": "never"}}}},
        "roles": {"target": "y", "score": ["s"]},
        "kinds": {"zip": "categorical"},
    }
    first, second = default_suite(**said), default_suite(**dict(reversed(said.items())), threads=3)
    assert json.dumps(first.as_dict()) == json.dumps(second.as_dict())
    assert first.as_dict()["checks"]["numeric_drift"] == {
        "enabled": True,
        "warn": 0.05,
        "fail": 0.10,
        "severity": "fail",
        "params": {"statistic": "rule", "bins": 10},
    }
    assert first.as_dict()["columns"]["p*"]["checks"]["numeric_drift"] == {
        "warn": "never",
        "fail": 0.2,
        "statistic": "psi",
    }
