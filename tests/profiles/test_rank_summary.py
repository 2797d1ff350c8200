"""Order statistics of sorted and thinned stretches, against sorting everything."""

import numpy as np
import pytest

from driftcli.profiles import rank_summary
from driftcli.profiles.numeric import profile_numbers
from driftcli.profiles.placing import GridPlacing
from driftcli.profiles.presence import Presence
from driftcli.profiles.rank_summary import Thinning
from driftcli.stats.tail import tail_ranks
from tests.profiles.comparing import assert_same

SHAPES = {
    "normal": lambda rng, n: rng.normal(size=n),
    "ties": lambda rng, n: np.round(rng.lognormal(1, 1, n), 2),
    "sorted": lambda rng, n: np.sort(rng.normal(size=n)),
    "infinite": lambda rng, n: np.where(rng.random(n) < 0.1, rng.choice([-np.inf, np.inf], n), rng.normal(size=n)),
}


def summarised(values, stretch):
    thinning = Thinning(len(values))
    for start in range(0, len(values), stretch):
        thinning.add(np.sort(values[start : start + stretch]))
    return thinning.summary()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("stretch", [50_000, 7_000])
def test_ranks_are_within_the_stated_bound(rng, monkeypatch, shape, stretch):
    monkeypatch.setattr(rank_summary, "POINTS", 500)
    monkeypatch.setattr(rank_summary, "MOST_POINTS", 3_000)  # thinned together several times
    values = SHAPES[shape](rng, 100_000)
    found, ordered = summarised(values, stretch), np.sort(values)
    places = np.arange(0, 100_000, 37)
    answers = found.at(places)
    first, last = np.searchsorted(ordered, answers, "left"), np.searchsorted(ordered, answers, "right") - 1
    off = np.maximum(0, np.maximum(first - places, places - last))
    assert 0 < found.error < 4_000
    assert off.max() <= found.error
    assert found.n == 100_000
    assert found.finite == (int(np.isneginf(values).sum()), 100_000 - int(np.isposinf(values).sum()))


def test_the_usual_bound_is_a_small_part_of_a_percent(rng):
    found = summarised(rng.normal(size=400_000), 100_000)
    assert found.error <= 400_000 / 15_000
    assert found.error == 4 * 6  # half a block of 13 rows, in each of four stretches


@pytest.mark.parametrize("shape", SHAPES)
def test_the_outermost_values_are_those_of_the_whole(rng, shape):
    values = SHAPES[shape](rng, 100_000)
    found, ordered = summarised(values, 9_000), np.sort(values)
    for rank in tail_ranks(len(values)):
        assert found.at(np.array([rank - 1, len(values) - rank])).tolist() == [ordered[rank - 1], ordered[-rank]]


@pytest.mark.parametrize("distinct", [1, 900, 1_001, 9_000])
def test_edges_of_few_distinct_values_are_those_of_the_whole(rng, distinct):
    values = rng.permutation(np.arange(30_000) % distinct).astype(float)
    values[::50] = np.nan
    placing = GridPlacing(len(values))
    for part in np.array_split(values, 23):
        placing.add(part)
    assert_same(placing.grid(), profile_numbers(values, Presence(rows=len(values))).grid)


def test_edges_of_nothing_are_those_of_nothing():
    placing = GridPlacing(3)
    placing.add(np.full(3, np.nan))
    assert_same(placing.grid(), profile_numbers(np.full(3, np.nan), Presence(rows=3, missing=3)).grid)


def test_atoms_are_found_among_many_values(rng):
    values = np.where(rng.random(200_000) < 0.07, -999.0, rng.normal(size=200_000))
    placing = GridPlacing(len(values))
    for part in np.array_split(values, 40):
        placing.add(part)
    grid = placing.grid()
    assert grid.atoms.tolist() == [-999.0]
    counts = grid.count(np.sort(values))
    assert counts[np.searchsorted(grid.edges, -999.0)] == (values == -999.0).sum()
