"""The long table of findings, one row a finding: what ``Result.to_frame()`` and the CSV of a result hold."""

from typing import Any

from driftcli.audit import Result
from driftcli.judgement.finding import Finding
from driftcli.reports.wording.finding import sentence


def result_to_frame(result: Result) -> list[dict[str, Any]]:
    """List findings as plain rows, worst first; every row has the same keys."""
    return [_row(finding) for finding in result.findings]


def _row(finding: Finding) -> dict[str, Any]:
    measurement = finding.measurement
    statistic = measurement.statistic if measurement else None
    effect = measurement.effect if measurement else None
    return {
        "check": finding.check.id,
        "group": finding.check.group,
        "column": finding.column,
        "segment": finding.segment,
        "window": finding.window,
        "status": str(finding.status),
        "outcome": str(finding.outcome),
        "magnitude": finding.magnitude,
        "subject": measurement.subject if measurement else None,
        "statistic": statistic.name if statistic else None,
        "variant": statistic.variant if statistic else None,
        "value": statistic.value if statistic else None,
        "value_reference": statistic.reference if statistic else None,
        "value_current": statistic.current if statistic else None,
        "effect": effect.name if effect else None,
        "effect_value": effect.value if effect else None,
        "effect_low": effect.lower if effect else None,
        "effect_high": effect.upper if effect else None,
        "p_value": measurement.p_value if measurement else None,
        "p_value_adjusted": finding.p_value_adjusted,
        "threshold_warn": finding.thresholds.warn,
        "threshold_fail": finding.thresholds.fail,
        "n_reference": measurement.n_reference if measurement else None,
        "n_current": measurement.n_current if measurement else None,
        "message": sentence(finding),
    }
