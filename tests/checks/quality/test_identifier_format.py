from driftcli.checks.check import Skipped
from driftcli.checks.quality.identifier_format import CHECK

from .builders import identifiers, measured_once, status


def test_a_new_pattern_is_shown():
    reference = identifiers([f"AB-{i:06d}" for i in range(1_000)])
    current = identifiers([f"AB-{i:06d}" for i in range(950)] + [f"x{i}" for i in range(50)])
    found = measured_once(CHECK, reference, current)
    assert found.details["current_count"] == 50
    (pattern,) = found.details["examples"]
    assert pattern in current.patterns.categories
    assert pattern not in reference.patterns.categories
    assert status(CHECK, found) == "fail"


def test_a_rare_pattern_may_be_new_by_chance():
    reference = identifiers([f"AB-{i:06d}" for i in range(1_000)])
    found = measured_once(CHECK, reference, identifiers([*(f"AB-{i:06d}" for i in range(999)), "none"]))
    assert (found.details["current_count"], status(CHECK, found)) == (1, "ok")


def test_no_identifier():
    assert isinstance(measured_once(CHECK, identifiers([]), identifiers(["a"])), Skipped)
