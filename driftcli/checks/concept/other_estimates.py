"""Estimates by other assumptions that stand beside the doubly robust one, and what their difference tells."""

from typing import Any

import numpy as np

from driftcli.checks.concept.estimate_setting import Setting
from driftcli.checks.concept.estimated_metrics import why_no_class_is_calibrated, why_not_calibrated
from driftcli.frozen import dataclass
from driftcli.stats.implied_shares import shifted_accuracy
from driftcli.stats.score_estimates import calibrated_class_estimate, calibrated_estimate
from driftcli.stats.shape import shape_test

FAR = 0.02
"""Difference of two estimates of accuracy that is worth a sentence, if it is also two standard errors."""
CERTAIN = 0.01
MOVED = 0.10
"""Lower bound of the size from which the mix of predictions has moved."""


@dataclass(frozen=True)
class Others:
    """What other methods give for the average loss: share of errors, or mean absolute error."""

    losses: dict[str, float]
    """By method."""
    errors: dict[str, float]
    """Standard errors, where a method gives one."""
    refused: str
    """Why calibration by the score alone is refused; empty where it is not."""
    cautions: tuple[str, ...]


def other_estimates(setting: Setting) -> Others:
    """Estimate by the loss model, by weights, by scores alone and under label shift."""
    losses: dict[str, float] = {"loss_model": setting.loss.model, "weighted": setting.loss.weighted}
    errors: dict[str, float] = {}
    if not setting.known.classes:
        return Others(losses, errors, "", ())
    refused, by_score = _by_score(setting)
    shifted = _under_label_shift(setting)
    for name, value in {**by_score, **({"label_shift": shifted} if shifted else {})}.items():
        losses[name], errors[name] = 1 - value[0], value[1]
    cautions = (*_score_alone(setting, by_score), *_label_shift_offered(setting, shifted))
    return Others(losses, errors, refused, cautions)


def _by_score(setting: Setting) -> tuple[str, dict[str, tuple[float, float]]]:
    """Accuracy by scores alone, calibrated on the plain and on the weighted reference; or why not."""
    known, n = setting.known, setting.n
    scores = known.scores
    if not scores.shape[1] or not np.isfinite(scores).all():
        return "", {}
    codes, said = known.outcome[:n].astype(np.int64), known.predicted[n:].astype(np.int64)
    found = {}
    if len(known.classes) > 2:
        refused = why_no_class_is_calibrated(scores[:n], codes)
        for name, weights in (("cbpe", None), ("cbpe_weighted", setting.weights)):
            found[name] = calibrated_class_estimate(scores[:n], codes, scores[n:], said, weights)["accuracy"]
    else:
        labels = (codes == 1).astype(np.float64)
        refused = why_not_calibrated(scores[:n, 0], labels)
        for name, weights in (("cbpe", None), ("cbpe_weighted", setting.weights)):
            one = calibrated_estimate(scores[:n, 0], labels, scores[n:, 0], said == 1, weights)
            found[name] = one["accuracy"]
    return refused, {} if refused else {name: (one.value, one.se) for name, one in found.items()}


def _under_label_shift(setting: Setting) -> tuple[float, float] | None:
    counts = _confusion(setting)
    return None if counts is None else shifted_accuracy(*counts)


def _confusion(setting: Setting) -> tuple[Any, Any] | None:
    """Reference rows by prediction and class, current rows by prediction; None where a prediction is no class."""
    known, n, classes = setting.known, setting.n, len(setting.known.classes)
    predicted = known.predicted.astype(np.int64)
    if predicted.max() >= classes:
        return None
    table = np.zeros((classes, classes))
    np.add.at(table, (predicted[:n], known.outcome[:n].astype(np.int64)), 1.0)
    return table, np.bincount(predicted[n:], minlength=classes)


def _score_alone(setting: Setting, by_score: dict[str, tuple[float, float]]) -> tuple[str, ...]:
    """Score-only and doubly robust estimates differ by more than both bars (METHODS 7.2)."""
    accuracy = 1 - setting.loss.doubly_robust
    if "cbpe" not in by_score or abs(by_score["cbpe"][0] - accuracy) <= max(FAR, 2 * setting.loss.se):
        return ()
    alone = by_score["cbpe"][0]
    both = f"by the score alone accuracy would be {alone:.3f}, with the inputs {accuracy:.3f}"
    return (f"{both}: score-only calibration is not enough here",)


def _label_shift_offered(setting: Setting, shifted: tuple[float, float] | None) -> tuple[str, ...]:
    """The mix of predictions moved while inputs alone show nothing: label shift may be meant (METHODS 7.2)."""
    counts, test = _confusion(setting), setting.known.domain.test
    if shifted is None or counts is None or test.p_value <= CERTAIN:
        return ()
    moved = shape_test(counts[0].sum(axis=1), counts[1])
    if moved.p_value > CERTAIN or moved.lower(0.05) <= MOVED:
        return ()
    told = f"accuracy is {shifted[0]:.3f} (se {shifted[1]:.3f})"
    return (f"the mix of predictions moved while the inputs show nothing: if only the classes' shares moved, {told}",)
