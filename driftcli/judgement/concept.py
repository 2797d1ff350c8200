"""Concept drift judged: certain, and large enough in the average or anywhere (METHODS 8.3, 8.4)."""

from driftcli.checks.check import Measured, Measurement
from driftcli.judgement.finding import Outcome, Status
from driftcli.judgement.policy import MAJOR


def concept_rule(
    measured: Measured, measurement: Measurement, adjusted: float | None, fdr: float
) -> tuple[Outcome, Status, str | None, str | None]:
    """Judge one measurement: its outcome, its status, its magnitude and, where nothing can be said, why.

    Concept drift is what is certain (the p-value, controlled over the family) and large: the lower bound of the change
    in the average loss above the smallest one that matters, or that of the change anywhere above the check's bar. A
    bar of ``None`` never fails.
    """
    refused = measurement.details.get("refused")
    if refused:
        return Outcome.INSUFFICIENT, Status.SKIPPED, None, str(refused)
    if adjusted is None or adjusted > fdr:
        return Outcome.NO_CHANGE_DETECTED, Status.OK, None, None
    bar, delta = measured.thresholds.fail, float(measurement.details["delta"])
    lower = {component.name: component.lower for component in measurement.components}
    if bar is not None and (lower["average"] > delta or lower["anywhere"] > bar):
        magnitude = "major" if measurement.effect and measurement.effect.lower > MAJOR else "moderate"
        return Outcome.DRIFT, Status.FAIL, magnitude, None
    return Outcome.CHANGED, Status.OK, None, None
