"""Datasets that are read in stretches because they do not fit the budget."""

import numpy as np
import pyarrow as pa
import pytest

from driftcli.engines import local
from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.profiles import stretched_facts
from driftcli.sources.kinds import RoleAssignment
from driftcli.sources.open import open_source
from tests.profiles.comparing import APPROXIMATE, assert_same
from tests.profiles.test_parts import PLANS, made

SKIP = APPROXIMATE | {"moments", "placed_on"}


def profiled(table, reference=None, **asked):
    return profile_source(open_source(pa.table(table)), ProfilePlan(now=1e9, sample=50, **asked), reference)


@pytest.mark.parametrize("rows", [7, 250, 900])
@pytest.mark.parametrize("asked", PLANS)
def test_stretches_give_the_profile_of_the_whole(rng, in_stretches, asked, rows):
    table = made(rng)
    whole = profiled(table, **PLANS[asked])
    current = profiled(table, whole, **PLANS[asked])
    in_stretches(rows)
    for expected, found in [
        (whole, profiled(table, **PLANS[asked])),
        (current, profiled(table, whole, **PLANS[asked])),
    ]:
        assert found.schema == expected.schema
        assert_same(found.groups, expected.groups)
        for name in expected.columns:
            assert_same(found.columns[name], expected.columns[name], skip=SKIP, rtol=1e-9)
        assert_same(found.rows, expected.rows)
        assert_same(found.sample.priorities, expected.sample.priorities)
        for name, values in expected.sample.columns.items():
            assert repr(found.sample.columns[name].tolist()) == repr(values.tolist())


@pytest.mark.parametrize("asked", PLANS)
def test_long_strings_and_lists_are_read_in_stretches_beside_columns_that_are_held(rng, monkeypatch, asked):
    """Their columns have some 4,000 bytes; a stretch has a tenth of that."""
    table = made(rng)
    whole = profiled(table, **PLANS[asked])
    current = profiled(table, whole, **PLANS[asked])
    read: list[str] = []
    stretched = local._Job._stretched

    def told(job, name):
        read.append(name)
        return stretched(job, name)

    monkeypatch.setattr(local._Job, "_stretched", told)
    monkeypatch.setattr(local.Budget, "fits_bytes", lambda _, size: size < 4_000)
    monkeypatch.setattr(local.Budget, "stretch_bytes", 400)
    for expected, found in [
        (whole, profiled(table, **PLANS[asked])),
        (current, profiled(table, whole, **PLANS[asked])),
    ]:
        assert found.schema == expected.schema
        for name in expected.columns:
            skip = SKIP if name in read else frozenset()
            assert_same(found.columns[name], expected.columns[name], skip=skip, rtol=1e-9 if skip else 0.0)
        assert_same(found.rows, expected.rows)
        assert_same(found.sample, expected.sample)
    assert {"remark", "code", "vector"} <= set(read)
    assert not {"number", "price", "flag", "when"} & set(read)


def test_no_more_of_long_strings_is_looked_at_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(stretched_facts, "HEAD_BYTES", 10_000)
    looked_at = []
    facts = stretched_facts.column_facts

    def told(column):
        looked_at.append(len(column.values))
        return facts(column)

    monkeypatch.setattr(stretched_facts, "column_facts", told)
    parts = [pa.chunked_array([pa.array([f"{part}{'x' * 4_999}"] * 2)]) for part in range(50)]
    found = stretched_facts.stretched_facts(iter(parts), pa.string())
    assert (found.rows, found.distinct, found.mean_length) == (100, 50, 5_000)
    assert looked_at == [2]


def outcomes_table(rng, rows=3_000):
    truth = rng.random(rows) < 0.3
    score = np.clip(truth * 0.3 + rng.random(rows) * 0.7, 0, 1)
    number = rng.normal(size=rows)
    return {
        "label": pa.array(np.where(truth, "yes", "no")),
        "said": pa.array(np.where(score > 0.5, "yes", "no")),
        "score": pa.array(score),
        "number": pa.array(number, mask=rng.random(rows) < 0.05),
        "guess": pa.array(number + rng.normal(size=rows) * 0.3),
        "grade": pa.array(rng.choice(["a", "b", "c", "d"], rows, p=[0.6, 0.3, 0.099, 0.001])),
        "graded": pa.array(rng.choice(["a", "b", "c"], rows)),
        "weight": pa.array(rng.random(rows)),
        "user": pa.array([f"u{i}" for i in rng.integers(0, 90, rows)]),
        "when": pa.array((1_500_000_000 + np.arange(rows) * 3_600).astype("datetime64[s]")),
    }


ROLES = {
    "binary": {"target": "label", "prediction": "said", "scores": ("score",), "cluster": "user"},
    "score only": {"target": "label", "scores": ("score",), "weight": "weight", "timestamp": "when"},
    "fractions": {"target": "label", "prediction": "score", "segments": ("graded",)},
    "many classes": {"target": "grade", "prediction": "graded", "weight": "weight", "segments": ("said",)},
    "regression": {"target": "number", "prediction": "guess", "cluster": "user", "segments": ("grade",)},
    "no target": {"target": "gone", "prediction": "guess"},
}


@pytest.mark.parametrize("asked", ROLES)
def test_stretches_give_the_outcomes_of_the_whole(rng, in_stretches, asked):
    table, roles = outcomes_table(rng), RoleAssignment(**ROLES[asked])
    whole = profiled(table, roles=roles)
    current = profiled(table, whole, roles=roles)
    in_stretches(400)
    for expected, found in [(whole, profiled(table, roles=roles)), (current, profiled(table, whole, roles=roles))]:
        assert_same(found.outcomes, expected.outcomes, skip=SKIP, rtol=1e-9)
        for name in expected.columns:
            assert_same(found.columns[name], expected.columns[name], skip=SKIP, rtol=1e-9)
