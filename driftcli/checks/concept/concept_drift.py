"""Concept drift: whether the relation between inputs and target moved, what it cost, and where.

## What it measures

The change of the average loss (share of wrong predictions, or mean absolute error) is split into three terms that add
up: `Y|X`, the same inputs are judged differently now; `P to S`, inputs that were always hard became more frequent;
`S to Q`, inputs came that the reference hardly has. `Y|X` is an average over the rows that both datasets share.

Two tests ask whether the relation moved: `average`, whether `Y|X` is worse than the smallest change that matters; and
`anywhere`, whether the expectation of the target given the inputs is another function, even if gains and losses
cancel (projected covariance; `rms` is the root mean square change, in probability or in sd of the target). A shallow
tree then looks for the segments where the loss changed; their effects are estimated on rows the tree has not seen.

## When it applies

To datasets with a target on both sides, row samples, and at least 200 labelled rows on each side; below 500, or when
the two hardly share inputs, the terms are shown and nothing is concluded. The losses are those of the model, where a
prediction or score column is named.

Without one they are those of a yardstick model: boosted trees fitted to reference rows only (median, or likeliest
class), in three parts. Each part of the reference is judged by trees that have not seen it, and the current rows by the
same trees in the same proportion, so that nothing looks worse or better than it is where nothing changed. It is not
your model: whether yours performs worse is not told. Texts, times, and more than 50 classes are no target for it; of
more than seven classes the six most frequent are told apart.

Rows of one `--cluster`, or of one window of `--timestamp`, are held out together, and standard errors count clusters
and windows instead of rows. A weight column is not used: sampled rows count alike.

## How to read it

Given the columns supplied: a cause that no column records looks exactly like concept drift. Outside the shared inputs
(`overlap` near 0) nobody can tell. `hurts` says which terms are worse than the smallest change that matters with 95 %
certainty: `Y|X` asks for relabelling and retraining on recent rows; the other two for labels where inputs are new.
Of a yardstick the same is said under `worse`: whatever model was trained on the reference's relation meets it, too.
A yardstick that is no better than the best constant is called so: then its average loss shows a change of the target's
level only, and what else moved is left to the test `anywhere`.

## Thresholds

`rms` above 0.03 (lower bound), or `Y|X` above `delta`: 0.02, or 5 % of the reference's loss for regression (of a
yardstick at least 2 % of the loss of the best constant). p-values
of the two tests are doubled, and times ten when the overlap is below 0.5.

## Example

    error 0.07 -> 0.39: Y|X +0.316 (se 0.007), P to S 0.000, S to Q -0.001; overlap 0.82
    hour > 12 and category in {bakery, produce}: error 0.06 -> 0.71, 25 % of rows

## References

Cai, Namkoong and Yadlowsky 2023; Nie and Wager 2021; Lundborg, Kim, Shah and Samworth 2024; Athey and Imbens 2016;
Bayle, Bayle, Janson and Mackey 2020.
"""

from typing import Any

import numpy as np

from driftcli.checks.check import (
    Answer,
    Check,
    Component,
    Effect,
    Family,
    Measurement,
    Rule,
    Skipped,
    Statistic,
    Thresholds,
)
from driftcli.checks.concept.outcome_rows import MINIMUM_LABELLED, OutcomeRows
from driftcli.checks.concept.segment_rules import changed_segments
from driftcli.checks.concept.target_rows import JudgedRows, TaskParams, judged_rows, related_rows
from driftcli.checks.multivariate.paired import DEFAULT_ROWS, dependence_details, sample_details
from driftcli.declared import setting
from driftcli.profiles.dataset import DatasetProfile
from driftcli.stats.conditional_change import ConditionalTest, conditional_test, halve
from driftcli.stats.decomposition import Decomposition, Term, decompose

