"""The split of a change into mix and within, by hand arithmetic and by the identity it must keep."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftcli.stats.mix import split_mix

SHARES = st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3).map(lambda x: np.array(x) / sum(x))
MEANS = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(np.array)


def test_only_the_mix_moved():
    """Hand: rates .1 and .5 stay, shares .8/.2 -> .5/.5, so the mean goes .18 -> .30 and nothing is within."""
    split = split_mix([0.8, 0.2], [0.5, 0.5], [0.1, 0.5], [0.1, 0.5])
    assert (split.total, split.mix, split.within) == pytest.approx((0.12, 0.12, 0.0))


def test_simpsons_paradox_is_told_apart():
    """Hand: each segment improves by .05, the mean worsens: .18 -> .25 because of the mix."""
    split = split_mix([0.8, 0.2], [0.5, 0.5], [0.1, 0.5], [0.05, 0.45])
    assert split.within == pytest.approx(-0.05)
    assert split.total == pytest.approx(0.07)


def test_a_segment_that_one_side_lacks_is_mix():
    split = split_mix([1.0, 0.0], [0.5, 0.5], [0.1, 0.0], [0.1, 0.9])
    assert (split.mix, split.within) == pytest.approx((0.4, 0.0))


@given(SHARES, SHARES, MEANS, MEANS)
def test_the_parts_add_up(p, q, r, s):
    split = split_mix(p, q, r, s)
    assert split.total == pytest.approx(float(q @ s - p @ r), abs=1e-9)
