"""METHODS 4.8 from values to verdict, through profiles, checks and judgement."""

import numpy as np
import pytest

from driftcli.checks.check import Measured
from driftcli.checks.drift import numeric_drift
from driftcli.judgement.finding import Outcome, Status
from driftcli.profiles.numeric import profile_numbers
from driftcli.profiles.presence import Presence

from .making import a_drift, asked, judged, unmoved


def measured(reference, current, column="x"):
    old = profile_numbers(np.asarray(reference, float), Presence(rows=len(reference), missing=0))
    new = profile_numbers(np.asarray(current, float), Presence(rows=len(current), missing=0), grid=old.grid)
    check = numeric_drift.CHECK
    return Measured(check, check.measure(old, new, check.params()), column, thresholds=check.thresholds)


def test_w4_2_one_moved_column_of_fifty():
    moved = measured(np.repeat([1, 2, 3, 4], [500, 300, 150, 50]), np.repeat([1, 2, 3, 4], [400, 300, 200, 100]))
    components = {part.name: part for part in moved.answer.components}
    assert components["location"].p_value == pytest.approx(2.341792e-08, rel=1e-6)
    assert components["location"].lower == pytest.approx(0.1494438, rel=1e-6)
    assert components["shape"].p_value == pytest.approx(1.2662029e-07, rel=1e-6)
    assert components["shape"].lower == pytest.approx(0.1593973, rel=1e-6)
    assert components["shape"].upper == pytest.approx(0.33106044, rel=1e-6)
    assert components["unseen"].p_value == 1
    assert moved.answer.p_value == pytest.approx(7.03e-08, rel=1e-3)
    finding, *rest = judged(moved, *unmoved(49))
    assert finding.p_value_adjusted == pytest.approx(3.5e-06, rel=0.01)
    assert finding.measurement.effect.lower == pytest.approx(0.1593973, rel=1e-6)
    assert round(finding.measurement.effect.value, 2) == 0.25
    assert (finding.outcome, finding.magnitude, finding.status) == (Outcome.DRIFT, "moderate", Status.FAIL)
    assert {one.outcome for one in rest} == {Outcome.NO_CHANGE_DETECTED}


def test_w4_5_a_share_of_half_up_by_five_points_is_minor():
    # h 0.1002, h_L(2.5 %) 0.0725 at 10,000 / 10,000
    finding, *_ = judged(asked(a_drift(1e-11, 0.0725)), *unmoved(49))
    assert (finding.outcome, finding.status) == (Outcome.MINOR, Status.WARN)


@pytest.fixture(scope="module")
def census():
    """Sixteen columns like those of W4.6 at its 68,785 and 208,892 rows: two moved, some a little, most not."""
    rng = np.random.default_rng(46)
    n, m = 68_785, 208_892
    ages, later = rng.gamma(4, 8, n), rng.gamma(4, 8, m)
    columns = {
        # a higher top code: ages beyond the old one appear, the bulk stays
        "AGEP": (np.minimum(np.round(ages), 85), np.minimum(np.round(later), 94)),
        # a recoded class: 4.1 points from one of four values to another
        "ANC": (rng.choice(4, n, p=[0.5, 0.3, 0.15, 0.05]), rng.choice(4, m, p=[0.459, 0.341, 0.15, 0.05])),
        # 0.03 sd: certain at this size, and of no matter
        "SCHL": (rng.standard_normal(n), rng.standard_normal(m) + 0.03),
    }
    columns |= {f"same{i}": (rng.standard_normal(n), rng.standard_normal(m)) for i in range(13)}
    named = [measured(old, new, name) for name, (old, new) in columns.items()]
    return {finding.column: finding for finding in judged(*named)}


def test_w4_6_the_recoded_columns_and_no_others(census):
    assert (census["AGEP"].outcome, census["AGEP"].magnitude) == (Outcome.DRIFT, "moderate")
    assert census["ANC"].outcome is Outcome.MINOR
    assert census["SCHL"].outcome is Outcome.CHANGED
    others = {finding.outcome for name, finding in census.items() if name.startswith("same")}
    assert others <= {Outcome.STABLE, Outcome.CHANGED}


def test_w4_6_a_new_top_code_is_seen_by_tail_and_shape_not_by_location(census):
    sizes = {part.name: part.lower for part in census["AGEP"].measurement.components}
    assert sizes["tail"] > 0.10
    assert sizes["shape"] > 0.05
    assert sizes["location"] < 0.05
