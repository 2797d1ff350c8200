"""Curves in a unit square: ROC, precision and recall, reliability; the reference solid, the current data dashed.

Told apart by the dash as well as by blue against orange.
"""

from collections.abc import Sequence
from dataclasses import field

from driftcli.frozen import dataclass
from driftcli.reports.charts.svg import at, frame, line, steps, text

_SIZE = (250, 226)
_LEFT, _TOP, _SIDE = 40, 8, 180
_TICKS = ((0.0, "0"), (0.5, "0.5"), (1.0, "1"))


@dataclass(frozen=True, slots=True)
class Curve:
    """One side's curve."""

    css: str
    """``ref`` or ``cur``."""
    x: Sequence[float]
    y: Sequence[float]
    whiskers: Sequence[tuple[float, float]] = field(default=())
    """Interval of each point; where there are any, points are drawn as dots."""


def curve_chart(
    curves: Sequence[Curve], *, title: str, label: str, axes: tuple[str, str], has_diagonal: bool = False
) -> str:
    """Draw curves on axes from 0 to 1; the diagonal is what chance, or a perfect score, would give."""
    shapes = _axes(*axes) + (line(*_place(0, 0), *_place(1, 1), "rail guide") if has_diagonal else "")
    shapes += "".join(_drawn(curve) for curve in curves)
    return frame(shapes, size=_SIZE, label=label, title=title, css="curve")


def _place(x: float, y: float) -> tuple[float, float]:
    return _LEFT + x * _SIDE, _TOP + (1 - y) * _SIDE


def _axes(below: str, beside: str) -> str:
    shapes = "".join(
        line(*_place(0, value), *_place(1, value), "rail") + line(*_place(value, 0), *_place(value, 1), "rail")
        for value, _ in _TICKS
    )
    for value, words in _TICKS:
        x, y = _place(value, 0)
        shapes += text(x, y + 15, words, "tick mid")
        x, y = _place(0, value)
        shapes += text(x - 6, y + 4, words, "tick end")
    middle = _TOP + _SIDE / 2
    shapes += text(_LEFT + _SIDE / 2, _TOP + _SIDE + 32, below, "tick mid")
    turned = f'<g transform="rotate(-90 11 {at(middle)})">{text(11, middle, beside, "tick mid")}</g>'
    return shapes + turned


def _drawn(curve: Curve) -> str:
    points = [_place(x, y) for x, y in zip(curve.x, curve.y, strict=True)]
    if not points:
        return ""
    shapes = f'<path class="trace {curve.css}line" d="{steps(points, parts=10)}"/>'
    for (x, y), (low, high) in zip(points, curve.whiskers, strict=False):
        shapes += line(x, _place(0, low)[1], x, _place(0, high)[1], f"{curve.css}line thin")
        shapes += f'<circle class="{curve.css}dot" cx="{at(x)}" cy="{at(y)}" r="3"/>'
    return shapes
