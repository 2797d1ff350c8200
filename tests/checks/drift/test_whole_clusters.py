"""A user with extreme values, or a device of their own, brings as many rows of it: one event (METHODS 4.4)."""

import numpy as np
import pyarrow as pa
import pytest

from driftcli.checks.drift import categorical_drift, numeric_drift
from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.sources.kinds import Kind, RoleAssignment
from driftcli.sources.open import open_source

from .making import ask, component

USERS, A_USER, RUNS = 120, 20, 25
DRAWS = {
    "heavy": lambda rng: rng.standard_t(2, USERS),
    "counts": lambda rng: rng.poisson(3, USERS) ** 2,
    "device": lambda rng: [f"d{number}" for number in rng.integers(0, 10**9, USERS)],
}


def pair(column, rng, *, has_clusters):
    roles = RoleAssignment(cluster="user" if has_clusters else None)
    plan = ProfilePlan(roles=roles, kind_of=lambda name: Kind.CATEGORICAL if name == "device" else None)

    def profiled(reference=None):
        values = {"user": [f"u{i}" for i in range(USERS)], column: DRAWS[column](rng)}
        table = pa.table({name: np.repeat(one, A_USER) for name, one in values.items()})
        return profile_source(open_source(table), plan, reference)

    before = profiled()
    return before.columns[column], profiled(before).columns[column]


def p_values(column, name, *, has_clusters):
    check = categorical_drift.CHECK if column == "device" else numeric_drift.CHECK
    pairs = (pair(column, np.random.default_rng(seed), has_clusters=has_clusters) for seed in range(RUNS))
    return np.array([component(ask(check, one), name).p_value for one in pairs])


@pytest.mark.parametrize(
    ("column", "name"),
    [("heavy", "tail"), ("heavy", "shape"), ("counts", "unseen"), ("device", "unseen"), ("device", "shape")],
)
def test_unchanged_users_raise_no_alarm(column, name):
    assert (p_values(column, name, has_clusters=False) < 0.001).mean() > 0.2
    assert (p_values(column, name, has_clusters=True) < 0.05).mean() <= 0.12


def test_many_users_beyond_the_extremes_are_seen():
    rng = np.random.default_rng(0)
    plan = ProfilePlan(roles=RoleAssignment(cluster="user"))
    names, old, new = [f"u{i}" for i in range(USERS)], rng.normal(size=USERS), rng.normal(size=USERS)
    new[:15] = 9.0
    tables = [pa.table({"user": np.repeat(names, A_USER), "x": np.repeat(x, A_USER)}) for x in (old, new)]
    before = profile_source(open_source(tables[0]), plan)
    after = profile_source(open_source(tables[1]), plan, before)
    assert component(ask(numeric_drift.CHECK, (before.columns["x"], after.columns["x"])), "tail").p_value < 0.001