Z95 = 1.6448536269514722
Z975 = 1.959963984540054
Z995 = 2.5758293035489004
Z9995 = 3.2905267314918945
"""Of the levels 0.005 and 0.0005 at which the average is tested."""
Z80 = 0.8416212335729143
FOUND = 0.05
WEAK_OVERLAP = 0.5
NO_OVERLAP = 0.10
FEW_EFFECTIVE = 100
CLASSES_TESTED = 6
LEAST_OF_CONSTANT = 0.02
"""Of the loss of the best constant: no smaller change of a yardstick's loss matters."""
NO_BETTER = "the yardstick is no better than the best constant: its average shows a change of the target's level only"


class Params(TaskParams):
    """Settings of the ``concept_drift`` check."""

    rows: int = setting(DEFAULT_ROWS, ge=500, le=20_000, description="Sampled rows a side.")
    delta: float = setting(0.02, ge=0, description="Smallest change of the share of wrong predictions that matters.")
    delta_relative: float = setting(0.05, ge=0, description="For regression, as a share of the reference's loss.")
    minimum_labelled: int = setting(500, ge=MINIMUM_LABELLED, description="Labelled rows a side for a verdict.")


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Answer:
    """Split the change of the loss, test the relation, and look for where it moved."""
    everything = related_rows(reference, current, params.rows, params.task)
    if isinstance(everything, Skipped):
        return everything
    labelled = everything.labelled()
    few = _too_few(labelled, MINIMUM_LABELLED)
    if few:
        return Skipped(few, insufficient=True)
    judged = judged_rows(labelled)
    rows = judged.rows
    split = decompose(rows.design.rows, rows.loss, rows.domain.probabilities(), rows.domain.folds)
    refused = _too_few(labelled, params.minimum_labelled) or _unattributable(split)
    return _measured(
        judged,
        split,
        _conditional_tests(rows),
        delta=_delta(judged, params),
        details={"refused": refused, **_support(rows, everything, split)},
    )


def _delta(judged: JudgedRows, params: Params) -> float:
    """Smallest change of the loss that matters; of a yardstick that hardly errs, a part of what it is held against."""
    rows, gain = judged.rows, judged.gain
    if rows.classes:
        return params.delta
    of_loss = params.delta_relative * float(rows.loss[: rows.design.n].mean())
    return of_loss if gain is None else max(of_loss, LEAST_OF_CONSTANT * gain.constant_loss)


def _measured(
    judged: JudgedRows, split: Decomposition, tests: list[ConditionalTest], *, delta: float, details: dict[str, Any]
) -> Measurement:
    rows = judged.rows
    is_weak = split.overlap < WEAK_OVERLAP
    average, anywhere = _average(split.shared_conditional, delta, is_weak=is_weak), _anywhere(tests)
    p_value = min(1.0, 2 * min(average.p_value, anywhere.p_value) * (10 if is_weak else 1))
    visible = _visible(split.shared_conditional, tests, delta, is_weak=is_weak)
    return Measurement(
        rule=Rule.CONCEPT,
        statistic=_statistic(judged, split.shared_conditional),
        n_reference=rows.design.n,
        n_current=rows.design.m,
        effect=Effect("rms", anywhere.size, anywhere.lower, anywhere.upper),
        p_value=None if details["refused"] else p_value,
        components=(average, anywhere),
        details={
            **details,
            **sample_details(rows.design.n, rows.design.m, visible),
            "task": rows.task,
            "delta": delta,
            **_terms(judged, split, delta),
            "segments": changed_segments(rows.design, split, rows.loss, rows.domain.folds, margin=delta),
        },
    )


def _statistic(judged: JudgedRows, change: Term) -> Statistic:
    rows, loss = judged.rows, judged.rows.loss
    what = "the share of errors" if rows.classes else "MAE"
    whose = "" if judged.gain is None else " of a yardstick model fitted to the reference"
    weak = "" if judged.gain is None or judged.gain.is_shown else NO_BETTER
    return Statistic(
        "conditional_change",
        change.value,
        variant=f"average over shared inputs of the change of {what}{whose}",
        low=change.lower(Z975),
        high=change.upper(Z975),
        reference=float(loss[: rows.design.n].mean()),
        current=float(loss[rows.design.n :].mean()),
        note=weak,
    )


