import json
import os
import stat

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.errors import OutputError, SourceError
from driftcli.profiles.baseline import is_baseline, read_baseline, write_baseline
from driftcli.profiles.merge import merge_profiles
from driftcli.sources.kinds import RoleAssignment
from driftcli.sources.open import open_source
from tests.profiles.comparing import assert_same
from tests.profiles.test_parts import PLANS, made

KEY = b"driftcli.profile"


def profiled(table, **asked):
    return profile_source(open_source(pa.table(table)), ProfilePlan(**asked))


def written(profile, path):
    write_baseline(profile, path)
    return read_baseline(path)


@pytest.mark.parametrize("asked", PLANS)
@pytest.mark.parametrize("sample", [0, 40])
def test_what_is_written_is_read(rng, tmp_path, asked, sample):
    profile = profiled(made(rng), sample=sample, now=1e9, **PLANS[asked])
    found = written(profile, tmp_path / "base.parquet")
    assert (found.facts.format, found.n) == ("baseline", profile.n)
    assert_same(found, profile, skip={"facts", "sample"})
    if profile.sample is not None:
        assert_same(found.sample.priorities, profile.sample.priorities)
        assert list(found.sample.columns) == list(profile.sample.columns)


def test_facts_of_text_files_survive(tmp_path, rng):
    (tmp_path / "a.csv").write_text("a;b\n" + "\n".join(f"{x:.3f};k" for x in rng.normal(size=40)) + "\n1;2;3\n")
    profile = profile_source(open_source(str(tmp_path / "a.csv")), ProfilePlan())
    found = written(profile, tmp_path / "base.parquet").facts
    assert profile.facts.unreadable_rows == 1
    assert_same(found, profile.facts, skip={"name", "format"})


def test_a_written_profile_merges_as_the_one_in_memory(rng, tmp_path):
    table = pa.table(made(rng))
    edges = written(profile_source(open_source(table), ProfilePlan()), tmp_path / "edges.parquet")
    parts = [profile_source(open_source(table.slice(*cut)), ProfilePlan(), edges) for cut in ((0, 450), (450, 450))]
    stored = [written(part, tmp_path / f"part{place}.parquet") for place, part in enumerate(parts)]
    assert_same(merge_profiles(stored), merge_profiles(parts), skip={"facts"})


def test_it_is_readable_without_driftcli(rng, tmp_path):
    """The recipe of the module's docstring: plain pyarrow, a column's edges and counts."""
    values = rng.normal(size=3_000)
    write_baseline(profiled({"x": values, "c": rng.choice(["a", "b"], 3_000)}), tmp_path / "base.parquet")
    rows = pq.read_table(tmp_path / "base.parquet").to_pylist()
    arrays = {(row["column"], row["field"]): row["floats"] or row["integers"] or row["strings"] for row in rows}
    edges, counts = arrays["x", "grid.edges"], arrays["x", "counts"]
    assert len(counts) == len(edges) + 1
    assert sum(counts) == 3_000
    assert counts[0] == int((values <= edges[0]).sum())
    assert sum(counts[: 500 + 1]) == int((values <= edges[500]).sum())
    assert dict(zip(arrays["c", "categories"], arrays["c", "counts"], strict=True)).keys() == {"a", "b"}
    document = json.loads(pq.read_metadata(tmp_path / "base.parquet").metadata[KEY])
    assert document["format_version"] == 2
    assert document["columns"]["x"]["counts"]["$array"] == "counts"


def test_rows_are_not_in_it_unless_asked_for(rng, tmp_path):
    table = {"secret": [f"secret-{i:04d}" for i in rng.permutation(2_000)], "x": rng.normal(size=2_000)}
    write_baseline(profiled(table), tmp_path / "base.parquet")
    text = str(pq.read_table(tmp_path / "base.parquet").to_pylist())
    assert "secret-" not in text
    stored = {value for row in pq.read_table(tmp_path / "base.parquet").to_pylist() for value in row["floats"] or ()}
    assert len(stored & set(table["x"])) < 1_400  # edges are order statistics, the column itself is not there


@pytest.mark.parametrize(("roles", "bound"), [(RoleAssignment(), 600), (RoleAssignment(timestamp="when"), 700)])
def test_fifty_columns_are_small_enough_to_commit(rng, tmp_path, roles, bound):
    rows = 20_000  # as large as for 100,000 rows: numbers fill 1,000 cells either way
    table = {f"x{i}": rng.normal(size=rows) for i in range(44)}
    table |= {f"c{i}": rng.choice(["a", "b", "c"], rows) for i in range(4)}
    table |= {"id": [f"K{i}" for i in range(rows)], "when": (np.arange(rows) * 300).astype("datetime64[s]")}
    write_baseline(profiled(table, roles=roles), tmp_path / "base.parquet")
    assert (tmp_path / "base.parquet").stat().st_size < bound * 1_000


