import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from scipy.stats import chisquare

from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.profiles.rows import sample_rows
from driftcli.sources.open import open_source
from tests.profiles.comparing import assert_same


def sampled(table, *, threads=1, seed=0, rows=50):
    plan = ProfilePlan(sample=rows, threads=threads, seed=seed)
    return profile_source(open_source(pa.table(table)), plan).sample


@pytest.fixture
def table(rng):
    return {"x": np.arange(1_000.0), "s": [f"k{i}" for i in range(1_000)], "v": rng.normal(size=(1_000, 2)).tolist()}


def test_samples_depend_on_the_seed_and_not_on_threads(table):
    found = sampled(table)
    assert_same(sampled(table, threads=4), found)
    assert set(sampled(table, seed=1).columns["x"]) != set(found.columns["x"])
    assert len(set(found.columns["x"])) == 50


def test_values_of_a_row_stay_together(table):
    found = sampled(table).columns
    assert found["s"].tolist() == [f"k{int(x)}" for x in found["x"]]
    assert [vector.tolist() for vector in found["v"]] == [table["v"][int(x)] for x in found["x"]]


def test_every_row_is_as_likely():
    drawn = np.concatenate([sample_rows(100, seed=seed, limit=10)[0] for seed in range(1_000)])
    assert chisquare(np.bincount(drawn, minlength=100)).pvalue > 0.001


def test_few_rows_are_all_taken():
    chosen, priorities = sample_rows(5, seed=0, limit=10)
    assert sorted(chosen) == [0, 1, 2, 3, 4]
    assert np.all(np.diff(priorities.astype(object)) > 0)


def test_samples_of_parts_merge_into_a_sample_of_the_whole():
    parts = [sampled({"x": np.arange(1_000.0) + 1_000 * part}) for part in range(2)]
    merged = parts[0].merge(parts[1])
    assert len(merged.priorities) == 50
    assert np.all(merged.priorities[1:] >= merged.priorities[:-1])
    from_second = int((merged.columns["x"] >= 1_000).sum())
    assert 10 < from_second < 40
    places = [set(part.columns["x"] % 1_000) for part in parts]
    assert len(places[0] & places[1]) < 10  # parts draw independently


def test_samples_of_different_sizes_merge_without_a_bias():
    """A part that kept 10 of 1,000 rows does not know its 11th: with 50 of both, a sixth would be of it, not a half."""
    first = sampled({"x": np.arange(1_000.0)})
    second = sampled({"x": np.arange(1_000.0) + 1_000}, rows=10)
    whole = sampled({"x": np.arange(1_000.0) + 1_000}).merge(first)
    for merged in (first.merge(second), second.merge(first)):
        assert merged.limit == len(merged.priorities) == 10
        assert_same(merged.columns["x"], whole.columns["x"][:10])


def test_the_same_data_draw_the_same_rows_in_every_format(tmp_path, table):
    frame = pa.table({"x": table["x"] + 0.25, "s": table["s"]})
    pa.parquet.write_table(frame, tmp_path / "a.parquet")
    pa.csv.write_csv(frame, tmp_path / "elsewhere.csv")
    found = [
        profile_source(open_source(str(tmp_path / name)), ProfilePlan(sample=20)).sample.columns["x"]
        for name in ("a.parquet", "elsewhere.csv")
    ]
    assert np.array_equal(*found)
