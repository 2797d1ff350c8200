"""What the pictures show, sorted out once: each column with its findings, and what concerns the dataset.

Order comes from the result (worst first); nothing is judged or worded here.
"""

from collections import defaultdict
from dataclasses import dataclass

from driftcli.audit import Result
from driftcli.checks.check import Measurement
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.result import ColumnAccount

_CLOSEST = 5
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
    quality: tuple[Finding, ...]
    """Data-quality findings that are neither clean, skipped nor waived."""
    closest: tuple[Finding, ...]
    """Drift findings with the largest effects, for an audit in which nothing was found."""
    asked_quality: int
    """Data-quality checks that were answered."""
    unanswered: tuple[Finding, ...]
    """Skipped or errored, with a reason."""


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
        dataset=tuple(by_column[None]),
        quality=tuple(finding for finding in result.findings if _is_quality_matter(finding)),
        closest=tuple(sorted(filter(_is_drift, result.findings), key=lambda item: -_effect_of(item))[:_CLOSEST]),
        asked_quality=sum(item.check.group == "quality" and item.measurement is not None for item in result.findings),
        unanswered=tuple(item for item in result.findings if item.status in {Status.SKIPPED, Status.ERRORED}),
    )


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
