import pytest

from driftcli.checks.check import Skipped
from driftcli.checks.quality.new_categories import CHECK

from .builders import categories, measured_once, status

OLD = dict(zip("abcde", (400, 300, 150, 100, 50), strict=True))
NEW = dict(zip("abcdef", (350, 310, 160, 110, 60, 10), strict=True))


def test_worked_numbers_of_methods_w2_1():
    found = measured_once(CHECK, categories(OLD), categories(NEW))
    assert found.p_value == pytest.approx(0.0009765625)
    assert found.effect.value == pytest.approx(0.16477395)
    assert found.effect.lower == pytest.approx(0.16477395 - 1.6448536 / 500**0.5)
    assert found.details["categories"] == [{"category": "f", "count": 10}]


def test_rare_categories_are_counted_but_not_shown():
    current = categories({**OLD, "secret": 9, "returned": 60})
    found = measured_once(CHECK, categories(OLD), current)
    assert [row["category"] for row in found.details["categories"]] == ["returned"]
    assert (found.details["new"], found.details["not_shown"], found.details["current_count"]) == (2, 1, 69)
    assert status(CHECK, found) == "fail"
    shown = measured_once(CHECK, categories(OLD), current, shown_from=1)
    assert [row["category"] for row in shown.details["categories"]] == ["returned", "secret"]


def test_names_of_persons_are_always_new():
    reference, current = (categories({f"{side}{i}": 1 for i in range(2_000)}) for side in "ab")
    assert status(CHECK, measured_once(CHECK, reference, current)) == "ok"


def test_another_spelling_and_a_blank_are_not_new():
    found = measured_once(CHECK, categories(OLD), categories({" A": 500, "b ": 300, "": 100}))
    assert (found.details["current_count"], found.n_current) == (0, 800)


def test_no_rows_but_blank_ones():
    assert measured_once(CHECK, categories(OLD), categories({"": 100})).p_value == 1


@pytest.mark.parametrize(("reference", "current"), [({"a": 5}, {"a": 4, "b": 1}), ({"a": 5, "b": 3}, {})])
def test_a_constant_reference_and_an_empty_column_are_left_to_others(reference, current):
    assert isinstance(measured_once(CHECK, categories(reference), categories(current, missing=5)), Skipped)
