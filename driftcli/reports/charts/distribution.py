"""Two samples of one column overlaid: the reference as a filled shape, the current data as an outline.

Told apart by fill against outline as well as by blue against orange, so that colour is never the only signal.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from driftcli.judgement.result import Distribution
from driftcli.reports.charts.svg import frame, line, text
from driftcli.reports.wording.names import printable
from driftcli.reports.wording.numbers import instant, percent, significant

_PLOT = (640, 160)
"""Coordinates of the shapes; both sizes of a chart show the same ones."""
_LARGE = (640, 184)
_BAR_LIMIT = 24
"""Categories drawn as bars; the table beside the chart names them."""


def small_chart(distribution: Distribution, name: str, anchor: str | None = None) -> str:
    """Draw a chart that fits a table cell; with an id its shapes can be drawn again by the large chart."""
    label = f"{printable(name)}, before and after"
    shapes = (
        _shapes_of(_coarser(distribution)) if anchor is None else f'<g id="{anchor}">{_shapes_of(distribution)}</g>'
    )
    return frame(shapes, size=_PLOT, label=label, css="small", stretch=True)


def _coarser(distribution: Distribution) -> Distribution:
    """The same samples on half as many bins, where nothing larger is drawn from them; categories stay as they are."""
    if distribution.form == "categorical" or len(distribution.reference) % 2 or len(distribution.edges) < 3:
        return distribution
    before, after = (
        tuple(left + right for left, right in zip(side[::2], side[1::2], strict=True))
        for side in (distribution.reference, distribution.current)
    )
    return replace(distribution, reference=before, current=after, edges=distribution.edges[::2])


def large_chart(distribution: Distribution, name: str, anchor: str) -> str:
    """Draw the chart of an unfolded column: the small chart's shapes, with an axis."""
    content = f'<use href="#{anchor}"/>' + line(0, _PLOT[1], _PLOT[0], _PLOT[1], "axis")
    content += _category_note(distribution) if distribution.form == "categorical" else _ticks(distribution)
    return frame(content, size=_LARGE, label=_described(distribution, name), css="large")


def overlay_chart(distribution: Distribution, name: str) -> str:
    """Draw a chart that stands alone, with its axis."""
    content = _shapes_of(distribution) + line(0, _PLOT[1], _PLOT[0], _PLOT[1], "axis") + _ticks(distribution)
    return frame(content, size=_LARGE, label=_described(distribution, name), css="large")


def _shapes_of(distribution: Distribution) -> str:
    if distribution.form == "categorical":
        return _bars(distribution)
    return _stairs_pair(distribution.reference, distribution.current, _bin_widths(distribution))


def _category_note(distribution: Distribution) -> str:
    shown = min(len(distribution.reference), _BAR_LIMIT)
    return text(2, _LARGE[1] - 8, f"{shown} values, in the order of the table below", "tick")


def _described(distribution: Distribution, name: str) -> str:
    """Say in words what the picture shows: where each sample has most of its values."""
    shown = f"Distribution of {printable(name)}"
    if not distribution.reference or not distribution.current:
        return shown
    before, after = _peak(distribution.reference), _peak(distribution.current)
    most_before, most_after = percent(distribution.reference[before]), percent(distribution.current[after])
    return (
        f"{shown}. Fullest bin before: {bin_label(distribution, before)} ({most_before}); "
        f"after: {bin_label(distribution, after)} ({most_after})"
    )


def _peak(shares: Sequence[float]) -> int:
    return max(range(len(shares)), key=lambda index: (shares[index], -index))


def bin_label(distribution: Distribution, index: int) -> str:
    """Name a bin: its category, or the interval between its edges."""
    if index < len(distribution.labels):
        return printable(distribution.labels[index])
    if index + 1 < len(distribution.edges):
        low, high = (edge_text(distribution, position) for position in (index, index + 1))
        return f"{low} to {high}"
    return f"bin {index + 1}"


def edge_text(distribution: Distribution, index: int) -> str:
    """Write a bin's edge in the column's unit."""
    value = distribution.edges[index]
    return instant(value) if distribution.form == "temporal" else significant(value)


def _bin_widths(distribution: Distribution) -> list[float]:
    widths = [high - low for low, high in pairwise(distribution.edges)]
    is_usable = len(widths) == len(distribution.reference) and all(0 < width < float("inf") for width in widths)
    return widths if is_usable else [1.0] * len(distribution.reference)


def _stairs_pair(reference: Sequence[float], current: Sequence[float], widths: Sequence[float]) -> str:
    """Draw both samples as stairs; heights are densities, so that areas are shares also where bins differ in width."""
    before = [share / width for share, width in zip(reference, widths, strict=False)]
    after = [share / width for share, width in zip(current, widths, strict=False)]
    top = max((*before, *after), default=0.0) or 1.0
    filled, outline = (_stairs(heights, widths, top) for heights in (before, after))
    return f'<path class="ref" d="{filled}Z"/><path class="cur" d="{outline}"/>'


def _stairs(heights: Sequence[float], widths: Sequence[float], top: float) -> str:
    """Draw steps as relative moves between whole coordinates: half the bytes of absolute ones."""
    full_width, full_height = _PLOT
    scale = full_width / (sum(widths) or 1.0)
    path, reached, x, y = f"M0 {full_height}", 0.0, 0, full_height
    for height, width in zip(heights, widths, strict=False):
        level = round(full_height - (full_height - 2) * height / top)
        reached += width * scale
        path += (f"v{level - y}" if level != y else "") + f"h{round(reached) - x}"
        x, y = round(reached), level
    return f"{path}V{full_height}"


def _bars(distribution: Distribution) -> str:
    width, height = _PLOT
    pairs = list(zip(distribution.reference, distribution.current, strict=False))[:_BAR_LIMIT]
    top = max((share for both in pairs for share in both), default=0.0) or 1.0
    slot = width / max(1, len(pairs))
    bar = min(slot * 0.4, 60)
    shapes = []
    for side, css in enumerate(("ref", "cur box")):
        lefts = [index * slot + slot / 2 + (side - 1) * bar for index in range(len(pairs))]
        talls = [(height - 2) * both[side] / top for both in pairs]
        shapes.append(f'<path class="{css}" d="{_row_of_bars(lefts, talls, bar * 0.92)}"/>')
    return "".join(shapes)


def _row_of_bars(lefts: Sequence[float], talls: Sequence[float], wide: float) -> str:
    """Draw all bars of one side as one path: a quarter of the bytes of a rectangle each."""
    across, bottom = round(wide), _PLOT[1]
    drawn = ((round(left), round(tall)) for left, tall in zip(lefts, talls, strict=True))
    return "".join(f"M{left} {bottom}v-{tall}h{across}v{tall}z" for left, tall in drawn if tall)


def _ticks(distribution: Distribution) -> str:
    edges, (width, height) = distribution.edges, _LARGE
    y = height - 8
    if len(edges) < 2 or not edges[-1] > edges[0]:
        return text(2, y, edge_text(distribution, 0), "tick") if edges else ""
    middle = (edges[0] + edges[-1]) / 2
    written = instant if distribution.form == "temporal" else significant
    return (
        text(2, y, written(edges[0]), "tick")
        + text(width / 2, y, written(middle), "tick mid")
        + text(width - 2, y, written(edges[-1]), "tick end")
    )
