"""The facts that a diagnosis rests on, gathered from findings (METHODS 8.1): what moved, what broke, what it cost."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from driftcli.checks.check import Family
from driftcli.frozen import dataclass
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.importance import Importance
from driftcli.sources.kinds import Role, RoleAssignment

ALARMED = frozenset({Status.FAIL, Status.WARN})
_ANSWERS = frozenset({Role.PREDICTION, Role.SCORE})
_OUTPUTS = frozenset({"target_drift", "prediction_drift"})


@dataclass(frozen=True)
class Facts:
    """Findings sorted by what they are evidence of."""

    broken: tuple[Finding, ...]
    """Faults of the data that failed."""
    inputs: tuple[Finding, ...]
    """P(x): features that moved, one by one or only together."""
    target: tuple[Finding, ...]
    """P(y): the target moved."""
    predictions: tuple[Finding, ...]
    performance: Finding | None
    """The primary metric with labels, judged."""
    estimate: Finding | None
    """The primary metric as estimated without labels."""
    concept: Finding | None
    """Whether P(y given x) moved, where it was asked."""
    label_shift: Finding | None
    """Whether only P(y) moved, where it was asked."""
    importance: Importance = field(default_factory=Importance)
    """How much columns matter to the model, where that is known."""
    faults_since: Mapping[str, str] = field(default_factory=dict)
    """First day on which values of a broken column are gone, where windows of time tell."""
    onset: Mapping[str, Any] | None = None
    """Since when, where windows of time tell; see ``judgement/onset.py``."""
    late_labels: Finding | None = None
    """Whether labelled current rows stand for all, where some labels are late."""
    why_not_split: str | None = None
    """Why nobody asked whether P(y given x) moved, where the check of it could not be run."""
    metrics: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Details of every metric that labels tell, by its name."""
    estimated: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Details of every metric that is estimated without labels, by its name."""

    @property
    def has_concept_drift(self) -> bool:
        """P(y given x) moved, certainly and enough to matter."""
        return self.concept is not None and self.concept.outcome is Outcome.DRIFT

    @property
    def has_label_shift(self) -> bool:
        """P(y) moved and P(x given y) did not."""
        return self.label_shift is not None and self.label_shift.outcome in {Outcome.DRIFT, Outcome.MINOR}

    @property
    def is_degraded(self) -> bool:
        """The primary metric dropped by more than matters."""
        return self.performance is not None and self.performance.outcome is Outcome.DEGRADED

    @property
    def is_estimated_worse(self) -> bool:
        """No label tells, and performance as estimated without any dropped by more than matters."""
        return self.performance is None and self.estimate is not None and self.estimate.status in ALARMED

    @property
    def is_stable(self) -> bool:
        """The primary metric is shown not to have dropped by more than matters."""
        return self.performance is not None and self.performance.outcome in {Outcome.STABLE, Outcome.IMPROVED}

    @property
    def split(self) -> Mapping[str, Any]:
        """The change of the loss, split: ``terms``, ``hurts``, ``segments``, ``overlap``, ``refused``."""
        return self.concept.measurement.details if self.concept and self.concept.measurement else {}

    @property
    def yardstick(self) -> Mapping[str, Any]:
        """What is known of the model of our own whose loss was split; empty where the user's was."""
        return self.split.get("yardstick") or {}

    @property
    def is_unexplained(self) -> bool:
        """Performance dropped, causes were asked for, and none of them is certain and large enough."""
        is_asked = bool(self.split.get("terms")) and not self.is_unattributable
        is_found = self.has_concept_drift or self.has_label_shift or self.do_inputs_hurt
        return self.is_degraded and is_asked and not is_found

    @property
    def moved_segments(self) -> Sequence[Mapping[str, Any]]:
        """Where P(x) moved, as rules with their shares of both datasets: largest gain first."""
        found = [one for one in self.inputs if one.check.id == "domain_classifier" and one.measurement]
        return found[0].measurement.details.get("segments", ()) if found and found[0].measurement else ()

    @property
    def do_inputs_hurt(self) -> bool | None:
        """Whether the part of the drop that the inputs explain matters; ``None`` where nobody split it.

        Of a yardstick: whether it errs more because inputs moved to where the reference's relation tells less.
        """
        hurts = self.split.get("hurts") or self.yardstick.get("worse")
        if self.split.get("refused") or not hurts:
            return None
        return bool(hurts.get("reference_to_shared") or hurts.get("shared_to_current"))

    @property
    def is_unattributable(self) -> bool:
        """The two samples share too few inputs to tell causes apart."""
        return bool(self.split.get("refused"))


