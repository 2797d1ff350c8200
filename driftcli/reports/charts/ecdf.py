"""Cumulative shares of both samples over the column's own axis; the reference solid, the current data dashed."""

from collections.abc import Sequence

from driftcli.judgement.result import Distribution
from driftcli.reports.charts.svg import at, frame, line, text
from driftcli.reports.wording.names import printable
from driftcli.reports.wording.numbers import percent

_WIDTH, _HEIGHT = 640, 100
_SIZE = (_WIDTH, _HEIGHT + 4)


def ecdf_chart(distribution: Distribution, name: str) -> str:
    """Draw the share of values up to each point, below the histogram and on its axis; empty where there is none."""
    edges = distribution.edges
    if not distribution.levels or len(edges) < 2 or not edges[-1] > edges[0]:
        return ""
    shapes = "".join(
        line(0, _y(level), _WIDTH, _y(level), "rail") + text(_WIDTH + 4, _y(level) + 4, percent(level), "tick")
        for level in (0.0, 0.5, 1.0)
    )
    for values, css in ((distribution.quantiles_reference, "ref"), (distribution.quantiles_current, "cur")):
        if values:
            shapes += f'<path class="trace {css}line" d="{_path(values, distribution)}"/>'
    words = f"{printable(name)}: share of values up to each point, reference solid, current dashed"
    return frame(shapes, size=_SIZE, label=words, title=f"{printable(name)}, cumulated", css="large ecdf")


def _y(level: float) -> float:
    return 2 + (1 - level) * _HEIGHT


def _path(values: Sequence[float], distribution: Distribution) -> str:
    low, high = distribution.edges[0], distribution.edges[-1]
    points = [
        (min(1.0, max(0.0, (value - low) / (high - low))) * _WIDTH, _y(level))
        for value, level in zip(values, distribution.levels, strict=False)
    ]
    return "M" + "L".join(f"{at(round(x))} {at(round(y))}" for x, y in points)
