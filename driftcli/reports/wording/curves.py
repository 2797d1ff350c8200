"""What a curve shows, in one sentence that compares before and after at the place where readers look first."""

from collections.abc import Mapping, Sequence
from typing import Any

from driftcli.reports.wording.names import printable
from driftcli.reports.wording.numbers import percent, percent_pair, significant

FALSE_ALARMS, FOUND = 0.1, 0.5
"""Where on the ROC and on the precision-recall curve the sides are compared."""

Points = Mapping[str, Any]


def roc_words(before: Points | None, after: Points | None, label: str) -> str:
    """Compare how much of a class is found at a fixed rate of false alarms."""
    found = [_height(side, "false_positive_rate", "true_positive_rate", FALSE_ALARMS) for side in (before, after)]
    return f"With {percent(FALSE_ALARMS)} false alarms, {_sides(found)} of {_quoted(label)} are found."


def precision_recall_words(before: Points | None, after: Points | None, label: str) -> str:
    """Compare how often an alarm is right where half of a class is found."""
    right = [_height(side, "recall", "precision", FOUND) for side in (before, after)]
    return f"Where half of {_quoted(label)} is found, {_sides(right)} of the alarms are right."


def reliability_words(before: Points | None, after: Points | None, label: str) -> str:
    """Say how often the highest scores came true."""
    parts = [
        f"{side}, rows scored about {significant(said, 2)} were {_quoted(label)} in {percent(came)}"
        for side, points in (("before", before), ("after", after))
        if (top := _top(points)) is not None
        for said, came in [top]
    ]
    return "; ".join(parts).capitalize() + "." if parts else "No row has both a score and a label."


def _quoted(label: str) -> str:
    return f"“{printable(label)}”"


def _sides(values: Sequence[float | None]) -> str:
    texts = percent_pair(*values)
    said = [
        f"{text} {side}"
        for value, text, side in zip(values, texts, ("before", "after"), strict=True)
        if value is not None
    ]
    return " and ".join(said) or "an unknown share"


def _height(points: Points | None, across: str, upwards: str, place: float) -> float | None:
    """Height of a curve, by straight lines between its points."""
    if points is None or not points[across]:
        return None
    pairs = list(zip(points[across], points[upwards], strict=True))
    before = [pair for pair in pairs if pair[0] <= place] or [pairs[0]]
    after = [pair for pair in pairs if pair[0] > place] or [pairs[-1]]
    (x1, y1), (x2, y2) = before[-1], after[0]
    return float(y1) if x2 <= x1 else float(y1 + (y2 - y1) * max(0.0, place - x1) / (x2 - x1))


def _top(points: Points | None) -> tuple[float, float] | None:
    if points is None or not points["predicted"]:
        return None
    return points["predicted"][-1], points["observed"][-1]
