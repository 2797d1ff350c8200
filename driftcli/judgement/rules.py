"""The six rules: from one measurement and its adjusted p-value to outcome, status and magnitude."""

from typing import assert_never

from driftcli.checks.check import Measured, Measurement, Rule, Severity
from driftcli.frozen import dataclass
from driftcli.judgement.concept import concept_rule
from driftcli.judgement.finding import Outcome, Status
from driftcli.judgement.performance import performance_rule
from driftcli.judgement.policy import MAJOR, MINIMUM_ROWS, UNSEEN_BAR
from driftcli.stats.power import smallest_detectable

HOPELESS = 1.0
"""An audit that could not even have seen a drift of this size has too little data."""
USUAL_BAR = 0.10
"""A user's higher bar does not turn ample data into too little."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one measurement amounts to."""

    outcome: Outcome
    status: Status
    magnitude: str | None = None
    reason: str | None = None


def apply_rule(measured: Measured, measurement: Measurement, adjusted: float | None, fdr: float) -> Judgement:
    """Judge one measurement by the rule it names."""
    match measurement.rule:
        case Rule.DRIFT:
            return drift_rule(measured, measurement, adjusted, fdr)
        case Rule.SHARE:
            return share_rule(measured, measurement, adjusted, fdr)
        case Rule.EXACT:
            return exact_rule(measured, measurement)
        case Rule.THRESHOLD:
            return threshold_rule(measured, measurement)
        case Rule.PERFORMANCE:
            outcome, status, reason = performance_rule(measured, measurement, adjusted, fdr)
            return Judgement(outcome, status, reason=reason)
        case Rule.CONCEPT:
            return Judgement(*concept_rule(measured, measurement, adjusted, fdr))
        case _:
            assert_never(measurement.rule)


def drift_rule(measured: Measured, measurement: Measurement, adjusted: float | None, fdr: float) -> Judgement:
    """METHODS 4.1: certain and large, certain and small, shown stable, or not told."""
    if measurement.effect is None or adjusted is None:
        raise ValueError(f"{measured.check.id}: a drift measurement needs an effect and a p-value")
    lower, upper = measurement.effect.lower, measurement.effect.upper
    minor, drift = measured.thresholds.warn, measured.thresholds.fail
    if adjusted <= fdr:
        if drift is not None and lower > drift:
            return Judgement(Outcome.DRIFT, Status.FAIL, "major" if lower > MAJOR else "moderate")
        if minor is not None and lower > minor:
            return Judgement(Outcome.MINOR, Status.WARN)
        return Judgement(Outcome.CHANGED, Status.OK)
    if upper is not None and drift is not None and upper < drift:
        return Judgement(Outcome.STABLE, Status.OK)
    return Judgement(Outcome.NO_CHANGE_DETECTED, Status.OK)


def share_rule(measured: Measured, measurement: Measurement, adjusted: float | None, fdr: float) -> Judgement:
    """METHODS 3.1: the same two questions in Cohen's h, and an absolute bar for what was never seen before."""
    if measurement.effect is None or adjusted is None:
        raise ValueError(f"{measured.check.id}: a share measurement needs an effect and a p-value")
    if adjusted > fdr:
        return Judgement(Outcome.CLEAN, Status.OK)
    lower = abs(measurement.effect.lower)
    minor, issue = measured.thresholds.warn, measured.thresholds.fail
    is_new = measurement.never_seen_lower is not None and measurement.never_seen_lower > UNSEEN_BAR
    if issue is not None and (lower > issue or is_new):
        return Judgement(Outcome.ISSUE, Status.FAIL)
    if minor is not None and lower > minor:
        return Judgement(Outcome.MINOR, Status.WARN)
    return Judgement(Outcome.CHANGED, Status.OK)


def exact_rule(measured: Measured, measurement: Measurement) -> Judgement:
    """A fact matters as much as its check says."""
    del measured
    match measurement.fact:
        case None:
            return Judgement(Outcome.CLEAN, Status.OK)
        case Severity.NOTE:
            return Judgement(Outcome.NOTE, Status.OK)
        case Severity.WARN:
            return Judgement(Outcome.ISSUE, Status.WARN)
        case Severity.FAIL:
            return Judgement(Outcome.ISSUE, Status.FAIL)
        case _:
            assert_never(measurement.fact)


def threshold_rule(measured: Measured, measurement: Measurement) -> Judgement:
    """A value above the user's own threshold is a breach, whatever its uncertainty."""
    value = measurement.statistic.value
    if value is None:
        return Judgement(Outcome.NOT_APPLICABLE, Status.SKIPPED, reason=measurement.statistic.note)
    if measured.thresholds.fail is not None and value > measured.thresholds.fail:
        return Judgement(Outcome.BREACH, Status.FAIL)
    if measured.thresholds.warn is not None and value > measured.thresholds.warn:
        return Judgement(Outcome.BREACH, Status.WARN)
    return Judgement(Outcome.CLEAN, Status.OK)


def why_insufficient(measured: Measured, measurement: Measurement, *, columns: int, fdr: float) -> str | None:
    """Tell why a drift measurement can say nothing, if it cannot: too few rows, or blind to any drift below 1."""
    if measurement.rule is not Rule.DRIFT:
        return None
    n, m = measurement.effective_n or (measurement.n_reference, measurement.n_current)
    side, rows = min((("reference", n), ("current data", m)), key=lambda pair: pair[1])
    if rows < MINIMUM_ROWS:
        return f"the {side} has {rows:.0f} effective rows with a value, {MINIMUM_ROWS} are needed"
    seen = smallest_detectable(
        n,
        m,
        columns=columns,
        components=max(1, len(measurement.components)),
        fdr=fdr,
        margin=min(measured.thresholds.fail or 0.0, USUAL_BAR),
    )
    if seen.drift > HOPELESS:
        return f"with so few rows ({n:.0f} and {m:.0f}) a drift below {seen.drift:.2f} sd could not be seen"
    return None
