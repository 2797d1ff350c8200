"""Columns with more distinct values than a profile counts: the checks that need all of them say so."""

from dataclasses import replace

import pytest

from driftcli.checks.check import Skipped
from driftcli.checks.quality import (
    cardinality,
    identifier_format,
    new_categories,
    respelled_categories,
    vanished_categories,
)

from .builders import categories, identifiers, measured_once, plain

CUT = replace(categories({"a": 5, "b": 3}), remainder=4)
IDENTIFIERS = identifiers(["a1", "b2"])


@pytest.mark.parametrize("module", [cardinality, new_categories, respelled_categories, vanished_categories])
def test_categories_beyond_the_cap(module):
    found = measured_once(module.CHECK, CUT, categories({"a": 5, "b": 3}))
    assert isinstance(found, Skipped)
    assert found.reason.startswith("too many distinct")


def test_patterns_beyond_the_cap():
    found = measured_once(identifier_format.CHECK, IDENTIFIERS, replace(IDENTIFIERS, patterns=CUT))
    assert isinstance(found, Skipped)
    assert found.reason.startswith("too many distinct")


@pytest.mark.parametrize("module", [cardinality, respelled_categories, vanished_categories])
def test_no_value_at_all(module):
    assert isinstance(measured_once(module.CHECK, categories({"a": 5}), plain(4, 4)), Skipped)
