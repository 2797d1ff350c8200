"""Performance judged: degraded, improved, stable or inconclusive, and only the primary metric decides (METHODS 6.3)."""

from collections.abc import Sequence

from driftcli.checks.check import Measured, Measurement, Rule
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.result import Performance

_OUTCOMES = {
    "degraded": Outcome.DEGRADED,
    "improved": Outcome.IMPROVED,
    "stable": Outcome.STABLE,
    "inconclusive": Outcome.INCONCLUSIVE,
}


def performance_rule(
    measured: Measured, measurement: Measurement, adjusted: float | None, fdr: float
) -> tuple[Outcome, Status, str | None]:
    """Judge one metric: its outcome, its status and, where nothing can be said, why.

    The primary metric is degraded when the lower bound of its drop passes delta; that of any other must also pass the
    control over all metrics, and none of them fails the audit. What flatters or was estimated warns at most.
    """
    del measured
    details = measurement.details
    reason = details.get("refused")
    if reason:
        return Outcome.INSUFFICIENT, Status.SKIPPED, str(reason)
    if details.get("informative_only"):
        return Outcome.NOTE, Status.OK, None
    outcome = _OUTCOMES[str(details["outcome"])]
    is_primary = bool(details["is_primary"])
    if outcome is Outcome.DEGRADED and not is_primary and (adjusted is None or adjusted > fdr):
        outcome = Outcome.INCONCLUSIVE
    if outcome is not Outcome.DEGRADED or not is_primary:
        return outcome, Status.OK, None
    return outcome, Status.WARN if details.get("warns_at_most") else Status.FAIL, None


def performances(findings: Sequence[Finding]) -> tuple[Performance, ...]:
    """Collect every metric: measured before estimated, the primary one first, then in the order of the check."""
    found = [_performance(finding) for finding in findings if _is_metric(finding)]
    return tuple(sorted(found, key=lambda one: (one.source != "labels", not one.is_primary, one.place)))


def _is_metric(finding: Finding) -> bool:
    return finding.measurement is not None and finding.measurement.rule is Rule.PERFORMANCE


def _performance(finding: Finding) -> Performance:
    details = finding.measurement.details if finding.measurement else {}
    return Performance(
        metric=str(details["metric"]),
        source=str(details.get("source", "labels")),
        is_primary=bool(details["is_primary"]),
        higher_is_better=bool(details["higher_is_better"]),
        reference=details["reference"],
        current=details["current"],
        constant=details["constant"],
        drop=details.get("drop"),
        drop_low=details.get("drop_low"),
        drop_high=details.get("drop_high"),
        delta=details.get("delta"),
        smallest_visible=details.get("smallest_visible"),
        outcome=str(finding.outcome),
        status=str(finding.status),
        reason=finding.reason,
        note=str(details.get("note", "")),
        place=int(details.get("place", 0)),
    )
