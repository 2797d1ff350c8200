import numpy as np
import pyarrow as pa
import pytest

from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.errors import SourceError, UsageError
from driftcli.sources.kinds import Kind, RoleAssignment
from driftcli.sources.open import open_source
from tests.profiles.comparing import assert_same
from tests.profiles.test_parts import PLANS, made


def profiled(table, reference=None, **asked):
    return profile_source(open_source(pa.table(table)), ProfilePlan(**asked), reference)


@pytest.mark.parametrize("asked", PLANS)
def test_threads_change_nothing(rng, asked):
    table = made(rng)
    found = [profiled(table, threads=threads, sample=30, **PLANS[asked]) for threads in (1, 4)]
    assert list(found[0].columns) == list(table)
    assert_same(found[0], found[1], skip={"sample"})
    assert_same(found[0].sample.priorities, found[1].sample.priorities)


def test_chunks_change_nothing(rng):
    whole = pa.table(made(rng))
    chunked = pa.concat_tables([whole.slice(0, 1), whole.slice(1, 600), whole.slice(601)])
    plan = ProfilePlan(sample=0)
    assert_same(profile_source(open_source(chunked), plan), profile_source(open_source(whole), plan))


def test_progress_is_told():
    told = []
    profiled({"a": [1.0], "b": [2.0]}, progress=lambda *stage: told.append(stage))
    assert told == [("profile", 1, 2), ("profile", 2, 2)]


def test_a_failure_in_one_column_is_the_failure_of_all(rng):
    def kind_of(name):
        return Kind.NUMERIC if name == "s" else None

    with pytest.raises(UsageError, match="cannot be taken as numeric"):
        profiled({"x": rng.normal(size=10), "s": ["a"] * 10}, kind_of=kind_of)


@pytest.mark.parametrize("way", ["profile_column", "profile_stretches"])
def test_where_memory_does_not_suffice_the_column_is_named(monkeypatch, in_stretches, way):
    def fail(*_):
        raise pa.ArrowMemoryError("malloc of size 1 failed")

    if way == "profile_stretches":
        in_stretches(10)
    monkeypatch.setattr(f"driftcli.engines.local.{way}", fail)
    with pytest.raises(SourceError, match="not enough memory for column 'wide'") as raised:
        profiled({"wide": [1.0, 2.0, 3.0]})
    assert "--memory" in str(raised.value.hint)


def test_said_kinds_that_no_longer_fit_the_current_data_are_a_change_of_the_data():
    def kind_of(_):
        return Kind.NUMERIC

    before = profiled({"x": [1.0, 2.0]}, kind_of=kind_of)
    after = profiled({"x": ["a", "b"]}, before, kind_of=kind_of)
    assert (before.schema["x"].kind_reason, after.schema["x"].kind) == ("said in the configuration", Kind.CATEGORICAL)


def test_the_current_data_are_cut_into_windows_as_the_reference(rng):
    times = np.arange(24_000) * 3_600
    roles = RoleAssignment(timestamp="t")
    before = profiled({"t": times.astype("datetime64[s]"), "x": rng.normal(size=24_000)}, roles=roles)
    assert before.groups["window"][1].endswith("T00:00:00")
    after = profiled({"t": times[:400].astype("datetime64[s]"), "x": np.ones(400)}, before, roles=roles)
    assert set(after.groups["window"]) <= set(before.groups["window"])
    blocks = profiled({"x": np.ones(1_000)}, window="rows:250")
    assert profiled({"x": np.ones(900), "t": np.arange(900)}, blocks, roles=roles).groups["window"] == (
        "row 1",
        "row 251",
        "row 501",
        "row 751",
    )


def test_rows_without_a_time_are_counted():
    times = np.array(["2024-01-01", "NaT", "2024-01-02"], dtype="datetime64[s]")
    found = profiled({"t": times, "x": [1.0, 2.0, 3.0]}, roles=RoleAssignment(timestamp="t"), window="D")
    assert found.facts.missing_timestamps == 1
    assert found.columns["x"].grouped["window"].sum() == 2


def test_a_timestamp_must_be_a_time():
    with pytest.raises(UsageError, match="holds string, not times"):
        profiled({"t": ["a", "b"]}, roles=RoleAssignment(timestamp="t"))


def test_segments_of_the_current_data_are_those_of_the_reference():
    roles = RoleAssignment(segments=("s",))
    before = profiled({"s": ["b", "a", "a", None], "x": [1.0, 2.0, 3.0, 4.0]}, roles=roles)
    after = profiled({"s": ["c", "b"], "x": [2.0, 3.0]}, before, roles=roles)
    assert before.groups["segment:s"] == after.groups["segment:s"] == ("a", "b")
    assert before.columns["x"].grouped["segment:s"].sum(axis=1).tolist() == [2, 1]
    assert after.columns["x"].grouped["segment:s"].sum(axis=1).tolist() == [0, 1]
