"""Segments that a user names: found where the drop is, silent where only the mix moved or nothing did."""

import numpy as np
import pandas as pd
import pytest

from driftcli.audit import run_audit
from driftcli.judgement.finding import Outcome, Status
from driftcli.suite.load import default_suite


def _rows(seed, sizes, accuracy):
    rng = np.random.default_rng(seed)
    region = np.repeat(list(sizes), list(sizes.values()))
    target = rng.integers(0, 2, len(region))
    right = rng.random(len(region)) < np.array([accuracy[name] for name in region])
    return pd.DataFrame({"region": region, "y": target, "p": np.where(right, target, 1 - target)})


def _segment_finding(reference, current, **roles):
    asked = {"target": "y", "prediction": "p", "segments": ["region"], **roles}
    suite = default_suite(roles=asked, select=["segment_performance"])
    return run_audit(reference, current, suite=suite).findings[0]


EVEN = {"north": 1_000, "south": 1_000, "west": 1_000}
GOOD = {"north": 0.95, "south": 0.9, "west": 0.85}


def test_the_segment_that_got_worse_is_named():
    found = _segment_finding(_rows(1, EVEN, GOOD), _rows(2, EVEN, {**GOOD, "south": 0.6}))
    assert (found.column, found.status, found.outcome) == ("region", Status.WARN, Outcome.ISSUE)
    worse = [row["segment"] for row in found.measurement.details["segments"] if row["is_worse"]]
    assert worse == ["south"]
    assert found.measurement.details["within"] == pytest.approx(0.1, abs=0.02)


def test_a_mix_shift_alone_names_no_segment():
    found = _segment_finding(_rows(1, EVEN, GOOD), _rows(2, {"north": 300, "south": 700, "west": 2_000}, GOOD))
    assert found.status is Status.OK
    assert found.measurement.details["mix"] > 0.02
    assert abs(found.measurement.details["within"]) < 0.02


def test_no_segment_column_is_said():
    found = _segment_finding(_rows(1, EVEN, GOOD), _rows(2, EVEN, GOOD), segments=[])
    assert found.status is Status.SKIPPED
    assert "--segment" in found.reason


def test_unchanged_segments_are_quiet():
    """20 unchanged audits of 12 segments each: Holm keeps false names at 5 % of audits or fewer."""
    sizes = {f"s{i}": 200 for i in range(12)}
    accuracy = dict.fromkeys(sizes, 0.85)
    alarms = 0
    for seed in range(20):
        found = _segment_finding(_rows(2 * seed, sizes, accuracy), _rows(2 * seed + 1, sizes, accuracy))
        alarms += found.status is Status.WARN
    assert alarms <= 2
