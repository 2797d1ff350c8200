"""What to set a model to when only the mix of classes moved: the new prior, the odds factor, the threshold."""

from collections.abc import Mapping, Sequence
from typing import Any

from driftcli.judgement.facts import Facts
from driftcli.judgement.figures import figure, shares

NAMED = 4


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
        told += _of_two(classes[-1], has_scores=has_scores)
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


def _classes(facts: Facts) -> Sequence[Mapping[str, Any]]:
    measured = facts.label_shift.measurement if facts.label_shift else None
    return measured.details.get("classes", ()) if measured else ()
