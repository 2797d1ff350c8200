from dataclasses import replace

import pytest

from driftcli.checks.check import Rule, Severity, Skipped
from driftcli.checks.quality.repeated_keys import CHECK

from .builders import column, dataset, identifiers, measured, measured_once, rows_profile, status


def of_keys(keys):
    return dataset(rows=len(keys), row_hashes=rows_profile(keys=keys))


@pytest.mark.parametrize(("current", "fact"), [(range(50), None), ([1, 2, 3, 3], Severity.FAIL)])
def test_a_declared_key_that_was_unique(current, fact):
    found = measured_once(CHECK, of_keys(range(100)), of_keys(current))
    assert (found.rule, found.fact, found.subject) == (Rule.EXACT, fact, "declared key")


def test_a_declared_key_that_repeats_by_nature():
    reference = of_keys([i // 2 for i in range(2_000)])
    alike = measured_once(CHECK, reference, of_keys([10_000 + i // 2 for i in range(2_000)]))
    worse = measured_once(CHECK, reference, of_keys([10_000 + i // 6 for i in range(2_000)]))
    assert (status(CHECK, alike), status(CHECK, worse)) == ("ok", "fail")


def test_after_a_merge_keys_are_counted_on_the_sample():
    reference, current = of_keys(range(100)), of_keys([1, 2, 3, 3])
    merged = replace(current, rows=replace(current.rows, repeated_keys=None))
    assert measured_once(CHECK, reference, merged).statistic.current == 0.25


def test_identifier_columns_are_compared_by_name():
    def of_identifiers(strings):
        profile = {"order": identifiers(strings), "gone": identifiers(["a"])}
        return dataset([column("order"), column("gone")], profiles=profile)

    reference = of_identifiers([f"o{i}" for i in range(1_000)])
    repeated = of_identifiers([f"n{i % 950}" for i in range(1_000)])
    found = {one.details["column"]: one for one in measured(CHECK, reference, repeated)}
    assert status(CHECK, found["order"]) == "fail"
    assert status(CHECK, found["gone"]) == "ok"


def test_neither_key_nor_identifier():
    assert isinstance(measured_once(CHECK, dataset(), dataset()), Skipped)