def _too_few(rows: OutcomeRows, needed: int) -> str:
    for side, count in (("reference", rows.design.n), ("current data", rows.design.m)):
        if count < needed:
            what = "a label and a prediction" if rows.is_predicted else "a label"
            return f"{count} sampled rows of the {side} have {what}, {needed} are needed"
    return ""


def _unattributable(split: Decomposition) -> str:
    least = min(split.effective_reference, split.effective_current)
    if split.overlap >= NO_OVERLAP and least >= FEW_EFFECTIVE:
        return ""
    return (
        f"the datasets share too few inputs to tell (overlap {split.overlap:.2f}, worth {least:.0f} rows): "
        "label new data where the reference has none"
    )


def _conditional_tests(rows: OutcomeRows) -> list[ConditionalTest]:
    """Test E[y | x], one class against the rest where there are more than two."""
    halves = halve(rows.design.rows)
    outcome = rows.outcome
    if not rows.classes:
        before = outcome[: rows.design.n]
        spread = float(before.std()) or 1.0
        return [conditional_test(halves, (outcome - float(before.mean())) / spread)]
    codes, counts = np.unique(outcome, return_counts=True)
    tested = codes[np.argsort(-counts, kind="stable")][:CLASSES_TESTED] if len(codes) > 2 else codes[-1:]
    return [conditional_test(halves, (outcome == code).astype(np.float64)) for code in tested]


def _average(change: Term, delta: float, *, is_weak: bool) -> Component:
    lower = change.lower(Z9995 if is_weak else Z995)
    return Component("average", change.p_above(delta), change.value, lower, change.upper(Z95))


def _anywhere(tests: list[ConditionalTest]) -> Component:
    leading = min(tests, key=lambda test: test.p_value)
    p_value = min(1.0, len(tests) * leading.p_value)
    return Component(
        "anywhere", p_value, leading.size, leading.lower(Z95), leading.upper(Z95), note=f"z {leading.z:.2f}"
    )


def _visible(change: Term, tests: list[ConditionalTest], delta: float, *, is_weak: bool) -> dict[str, float]:
    """Smallest changes that would be called certain and large enough 4 times in 5: in the average, and anywhere.

    A change that was found swells the residuals from which the second is reckoned; it is left out then.
    """
    z = Z9995 if is_weak else Z995
    average = delta + change.upper(z) - change.value + change.upper(Z80) - change.value
    anywhere = {} if min(t.p_value for t in tests) <= FOUND else {"rms": min(t.visible(z) for t in tests)}
    return {"conditional": average, **anywhere}


def _terms(judged: JudgedRows, split: Decomposition, delta: float) -> dict[str, Any]:
    named = {
        "total": split.total,
        "conditional": split.shared_conditional,
        "reference_to_shared": split.reference_to_shared,
        "shared_to_current": split.shared_to_current,
    }
    terms = {
        name: {"value": term.value, "se": term.se, "low": term.lower(Z975), "high": term.upper(Z975)}
        for name, term in named.items()
    }
    worse, gain = {name: term.lower(Z95) > delta for name, term in named.items()}, judged.gain
    if gain is None:
        return {"terms": terms, "hurts": worse}
    told = {"loss": gain.loss, "constant_loss": gain.constant_loss, "is_better": gain.is_shown, "worse": worse}
    return {"terms": terms, "yardstick": told}


def _support(rows: OutcomeRows, everything: OutcomeRows, split: Decomposition) -> dict[str, Any]:
    test = rows.domain.test
    return {
        "overlap": split.overlap,
        "effective_rows": {"reference": split.effective_reference, "current": split.effective_current},
        "domain_auc": test.auc,
        "s_x": {"value": test.size, "lower": test.lower(), "upper": test.upper()},
        "unlabelled": {
            "reference": everything.design.n - rows.design.n,
            "current": everything.design.m - rows.design.m,
        },
        "features": len(rows.design.features),
        **dependence_details(rows.design.groups),
        "left_out": dict(rows.design.left_out),
    }


CHECK = Check(
    id="concept_drift",
    group="concept",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.CONCEPT,
    thresholds=Thresholds(warn=None, fail=0.03),
    needs_rows=True,
    inherits="performance",
    inherited=frozenset({"task"}),
)
