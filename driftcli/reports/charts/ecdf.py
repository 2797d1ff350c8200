"""Cumulative shares of both samples over the column's own axis; the reference solid, the current data dashed."""

from collections.abc import Sequence

from driftcli.judgement.result import Distribution
from driftcli.reports.charts.svg import frame, line, steps, text
from driftcli.reports.wording.names import printable

_WIDTH, _HEIGHT = 640, 100
_SIZE = (_WIDTH, _HEIGHT + 4)


def ecdf_chart(distribution: Distribution, name: str, *, is_short: bool = False) -> str:
    """Draw the share of values up to each point, below the histogram and on its axis; empty where there is none.

    A short one is drawn through every other point.
    """
    edges = distribution.edges
    if not distribution.levels or len(edges) < 2 or not edges[-1] > edges[0]:
        return ""
    shapes = line(0, _y(0.5), _WIDTH, _y(0.5), "rail") + text(_WIDTH + 4, _y(0.5) + 4, "50 %", "tick")
    for values, css in ((distribution.quantiles_reference, "ref"), (distribution.quantiles_current, "cur")):
        if values:
            shapes += f'<path class="trace {css}line" d="{_path(values, distribution, 2 if is_short else 1)}"/>'
    words = f"Cumulated shares of {printable(name)}"
    return frame(shapes, size=_SIZE, label=words, css="large ecdf")


def _y(level: float) -> float:
    return 2 + (1 - level) * _HEIGHT


def _path(values: Sequence[float], distribution: Distribution, every: int) -> str:
    low, high = distribution.edges[0], distribution.edges[-1]
    points = [
        (min(1.0, max(0.0, (value - low) / (high - low))) * _WIDTH, _y(level))
        for value, level in zip(values, distribution.levels, strict=False)
    ]
    return steps([*points[:-1:every], points[-1]])
