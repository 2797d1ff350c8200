"""Bullet bars: how big a change is, what it is at least, and the bars it was held against."""

from driftcli.reports.charts.svg import at, frame, line, rectangle
from driftcli.reports.wording.numbers import bar, beside

_SIZE = (120, 18)
_LEAST_SCALE = 0.3
_MOST_SCALE = 1.0


def bullet_scale(values: list[float]) -> float:
    """Choose one scale for all bars of a report, so that they can be compared; longer ones end in an arrow."""
    return min(_MOST_SCALE, max([_LEAST_SCALE, *(abs(value) for value in values)]))


def bullet(
    value: float, *, lower: float | None, upper: float | None, bars: tuple[float | None, float | None], scale: float
) -> str:
    """Draw the effect as a bar, its interval as a whisker, the thresholds as ticks."""
    width, height = _SIZE
    warn, fail = bars

    def x(amount: float) -> float:
        return min(1.0, max(0.0, amount / scale)) * (width - 8)

    shapes = rectangle(0, 6, x(abs(value)), 6, "bar")
    if lower is not None:
        end = x(upper if upper is not None else abs(value))
        shapes += f'<path class="whisker" d="M{at(x(lower))} 5v8m0-4H{at(end)}"/>'
    shapes += "".join(
        line(x(mark), 1, x(mark), height - 1, css)
        for mark, css in ((warn, "mark weak"), (fail, "mark"))
        if mark is not None and mark <= scale
    )
    if abs(value) > scale:
        tip = width - 8
        shapes += f'<path class="bar" d="M{at(tip)} 4L{at(tip + 7)} 9L{at(tip)} 14Z"/>'
    return frame(shapes, size=_SIZE, label=_described(value, lower, bars), css="bullet")


def _described(value: float, lower: float | None, bars: tuple[float | None, float | None]) -> str:
    at_least = f", at least {beside(lower, *bars)}" if lower is not None else ""
    decisive = bars[1] if bars[1] is not None else bars[0]
    against = f"; bar {bar(decisive)}" if decisive is not None else ""
    return f"Effect {beside(abs(value), *bars)}{at_least}{against}"
