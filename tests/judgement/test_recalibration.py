"""What to set a model to when only the mix of classes moved, by hand arithmetic."""

import pytest

from driftcli.checks.check import Effect, Family, Measurement, Rule, Statistic
from driftcli.judgement.facts import gather
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.judgement.recalibration import recalibrate
from driftcli.sources.kinds import RoleAssignment

from .making import a_check, asked


def facts(*classes, more=()):
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
    asking = [asked(measurement, None, check=a_check("label_shift", Family.CONCEPT)), *more]
    return gather(judge(asking, Policy()), RoleAssignment())


def calibration(name, before, after):
    """Give the reported figure of the logistic recalibration, its interval one fifth to both sides."""
    sides = {
        side: {"value": value, "low": value - 0.2, "high": value + 0.2, "n": 2_000}
        for side, value in (("reference", before), ("current", after))
    }
    measurement = Measurement(
        rule=Rule.PERFORMANCE,
        statistic=Statistic(f"calibration_{name}", after),
        n_reference=2_000,
        n_current=2_000,
        details={"metric": f"calibration_{name}", "positive_label": "no", "informative_only": True, **sides},
    )
    return asked(measurement, None, check=a_check("performance", Family.PERFORMANCE))


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


def test_scores_that_were_never_calibrated_get_the_curve_of_the_current_labels():
    """1/(1 + exp(1.57/1.06)) = 0.185: there -1.57 = 1.06 ln(s/(1 - s)). The factor of 3.5 would not hold for them."""
    off = [calibration("intercept", -2.9, 1.57), calibration("slope", 0.82, 1.06)]
    told = recalibrate(facts(("no", 0.7, 0.4), ("yes", 0.3, 0.6), more=off), has_scores=True)
    assert "(intercept -2.9, not 0, slope 0.82, not 1)" in told[1]
    assert "1 / (1 + exp(-(1.57 + 1.06 ln(s / (1 - s)))))" in told[1]
    assert told[1].endswith("0.5 at a score of 0.185.")


def test_scores_that_were_calibrated_get_the_factor_of_their_own_class():
    """Of `no`: 0.4/0.6 over 0.7/0.3 is 0.286; an intercept of 0.1 within 0.2 of 0 is calibrated."""
    near = [calibration("intercept", 0.1, 1.2), calibration("slope", 1.05, 1.0)]
    told = recalibrate(facts(("no", 0.7, 0.4), ("yes", 0.3, 0.6), more=near), has_scores=True)
    assert told[1] == "Multiply the odds of no that the score gives by 0.286, or move a threshold of 0.5 to 0.778."
