"""The four rules, row by row."""

import pytest

from driftcli.checks.check import Effect, Measurement, Rule, Severity, Statistic, Thresholds
from driftcli.judgement.finding import Outcome, Status
from driftcli.judgement.rules import apply_rule, drift_rule, share_rule, why_insufficient

from .making import a_drift, a_fact, a_share, a_value, asked

NEVER = Thresholds(warn=None, fail=None)


@pytest.mark.parametrize(
    ("adjusted", "lower", "upper", "expected"),
    [
        # METHODS 4.1: certain, and the lower bound beyond a bar
        (0.001, 0.31, 0.4, (Outcome.DRIFT, Status.FAIL, "major")),
        (0.001, 0.30, 0.4, (Outcome.DRIFT, Status.FAIL, "moderate")),
        (0.001, 0.11, 0.4, (Outcome.DRIFT, Status.FAIL, "moderate")),
        (0.010, 0.11, 0.4, (Outcome.DRIFT, Status.FAIL, "moderate")),
        (0.001, 0.10, 0.4, (Outcome.MINOR, Status.WARN, None)),
        (0.001, 0.051, 0.4, (Outcome.MINOR, Status.WARN, None)),
        (0.001, 0.05, 0.4, (Outcome.CHANGED, Status.OK, None)),
        (0.001, 0.0, 0.08, (Outcome.CHANGED, Status.OK, None)),
        # not certain: shown to be small, or not told
        (0.0101, 0.2, 0.4, (Outcome.NO_CHANGE_DETECTED, Status.OK, None)),
        (1.0, 0.0, 0.10, (Outcome.NO_CHANGE_DETECTED, Status.OK, None)),
        (1.0, 0.0, 0.099, (Outcome.STABLE, Status.OK, None)),
        (1.0, 0.0, None, (Outcome.NO_CHANGE_DETECTED, Status.OK, None)),
    ],
)
def test_drift_needs_certainty_and_size(adjusted, lower, upper, expected):
    measurement = a_drift(0.001, lower, upper)
    found = apply_rule(asked(measurement), measurement, adjusted, 0.01)
    assert (found.outcome, found.status, found.magnitude) == expected


@pytest.mark.parametrize(
    ("thresholds", "lower", "outcome"),
    [
        (Thresholds(warn=0.1, fail=0.2), 0.15, Outcome.MINOR),
        (Thresholds(warn=0.1, fail=None), 5.0, Outcome.MINOR),
        (Thresholds(warn=None, fail=0.2), 0.15, Outcome.CHANGED),
        (NEVER, 5.0, Outcome.CHANGED),
    ],
)
def test_bars_of_drift_are_the_suites(thresholds, lower, outcome):
    measurement = a_drift(1e-9, lower)
    assert drift_rule(asked(measurement, thresholds=thresholds), measurement, 1e-9, 0.01).outcome is outcome


def test_stable_is_about_the_drift_bar_and_nothing_is_stable_without_one():
    measurement = a_drift(1.0, 0.0, 0.15)
    wide = asked(measurement, thresholds=Thresholds(warn=0.1, fail=0.2))
    assert drift_rule(wide, measurement, 1.0, 0.01).outcome is Outcome.STABLE
    assert (
        drift_rule(asked(measurement, thresholds=NEVER), measurement, 1.0, 0.01).outcome is Outcome.NO_CHANGE_DETECTED
    )


@pytest.mark.parametrize(
    ("adjusted", "lower", "never_seen", "outcome", "status"),
    [
        # METHODS 3.1: bars in Cohen's h
        (0.001, 0.101, None, Outcome.ISSUE, Status.FAIL),
        (0.001, -0.101, None, Outcome.ISSUE, Status.FAIL),
        (0.001, 0.10, None, Outcome.MINOR, Status.WARN),
        (0.001, 0.05, None, Outcome.CHANGED, Status.OK),
        (0.011, 0.5, None, Outcome.CLEAN, Status.OK),
        # the absolute bar: W3.2, 0 of 5,000 then 12 of 4,000, lower bound 0.17 %
        (0.001, 0.059, 0.0017319361, Outcome.ISSUE, Status.FAIL),
        (0.001, 0.059, 0.001, Outcome.MINOR, Status.WARN),
        (0.001, 0.02, 0.0009, Outcome.CHANGED, Status.OK),
        (0.011, 0.02, 0.0017, Outcome.CLEAN, Status.OK),
    ],
)
def test_shares_have_an_absolute_bar_beside_their_size(adjusted, lower, never_seen, outcome, status):
    measurement = a_share(0.001, lower, never_seen_lower=never_seen)
    found = apply_rule(asked(measurement), measurement, adjusted, 0.01)
    assert (found.outcome, found.status) == (outcome, status)


