"""Performance without labels: what it would be on the current rows if the relation to the target had stayed.

## What it measures

The average loss of the unlabelled current rows (share of errors, or MAE and MSE) by a doubly robust estimate: a model
of the loss given inputs and score, corrected by reference rows that are weighted to look like current ones. It is
right if either the loss model or the weights are. Precision, recall, F1 and ROC AUC of two classes come from
P(y | inputs, score), calibrated on the weighted reference. Estimates from the score alone (CBPE), by the loss model
alone, by weights alone and under label shift stand beside it in the details.

## When it applies

When the reference has labels, predictions and a row sample, and current rows lack labels. It refuses where inputs are
hardly shared (overlap below 0.10, or weights worth fewer than 100 rows), where the reference has fewer than 500
labelled rows or 50 of the rarer class, and where the rows that do have labels contradict it.

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

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from driftcli.checks.check import Answer, Check, CheckParams, Effect, Family, Measurement, Rule, Skipped, Statistic
from driftcli.checks.concept.outcome_rows import OutcomeRows, outcome_rows
from driftcli.checks.multivariate.paired import DEFAULT_ROWS
from driftcli.profiles.dataset import DatasetProfile
from driftcli.stats.decomposition import overlap_share
from driftcli.stats.label_free import LossEstimate, conditional_probability, density_ratio, estimate_loss
from driftcli.stats.performance_change import Drop, drop_test
from driftcli.stats.score_estimates import Expected, calibrated_estimate, expected_metrics

Floats = NDArray[np.float64]
Z975 = 1.959963984540054
FEW_LABELLED = 500
FEW_OF_CLASS = 50
NO_OVERLAP = 0.10
WEAK_OVERLAP = 0.30
FEW_EFFECTIVE = 100.0
COMPARED = 200
"""Labelled current rows with which the estimate is held against the truth."""
CONTRADICTED = 3.0
"""Standard errors between realised and estimated loss that show concept drift."""
MOSTLY_LABELLED = 0.9
CONDITION = "if the relation of target and inputs stayed as in the reference"


class Params(CheckParams):
    """Settings of the ``performance_estimate`` check."""

    rows: int = Field(DEFAULT_ROWS, ge=500, le=20_000, description="Sampled rows a side.")
    delta: float = Field(0.02, ge=0, description="Smallest drop that matters, for metrics between 0 and 1.")
    delta_relative: float = Field(0.05, ge=0, description="Smallest rise of a loss that matters, as a share of it.")
    even_if_labelled: bool = Field(
        default=False, description="Estimate also where nine in ten current rows have labels, to be compared with them."
    )


@dataclass(frozen=True)
class _Setting:
    """What all estimates of an audit share."""

    known: OutcomeRows
    """Labelled reference rows and all current rows with a prediction."""
    weights: Floats
    overlap: float
    params: Params

    @property
    def n(self) -> int:
        return self.known.design.n

    @property
    def rows(self) -> Any:
        """Inputs with the prediction or score beside them."""
        known = self.known
        more = known.scores if known.scores.shape[1] else known.predicted[:, None]
        return known.design.rows.beside(more)


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Iterator[Answer]:
    """Estimate every metric that can be estimated; nothing where nothing is predicted."""
    if reference.outcomes is None:
        return
    rows = outcome_rows(reference, current, params.rows)
    if isinstance(rows, Skipped):
        yield rows
        return
    labelled = float(np.mean(np.isfinite(rows.loss[rows.design.n :])))
    if labelled >= MOSTLY_LABELLED and not params.even_if_labelled:
        yield Skipped(f"{labelled:.0%} of the current rows have labels: performance is measured, not estimated")
        return
    usable = np.where(rows.is_current, np.isfinite(rows.predicted), np.isfinite(rows.loss))
    known = rows.taken(usable)
    few = _too_few(known)
    if few:
        yield Skipped(few, insufficient=True)
        return
    probability = known.domain.probabilities()
    weights = density_ratio(probability[: known.design.n])
    setting = _Setting(known, weights, overlap_share(probability, known.is_current), params)
    yield from _estimates(setting)


def _too_few(rows: OutcomeRows) -> str:
    n, m = rows.design.n, rows.design.m
    if n < FEW_LABELLED:
        return f"{n} rows of the reference have a label and a prediction, {FEW_LABELLED} are needed"
    if m < 30:
        return f"{m} rows of the current data have a prediction, 30 are needed"
    if rows.classes:
        counts = np.bincount(rows.outcome[:n].astype(int), minlength=len(rows.classes))
        if counts[: len(rows.classes)].min() < FEW_OF_CLASS and len(rows.classes) == 2:
            return f"the rarer class has {counts[:2].min()} labelled rows in the reference, {FEW_OF_CLASS} are needed"
    return ""


def _estimates(setting: _Setting) -> Iterator[Measurement]:
    known, n = setting.known, setting.n
    loss = known.loss
    estimate = estimate_loss(setting.rows, loss[:n], setting.weights, is_error_rate=bool(known.classes))
    common = _common(setting, estimate)
    before = float(loss[:n].mean())
    spread = float(loss[:n].std()) / math.sqrt(n)
    if not known.classes:
        yield _measured(
            "mae", (before, spread), Expected(estimate.doubly_robust, estimate.se), setting, common, place=0
        )
        squared = estimate_loss(setting.rows, loss[:n] ** 2, setting.weights, is_error_rate=False)
        yield _rmse(loss[:n], squared, setting, common)
        return
    right = Expected(1 - estimate.doubly_robust, estimate.se)
    yield _measured("accuracy", (1 - before, spread), right, setting, common, place=0)
    if len(known.classes) == 2 and known.scores.shape[1]:
        yield from _two_classes(setting, common)


def _rmse(loss: Floats, squared: LossEstimate, setting: _Setting, common: dict[str, Any]) -> Measurement:
    before = math.sqrt(float(np.mean(loss**2)))
    after = math.sqrt(max(0.0, squared.doubly_robust))
    se_before = float(np.std(loss**2)) / (2 * before * math.sqrt(len(loss))) if before else 0.0
    se_after = squared.se / (2 * after) if after else 0.0
    return _measured("rmse", (before, se_before), Expected(after, se_after), setting, common, place=1)


def _two_classes(setting: _Setting, common: dict[str, Any]) -> Iterator[Measurement]:
    """Metrics that are no average of losses, from P(y | inputs, score)."""
    known, n = setting.known, setting.n
    labels, score = (known.outcome[:n] == 1).astype(np.float64), known.scores[:, 0]
    if not np.isfinite(score).all():
        return
    own, ahead = conditional_probability(setting.rows, labels)
    found = calibrated_estimate(own, labels, ahead, known.predicted[n:], setting.weights, ranking=score[n:])
    realised = expected_metrics(labels, known.predicted[:n], score[:n])
    for place, name in enumerate(("roc_auc", "f1", "precision", "recall"), start=1):
        if name in found and name in realised:
            share = realised[name]
            se = math.sqrt(max(share * (1 - share), 1e-6) / max(1.0, min(labels.sum(), n - labels.sum())))
            yield _measured(name, (share, se), found[name], setting, common, place=place)


def _common(setting: _Setting, estimate: LossEstimate) -> dict[str, Any]:
    """Details that belong to every estimate: support, other estimators, what labels there are say."""
    known, n = setting.known, setting.n
    realised = known.loss[n:][np.isfinite(known.loss[n:])]
    found: dict[str, Any] = {
        "source": "doubly_robust",
        "condition": CONDITION,
        "reference_is": "train",
        "is_estimate": True,
        "task": known.task,
        "overlap": setting.overlap,
        "effective_rows": estimate.effective_rows,
        "other_estimates": {"loss_model": estimate.model, "weighted": estimate.weighted, **_by_score(setting)},
        "loss": {"estimate": estimate.doubly_robust, "se": estimate.se},
    }
    if len(realised) >= COMPARED:
        gap = float(realised.mean()) - estimate.doubly_robust
        se = math.hypot(float(realised.std()) / math.sqrt(len(realised)), estimate.se)
        found["labelled_part"] = {"rows": len(realised), "loss": float(realised.mean()), "z": gap / se if se else 0.0}
    found["refused"] = _refusal(setting, found)
    return found


def _by_score(setting: _Setting) -> dict[str, float | None]:
    """Share of errors by the score alone, plain and weighted, where calibration allows it."""
    known, n = setting.known, setting.n
    if len(known.classes) != 2 or not known.scores.shape[1] or not np.isfinite(known.scores).all():
        return {}
    score, labels = known.scores[:, 0], (known.outcome[:n] == 1).astype(np.float64)
    predicted = known.predicted[n:]
    plain = calibrated_estimate(score[:n], labels, score[n:], predicted)
    weighted = calibrated_estimate(score[:n], labels, score[n:], predicted, setting.weights)
    return {"cbpe": 1 - plain["accuracy"].value, "cbpe_weighted": 1 - weighted["accuracy"].value}


def _refusal(setting: _Setting, found: dict[str, Any]) -> str:
    effective = float(found["effective_rows"])
    if setting.overlap < NO_OVERLAP or effective < max(FEW_EFFECTIVE, 0.01 * setting.n):
        return f"current data lie outside the reference (overlap {setting.overlap:.2f}, worth {effective:.0f} rows)"
    z = float(found.get("labelled_part", {}).get("z", 0.0))
    if abs(z) > CONTRADICTED:
        return f"the current rows with labels contradict it (z {z:.1f}): the relation to the target moved"
    return ""


def _measured(
    metric: str,
    before: tuple[float, float],
    after: Expected,
    setting: _Setting,
    common: dict[str, Any],
    *,
    place: int,
) -> Measurement:
    is_loss = metric in {"mae", "rmse"}
    params = setting.params
    margin = params.delta_relative * abs(before[0]) if is_loss else params.delta
    drop = drop_test(before[0], before[1], after.value, after.se, margin=margin, is_loss=is_loss)
    old, new = _side(*before, setting.n), _side(after.value, after.se, setting.known.design.m)
    weak = "; few inputs are shared: a rough estimate" if setting.overlap < WEAK_OVERLAP else ""
    note = f"estimated, {CONDITION}{weak}"
    return Measurement(
        rule=Rule.PERFORMANCE,
        statistic=_statistic(metric, before[0], new, note),
        n_reference=setting.n,
        n_current=setting.known.design.m,
        effect=Effect("drop", drop.value, drop.low, drop.high),
        p_value=None if common["refused"] else drop.p_value,
        subject=metric,
        details={
            **common,
            **_plain(drop),
            "metric": metric,
            "place": place,
            "is_primary": place == 0,
            "higher_is_better": not is_loss,
            "reference": old,
            "current": new,
            "constant": {"reference": None, "current": None},
            "note": note,
            "informative_only": False,
        },
    )


def _statistic(metric: str, before: float, after: dict[str, Any], note: str) -> Statistic:
    return Statistic(
        metric,
        after["value"],
        variant="estimated without labels",
        low=after["low"],
        high=after["high"],
        reference=before,
        current=after["value"],
        note=note,
    )


def _side(value: float, se: float, rows: int) -> dict[str, Any]:
    return {"value": value, "low": value - Z975 * se, "high": value + Z975 * se, "n": rows}


def _plain(drop: Drop) -> dict[str, Any]:
    return {
        "outcome": drop.outcome,
        "drop": drop.value,
        "drop_low": drop.low,
        "drop_high": drop.high,
        "delta": drop.margin,
        "p_any": drop.p_any,
        "smallest_visible": drop.smallest_visible,
    }


CHECK = Check(
    id="performance_estimate",
    group="concept",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.PERFORMANCE,
    needs_rows=True,
)
