"""Bullet bars: how big a change is, what it is at least, and the bars it was held against."""

from driftcli.reports.charts.svg import at, frame, line
from driftcli.reports.wording.numbers import bar, beside

_SIZE = (120, 18)
_LONGEST = 112
_LEAST_SCALE = 0.3
_MOST_SCALE = 1.0


def bullet_scale(values: list[float]) -> float:
    """Choose one scale for all bars of a report, so that they can be compared; longer ones end in an arrow."""
    return min(_MOST_SCALE, max([_LEAST_SCALE, *(abs(value) for value in values)]))


def bullet(
    value: float,
    *,
    lower: float | None,
    upper: float | None,
    bars: tuple[float | None, float | None],
    scale: float,
    marks: str | None = None,
) -> str:
    """Draw the effect as a bar, its interval as a whisker, the thresholds as ticks (or as ``marks`` drawn before)."""
    shapes = line(0, 9, _x(abs(value), scale), 9, "length")
    if lower is not None:
        end = _x(upper if upper is not None else abs(value), scale)
        shapes += f'<path class="whisker" d="M{at(_x(lower, scale))} 5v8m0-4H{at(end)}"/>'
    shapes += threshold_marks(bars, scale) if marks is None else marks
    if abs(value) > scale:
        shapes += f'<path class="bar" d="M{_LONGEST} 4l7 5-7 5z"/>'
    return frame(shapes, size=_SIZE, label=_described(value, lower, bars), css="bullet")


def threshold_marks(bars: tuple[float | None, float | None], scale: float) -> str:
    """Draw the thresholds for a warning and for a failure as ticks, as far as they lie on the scale."""
    return "".join(
        line(_x(mark, scale), 1, _x(mark, scale), _SIZE[1] - 1, css)
        for mark, css in zip(bars, ("mark weak", "mark"), strict=True)
        if mark is not None and mark <= scale
    )


def _x(amount: float, scale: float) -> float:
    return min(1.0, max(0.0, amount / scale)) * _LONGEST


def _described(value: float, lower: float | None, bars: tuple[float | None, float | None]) -> str:
    at_least = f", at least {beside(lower, *bars)}" if lower is not None else ""
    decisive = bars[1] if bars[1] is not None else bars[0]
    against = f"; bar {bar(decisive)}" if decisive is not None else ""
    return f"Effect {beside(abs(value), *bars)}{at_least}{against}"