def test_a_share_that_must_never_fail_does_not_fail_by_the_absolute_bar_either():
    measurement = a_share(1e-9, 0.5, never_seen_lower=0.3)
    found = share_rule(asked(measurement, thresholds=Thresholds(warn=0.05, fail=None)), measurement, 1e-9, 0.01)
    assert found.outcome is Outcome.MINOR


@pytest.mark.parametrize(
    ("fact", "outcome", "status"),
    [
        (None, Outcome.CLEAN, Status.OK),
        (Severity.NOTE, Outcome.NOTE, Status.OK),
        (Severity.WARN, Outcome.ISSUE, Status.WARN),
        (Severity.FAIL, Outcome.ISSUE, Status.FAIL),
    ],
)
def test_a_fact_matters_as_much_as_its_check_says(fact, outcome, status):
    measurement = a_fact(fact)
    found = apply_rule(asked(measurement), measurement, None, 0.01)
    assert (found.outcome, found.status) == (outcome, status)


@pytest.mark.parametrize(
    ("value", "thresholds", "outcome", "status"),
    [
        (0.26, Thresholds(warn=0.1, fail=0.25), Outcome.BREACH, Status.FAIL),
        (0.25, Thresholds(warn=0.1, fail=0.25), Outcome.BREACH, Status.WARN),
        (0.10, Thresholds(warn=0.1, fail=0.25), Outcome.CLEAN, Status.OK),
        (9.0, Thresholds(warn=0.1, fail=None), Outcome.BREACH, Status.WARN),
        (9.0, NEVER, Outcome.CLEAN, Status.OK),
        (None, Thresholds(warn=0.1, fail=0.25), Outcome.NOT_APPLICABLE, Status.SKIPPED),
    ],
)
def test_a_fixed_threshold_is_held_against_the_value_alone(value, thresholds, outcome, status):
    measurement = a_value(value, note="the reference has no spread")
    found = apply_rule(asked(measurement, thresholds=thresholds), measurement, None, 0.01)
    assert (found.outcome, found.status) == (outcome, status)
    assert found.reason == (None if value is not None else "the reference has no spread")


@pytest.mark.parametrize("rule", [Rule.DRIFT, Rule.SHARE])
@pytest.mark.parametrize(("effect", "adjusted"), [(None, 0.5), (Effect("s", 0.1, 0.1), None)])
def test_a_check_that_forgot_its_effect_or_p_value_is_told(rule, effect, adjusted):
    measurement = Measurement(rule, Statistic("ks", 0.1), 100, 100, effect=effect)
    with pytest.raises(ValueError, match="numeric_drift"):
        apply_rule(asked(measurement), measurement, adjusted, 0.01)


@pytest.mark.parametrize(
    ("n", "m", "effective", "columns", "says"),
    [
        (1000, 29, None, 1, "current data has 29"),
        (29, 1000, None, 1, "reference has 29"),
        (1000, 30, None, 1, None),
        (1000, 1000, (500.0, 12.5), 1, "current data has 12"),
        # METHODS 4.5, 30 rows on both sides: (z(1 - 0.01 / 6 M) + z(0.8)) * 1.0233 * sqrt(2 / 30)
        (30, 30, None, 50, "a drift below 1.28 sd"),
        (30, 30, None, 1, None),  # 0.998
        (50, 50, None, 50, None),
    ],
)
def test_too_few_rows_are_told(n, m, effective, columns, says):
    measurement = a_drift(n=n, m=m, effective_n=effective)
    reason = why_insufficient(asked(measurement), measurement, columns=columns, fdr=0.01)
    assert reason is None if says is None else says in str(reason)


def test_a_high_bar_does_not_turn_ample_data_into_too_little():
    measurement = a_drift()
    high = asked(measurement, thresholds=Thresholds(warn=1.0, fail=2.0))
    assert why_insufficient(high, measurement, columns=50, fdr=0.01) is None


def test_only_drift_can_be_insufficient():
    few = Measurement(Rule.SHARE, Statistic("missing_share", 0.5), 3, 3, effect=Effect("h", 1, 1), p_value=0.5)
    assert why_insufficient(asked(few), few, columns=1, fdr=0.01) is None
