"""Makes measurements of every rule, with nothing but what judging looks at."""

from typing import Any

from driftcli.checks.check import (
    Answer,
    Check,
    CheckParams,
    Component,
    Effect,
    Family,
    Measured,
    Measurement,
    Rule,
    Severity,
    Skipped,
    Statistic,
    Thresholds,
)
from driftcli.judgement.finding import Finding
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.profiles.dataset import DatasetProfile

BARS = Thresholds(warn=0.05, fail=0.10)
MANY = 10_000
"""Rows with which nothing is insufficient."""


def a_check(check_id: str = "numeric_drift", family: Family = Family.COLUMNS) -> Check:
    return Check(
        id=check_id,
        group="drift" if family is Family.COLUMNS else "quality",
        reads=(DatasetProfile,),
        params=CheckParams,
        measure=lambda *_: Skipped("never asked"),
        doc=f"{check_id.replace('_', ' ').capitalize()}: a question",
        family=family,
        thresholds=BARS,
    )


def a_drift(
    p_value: float | None = 1e-9,
    lower: float = 0.2,
    upper: float | None = 0.4,
    *,
    n: int = MANY,
    m: int = MANY,
    components: int = 3,
    effective_n: tuple[float, float] | None = None,
) -> Measurement:
    part = Component("location", p_value or 1.0, lower + 0.01, lower, upper)
    return Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic("ks", 0.1),
        n_reference=n,
        n_current=m,
        effect=Effect("s", lower + 0.01, lower, upper),
        p_value=p_value,
        components=(part,) * components,
        effective_n=effective_n,
    )


def a_share(p_value: float = 1e-9, lower: float = 0.2, *, never_seen_lower: float | None = None) -> Measurement:
    return Measurement(
        rule=Rule.SHARE,
        statistic=Statistic("missing_share", 0.1),
        n_reference=MANY,
        n_current=MANY,
        effect=Effect("h", lower, lower),
        p_value=p_value,
        never_seen_lower=never_seen_lower,
    )


def a_fact(fact: Severity | None) -> Measurement:
    return Measurement(Rule.EXACT, Statistic("columns", 1.0), MANY, MANY, fact=fact)


def a_value(value: float | None, note: str = "") -> Measurement:
    return Measurement(Rule.THRESHOLD, Statistic("psi", value, note=note), MANY, MANY)


def asked(answer: Answer, column: str | None = "x", **changes: Any) -> Measured:
    """Put an answer where a check asked for it."""
    given = {"check": a_check(), "thresholds": BARS, **changes}
    return Measured(answer=answer, column=column, **given)


def judged(*measured: Measured, **policy: Any) -> list[Finding]:
    """Judge, in the order in which they were asked."""
    findings = {(f.column, f.check.id): f for f in judge(measured, Policy(**policy))}
    return [findings[one.column, one.check.id] for one in measured]


def unmoved(count: int, *, start: int = 0, **changes: Any) -> list[Measured]:
    """Columns of which nothing can be said: p = 1."""
    return [asked(a_drift(1.0, 0.0, 0.2), f"unmoved{start + i}", **changes) for i in range(count)]
