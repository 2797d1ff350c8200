"""How many rows to label and where (METHODS 8.6), by hand arithmetic."""

import pytest

from driftcli.checks.check import Effect, Family, Measurement, Rule, Statistic
from driftcli.judgement.facts import gather
from driftcli.judgement.figures import figures, percent, rounded_up, shares
from driftcli.judgement.judge import judge
from driftcli.judgement.labelling import label_new, labels_needed, smallest_attributable
from driftcli.judgement.policy import Policy
from driftcli.sources.kinds import RoleAssignment

from .making import a_check, a_drift, asked

INPUT = asked(a_drift(), "price")


def a_split(**details):
    term = {"value": 0.0, "se": 0.01, "low": -0.02, "high": 0.02}
    measurement = Measurement(
        rule=Rule.CONCEPT,
        statistic=Statistic("conditional_change", 0.0),
        n_reference=2_000,
        n_current=2_000,
        effect=Effect("rms", 0.0, 0.0),
        p_value=1.0,
        details={"delta": 0.02, "task": "binary", "terms": {"total": term, "conditional": term}, **details},
    )
    return asked(measurement, None, check=a_check("concept_drift", Family.CONCEPT))


def a_domain(*segments):
    measurement = a_drift()
    measurement.details["segments"] = list(segments)
    return asked(measurement, None, check=a_check("domain_classifier", Family.MULTIVARIATE))


def facts(*measured):
    return gather(judge(measured, Policy()), RoleAssignment())


def test_rows_without_labels_assume_a_tenth_wrong():
    """(1.6449 + 0.8416)^2 x 0.09 / 0.02^2 = 1,391."""
    rows, purpose = labels_needed(facts(INPUT))
    assert rows == 1_400
    assert purpose.startswith("enough to see a change of the error share by 2 percentage points there 4 times in 5")
    assert purpose.endswith(", if 10 % of predictions are wrong")


def test_rows_follow_the_spread_of_the_loss():
    """Se 0.01 from 2,000 and 2,000 rows is a variance of 0.1; 6.1826 x 0.1 / 0.02^2 = 1,546."""
    rows, purpose = labels_needed(facts(INPUT, a_split()))
    assert rows == 1_600
    assert purpose == "enough to see a change of the error share by 2 percentage points there 4 times in 5"


def test_rows_for_a_number_are_in_its_unit():
    rows, purpose = labels_needed(facts(INPUT, a_split(task="regression", delta=5.0)))
    assert rows == 100
    assert "mean absolute error by 5 there" in purpose


def an_estimate(metric, value, half, n):
    side = {"value": value, "low": value - half, "high": value + half, "n": n}
    measurement = Measurement(
        rule=Rule.PERFORMANCE,
        statistic=Statistic("drop", 0.1),
        n_reference=n,
        n_current=n,
        details={"metric": metric, "reference": side, "current": side, "informative_only": True},
    )
    return asked(measurement, None, check=a_check("performance_estimate", Family.PERFORMANCE))


def test_rows_without_labels_follow_the_loss_of_the_reference():
    """Accuracy 0.836: 6.1826 x 0.164 x 0.836 / 0.02^2 = 2,119. MAE 838 with a half width of 16.2 over 6,000 rows is a
    standard deviation of 16.2 / 1.95996 x sqrt(6000) = 640; 6.1826 x 640^2 / (0.05 x 838)^2 = 1,443."""
    rows, purpose = labels_needed(facts(INPUT, an_estimate("accuracy", 0.836, 0.009, 8_000)))
    assert (rows, purpose.endswith(", as 16 % of the reference's predictions are wrong")) == (2_200, True)
    rows, purpose = labels_needed(facts(INPUT, an_estimate("mae", 838.0, 16.2, 6_000)))
    assert rows == 1_500
    assert purpose.endswith("mean absolute error by 41.9 there 4 times in 5, as it is 838 on the reference")


def test_the_place_to_label_is_named_with_its_shares():
    rule = {"rule": "price > 40 and store in {S12, S17}", "share_reference": 0.08, "share_current": 0.31}
    lost = {"rule": "price <= 40", "share_reference": 0.5, "share_current": 0.2}
    said = label_new(facts(INPUT, a_domain(rule, lost)))
    assert said.startswith(
        "Label new data, about 1,400 rows, where price > 40 and store in {S12, S17} (8 % -> 31 % of rows): enough"
    )
    assert "price <= 40" not in said


def test_the_smallest_attributable_change():
    """0.02 + (2.5758 + 0.8416) x 0.01; with an overlap below one half 3.2905 takes the place of 2.5758."""
    assert smallest_attributable(facts(a_split(overlap=0.9))) == pytest.approx(0.0542, abs=1e-4)
    assert smallest_attributable(facts(a_split(overlap=0.4))) == pytest.approx(0.0613, abs=1e-4)
    assert smallest_attributable(facts(INPUT)) is None


def test_figures_are_those_a_person_would_write():
    assert [percent(share) for share in (0, 0.0004, 0.004, 0.08, 0.311)] == [
        "0 %",
        "under 0.1 %",
        "0.4 %",
        "8 %",
        "31 %",
    ]
    assert shares(0.311, 0.314) == "31.1 % -> 31.4 %"
    assert figures(40, 1234.4) == "40 -> 1,234"
    assert figures(0.12345, 0.12346) == "0.12345 -> 0.12346"
    assert [rounded_up(rows) for rows in (0.5, 87, 1_391, 1_400, 123_456)] == [1, 87, 1_400, 1_400, 130_000]
