"""What to set a model to when only the mix of classes moved: the new prior, the odds factor, the threshold."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from driftcli.judgement.facts import Facts
from driftcli.judgement.figures import figure, shares

NAMED = 4
INTERCEPT_OFF, SLOPE_OFF = 0.25, 0.2
"""From where on scores count as not calibrated: odds off by a quarter, or a slope as METHODS 7.2 refuses it."""


def recalibrate(facts: Facts, *, has_scores: bool) -> tuple[str, ...]:
    """Tell the new class shares and what follows from them, where they were measured or implied."""
    classes = _classes(facts)
    if not classes:
        return ()
    named = sorted(classes, key=lambda row: (-round(abs(row["current"] - row["reference"]), 9), row["reference"]))[
        :NAMED
    ]
    mix = ", ".join(f"{row['class']} {shares(row['reference'], row['current'])}" for row in named)
    told = [f"The new class shares are: {mix}."]
    if len(classes) == 2:
        told += _by_the_curve(facts) or _of_two(_positive(classes, facts), has_scores=has_scores)
    else:
        factors = ", ".join(
            f"{row['class']} x {figure(row['current'] / row['reference'])}" for row in named if row["reference"] > 0
        )
        told.append(
            f"Multiply each class's score by its new share over its old one ({factors}), then rescale to sum 1."
        )
    return tuple(told)


def _of_two(positive: Mapping[str, Any], *, has_scores: bool) -> list[str]:
    """``p'/(1 - p') = f p/(1 - p)`` with f the ratio of the class's odds, so p' > 1/2 where p > 1/(1 + f)."""
    before, after = float(positive["reference"]), float(positive["current"])
    if not (0 < before < 1 and 0 < after < 1):
        return []
    factor = after / (1 - after) / (before / (1 - before))
    label = positive["class"]
    return [
        f"Multiply the odds of {label} that the score gives by {figure(factor)}"
        + (f", or move a threshold of 0.5 to {figure(1 / (1 + factor))}." if has_scores else ".")
    ]


def _positive(classes: Sequence[Mapping[str, Any]], facts: Facts) -> Mapping[str, Any]:
    """The class whose score is shown: the positive label where labels were judged, else the last."""
    label = next((details.get("positive_label") for details in facts.metrics.values()), None)
    return next((row for row in classes if row["class"] == label), classes[-1])


def _by_the_curve(facts: Facts) -> list[str]:
    """Take the current labels' own curve where scores were not calibrated before: the factor would not hold for them.

    ``p' = 1 / (1 + exp(-(a + b logit s)))``, the logistic recalibration (Cox 1958), is 1/2 where s = 1/(1 + exp(a/b)).
    """
    intercept, slope = (facts.metrics.get(f"calibration_{name}", {}) for name in ("intercept", "slope"))
    if not _is_beside(intercept, 0.0, INTERCEPT_OFF) and not _is_beside(slope, 1.0, SLOPE_OFF):
        return []
    a, b = (one.get("current", {}).get("value") for one in (intercept, slope))
    if a is None or b is None or b <= 0:
        return []
    before = ", ".join(
        f"{name} {figure(one['reference']['value'])}, not {ideal}"
        for name, one, ideal in (("intercept", intercept, 0), ("slope", slope, 1))
    )
    curve = f"1 / (1 + exp(-({figure(a)} + {figure(b)} ln(s / (1 - s)))))"
    told = f"The scores were not calibrated before either ({before}): make a score s into {curve},"
    return [f"{told} as the current labels have it; that is 0.5 at a score of {figure(1 / (1 + math.exp(a / b)))}."]


def _is_beside(metric: Mapping[str, Any], ideal: float, off: float) -> bool:
    """Whether the reference's figure certainly differs from the ideal, and by more than is usual."""
    side = metric.get("reference") or {}
    value, low, high = (side.get(key) for key in ("value", "low", "high"))
    if value is None or low is None or high is None:
        return False
    return abs(value - ideal) > off and not low <= ideal <= high


def _classes(facts: Facts) -> Sequence[Mapping[str, Any]]:
    measured = facts.label_shift.measurement if facts.label_shift else None
    return measured.details.get("classes", ()) if measured else ()
