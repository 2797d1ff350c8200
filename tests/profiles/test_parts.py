"""Merge laws of the profiles that are not numeric, and of whole datasets."""

import weakref

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.errors import UsageError
from driftcli.profiles.categorical import profile_categories
from driftcli.profiles.column import ColumnRequest, profile_column
from driftcli.profiles.merge import merge_profiles
from driftcli.profiles.presence import Presence
from driftcli.profiles.temporal import BUCKET_LIMIT, profile_times
from driftcli.sources.kinds import Kind, RoleAssignment
from driftcli.sources.open import open_source
from tests.profiles.comparing import APPROXIMATE, assert_same

SKIP = APPROXIMATE | {"moments"}
WORDS = np.array(["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"])
LETTERS = st.lists(st.sampled_from(["a", "b", "c", "", None]), max_size=30)


def column(values, kind_of=None, *, reference=None, now=1e9):
    array = pa.chunked_array([values if isinstance(values, pa.Array) else pa.array(values)])
    return profile_column(array, ColumnRequest("x", now=now, kind=kind_of, reference=reference), None)


def made(rng, rows=900):
    """One column of each kind, with missing values."""
    is_missing = rng.random(rows) < 0.1

    def masked(values):
        return pa.array(values, mask=is_missing)

    return {
        "number": masked(rng.normal(size=rows)),
        "price": masked(np.round(rng.lognormal(2, 1, rows), 1)),
        "flag": masked(rng.random(rows) < 0.3),
        "city": masked(np.array([f"c{i}" for i in rng.zipf(1.5, rows) % 90])),
        "when": masked((1_500_000_000 + np.arange(rows) * 3_600).astype("datetime64[s]")),
        "code": masked(np.array([f"K-{i:05d}" for i in rng.permutation(rows)])),
        "remark": masked(np.array([" ".join(rng.choice(WORDS, 9)) for _ in range(rows)])),
        "vector": pa.array([None if absent else list(rng.normal(size=3)) for absent in is_missing]),
        "bytes": pa.array([None if absent else b"\xff" for absent in is_missing]),
    }


@pytest.mark.parametrize("name", list(made(np.random.default_rng(0), 30)))
def test_every_kind_merges_in_any_grouping_and_row_order(rng, name):
    values = made(rng)[name]
    guess, whole = column(values)
    first, second, third = (column(values[own], guess, reference=whole)[1] for own in SLICES)
    _, shuffled = column(values.take(pa.array(rng.permutation(len(values)))), guess, reference=whole)
    for merged in (first.merge(second).merge(third), first.merge(second.merge(third)), shuffled):
        assert_same(merged, column(values, guess, reference=whole)[1], skip=SKIP)


SLICES = (slice(0, 200), slice(200, 201), slice(201, None))


@settings(max_examples=60)
@given(LETTERS, LETTERS)
def test_categories_of_parts_add(first, second):
    def part(values, tracked=("a", "b")):
        names = sorted({value for value in values if value is not None})
        codes = np.array([-1 if value is None else names.index(value) for value in values], dtype=np.int32)
        missing = sum(value is None for value in values)
        return profile_categories(codes, names, Presence(rows=len(values), missing=missing), tracked=tracked)

    assert_same(part(first).merge(part(second)), part(first + second))
    whole = part(first + second)
    assert whole.as_dict() == {value: (first + second).count(value) for value in whole.categories}


def test_categories_beyond_the_cap_are_a_remainder(monkeypatch):
    monkeypatch.setattr("driftcli.profiles.categorical.CATEGORY_CAP", 2)
    _, found = column(["a"] * 3 + ["b"] * 2 + ["c", "d"])
    assert (found.as_dict(), found.remainder, found.n, found.is_complete) == ({"a": 3, "b": 2}, 2, 7, False)


def test_unparseable_rows_of_a_later_part_are_numbered_on():
    parts = [Presence(rows=10, unparseable=1, unparseable_rows=(4,)), Presence(rows=5, unparseable_rows=(2,))]
    assert parts[0].merge(parts[1]).unparseable_rows == (4, 12)


def test_times_coarsen_alike_in_parts_and_whole():
    minutes = 60.0 * np.arange(BUCKET_LIMIT * 3)
    whole = profile_times(minutes, Presence(rows=len(minutes)), now=0.0)
    assert whole.buckets.seconds == 3_600
    parts = [profile_times(p, Presence(rows=len(p)), now=0.0).buckets for p in np.array_split(minutes, 5)]
    assert {part.seconds for part in parts} == {60}
    left, right = parts[0], parts[4]
    for following in parts[1:]:
        left = left.merge(following)
    for before in reversed(parts[:4]):
        right = before.merge(right)
    for merged in (left, right):
        assert_same(merged, whole.buckets)


def test_hours_weekdays_and_midnights_by_hand():
    moments = ["2024-02-29T23:59:59", "2024-03-01T00:00:00", "1969-12-31T12:00:00"]
    _, found = column(np.array(moments, dtype="datetime64[s]"), now=1_709_251_199.0)
    assert {hour: n for hour, n in enumerate(found.hours.tolist()) if n} == {0: 1, 12: 1, 23: 1}
    assert found.weekdays.tolist() == [0, 0, 1, 1, 1, 0, 0]  # Wednesday 1969, Thursday, Friday
    assert (found.midnights, found.future) == (1, 1)


