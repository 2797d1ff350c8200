"""Curves of scores, as the deciding metric carries them, and a result that has them."""

from dataclasses import replace
from typing import Any

from driftcli.audit import Result
from reports.sample_model import TABLES, model_result

ROC = {"false_positive_rate": [0.0, 0.2, 1.0], "true_positive_rate": [0.0, 0.8, 1.0]}
CHANCE = {"false_positive_rate": [0.0, 1.0], "true_positive_rate": [0.0, 1.0]}
RECALL = {"recall": [0.25, 0.75, 1.0], "precision": [1.0, 0.8, 0.5]}
CURVES = {
    "class": "<yes>",
    "column": "score",
    "roc": ROC,
    "precision_recall": RECALL,
    "reliability": {"predicted": [0.1, 0.9], "observed": [0.1, 0.6], "low": [0.05, 0.5], "high": [0.2, 0.7]},
}


def with_details(**details: Any) -> Result:
    """Change details of the deciding metric."""
    result = model_result()
    place = next(i for i, one in enumerate(result.findings) if one.measurement and "tables" in one.measurement.details)
    measurement = result.findings[place].measurement
    assert measurement is not None
    changed = replace(measurement, details={**measurement.details, **details})
    findings = list(result.findings)
    findings[place] = replace(findings[place], measurement=changed)
    return replace(result, findings=tuple(findings))


def curved_result() -> Result:
    """A result with the curves of two classes beside its confusion matrices."""
    curves = [CURVES, {**CURVES, "class": "no"}]
    return with_details(tables={side: {**table, "curves": curves} for side, table in TABLES.items()})
