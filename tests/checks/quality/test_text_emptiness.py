import pytest

from driftcli.checks.check import Skipped
from driftcli.checks.quality.text_emptiness import CHECK

from .builders import categories, identifiers, measured_once, plain, status, texts


@pytest.mark.parametrize(
    ("reference", "current"),
    [
        (categories({"a": 900, "": 2}), categories({"a": 900, "  ": 90})),
        (texts(["some words"] * 500), texts(["some words"] * 450 + [""] * 50)),
        (identifiers([f"A{i}" for i in range(400)]), identifiers([f"A{i}" for i in range(400)])),
    ],
    ids=["categories", "texts", "identifiers"],
)
def test_blank_strings_of_every_kind_of_column(reference, current):
    found = measured_once(CHECK, reference, current)
    blank = current.presence.blank
    assert found.details["current_count"] == blank
    assert status(CHECK, found) == ("fail" if blank else "ok")


def test_missing_cells_are_not_counted():
    found = measured_once(CHECK, categories({"a": 90, "": 10}), categories({"a": 9, "": 1}, missing=900))
    assert found.statistic.current == found.statistic.reference == 0.1


def test_a_column_without_values_is_skipped():
    assert isinstance(measured_once(CHECK, categories({"a": 10}), plain(10, 10)), Skipped)
