"""What to set a model to when only the mix of classes moved, by hand arithmetic."""

import pytest

from driftcli.checks.check import Effect, Family, Measurement, Rule, Statistic
from driftcli.judgement.facts import gather
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.judgement.recalibration import recalibrate
from driftcli.sources.kinds import RoleAssignment

from .making import a_check, asked


def facts(*classes):
    rows = [{"class": name, "reference": before, "current": after} for name, before, after in classes]
    measurement = Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic("class_shares", 0.6),
        n_reference=2_000,
        n_current=2_000,
        effect=Effect("h", 0.6, 0.5, 0.7),
        p_value=1e-9,
        details={"classes": rows, "source": "labels", "is_pure": True},
    )
    return gather(
        judge([asked(measurement, None, check=a_check("label_shift", Family.CONCEPT))], Policy()), RoleAssignment()
    )


def test_two_classes_have_an_odds_factor_and_a_threshold():
    """0.6/0.4 over 0.3/0.7 is 3.5; p' = 3.5 p / (3.5 p + 1 - p) is one half at p = 1/4.5 = 0.222."""
    told = recalibrate(facts(("no", 0.7, 0.4), ("yes", 0.3, 0.6)), has_scores=True)
    assert told[0] == "The new class shares are: yes 30 % -> 60 %, no 70 % -> 40 %."
    assert told[1] == "Multiply the odds of yes that the score gives by 3.5, or move a threshold of 0.5 to 0.222."
    p = 1 / 4.5
    assert 3.5 * p / (3.5 * p + 1 - p) == pytest.approx(0.5)


def test_without_scores_there_is_no_threshold():
    assert recalibrate(facts(("no", 0.7, 0.4), ("yes", 0.3, 0.6)), has_scores=False)[1].endswith("by 3.5.")


def test_several_classes_are_weighted_and_rescaled():
    told = recalibrate(facts(("a", 0.5, 0.25), ("b", 0.3, 0.3), ("c", 0.2, 0.45)), has_scores=True)
    assert "(c x 2.25, a x 0.5, b x 1)" in told[1]


def test_a_class_that_the_reference_never_had_has_no_factor():
    assert len(recalibrate(facts(("no", 1.0, 0.5), ("yes", 0.0, 0.5)), has_scores=True)) == 1


def test_nothing_is_told_of_shares_that_nobody_measured():
    assert recalibrate(gather([], RoleAssignment()), has_scores=True) == ()
