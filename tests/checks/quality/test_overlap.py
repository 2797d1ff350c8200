from driftcli.checks.check import Severity, Skipped
from driftcli.checks.quality.overlap import CHECK

from .builders import column, dataset, identifiers, measured, measured_once, rows_profile


def of_rows(rows):
    return dataset(rows=len(rows), row_hashes=rows_profile(rows=rows))


def test_the_share_in_common():
    found = measured_once(CHECK, of_rows(range(1_000)), of_rows(range(400, 1_400)))
    assert (found.statistic.value, found.fact) == (0.6, Severity.NOTE)
    assert measured_once(CHECK, of_rows(range(1_000)), of_rows(range(600, 1_600))).fact is None


def test_rows_that_repeat_by_nature_say_nothing():
    assert isinstance(measured_once(CHECK, of_rows([1, 2] * 50), of_rows([1, 2] * 50)), Skipped)


def test_identifiers_in_common_are_noted_by_column():
    ids = identifiers([f"c{i}" for i in range(100)])
    pair = dataset([column("customer")], profiles={"customer": ids})
    (found,) = measured(CHECK, pair, pair, noted_share=0.9)
    assert (found.statistic.value, found.fact, found.details) == (1.0, Severity.NOTE, {"column": "customer"})


def test_samples_without_a_common_hash_say_nothing():
    assert isinstance(measured_once(CHECK, of_rows(range(10)), of_rows([])), Skipped)
