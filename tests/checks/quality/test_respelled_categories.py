import numpy as np
import pytest

from driftcli.checks.check import Rule
from driftcli.checks.quality.respelled_categories import CHECK

from .builders import categories, measured_once, status


def test_the_old_spelling_is_named():
    reference = categories({"Paris": 400, "Rome": 600})
    found = measured_once(CHECK, reference, categories({"PARIS ": 120, "Paris": 280, "Rome": 590, "rome": 5}))
    assert found.details["categories"] == [{"category": "Paris", "respelled": "PARIS ", "count": 120}]
    assert found.details["not_shown"] == 1
    assert found.statistic.current == pytest.approx(125 / 995)
    assert status(CHECK, found) == "fail"


def test_a_new_category_in_two_spellings_is_not_respelled():
    found = measured_once(CHECK, categories({"a": 500, "b": 500}), categories({"a": 900, "new": 50, "NEW": 50}))
    assert (found.details["current_count"], found.p_value) == (0, 1)


def test_spellings_that_vary_by_nature_are_expected():
    rng = np.random.default_rng(0)

    def names():
        which, how = rng.integers(0, 500, 1_000), rng.integers(0, 3, 1_000)
        values, counts = np.unique(
            [("v%d", "V%d", " v%d")[h] % w for w, h in zip(which, how, strict=True)], return_counts=True
        )
        return categories(dict(zip(values.tolist(), counts.tolist(), strict=True)))

    found = measured_once(CHECK, names(), names())
    assert found.details["current_count"] > 100
    assert status(CHECK, found) == "ok"


def test_nothing_respelled_is_a_fact():
    found = measured_once(CHECK, categories({"a": 5, "b": 5}), categories({"a": 5, "c": 5}))
    assert (found.rule, found.fact) == (Rule.EXACT, None)
