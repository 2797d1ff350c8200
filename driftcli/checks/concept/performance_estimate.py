"""Performance without labels: what it would be on the current rows if the relation to the target had stayed.

## What it measures

Average losses of the current rows (share of errors, MAE, MSE, MAPE, sMAPE) by a doubly robust estimate: a model of the
loss given inputs and score, corrected by reference rows that are weighted to look like current ones. It is right if
either the loss model or the weights are. With scores the other metrics come from expected confusions: of two classes
by P(y | inputs, score), calibrated on the weighted reference; of more by one isotonic curve a class, fitted on the
weighted reference and normalised (balanced accuracy, macro and weighted averages, one-vs-rest AUC). Estimates of the
same loss from the score alone (CBPE, plain and weighted), by the loss model alone (DLE), by weights alone and under
label shift (BBSE) stand beside it in the details.

## When it applies

When the reference has labels, predictions and a row sample, and current rows lack labels. It refuses where inputs are
hardly shared (overlap below 0.10, or weights worth fewer than 100 rows), where the reference has fewer than 500
labelled rows or 50 of the rarer class, and where the rows that do have labels contradict it. Metrics by probabilities
are refused where scores cannot be calibrated: the slope of the logistic recalibration after cross-fitted isotonic
calibration must lie between 0.8 and 1.25.

## How to read it

Concept drift is invisible here by definition: the estimate holds if P(y | x) stayed as in the reference. Where at
least 200 current rows have labels, the realised loss is compared with the estimate: the difference is concept drift.
Where score-only and doubly robust estimates differ by more than 0.02 and two standard errors, the score does not carry
all that matters.

## Thresholds

A drop whose lower bound passes `delta` (0.02, or 5 % of a loss) warns; an estimate never fails an audit.

## Example

    accuracy 0.93 -> 0.72 estimated (0.67 to 0.77), if the relation to the target stayed

## References

Robins and Rotnitzky 1995; Chernozhukov et al. 2018; Kivimaeki et al. 2025; Bialek et al. 2025; Lipton et al. 2018.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from driftcli.checks.check import Answer, Check, Family, Measurement, Skipped
from driftcli.checks.concept.estimate_measurement import CONDITION, About, estimate_measurement, reference_value
from driftcli.checks.concept.estimate_setting import COMPARED, Setting, too_few, usable
from driftcli.checks.concept.estimated_metrics import Estimated, estimated_metrics
from driftcli.checks.concept.other_estimates import Others, other_estimates
from driftcli.checks.concept.outcome_rows import ReadingParams, outcome_rows
from driftcli.checks.multivariate.paired import DEFAULT_ROWS
from driftcli.checks.performance.measuring import Margins
from driftcli.checks.performance.metrics import deciding_metric
from driftcli.declared import setting
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.temporal import TemporalProfile
from driftcli.sources.kinds import Role

MOSTLY_LABELLED = 0.9


class Params(ReadingParams):
    """Settings of the ``performance_estimate`` check; what ``performance`` is told holds here, too."""

    rows: int = setting(DEFAULT_ROWS, ge=500, le=20_000, description="Sampled rows a side.")
    delta: float = setting(0.02, ge=0, description="Smallest drop that matters, for metrics between 0 and 1.")
    delta_relative: float = setting(0.05, ge=0, description="Smallest rise of a loss that matters, as a share of it.")
    trust: bool = setting(default=False, description="Let an estimated drop fail the audit instead of warning.")
    even_if_labelled: bool = setting(
        default=False, description="Estimate also where nine in ten current rows have labels, to be compared with them."
    )


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Iterator[Answer]:
    """Estimate every metric that can be estimated; nothing where nothing is predicted."""
    if reference.outcomes is None:
        return
    rows = outcome_rows(reference, current, params.rows, params.reading)
    if isinstance(rows, Skipped):
        yield rows
        return
    labelled = float(np.mean(np.isfinite(rows.loss[rows.design.n :])))
    if labelled >= MOSTLY_LABELLED and not params.even_if_labelled:
        yield Skipped(f"{labelled:.0%} of the current rows have labels: performance is measured, not estimated")
        return
    setting = Setting(usable(rows))
    few = too_few(setting.known)
    if few:
        yield Skipped(few, insufficient=True)
        return
    refused = setting.refusal()
    found = list(estimated_metrics(setting)) if not refused else _average_only(setting)
    yield from _measured(found, setting, _about(reference, current, setting, params, refused), params)


def _average_only(setting: Setting) -> list[Estimated]:
    """What is printed beside a refusal: the metric of the average loss, with its reason."""
    return [next(estimated_metrics(setting))]


def _measured(found: list[Estimated], setting: Setting, about: About, params: Params) -> Iterator[Measurement]:
    before = {one.metric: reference_value(one.metric, setting) for one in found}
    defined = [one for one in found if before[one.metric] is not None]
    primary = _primary([one.metric for one in defined if not one.refused], setting, params)
    for place, one in enumerate(defined):
        value = before[one.metric]
        if value is not None:
            yield estimate_measurement(one, value, setting, about, place=place, is_primary=one.metric == primary)


def _primary(names: list[str], setting: Setting, params: Params) -> str | None:
    if params.primary in names:
        return params.primary
    known = setting.known
    counts = np.bincount(known.outcome[: setting.n].astype(int)) if known.classes else np.ones(1)
    return deciding_metric(known.task, (counts / counts.sum()).tolist(), names)


def _about(reference: DatasetProfile, current: DatasetProfile, setting: Setting, params: Params, refused: str) -> About:
    others = other_estimates(setting)
    loss = setting.loss
    common: dict[str, Any] = {
        "condition": CONDITION,
        "is_estimate": True,
        "warns_at_most": setting.is_weak or not params.trust,
        "task": setting.known.task,
        "overlap": setting.overlap,
        "effective_rows": loss.effective_rows,
        "loss": {"estimate": loss.doubly_robust, "se": loss.se},
        "other_estimates": others.losses,
        "other_errors": others.errors,
        "score_refused": others.refused,
        "cautions": list(others.cautions),
    }
    if setting.compared >= COMPARED:
        realised = setting.realised[np.isfinite(setting.realised)]
        part = {"rows": setting.compared, "loss": float(realised.mean()), "z": setting.contradiction}
        common["labelled_part"] = part
    return About(
        common, _kept(reference, current, setting), refused, _told(others), Margins(params.delta, params.delta_relative)
    )


def _told(others: Others) -> tuple[str, ...]:
    return (*others.cautions, *((f"by the score alone nothing is told: {others.refused}",) if others.refused else ()))


def _kept(reference: DatasetProfile, current: DatasetProfile, setting: Setting) -> dict[str, Any]:
    """What history needs to hold an estimate against the truth: of which rows and which period it speaks."""
    return {
        "condition": CONDITION,
        "rows": {"reference": setting.n, "current": setting.m},
        "of_rows": {"reference": reference.facts.rows, "current": current.facts.rows},
        "period": {"reference": _period(reference), "current": _period(current)},
    }


def _period(profile: DatasetProfile) -> dict[str, float | None] | None:
    """First and last time of the rows, in seconds since 1970; None without a timestamp."""
    for name, schema in profile.schema.items():
        column = profile.columns.get(name)
        if schema.role is Role.TIMESTAMP and isinstance(column, TemporalProfile) and column.n > 0:
            return {"first": column.times.minimum, "last": column.times.maximum}
    return None


CHECK = Check(
    id="performance_estimate",
    group="concept",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.PERFORMANCE,
    needs_rows=True,
    inherits="performance",
)
