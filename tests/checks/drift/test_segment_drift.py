"""Columns inside user-given segments: hierarchical error control, Simpson, and too little data."""

import numpy as np
import pandas as pd
import pytest

from driftcli.audit import run_audit
from driftcli.checks.check import Measurement, Skipped
from driftcli.checks.drift.segment_drift import CHECK
from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.judgement.finding import Outcome, Status
from driftcli.sources.kinds import RoleAssignment
from driftcli.sources.open import open_source
from driftcli.stats.segment_shift import mix_of_column, shift_tests
from driftcli.suite.load import default_suite

REGIONS = ["north", "south", "east", "west"]


def people(rng, shares, n=4_000):
    """Prices depend on the region; nothing else does."""
    region = rng.choice(REGIONS, n, p=shares)
    price = rng.normal(0, 1, n) + 2 * (region == "north")
    return pd.DataFrame(
        {"region": region, "price": price, "income": rng.normal(0, 1, n), "shop": rng.choice(["a", "b"], n)}
    )


def profiled(old, new, *segments):
    plan = ProfilePlan(roles=RoleAssignment(segments=segments))
    reference = profile_source(open_source(old), plan)
    return reference, profile_source(open_source(new), plan, reference)


def answers(old, new, **params):
    found = list(CHECK.measure(*profiled(old, new, "region"), CHECK.params(**params)))
    segments = [one for one in found if isinstance(one, Measurement) and "segment" in one.details]
    return {one.details["segment"]: one for one in segments}, found


def test_a_mix_shift_is_told_from_change_inside_segments():
    """Simpson: the price moves as a whole and in no region, when the dear region loses rows."""
    rng = np.random.default_rng(0)
    segments, found = answers(people(rng, [0.4, 0.3, 0.2, 0.1]), people(rng, [0.2, 0.3, 0.2, 0.3]))
    assert min(one.p_value for one in segments.values()) > 0.01
    (mix,) = (row for row in found[-1].details["mix"] if row["name"] == "price")
    assert mix["mix"] / mix["total"] == pytest.approx(1, abs=0.15)
    assert mix["mix"] + mix["within"] == pytest.approx(mix["total"])


def test_segments_that_move_against_each_other_are_found():
    rng = np.random.default_rng(1)
    old, new = people(rng, [0.25] * 4), people(rng, [0.25] * 4)
    new.loc[new["region"] == "south", "income"] += 0.6
    new.loc[new["region"] == "east", "income"] -= 0.6
    result = run_audit(old, new, suite=default_suite(roles={"segments": ["region"]}, select=["segment_drift"]))
    loud = {finding.segment: finding for finding in result.findings if finding.status is Status.WARN}
    assert set(loud) == {"region = south", "region = east"}
    assert [row["name"] for row in loud["region = south"].measurement.details["columns"]] == ["income"]
    assert loud["region = east"].outcome is Outcome.MINOR  # it warns at most
    assert result.diagnosis.kind == "data_drift"
    assert result.verdict.exit_code == 0


def test_the_family_of_segments_is_quiet_on_one_population():
    """Benjamini-Hochberg at 0.01 over segments: of 60 unchanged audits 0.6 are expected to warn, 4 have p < 0.005."""
    rng = np.random.default_rng(2)
    loud = 0
    for _ in range(60):
        segments, _ = answers(people(rng, [0.25] * 4, 1_600), people(rng, [0.25] * 4, 1_600))
        loud += 4 * min(one.p_value for one in segments.values()) <= 0.01
    assert loud <= 3


def test_small_segments_and_many_segments_are_bounded():
    rng = np.random.default_rng(3)
    old, new = people(rng, [0.6, 0.2, 0.19, 0.01]), people(rng, [0.6, 0.2, 0.19, 0.01])
    segments, found = answers(old, new, segments=2)
    assert set(segments) == {"north", "south"} or set(segments) == {"north", "east"}
    (skipped,) = (one for one in found if isinstance(one, Skipped))
    assert skipped.insufficient
    assert skipped.reason == "1 segment has fewer than 100 rows on a side (region)"


def test_without_a_segment_column_it_says_how_to_name_one():
    table = pd.DataFrame({"x": [1.0, 2.0] * 50})
    (skipped,) = CHECK.measure(*profiled(table, table), CHECK.params())
    assert "--segment" in skipped.reason


def test_the_split_of_two_segments_by_hand():
    """Two cells, two segments: shares 1/2, 1/2 -> 3/4, 1/4; the rows of a segment all lie in its own cell.

    Mid-ranks of the reference are 0.25 and 0.75; the mean goes from 0.5 to 0.25 x 3/4 + 0.75 x 1/4 = 0.375, all by mix.
    """
    split = mix_of_column(np.array([[50.0, 0.0], [0.0, 50.0]]), np.array([[75.0, 0.0], [0.0, 25.0]]), is_ordered=True)
    assert (split.total, split.mix, split.within) == pytest.approx((-0.125, -0.125, 0.0))
    assert mix_of_column(np.zeros((2, 2)), np.ones((2, 2)), is_ordered=True) is None


def test_categories_have_no_location():
    assert shift_tests([10, 20, 30], [30, 20, 10], is_ordered=False).location is None
    assert shift_tests([10, 20, 30], [30, 20, 10], is_ordered=True).location.theta < 0.5
