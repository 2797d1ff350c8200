import pytest

from driftcli.checks.check import Severity, Skipped
from driftcli.checks.quality.vanished_categories import CHECK

from .builders import categories, measured_once


def test_a_vanished_category_is_listed_with_the_chance_of_that():
    found = measured_once(CHECK, categories({"a": 700, "b": 280, "c": 20}), categories({"a": 600, "c": 400}))
    (row,) = found.details["categories"]
    assert (row["category"], row["reference"]) == ("b", 0.28)
    assert row["probability"] == pytest.approx(0.5**280)
    assert found.fact is Severity.NOTE


def test_what_chance_explains_is_not_listed():
    found = measured_once(CHECK, categories({"a": 990, "b": 10}), categories({"a": 60, "c": 40}))
    assert (found.fact, found.details["vanished"]) == (None, 0)


def test_a_respelled_category_has_not_vanished():
    assert measured_once(CHECK, categories({"a": 500, "b": 500}), categories({"a": 500, "B ": 500})).fact is None


def test_its_weight_is_a_param():
    pair = categories({"a": 500, "b": 500}), categories({"a": 900, "c": 1})
    assert measured_once(CHECK, *pair, weight="fail").fact is Severity.FAIL


def test_a_column_that_became_constant_is_left_to_constant_column():
    assert isinstance(measured_once(CHECK, categories({"a": 5, "b": 5}), categories({"a": 10})), Skipped)
