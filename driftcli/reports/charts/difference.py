"""A difference with its interval, against zero and the band within which it does not matter."""

from driftcli.reports.charts.svg import at, frame, line, rectangle

_SIZE = (170, 18)


def difference_chart(value: float, low: float, high: float, *, margin: float | None, label: str) -> str:
    """Draw the interval as a whisker, the difference as a dot, zero as a line and the margin as a band.

    Each picture has its own scale, since metrics have their own units.
    """
    width, height = _SIZE
    reach = max(abs(low), abs(high), 2 * (margin or 0.0)) or 1.0

    def x(amount: float) -> float:
        return width / 2 + amount / reach * (width / 2 - 6)

    band = "" if not margin else rectangle(x(-margin), 2, x(margin) - x(-margin), height - 4, "track")
    shapes = band + line(x(0), 1, x(0), height - 1, "axis")
    shapes += f'<path class="whisker" d="M{at(x(low))} 5v8m0-4H{at(x(high))}m0-4v8"/>'
    shapes += rectangle(x(value) - 2.5, 6.5, 5, 5, "bar")
    return frame(shapes, size=_SIZE, label=label, title="Difference with its 95 % interval", css="difference")
