"""Kinds and edges found on parts that merge are those of the whole: exactly while it is small, then within a bound."""

from functools import reduce

import numpy as np
import pyarrow as pa
import pytest

from driftcli.profiles.column import ColumnRequest, profile_column
from driftcli.profiles.outcome_reading import OutcomesPlan, profile_outcomes
from driftcli.profiles.outcome_survey import survey_outcomes
from driftcli.profiles.placing import GridPlacing
from driftcli.profiles.rank_summary import Thinning
from driftcli.profiles.ranks import with_counted_ranks
from driftcli.profiles.survey import COUNTED_BYTES, survey_column
from driftcli.sources.kinds import Kind, RoleAssignment
from driftcli.stats.tail import tail_ranks


def cut(values, parts):
    column = pa.chunked_array([values]) if not isinstance(values, pa.ChunkedArray) else values
    size = -(-len(column) // parts)
    return [column.slice(start, size) for start in range(0, len(column), size)]


def surveyed(values, parts, said=None):
    return reduce(lambda left, right: left.merge(right), [survey_column(part, said) for part in cut(values, parts)])


def grid_of(profile):
    inner = next((getattr(profile, name) for name in ("times", "lengths", "norms") if hasattr(profile, name)), profile)
    return getattr(inner, "grid", None)


COLUMNS = {
    "price": lambda rng: pa.array(rng.lognormal(3, 1, 9_000)),
    "age": lambda rng: pa.array(rng.integers(18, 90, 9_000)),
    "flag": lambda rng: pa.array(rng.integers(0, 2, 9_000)),
    "order_id": lambda rng: pa.array(rng.permutation(9_000)),
    "row": lambda _: pa.array(np.arange(9_000)),
    "store": lambda rng: pa.array([f"S{i}" for i in rng.integers(0, 300, 9_000)]),
    "code": lambda rng: pa.array([f"{i:08x}" for i in rng.integers(0, 2**32, 9_000)]),
    "note": lambda rng: pa.array([" ".join(map(str, rng.integers(0, 999, 12))) for _ in range(2_000)]),
    "day": lambda rng: pa.array(rng.integers(0, 10**9, 9_000), pa.timestamp("s")),
    "is_new": lambda rng: pa.array(rng.random(9_000) < 0.3),
    "embedding": lambda rng: pa.array(rng.normal(size=(3_000, 4)).tolist(), pa.list_(pa.float64())),
    "empty": lambda _: pa.nulls(500),
    "gaps": lambda rng: pa.array([None if x < 0.4 else x for x in rng.random(5_000)]),
    "infinite": lambda rng: pa.array(np.where(rng.random(5_000) < 0.1, np.inf, rng.random(5_000))),
}


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("parts", [1, 4])
def test_small_columns_are_told_exactly(rng, name, parts):
    values = COLUMNS[name](rng)
    request = ColumnRequest(name, now=0.0)
    guess, whole = profile_column(pa.chunked_array([values]), request, None)
    found, placed = surveyed(values, parts).placed(request)
    assert (found.kind, found.reason) == (guess.kind, guess.reason)
    assert getattr(placed, "tracked", None) == getattr(whole, "tracked", None)
    mine, its = grid_of(placed), grid_of(whole)
    assert (mine is None) == (its is None)
    if its is not None:
        np.testing.assert_array_equal(mine.edges, its.edges)
        np.testing.assert_array_equal(mine.levels, its.levels)
        np.testing.assert_array_equal(mine.atoms, its.atoms)
        assert (mine.ranks, mine.fences, mine.is_exact) == (its.ranks, its.fences, its.is_exact)
        assert getattr(placed, "n", 0) == 0


def test_files_may_come_in_any_order():
    """Spark puts the largest file first; each rises and none overlaps another."""
    steps = np.arange(0, 90_000, 30)
    parts = [survey_column(pa.chunked_array([steps[start : start + 1_000]]), None) for start in (2_000, 0, 1_000)]
    assert parts[0].merge(parts[1]).merge(parts[2]).placed(ColumnRequest("n", now=0.0))[0].kind is Kind.IDENTIFIER
    mixed = survey_column(pa.chunked_array([np.concatenate([steps[500:600], steps[1_900:2_100]])]), None)
    assert mixed.merge(parts[0]).facts.is_rising is False


def test_a_kind_that_was_said_is_kept(rng):
    request = ColumnRequest("zip", now=0.0)
    survey = surveyed(pa.array(rng.integers(0, 40, 3_000)), 3, Kind.CATEGORICAL)
    said = ColumnRequest("zip", now=0.0, kind=survey.placed(request)[0])
    assert survey.placed(said)[0].kind is Kind.NUMERIC
    assert sum(survey.categories.values()) == 3_000


def test_whole_numbers_in_one_part_and_fractions_in_another():
    parts = [pa.chunked_array([pa.array([0, 1] * 50)]), pa.chunked_array([pa.array([0.25, 0.75] * 50)])]
    merged = survey_column(parts[0], None).merge(survey_column(parts[1], None))
    guess, placed = merged.placed(ColumnRequest("share", now=0.0))
    assert guess.kind is Kind.NUMERIC
    np.testing.assert_array_equal(placed.grid.levels[[0, -1]], [0.0, 1.0])


@pytest.mark.parametrize("is_sorted", [False, True])
def test_many_rows_are_placed_within_the_bound(rng, is_sorted, monkeypatch):
    """Thinned to 200 points a part of 20,000 rows, a rank is wrong by half a block of 100 rows of each part at most."""
    monkeypatch.setattr("driftcli.profiles.rank_summary.FEW_ROWS", 1_000)
    monkeypatch.setattr("driftcli.profiles.rank_summary.POINTS", 200)
    monkeypatch.setattr("driftcli.profiles.rank_summary.MOST_OUTERMOST", 300)
    values = rng.standard_t(3, 100_000)
    values = np.sort(values) if is_sorted else values
    whole = Thinning(None)
    for part in np.split(values, 5):
        own = Thinning(None)
        own.add(np.sort(part))
        whole.merge(own)
    summary, ordered = whole.summary(), np.sort(values)
    places = np.arange(0, 100_000, 97)
    off = np.abs(np.searchsorted(ordered, summary.at(places)) - places)
    assert summary.n == 100_000
    assert summary.error <= 5 * 50
    assert off.max() <= summary.error
    known = min(len(summary.lowest), len(summary.highest))
    assert known >= 300 if is_sorted else known > 300
    np.testing.assert_array_equal(summary.at(np.arange(300)), ordered[:300])
    np.testing.assert_array_equal(summary.at(np.arange(99_700, 100_000)), ordered[-300:])


def test_ranks_of_tails_follow_the_counts(rng):
    """A threshold that a summary placed has the rank that the exact count shows, of the less extreme end."""
    values = rng.normal(size=40_000)
    guess, whole = profile_column(pa.chunked_array([values]), ColumnRequest("x", now=0.0), None)
    assert with_counted_ranks(whole).grid.ranks == whole.grid.ranks == tail_ranks(40_000)
    moved = np.concatenate([values, np.full(10, 1e6)])
    request = ColumnRequest("x", now=0.0, kind=guess, reference=whole)
    _, more = profile_column(pa.chunked_array([moved]), request, None)
    assert with_counted_ranks(more).grid.ranks == tuple(rank + 10 for rank in tail_ranks(40_000))


def test_placing_merges_as_it_adds(rng):
    parts = np.split(np.round(rng.normal(size=60_000), 4), 6)
    together, merged = GridPlacing(), GridPlacing()
    for part in parts:
        together.add(part)
        own = GridPlacing()
        own.add(part)
        merged.merge(own.slimmed(1 << 16))
    np.testing.assert_array_equal(merged.grid().edges, together.grid().edges)


@pytest.mark.parametrize("task", ["classes", "scores", "numbers"])
def test_outcomes_are_placed_as_on_the_whole(rng, task):
    y = rng.integers(0, 3, 4_000)
    columns = {
        "classes": {"y": pa.array([f"c{i}" for i in y]), "p": pa.array([f"c{i}" for i in rng.permutation(y)])},
        "scores": {"y": pa.array(y > 0), "p": pa.array(rng.random(4_000))},
        "numbers": {"y": pa.array(rng.normal(size=4_000)), "p": pa.array(rng.normal(size=4_000))},
    }[task]
    plan = OutcomesPlan(RoleAssignment(target="y", prediction="p"))
    whole = profile_outcomes({name: pa.chunked_array([values]) for name, values in columns.items()}, plan)
    parts = zip(*(cut(values, 4) for values in columns.values()), strict=True)
    surveys = [survey_outcomes(dict(zip(columns, part, strict=True)), plan) for part in parts]
    placed = reduce(lambda left, right: left.merge(right), surveys).placed(plan)
    assert (placed.task, placed.prediction_is_score) == (whole.task, whole.prediction_is_score)
    if whole.classes is not None:
        assert placed.classes.classes == whole.classes.classes
    if whole.errors is not None:
        np.testing.assert_array_equal(placed.errors.residuals.grid.edges, whole.errors.residuals.grid.edges)
        np.testing.assert_array_equal(placed.errors.sizes.grid.edges, whole.errors.sizes.grid.edges)


def test_long_texts_are_counted_in_bounded_bytes():
    """Of the most frequent as many are kept as fit, in a part as in parts that merge."""
    texts = [f"{i:05} " + "é" * 10_000 for i in range(400)]
    parts = [survey_column(pa.chunked_array([texts[start:] + [texts[7]] * 3]), None) for start in (0, 200)]
    for survey in (*parts, parts[0].merge(parts[1])):
        assert 0.9 * COUNTED_BYTES < sum(len(text.encode()) for text in survey.categories) <= COUNTED_BYTES
        assert survey.top(1) == (texts[7],)
    assert parts[0].merge(parts[1]).categories[texts[7]] == 7
