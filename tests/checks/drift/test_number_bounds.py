"""Numbers of a reference whose edges lie elsewhere than on its own quantiles, beside those of edges of its own."""

from functools import reduce

import numpy as np
import pytest

from driftcli.checks.drift.numeric_drift import CHECK
from driftcli.profiles import rank_summary
from driftcli.profiles.numeric import profile_numbers
from driftcli.profiles.placing import GridPlacing, of_own_rows
from driftcli.profiles.presence import Presence
from driftcli.profiles.ranks import with_counted_ranks
from tests.engines.test_stretched_audits import assert_within_bounds

SHAPES = {
    "normal": lambda rng, n, by: rng.normal(by, 1 + by, n),
    "cents": lambda rng, n, by: np.round(rng.lognormal(3 + by, 1, n), 2),
    "zeros": lambda rng, n, by: np.where(rng.random(n) < 0.6 - by, 0.0, rng.exponential(1, n)),
    "infinite": lambda rng, n, by: np.where(rng.random(n) < 0.01 + by / 50, np.inf, rng.normal(size=n)),
}


def numbers(values, grid=None):
    return profile_numbers(values, Presence(rows=len(values)), grid=grid)


def compared(reference, current):
    return CHECK.measure(reference, numbers(current, reference.grid), CHECK.params())


def of_parts(values):
    """A reference as executors of a cluster build it: placed on summaries of parts, then counted."""

    def surveyed(part):
        placing = GridPlacing()
        placing.add(part)
        return placing.slimmed(250)

    def merged(left, right):
        left.merge(right)
        return left

    grid = reduce(merged, map(surveyed, np.array_split(values, 9))).grid()
    counted = numbers(values, grid)
    return with_counted_ranks(of_own_rows(counted, numbers(values[:0], grid)))


def of_part_edges(values):
    """A reference that was counted in the edges of a baseline of other rows, as devices do it."""
    return numbers(values, numbers(values[: len(values) // 3] * 1.01).grid)


@pytest.mark.parametrize("placed", [of_parts, of_part_edges])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("moved", [0.0, 0.2])
def test_every_number_is_within_its_bound(rng, monkeypatch, shape, moved, placed):
    monkeypatch.setattr(rank_summary, "FEW_ROWS", 0)
    monkeypatch.setattr(rank_summary, "POINTS", 250)
    monkeypatch.setattr(rank_summary, "MOST_OUTERMOST", 20)  # fewer than the ranks of the tail reach
    old, new = SHAPES[shape](rng, 20_000, 0.0), SHAPES[shape](rng, 12_000, moved)
    exact, found = compared(numbers(old), new), compared(placed(old), new)
    assert_within_bounds(exact, found, shape)
    assert found.effect.error_bound > 0
    assert {one.name: one.error_bound for one in exact.components}["tail"] == 0