def test_numbers_that_repeat_keep_their_counts(rng, tmp_path):
    table = {"price": rng.integers(0, 2_000, 9_000), "x": rng.normal(size=9_000)}
    profile = profiled(table)
    found = written(profile, tmp_path / "base.parquet").columns
    assert_same(found["price"], profile.columns["price"])
    assert not found["x"].values.is_complete
    assert_same(found["x"], profile.columns["x"], skip={"values"})


def test_too_few_rows_give_values_away(rng, tmp_path):
    with pytest.raises(SourceError, match="at least 30 rows, this one has 29"):
        write_baseline(profiled({"x": rng.normal(size=29)}), tmp_path / "base.parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_the_mode_is_that_of_any_new_file(rng, tmp_path, mask):
    before = os.umask(mask)
    try:
        write_baseline(profiled({"x": rng.normal(size=50)}), tmp_path / "base.parquet")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "base.parquet").stat().st_mode) == 0o666 & ~mask


def test_a_failed_write_leaves_the_old_file(rng, tmp_path, monkeypatch):
    path = tmp_path / "base.parquet"
    write_baseline(profiled({"x": rng.normal(size=50)}), path)
    before = path.read_bytes()
    monkeypatch.setattr(pq.ParquetWriter, "write_table", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(OutputError, match="No space left"):
        write_baseline(profiled({"x": rng.normal(size=60)}), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["base.parquet"]


def test_a_folder_that_cannot_be_made(tmp_path, rng):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="could not be written"):
        write_baseline(profiled({"x": rng.normal(size=50)}), tmp_path / "file" / "base.parquet")


def damaged(path, change):
    """The baseline again with its document changed."""
    with pq.ParquetFile(path) as file:
        document, table = json.loads(file.metadata.metadata[KEY]), file.read()
    changed = change(document)
    with pq.ParquetWriter(path, table.schema) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({KEY: (changed if isinstance(changed, str) else json.dumps(changed)).encode()})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: {**d, "format_version": 99}, "of format 99, this driftcli reads up to 2"),
        (lambda d: {**d, "columns": {}}, "not a readable baseline"),
        (lambda d: {k: v for k, v in d.items() if k != "format_version"}, "not a readable baseline"),
        (lambda d: {**d, "rows": {"$class": "Unheard"}}, "not a readable baseline"),
        (lambda d: {**d, "facts": {**d["facts"], "unheard": 1}}, "not a readable baseline"),
        (lambda d: {**d, "schema": [{**d["schema"][0], "kind": "unheard"}]}, "not a readable baseline"),
        (lambda _: "[]", "not a readable baseline"),
        (lambda _: "{", "not a readable baseline"),
    ],
)
def test_a_damaged_document_is_named(rng, tmp_path, change, message):
    path = tmp_path / "base.parquet"
    write_baseline(profiled({"x": rng.normal(size=50)}), path)
    damaged(path, change)
    assert is_baseline(path)
    with pytest.raises(SourceError, match=message) as raised:
        read_baseline(path)
    assert raised.value.where == str(path)


def as_format_1(document):
    """The document as format 1 had it: nothing said on which rows edges were placed."""
    grid = document["columns"]["x"]["grid"]
    assert grid.pop("placed_on") == "rows"
    return {**document, "format_version": 1}


def test_a_baseline_of_format_1_is_read_with_wider_bounds(rng, tmp_path):
    path = tmp_path / "base.parquet"
    write_baseline(profiled({"x": rng.normal(size=5_000)}), path)
    now = read_baseline(path).columns["x"]
    damaged(path, as_format_1)
    before = read_baseline(path).columns["x"]
    assert_same(before, now, skip={"placed_on"})
    assert (now.grid.placed_on, before.grid.placed_on) == ("rows", "others")


def test_other_files_are_no_baselines(rng, tmp_path):
    plain, text, cut = tmp_path / "plain.parquet", tmp_path / "a.csv", tmp_path / "cut.parquet"
    pq.write_table(pa.table({"a": [1]}), plain)
    text.write_text("a\n1\n")
    write_baseline(profiled({"x": rng.normal(size=50)}), cut)
    assert is_baseline(cut)
    cut.write_bytes(cut.read_bytes()[:-20])
    for path in (plain, text, cut, tmp_path, tmp_path / "missing"):
        assert not is_baseline(path)
        with pytest.raises(SourceError, match="not a readable baseline"):
            read_baseline(path)
