"""Which sampled rows belong together: by cluster, by window, through baselines and merges."""

import numpy as np
import pyarrow as pa
import pytest

from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.profiles.baseline import read_baseline, write_baseline
from driftcli.profiles.merge import merge_profiles
from driftcli.profiles.row_dependence import row_groups
from driftcli.sources.kinds import RoleAssignment
from driftcli.sources.open import open_source

START = np.datetime64("2026-01-05T00:00:00")


def table(n, days, *, first=0, seed=0):
    rng = np.random.default_rng(seed)
    day = np.arange(n) * days // n + first
    names = [None if place % 50 == 0 else f"user {who}" for place, who in enumerate(rng.integers(0, 40, n))]
    when = START + day.astype("timedelta64[D]") + rng.integers(0, 80_000, n).astype("timedelta64[s]")
    return pa.table({"x": rng.standard_normal(n), "user": names, "when": when, "day": day})


def profiled(data, reference=None, *, window=None, **roles):
    plan = ProfilePlan(roles=RoleAssignment(**roles), sample=20_000, window=window)
    return profile_source(open_source(data), plan, reference)


def sampled_days(profile):
    return profile.sample.columns["day"]


def test_clusters_and_rows_without_one():
    old = profiled(table(500, 10), cluster="user")
    new = profiled(table(300, 10, seed=1), old, cluster="user")
    groups = row_groups(old, new, 20_000)
    assert groups.kind == "clusters"
    assert groups.counts == (40 + 10, 40 + 6)
    users = np.array([*old.sample.columns["user"], *new.sample.columns["user"]], dtype=object)
    assert all(len(set(groups.codes[users == name])) == 1 for name in set(users) - {None})


def test_days_as_long_as_the_current_one(tmp_path):
    """A day of 60 rows after 20 such days: each is a group, also from a baseline; hours of it would not be."""
    old = profiled(table(1_200, 20), window="D", timestamp="when")
    write_baseline(old, tmp_path / "baseline")
    for reference in (old, read_baseline(tmp_path / "baseline")):
        new = profiled(table(60, 1, first=30), reference, timestamp="when")
        groups = row_groups(reference, new, 20_000)
        assert groups.kind == "windows"
        assert groups.counts == (20, 1)
        days = np.concatenate([sampled_days(reference), sampled_days(new)])
        assert groups.codes.tolist() == np.unique(days, return_inverse=True)[1].tolist()


def test_a_long_current_period_is_cut_like_the_reference():
    old = profiled(table(2_000, 40), window="D", timestamp="when")
    new = profiled(table(1_000, 20, first=50), old, timestamp="when")
    groups = row_groups(old, new, 20_000)
    assert groups.counts[0] == pytest.approx(20, abs=3)
    assert groups.counts[1] == pytest.approx(10, abs=2)
    assert not set(groups.codes[: groups.sizes[0].sum().astype(int)]) & set(groups.codes[-1_000:])


def test_days_of_both_samples_are_the_same_days():
    whole = table(4_000, 20)
    old = profiled(whole.slice(0).take(np.arange(0, 4_000, 2)), window="D", timestamp="when")
    new = profiled(whole.take(np.arange(1, 4_000, 2)), old, timestamp="when")
    groups = row_groups(old, new, 20_000)
    assert groups.counts == (20, 20)
    assert len(np.unique(groups.codes)) == 20


def test_blocks_of_rows_of_two_files_are_not_one():
    old = profiled(table(2_000, 20), window="rows:100")
    new = profiled(table(2_000, 20), old, window="rows:100")
    groups = row_groups(old, new, 20_000)
    assert groups.counts == (20, 20)
    assert len(np.unique(groups.codes)) == 40


def test_nothing_is_grouped_without_roles_and_with_few_windows():
    old = profiled(table(500, 5))
    assert row_groups(old, profiled(table(500, 5), old), 20_000) is None
    old = profiled(table(500, 5), window="D", timestamp="when")
    assert row_groups(old, profiled(table(500, 5), old, timestamp="when"), 20_000) is None


def test_windows_of_parts_are_those_of_the_whole():
    whole = table(3_000, 30)
    plan = {"window": "D", "timestamp": "when"}
    edges = profiled(whole, **plan)
    parts = [profiled(whole.slice(start, 1_000), edges, **plan) for start in (0, 1_000, 2_000)]
    merged = merge_profiles(parts)
    labels = np.array(merged.groups["window"])[merged.sample.windows]
    days = (labels.astype("datetime64[s]") - START).astype("timedelta64[D]").astype(int)
    assert days.tolist() == merged.sample.columns["day"].tolist()
