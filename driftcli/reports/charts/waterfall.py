"""Waterfall bars: how a total comes about, one bar a step on one scale; rows of a table, for phones."""

from driftcli.frozen import dataclass
from driftcli.reports.charts.svg import at, frame, line, rectangle

_SIZE = (320, 22)
_MARGIN = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: a level that stands on zero, or a change that hangs between two levels."""

    words: str
    text: str
    """The number, worded."""
    start: float
    end: float
    low: float | None = None
    """Interval of where it ends."""
    high: float | None = None
    css: str = ""


def waterfall(steps: list[Step]) -> list[str]:
    """Draw each step on the common scale."""
    values = [
        0.0,
        *(value for step in steps for value in (step.start, step.end, step.low, step.high) if value is not None),
    ]
    low, span = min(values), (max(values) - min(values)) or 1.0

    def x(value: float) -> float:
        return _MARGIN + (value - low) / span * (_SIZE[0] - 2 * _MARGIN)

    drawn = []
    for step in steps:
        left, right = sorted((x(step.start), x(step.end)))
        shapes = line(x(0), 0, x(0), _SIZE[1], "rail")
        shapes += rectangle(left, 3, max(1.5, right - left), _SIZE[1] - 6, step.css)
        if step.low is not None and step.high is not None:
            middle = _SIZE[1] / 2
            shapes += f'<path class="whisker" d="M{at(x(step.low))} {at(middle)}H{at(x(step.high))}"/>'
        drawn.append(frame(shapes, size=_SIZE, label=f"{step.words}: {step.text}", title=step.words, css="fall"))
    return drawn
