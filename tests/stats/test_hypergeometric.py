import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from driftcli.stats.hypergeometric import log_probabilities, upper_tail


@given(st.integers(1, 400), st.data())
def test_upper_tail_is_that_of_scipy(population, data):
    good = data.draw(st.integers(0, population))
    draws = data.draw(st.integers(0, population))
    successes = data.draw(st.integers(0, population))
    expected = stats.hypergeom.sf(successes - 1, population, good, draws)
    actual = upper_tail(successes, population=population, good=good, draws=draws)
    assert actual == pytest.approx(expected, rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("successes", [0, 4000, 4990, 5000, 5010, 5100, 6000])
def test_only_terms_that_matter_are_summed(successes):
    setting = {"population": 2_000_000, "good": 1_000_000, "draws": 10_000}
    expected = stats.hypergeom.sf(successes - 1, 2_000_000, 1_000_000, 10_000)
    assert upper_tail(successes, **setting) == pytest.approx(expected, rel=1e-6, abs=1e-10)


def test_probabilities_add_to_one():
    logs = log_probabilities(np.arange(11), population=40, good=15, draws=10)
    assert np.exp(logs).sum() == pytest.approx(1)
