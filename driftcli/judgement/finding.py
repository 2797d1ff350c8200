"""Findings: measurements judged, with everything that wording and drawing need and nothing worded yet."""

import math
from enum import StrEnum

from driftcli.checks.check import Check, Measurement, Thresholds
from driftcli.frozen import dataclass


class Status(StrEnum):
    """What a finding means for the gate."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"
    ERRORED = "errored"
    WAIVED = "waived"


class Outcome(StrEnum):
    """What was found out; METHODS 4.1 for the first seven."""

    DRIFT = "drift"
    MINOR = "minor"
    CHANGED = "changed"
    STABLE = "stable"
    NO_CHANGE_DETECTED = "no_change_detected"
    INSUFFICIENT = "insufficient"
    ISSUE = "issue"
    """A data-quality fault that matters."""
    NOTE = "note"
    """Worth knowing, of no weight."""
    CLEAN = "clean"
    """Looked for and not found."""
    BREACH = "breach"
    """A fixed threshold that a user set was passed."""
    DEGRADED = "degraded"
    """Performance fell by more than matters: METHODS 6.3."""
    IMPROVED = "improved"
    INCONCLUSIVE = "inconclusive"
    """Neither a drop that matters nor its absence is shown."""
    NOT_APPLICABLE = "not_applicable"
    ERRORED = "errored"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer about one column (or the dataset), judged."""

    check: Check
    column: str | None
    segment: str | None
    window: str | None
    status: Status
    outcome: Outcome
    thresholds: Thresholds
    measurement: Measurement | None = None
    p_value_adjusted: float | None = None
    magnitude: str | None = None
    """``moderate`` or ``major``, for drift."""
    reason: str | None = None
    """Why it was skipped, errored or waived."""

    @property
    def size(self) -> float:
        """Size by which findings are ordered within a status: the lower bound of the effect; facts come first."""
        if self.measurement is None:
            return 0.0
        if self.measurement.effect is not None:
            return abs(self.measurement.effect.lower)
        return math.inf if self.measurement.fact is not None else 0.0


_GRAVITY = {Status.FAIL: 0, Status.ERRORED: 1, Status.WARN: 2, Status.WAIVED: 3, Status.OK: 4, Status.SKIPPED: 5}


def gravity(finding: Finding) -> tuple[int, float, float, str, str]:
    """Sort key: worst first, then larger first, then by name, so that every face shows one order."""
    effect = finding.measurement.effect.value if finding.measurement and finding.measurement.effect else 0.0
    return (_GRAVITY[finding.status], -finding.size, -abs(effect), finding.column or "", finding.check.id)
