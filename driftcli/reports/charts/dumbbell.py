"""Dumbbells: one metric before and after on a line, each with its interval, and the mark that a drop must not pass."""

from driftcli.judgement.result import Performance
from driftcli.reports.charts.svg import at, frame, line
from driftcli.reports.wording.numbers import significant
from driftcli.reports.wording.performance import metric_words, side_texts

_SIZE = (200, 30)
_MARGIN = 10
_LEAST_SPAN = 0.05
"""Share of the largest value below which a scale is not narrowed: noise must not look like a fall."""


def dumbbell(one: Performance) -> str:
    """Draw a metric on a scale of its own; empty where neither side has a value."""
    sides = [(one.reference, "ref"), (one.current, "cur")]
    values = [number for side, _ in sides for key in ("value", "low", "high") if (number := side.get(key)) is not None]
    if not values:
        return ""
    mark = _mark(one)
    scale = _Scale([*values, *([mark] if mark is not None else [])])
    middle = _SIZE[1] / 2
    shapes = line(_MARGIN, middle, _SIZE[0] - _MARGIN, middle, "rail")
    if mark is not None:
        shapes += line(scale(mark), 3, scale(mark), _SIZE[1] - 3, "mark weak")
    both = [scale(side["value"]) for side, _ in sides if side.get("value") is not None]
    shapes += line(both[0], middle, both[-1], middle, "link")
    for (side, css), y in zip(sides, (middle - 5, middle + 5), strict=True):
        if side.get("low") is not None and side.get("high") is not None:
            shapes += line(scale(side["low"]), y, scale(side["high"]), y, f"span {css}line")
    for side, css in sides:
        if side.get("value") is not None:
            shapes += f'<circle class="{css}dot" cx="{at(scale(side["value"]))}" cy="{at(middle)}" r="5"/>'
    return frame(shapes, size=_SIZE, label=_described(one, mark), title=metric_words(one.metric), css="dumbbell")


class _Scale:
    """From values to places on the line."""

    def __init__(self, values: list[float]) -> None:
        low, high = min(values), max(values)
        least = _LEAST_SPAN * max(abs(low), abs(high)) or 1.0
        spare = max(0.0, least - (high - low)) / 2
        self.low, self.span = low - spare, high - low + 2 * spare

    def __call__(self, value: float) -> float:
        return _MARGIN + (value - self.low) / self.span * (_SIZE[0] - 2 * _MARGIN)


def _mark(one: Performance) -> float | None:
    """Value from which a drop matters."""
    before = one.reference.get("value")
    if before is None or one.delta is None:
        return None
    return float(before - one.delta if one.higher_is_better else before + one.delta)


def _described(one: Performance, mark: float | None) -> str:
    before, after = side_texts(one)
    bar = f"; a drop matters from {significant(mark)}" if mark is not None else ""
    return f"{metric_words(one.metric)} before {before}, after {after}{bar}"
