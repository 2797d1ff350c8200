import numpy as np

from driftcli.checks.check import Rule
from driftcli.checks.quality.infinities import CHECK

from .builders import measured_once, number_pair, status


def test_either_sign_counts():
    current = np.concatenate([np.arange(95), [np.inf, np.inf, -np.inf]])
    found = measured_once(CHECK, *number_pair(np.arange(1_000), current))
    assert (found.details["positive"], found.details["negative"], found.details["current_count"]) == (2, 1, 3)
    assert status(CHECK, found) == "fail"


def test_none_anywhere_is_a_fact():
    found = measured_once(CHECK, *number_pair([1, 2, 3], [1, 2, 3]))
    assert (found.rule, found.fact) == (Rule.EXACT, None)
