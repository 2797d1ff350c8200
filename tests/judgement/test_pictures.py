"""Small pictures of both samples on shared bins."""

import numpy as np
import pyarrow as pa
import pytest

from driftcli.judgement.pictures import BINS, SHOWN_CHARACTERS, TOP, distribution
from driftcli.profiles.column import ColumnRequest, profile_column


def pictured(reference, current):
    guess, old = profile_column(column(reference), ColumnRequest("x", now=0.0), None)
    _, new = profile_column(column(current), ColumnRequest("x", now=0.0, kind=guess, reference=old), None)
    return distribution(old, new)


def column(values):
    return pa.chunked_array([values if isinstance(values, pa.Array) else pa.array(values)])


@pytest.mark.parametrize("rows", [3000, 60_000], ids=["every value kept", "quantiles only"])
def test_numbers_lie_in_shared_bins(rows):
    rng = np.random.default_rng(0)
    old, new = rng.standard_normal(rows), rng.standard_normal(rows) + 1
    picture = pictured(old, new)
    assert picture.form == "numeric"
    assert len(picture.reference) == len(picture.current) == len(picture.edges) - 1 == BINS
    assert sum(picture.reference) == pytest.approx(1, abs=1e-5)
    assert sum(picture.current) == pytest.approx(1, abs=1e-5)
    inner = np.histogram(old, picture.edges)[0][1:-1] / rows
    assert picture.reference[1:-1] == pytest.approx(inner, abs=0.02)
    assert np.average(range(BINS), weights=picture.current) > np.average(range(BINS), weights=picture.reference) + 2


def test_one_far_value_does_not_flatten_the_picture():
    values = np.append(np.random.default_rng(0).standard_normal(3000), 1e9)
    picture = pictured(values, values)
    assert picture.edges[-1] < 10
    assert sum(picture.reference) == pytest.approx(1, abs=1e-5)


def test_few_values_are_bars_of_their_own():
    picture = pictured([1, 1, 2, 3], [2, 2, 5, 5])
    assert picture.form == "categorical"
    assert picture.labels == ("1", "2", "3", "5")
    assert picture.reference == (0.5, 0.25, 0.25, 0.0)
    assert picture.current == (0.0, 0.5, 0.0, 0.5)


def test_a_constant_column_has_one_bar():
    picture = pictured([7.0] * 50, [7.0] * 50)
    assert (picture.labels, picture.reference, picture.current) == (("7",), (1.0,), (1.0,))


def test_times_are_drawn_as_seconds():
    picture = pictured(
        pa.array(np.arange(500) * 3600, pa.timestamp("s")), pa.array(np.arange(500) * 60, pa.timestamp("s"))
    )
    assert picture.form == "temporal"
    assert picture.edges[-1] < 500 * 3600


def test_few_times_are_still_drawn_on_their_axis():
    days = pa.array(np.repeat(np.arange(5) * 86_400, 20), pa.timestamp("s"))
    assert pictured(days, days).form == "temporal"


def test_categories_come_by_share_and_the_rest_is_one_bar():
    old = [f"c{i:02}" for i in range(15) for _ in range(20 - i)]
    picture = pictured(old, ["c14"] * 100)
    assert picture.form == "categorical"
    assert len(picture.labels) == TOP + 1
    assert picture.labels[0] == "c14"
    assert picture.labels[-1] == "(5 others)"
    assert sum(picture.reference) == pytest.approx(1, abs=1e-5)
    assert sum(picture.current) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("seed", range(20))
def test_the_categories_shown_are_the_most_frequent_of_both_sides(seed):
    rng = np.random.default_rng(seed)
    shares = 1 / np.arange(1, 301) ** rng.uniform(0, 1.5)
    names = np.array([f"c{i:03}" for i in rng.permutation(300)])
    old = rng.choice(names, 2000, p=shares / shares.sum())
    new = rng.choice(rng.permutation(names), 500, p=shares / shares.sum())
    both = {name: (old == name).mean() + (new == name).mean() for name in names}
    expected = sorted(names.tolist(), key=lambda name: (-round(both[name], 12), name))[:TOP]
    found = pictured(old, new).labels[:TOP]
    assert [round(both[name], 9) for name in found] == [round(both[name], 9) for name in expected]


def test_long_names_are_cut():
    picture = pictured(["x" * 500, "y"] * 20, ["y"] * 40)
    assert max(map(len, picture.labels)) == SHOWN_CHARACTERS


@pytest.mark.parametrize(
    ("reference", "current"),
    [
        ([1.0, 2.0, 2.5], [None, None, None]),
        (["a", "b", "a"], [None, None, None]),
        (pa.array([0.1] * 30), pa.array([], pa.float64())),
    ],
)
def test_an_empty_side_is_drawn_empty(reference, current):
    picture = pictured(reference, pa.array(current, type=column(reference).type))
    assert sum(picture.reference) == pytest.approx(1, abs=1e-5)
    assert not any(picture.current)


def test_nothing_is_drawn_where_there_is_nothing():
    assert distribution(None, None) is None
    assert pictured(pa.array([None], pa.float64()), pa.array([None], pa.float64())) is None
    assert pictured(pa.nulls(3), pa.nulls(3)) is None
    ids = [f"user-{i}" for i in range(50)]
    assert pictured(ids, ids) is None


def test_infinities_do_not_break_it():
    values = [float("inf"), float("-inf"), *np.linspace(0, 1, 100)]
    picture = pictured(values, values)
    assert np.isfinite(picture.edges).all()
    assert sum(picture.reference) == pytest.approx(1, abs=1e-5)


def test_quantiles_are_those_of_numpy_while_values_are_kept():
    rng = np.random.default_rng(4)
    old, new = rng.normal(5, 2, 3000), rng.normal(6, 2, 2500)
    picture = pictured(old, new)
    assert picture.quantiles_reference == pytest.approx(np.quantile(old, picture.levels), rel=1e-5)
    assert picture.quantiles_current == pytest.approx(np.quantile(new, picture.levels), rel=1e-5)


def test_quantiles_of_many_values_are_near():
    old = np.random.default_rng(4).normal(0, 1, 60_000)
    picture = pictured(old, old)
    assert picture.quantiles_reference[1:-1] == pytest.approx(np.quantile(old, picture.levels[1:-1]), abs=0.03)
    assert (picture.quantiles_reference[0], picture.quantiles_reference[-1]) == (old.min(), old.max())


def test_few_numbers_and_categories_have_none():
    assert pictured([1, 1, 2, 3], [2, 2, 5, 5]).levels == ()
    assert pictured(["a", "b"], ["a", "b"]).levels == ()


def test_new_and_vanished_categories_are_counted_and_the_largest_shown():
    common = [f"common {i:02}" for i in range(20)] * 10
    picture = pictured(
        [*common, *["gone"] * 4], [*common, "new 1", "new 2", "new 2", "new 3", "new 3", "new 3", "new 4"]
    )
    assert (picture.new, picture.vanished) == (4, 1)
    assert picture.new_share == pytest.approx(7 / 207, rel=1e-5)
    assert picture.vanished_share == pytest.approx(4 / 204, rel=1e-5)
    assert {"new 3", "new 2", "gone"} <= set(picture.labels)
    assert picture.labels[-1] == f"({25 - len(picture.labels) + 1} others)"
    assert sum(picture.current) == pytest.approx(1, abs=1e-5)