PLANS = {
    "plain": {},
    "windows": {"roles": RoleAssignment(timestamp="when"), "window": "D"},
    "rows": {"window": "rows:100"},
    "segments": {"roles": RoleAssignment(segments=("flag",), cluster="code", keys=("code", "flag"))},
}


@pytest.mark.parametrize("asked", PLANS)
def test_datasets_merge_into_the_whole(rng, asked):
    whole_table = pa.table(made(rng))
    plan = ProfilePlan(now=1e9, **PLANS[asked])
    edges = profile_source(open_source(whole_table), plan)
    whole = profile_source(open_source(whole_table), plan, edges)
    parts = [profile_source(open_source(whole_table.slice(*cut)), plan, edges) for cut in ((0, 500), (500, 400))]
    merged = merge_profiles(parts)
    assert list(merged.columns) == list(whole.columns)
    assert_same(merged.groups, whole.groups)
    for name in whole.columns:
        assert_same(merged.columns[name], whole.columns[name], skip=SKIP, rtol=1e-9)
    assert_same(merged.rows, whole.rows)
    assert (merged.n, merged.facts.missing_timestamps) == (900, whole.facts.missing_timestamps)


def test_blocks_of_rows_of_two_parts_stay_apart(rng):
    plan = ProfilePlan(window="rows:300")
    table = pa.table({"x": rng.normal(size=1_000)})
    edges = profile_source(open_source(table), plan)
    merged = merge_profiles([profile_source(open_source(table), plan, edges)] * 2)
    assert merged.groups["window"] == tuple(f"row {1 + start + 300 * i}" for start in (0, 1_000) for i in range(4))
    assert merged.columns["x"].grouped["window"].sum(axis=1).tolist() == [300, 300, 300, 100] * 2


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        ({"a": [1.0]}, {"b": [1.0]}, "different columns: a, b"),
        ({"a": [1.5]}, {"a": [2.5]}, "column 'a': the parts were counted between different edges"),
        ({"a": [1.5]}, {"a": ["x"]}, "the parts take column 'a' for different kinds"),
    ],
)
def test_parts_of_different_tables_do_not_merge(left, right, message):
    parts = [profile_source(open_source(pa.table(part)), ProfilePlan()) for part in (left, right)]
    with pytest.raises(UsageError) as raised:
        merge_profiles(parts)
    assert message in str(raised.value)
    assert "--edges BASELINE" in str(raised.value.hint)


def test_no_parts_are_nothing_to_merge():
    with pytest.raises(UsageError, match="nothing to merge"):
        merge_profiles([])


def test_kinds_of_the_made_columns(rng):
    found = profile_source(open_source(pa.table(made(rng))), ProfilePlan()).schema
    assert {name: schema.kind for name, schema in found.items()} == {
        "number": Kind.NUMERIC,
        "price": Kind.NUMERIC,
        "flag": Kind.BOOLEAN,
        "city": Kind.CATEGORICAL,
        "when": Kind.TEMPORAL,
        "code": Kind.IDENTIFIER,
        "remark": Kind.TEXT,
        "vector": Kind.VECTOR,
        "bytes": Kind.OPAQUE,
    }


@pytest.mark.parametrize("asked", ["windows", "rows", "segments"])
def test_many_parts_merge_a_few_at_a_time(rng, asked):
    table, plan = pa.table(made(rng)), ProfilePlan(now=1e9, **PLANS[asked])
    edges = profile_source(open_source(table), plan)
    whole = profile_source(open_source(table), plan, edges)
    made_parts = []
    most = 0

    def parts():
        nonlocal most
        for start in range(0, 900, 20):
            part = profile_source(open_source(table.slice(start, 20)), plan, edges)
            made_parts.append(weakref.ref(part))
            most = max(most, sum(one() is not None for one in made_parts))
            yield part

    merged = merge_profiles(parts(), at_once=4)
    assert most <= 4 * 3
    for name in whole.columns:
        skip = SKIP | ({"grouped"} if asked == "rows" else set())  # blocks of every part are numbered on
        assert_same(merged.columns[name], whole.columns[name], skip=skip | {"clusters"}, rtol=1e-9)
    assert merged.n == 900
    quantiles = merged.columns["number"].quantiles
    assert np.abs(np.searchsorted(np.sort(whole.columns["number"].quantiles), quantiles) - np.arange(200)).max() < 10


def test_names_of_a_part_come_in_the_order_of_the_whole():
    tables = [pa.table({"c": ["x", "y", "y"] * 20}), pa.table({"c": ["z", "x", "x", "x"] * 20})]
    parts = [profile_source(open_source(table), ProfilePlan()) for table in tables]
    assert merge_profiles(parts).columns["c"].as_dict() == {"x": 80, "y": 40, "z": 20}
