"""A value over time with its interval: reference windows in blue, current ones in orange, the onset marked."""

from collections.abc import Sequence
from itertools import pairwise

from driftcli.judgement.result import TimePicture, TimeSeries
from driftcli.reports.charts.svg import frame, line, steps, text
from driftcli.reports.wording.inputs import moment
from driftcli.reports.wording.numbers import significant

_SIZE = (640, 132)
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 6, 16, 106
_MOST_DOTS = 45
"""Windows beyond which dots would run together."""
_LEAST_SPAN = 0.2
"""Sd below which the scale of a column is not narrowed: noise must not look like a change."""


def timeline_chart(picture: TimePicture, series: TimeSeries, *, label: str, title: str, onset: str | None) -> str:
    """Draw one series; ``onset`` is the start of the window in which it changed."""
    x, y = _across(picture), _Upwards(series)
    shapes = line(_LEFT, y(0), _SIZE[0] - _RIGHT, y(0), "rail") if y.low <= 0 <= y.high else ""
    shapes += _marks(y) + _days(picture, x)
    boundary = [place for place, start in enumerate(series.starts) if start >= picture.current_from]
    cut = boundary[0] if boundary and picture.current_from else 0
    for css, part in (("ref", slice(0, cut)), ("cur", slice(cut, None))):
        shapes += _side(series, part, css, x, y)
    if onset in picture.labels:
        place = x[picture.labels.index(onset)]
        shapes += line(place, _TOP - 4, place, _BOTTOM, "mark weak")
        anchor = "tick end" if place > _SIZE[0] * 0.75 else "tick"
        shapes += text(place + (-4 if "end" in anchor else 4), _TOP - 4, f"since {moment(onset)}", anchor)
    return frame(shapes, size=_SIZE, label=label, title=title, css="large timeline")


def _across(picture: TimePicture) -> list[float]:
    """Place of each window, in equal steps with a gap where the current data begin."""
    gap = 1 if picture.current_from else 0
    steps = max(1, len(picture.labels) - 1 + gap)
    width = _SIZE[0] - _LEFT - _RIGHT
    return [
        _LEFT + (place + (gap if place >= picture.current_from else 0)) / steps * width
        for place in range(len(picture.labels))
    ]


class _Upwards:
    """From values to heights; the scale holds every value, and intervals as far as they are not much wider."""

    def __init__(self, series: TimeSeries) -> None:
        least, most = min(series.values), max(series.values)
        spare = max(most - least, _LEAST_SPAN if series.unit == "sd" else 1e-9) / 2
        self.low = max(min(series.low), least - spare)
        self.high = min(max(series.high), most + spare)
        if series.unit == "sd":
            self.low, self.high = min(self.low, -_LEAST_SPAN / 2), max(self.high, _LEAST_SPAN / 2)
        else:
            self.low = max(0.0, self.low)
        self.span = (self.high - self.low) or 1.0

    def __call__(self, value: float) -> float:
        bounded = min(self.high, max(self.low, value))
        return _BOTTOM - (bounded - self.low) / self.span * (_BOTTOM - _TOP)


def _marks(y: _Upwards) -> str:
    return "".join(text(_LEFT - 6, y(value) + 4, significant(value, 2), "tick end") for value in (y.low, y.high))


def _days(picture: TimePicture, x: Sequence[float]) -> str:
    """Write the first and the last day of each side, where there is room."""
    cut, last = picture.current_from, len(picture.labels) - 1
    shapes = text(x[0], _SIZE[1] - 6, moment(picture.labels[0]), "tick")
    shapes += text(x[last], _SIZE[1] - 6, moment(picture.labels[last]), "tick end")
    if 0 < cut <= last and 170 < x[cut] < _SIZE[0] - 260:
        shapes += text(x[cut], _SIZE[1] - 6, moment(picture.labels[cut]), "tick")
    return shapes


def _side(series: TimeSeries, part: slice, css: str, x: Sequence[float], y: _Upwards) -> str:
    places = [x[start] for start in series.starts[part]]
    if not places:
        return ""
    values, low, high = (
        [(place, y(value)) for place, value in zip(places, values[part], strict=True)]
        for values in (series.values, series.low, series.high)
    )
    band = steps([*low, *reversed(high)])
    spots = f'<path class="spots {css}line" d="{_dots(values)}"/>' if len(series.values) <= _MOST_DOTS else ""
    return f'<path class="band {css}band" d="{band}Z"/><path class="trace {css}line" d="{steps(values)}"/>{spots}'


def _dots(points: Sequence[tuple[float, float]]) -> str:
    """Draw a dot at each point."""
    whole = [(round(x), round(y)) for x, y in points]
    moved = [f"m{b[0] - a[0]} {b[1] - a[1]}h0".replace(" -", "-") for a, b in pairwise(whole)]
    return f"M{whole[0][0]} {whole[0][1]}h0" + "".join(moved)
