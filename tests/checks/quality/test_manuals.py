import inspect

import pytest

from driftcli.checks.check import CheckParams
from driftcli.declared import as_json, settings_of

from .audits import CHECKS

HEADINGS = ["What it measures", "When it applies", "How to read it", "Thresholds", "Example", "References"]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_manual_has_its_parts_in_order(check):
    assert [line[3:] for line in check.doc.splitlines() if line.startswith("## ")] == HEADINGS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_lives_in_the_file_of_its_name(check):
    module = inspect.getmodule(check.measure)
    assert module.__name__ == f"driftcli.checks.quality.{check.id}"
    assert issubclass(check.params, CheckParams)
    assert check.params() == check.params.of(as_json(check.params()))
    assert all(field.description for field in settings_of(check.params).values())
