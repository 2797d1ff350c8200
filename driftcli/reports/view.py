"""What the pictures show, sorted out once: each column with its findings, and what concerns the dataset.

Order comes from the result (worst first); nothing is judged or worded here.
"""

from collections import defaultdict
from collections.abc import Sequence

from driftcli.audit import Result
from driftcli.checks.check import Measurement
from driftcli.frozen import dataclass
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.result import ColumnAccount, Performance
from driftcli.reports.wording.performance import by_source, is_estimated

_CLOSEST = 5
_TELLING = (
    *("accuracy", "macro_f1", "precision", "recall", "roc_auc", "brier", "calibration_error"),
    *("mae", "rmse", "bias", "r2", "ndcg", "map", "mrr", "hit_rate"),
)
"""Metrics that a reader asks for first, where only a few are shown."""
LOUD = frozenset({Status.FAIL, Status.WARN, Status.ERRORED})


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of either file with everything found about it."""

    account: ColumnAccount
    findings: tuple[Finding, ...]
    """Worst first; those that were skipped among them."""

    @property
    def leading(self) -> Finding | None:
        """Return the finding that speaks for the column: the worst, drift before quality among the quiet ones."""
        if self.findings and self.findings[0].status in LOUD | {Status.WAIVED}:
            return self.findings[0]
        return next((finding for finding in self.findings if _is_drift(finding)), next(iter(self.findings), None))

    @property
    def drift(self) -> Finding | None:
        """Return the drift finding with the largest effect, for the effect bar."""
        return next((finding for finding in self.findings if _is_drift(finding)), None)

    @property
    def is_loud(self) -> bool:
        """Whether it warns or fails."""
        return self.account.status in LOUD


@dataclass(frozen=True, slots=True)
class ResultView:
    """A result sorted for drawing."""

    columns: tuple[ColumnView, ...]
    """Every column once, worst first."""
    loud: tuple[Finding, ...]
    """Findings that warn or fail, worst first."""
    waived: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    """Worth knowing, of no weight."""
    dataset: tuple[Finding, ...]
    """Findings about no single column, whatever their status."""
    segments: tuple[Finding, ...]
    """Findings about segments that a user named, worst first."""
    quality: tuple[Finding, ...]
    """Data-quality findings that are neither clean, skipped nor waived."""
    closest: tuple[Finding, ...]
    """Drift findings with the largest effects, for an audit in which nothing was found."""
    asked_quality: int
    """Data-quality checks that were answered."""
    unanswered: tuple[Finding, ...]
    """Skipped or errored, with a reason."""
    together: tuple[Finding, ...]
    """Measured findings about columns together: who tells the samples apart, which pairs changed."""
    concept: Finding | None
    """Whether the relation of target and inputs moved, where it was measured."""
    label_shift: Finding | None
    """Whether only the mix of classes moved, where it was measured."""


def arrange(result: Result) -> ResultView:
    """Sort a result's findings for drawing."""
    by_column: dict[str | None, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        by_column[finding.column].append(finding)
    return ResultView(
        columns=tuple(ColumnView(account, tuple(by_column[account.name])) for account in result.columns),
        loud=tuple(finding for finding in result.findings if finding.status in LOUD),
        waived=tuple(finding for finding in result.findings if finding.status is Status.WAIVED),
        notes=tuple(finding for finding in result.findings if finding.outcome is Outcome.NOTE),
        dataset=tuple(item for item in by_column[None] if item.segment is None),
        segments=tuple(item for item in by_column[None] if item.segment is not None and item.measurement),
        quality=tuple(finding for finding in result.findings if _is_quality_matter(finding)),
        closest=tuple(sorted(filter(_is_drift, result.findings), key=lambda item: -_effect_of(item))[:_CLOSEST]),
        asked_quality=sum(item.check.group == "quality" and item.measurement is not None for item in result.findings),
        unanswered=tuple(item for item in result.findings if item.status in {Status.SKIPPED, Status.ERRORED}),
        together=tuple(item for item in by_column[None] if item.check.group == "multivariate" and item.measurement),
        concept=_measured(by_column[None], "concept_drift"),
        label_shift=_measured(by_column[None], "label_shift"),
    )


def _measured(findings: list[Finding], check_id: str) -> Finding | None:
    return next((item for item in findings if item.check.id == check_id and item.measurement is not None), None)


def telling(performance: Sequence[Performance], most: int) -> list[Performance]:
    """Choose the metrics to show where there is room for a few: those that decide, then those asked for first."""
    ordered = by_source(performance)
    ranked = sorted(ordered, key=lambda one: (not one.is_primary, is_estimated(one), _rank(one)))
    chosen = {(one.source, one.metric) for one in ranked[:most]}
    return [one for one in ordered if (one.source, one.metric) in chosen]


def _rank(one: Performance) -> int:
    return _TELLING.index(one.metric) if one.metric in _TELLING else len(_TELLING) + one.place


def _effect_of(finding: Finding) -> float:
    effect = finding.measurement.effect if finding.measurement is not None else None
    return abs(effect.value) if effect is not None else 0.0


def _is_drift(finding: Finding) -> bool:
    return finding.check.group == "drift" and _has_effect(finding.measurement)


def _has_effect(measurement: Measurement | None) -> bool:
    return measurement is not None and measurement.effect is not None


def _is_quality_matter(finding: Finding) -> bool:
    return finding.check.group == "quality" and (
        finding.status in {Status.FAIL, Status.WARN} or finding.outcome is Outcome.NOTE
    )
