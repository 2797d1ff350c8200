import numpy as np
import pyarrow as pa
import pytest

from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.profiles import rowhash
from driftcli.sources.kinds import RoleAssignment
from driftcli.sources.open import open_source
from tests.profiles.comparing import assert_same


def rows_of(table, reference=None, *, keys=(), threads=None):
    plan = ProfilePlan(roles=RoleAssignment(keys=keys), threads=threads)
    return profile_source(open_source(pa.table(table)), plan, reference)


def table(rng, rows, *, repeated=0):
    columns = {
        "x": rng.normal(size=rows),
        "few": rng.integers(0, 3, rows),
        "when": np.arange(rows).astype("datetime64[s]"),
        "name": np.array([f"n{i}" for i in rng.integers(0, 500, rows)]),
    }
    if repeated:
        again = rng.choice(rows, repeated, replace=False)
        return {name: np.concatenate([column, column[again]]) for name, column in columns.items()}
    return columns


def test_repeated_rows_are_counted(rng):
    found = rows_of(table(rng, 2_000, repeated=37)).rows
    assert found.repeated_rows == 37
    assert (found.rows.rows, found.rows.repeated_share) == (2_037, 37 / 2_037)


def test_order_of_columns_and_number_of_threads_do_not_matter(rng):
    columns = table(rng, 500, repeated=10)
    turned = dict(reversed(columns.items()))
    expected = rows_of(columns, threads=1).rows
    assert_same(rows_of(turned, threads=4).rows, expected)
    assert_same(rows_of(columns, threads=4).rows, expected)


def test_how_a_source_lays_out_its_rows_does_not_matter(rng):
    """Which rows are sampled depends on what the first 10,000 hold, not on how many of them come at a time."""
    columns = pa.table(table(rng, 12_000))
    cut = pa.concat_tables([columns.slice(start, 700) for start in range(0, 12_000, 700)])
    whole, in_chunks = open_source(columns), open_source(cut)
    assert rowhash.leading_columns(whole) == rowhash.leading_columns(in_chunks)
    values = columns["x"].to_numpy().copy()
    values[9_999] = 7.0
    other = columns.set_column(0, "x", pa.array(values))
    assert rowhash.leading_columns(open_source(other)).mark != rowhash.leading_columns(whole).mark


def test_the_names_of_columns_matter():
    swapped = rows_of({"a": [1, 2, 3], "b": [2, 1, 3]}).rows
    assert swapped.repeated_rows == 0  # (1, 2) and (2, 1) are different rows


@pytest.mark.parametrize("share", [0.0, 0.05, 0.4])
def test_chosen_rows_find_a_known_share_of_repeats(rng, monkeypatch, share):
    columns = table(rng, 20_000, repeated=int(20_000 * share))
    monkeypatch.setattr(rowhash, "EXACT_ROWS", 4_000)
    found = rows_of(columns).rows
    assert found.repeated_rows is None
    assert not found.rows.is_complete
    assert found.rows.rows == 20_000 + int(20_000 * share)
    assert found.rows.repeated_share == pytest.approx(share / (1 + share), abs=0.03)
    assert found.rows.distinct == pytest.approx(20_000, rel=0.1)


def test_few_valued_floats_do_not_choose_alone(rng, monkeypatch):
    monkeypatch.setattr(rowhash, "EXACT_ROWS", 4_000)
    columns = {"a": rng.integers(0, 2, 20_000).astype(float), "z": [f"k{i}" for i in range(20_000)]}
    found = rows_of(columns).rows
    assert found.chosen_by == ("a", "z")
    assert found.rows.repeated_share == 0
    assert found.rows.distinct == pytest.approx(20_000, rel=0.1)


def test_rows_that_are_all_alike_are_all_repeats(monkeypatch):
    monkeypatch.setattr(rowhash, "EXACT_ROWS", 1_000)
    found = rows_of({"a": np.ones(5_000)}).rows
    assert found.rows.repeated_share == pytest.approx(4_999 / 5_000)


@pytest.mark.parametrize("limit", [1_000, 100_000])
def test_a_small_and_a_large_dataset_are_compared_row_by_row(rng, monkeypatch, limit):
    old = table(rng, 3_000)
    new = {name: np.concatenate([column, table(rng, 3_000)[name]]) for name, column in old.items()}
    monkeypatch.setattr(rowhash, "EXACT_ROWS", limit * 4)
    before = rows_of(old)
    monkeypatch.setattr(rowhash, "EXACT_ROWS", limit)
    after = rows_of(dict(reversed(new.items())), before)
    assert after.rows.rows.seen_share(before.rows.rows) == pytest.approx(0.5, abs=0.06)


def test_keys_of_several_columns(rng):
    columns = {"shop": [1, 1, 2, 2, 2], "day": ["a", "b", "a", "a", None], "x": rng.normal(size=5)}
    assert rows_of(columns, keys=("shop", "day")).rows.repeated_keys == 1
    assert rows_of(columns, keys=("shop",)).rows.repeated_keys == 3
    assert rows_of(columns, keys=("shop", "gone")).rows.repeated_keys is None


def test_keys_beyond_the_integers_of_floats_stay_apart():
    numbers = 2**60 + np.arange(1_000)
    assert rows_of({"key": numbers, "x": np.zeros(1_000)}, keys=("key",)).rows.repeated_keys == 0


def test_rows_chosen_by_other_columns_are_not_merged(rng):
    left = rows_of({"a": rng.normal(size=50), "b": np.arange(50)}).rows
    right = rows_of({"a": np.zeros(50), "b": np.arange(50)}).rows
    assert (left.chosen_by, right.chosen_by) == (("a",), ("a", "b"))
    merged = left.merge(right)
    assert (merged.rows, merged.repeated_rows, merged.chosen_by) == (None, None, ())


def test_repeats_of_parts_add_up(rng):
    columns = table(rng, 900, repeated=100)
    whole = rows_of(columns)
    parts = [rows_of({k: v[own] for k, v in columns.items()}, whole) for own in (slice(400), slice(400, None))]
    assert_same(parts[0].rows.merge(parts[1].rows), whole.rows)
