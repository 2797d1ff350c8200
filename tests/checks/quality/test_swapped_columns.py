import numpy as np

from driftcli.checks.check import Severity, Skipped
from driftcli.checks.quality.swapped_columns import CHECK

from .builders import categories, column, dataset, measured_once, numbers, texts


def pair(reference, current):
    before = dataset([column(name) for name in reference], profiles=reference)
    return before, dataset([column(name) for name in current], profiles=current)


def test_two_exchanged_columns_of_numbers_are_named():
    rng = np.random.default_rng(0)
    reference = {
        "lat": numbers(rng.normal(48, 2, 2_000)),
        "lon": numbers(rng.normal(9, 3, 2_000)),
        "x": numbers(np.arange(2_000)),
    }
    current = {
        "lat": numbers(rng.normal(9, 3, 2_000), like=reference["lat"]),
        "lon": numbers(rng.normal(48, 2, 2_000), like=reference["lon"]),
        "x": numbers(np.arange(5_000, 7_000), like=reference["x"]),
    }
    found = measured_once(CHECK, *pair(reference, current))
    assert (found.fact, found.subject, found.details["columns"]) == (Severity.FAIL, "lat and lon", ["lat", "lon"])


def test_two_exchanged_columns_of_categories_are_named():
    old = {"size": categories({"S": 500, "M": 300}), "colour": categories({"red": 200, "blue": 600}), "t": texts(["a"])}
    new = {"size": old["colour"], "colour": old["size"], "t": old["t"]}
    assert measured_once(CHECK, *pair(old, new)).subject == "size and colour"


def test_drift_of_both_is_no_swap():
    old = {"a": numbers(np.arange(500)), "b": numbers(np.arange(1_000, 1_500))}
    new = {"a": numbers(np.arange(3_000, 3_500), like=old["a"]), "b": numbers(np.arange(500), like=old["b"])}
    assert measured_once(CHECK, *pair(old, new)).fact is None


def test_one_column_cannot_be_swapped():
    one = {"a": numbers(np.arange(500))}
    assert isinstance(measured_once(CHECK, *pair(one, one)), Skipped)