def gather(findings: Sequence[Finding], roles: RoleAssignment) -> Facts:
    """Sort the findings of an audit; they come worst first and stay so."""
    alarmed = [finding for finding in findings if finding.status in ALARMED]
    quality = [f for f in alarmed if f.check.family is Family.QUALITY]
    features = {Role.FEATURE, Role.SEGMENT, Role.TIMESTAMP}
    broken = [f for f in quality if _is_fault(f) and f.status is Status.FAIL]
    return Facts(
        # A broken input breaks the model's answers as well: the cause stands before its consequence.
        broken=tuple(sorted(broken, key=lambda f: f.column is not None and roles.role_of(f.column) in _ANSWERS)),
        inputs=tuple(f for f in alarmed if _is_input(f, roles, features)),
        target=tuple(f for f in alarmed if f.check.id == "target_drift"),
        predictions=tuple(f for f in alarmed if f.check.id == "prediction_drift"),
        performance=_primary(findings, "performance"),
        estimate=_primary(findings, "performance_estimate"),
        concept=next((f for f in findings if f.check.id == "concept_drift" and f.measurement), None),
        label_shift=next((f for f in findings if f.check.id == "label_shift" and f.measurement), None),
        late_labels=next((f for f in findings if f.check.id == "late_labels" and f.measurement), None),
        why_not_split=next((f.reason for f in findings if f.check.id == "concept_drift" and not f.measurement), None),
        metrics=_metrics(findings, "performance"),
        estimated=_metrics(findings, "performance_estimate"),
    )


def _metrics(findings: Sequence[Finding], check_id: str) -> dict[str, Mapping[str, Any]]:
    measured = [f.measurement.details for f in findings if f.check.id == check_id and f.measurement is not None]
    return {str(details["metric"]): details for details in measured if "metric" in details}


def _is_fault(finding: Finding) -> bool:
    """Whether it is a fault of the current data; a column that holds other values is a change of what they describe."""
    return finding.check.is_breakage and not _holds_other_values(finding)


def _holds_other_values(finding: Finding) -> bool:
    """Whether a constant varies now or is another one, or gaps became fewer; defaults in gaps are `sentinel_values`."""
    measured = finding.measurement
    if measured is None:
        return False
    if finding.check.id == "constant_column":
        return measured.subject in {"no longer constant", "constant changed"}
    before, after = measured.statistic.reference, measured.statistic.current
    return finding.check.id == "missing_values" and before is not None and after is not None and after < before


def _is_input(finding: Finding, roles: RoleAssignment, features: set[Role]) -> bool:
    if finding.check.family is Family.QUALITY:
        is_feature = finding.column is not None and roles.role_of(finding.column) in features
        return is_feature and not _is_fault(finding)
    if finding.check.family in {Family.MULTIVARIATE, Family.SEGMENTS}:
        return True
    return finding.check.family is Family.COLUMNS and finding.check.id not in _OUTPUTS


def _primary(findings: Sequence[Finding], check_id: str) -> Finding | None:
    """The judged primary metric of a check, if it was measured."""
    for finding in findings:
        if finding.check.id == check_id and finding.measurement and finding.measurement.details.get("is_primary"):
            return finding
    return None
