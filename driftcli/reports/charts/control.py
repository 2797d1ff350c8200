"""One chart of a history: how far a column had moved at each run, with its bars, above its average and its limit."""

from collections.abc import Callable, Sequence
from math import isfinite

from driftcli.reports.charts.svg import frame, line, steps, text
from driftcli.reports.wording.numbers import significant

SIZE = (640, 190)
_LEFT, _RIGHT = 46, 8
_SIZES, _AVERAGES = (16, 100), (118, 168)
"""Top and bottom of either part."""
_PARTS = 4
_MANY = 90
"""Runs beyond which dots are small and lines thin."""
_APART = 14
"""Least distance between words one above the other."""
_LEAST_TOP = 0.35
"""Size up to which the scale goes at least, so that all bars are on it."""


def control_chart(
    *,
    sizes: tuple[Sequence[float], Sequence[float]],
    averages: tuple[Sequence[float], Sequence[float]],
    failed: Sequence[bool],
    bars: Sequence[float],
    ends: tuple[str, str],
    marks: Sequence[tuple[int, str, str]],
    label: str,
    title: str,
) -> str:
    """Draw sizes with lower bounds, and averages with limits; a mark is a run, its class and its words."""
    x = _across(len(failed))
    shapes = _sizes(x, sizes, failed, bars) + _averages(x, averages)
    for place, css, words in marks:
        shapes += line(x[place], _SIZES[0] - 4, x[place], _AVERAGES[1], css)
        is_right = x[place] > SIZE[0] * 0.7
        at = x[place] + (-4 if is_right else 4)
        shapes += text(at, _SIZES[0] - 4, words, "tick end" if is_right else "tick") if words else ""
    shapes += text(_LEFT, SIZE[1] - 5, ends[0], "tick")
    shapes += text(SIZE[0] - _RIGHT, SIZE[1] - 5, ends[1], "tick end") if len(failed) > 1 else ""
    css = f"large timeline control{' dense' if len(failed) > _MANY else ''}"
    return frame(shapes, size=SIZE, label=label, title=title, css=css)


def _across(runs: int) -> list[float]:
    width = SIZE[0] - _LEFT - _RIGHT
    return [_LEFT + (place + 0.5 * (runs == 1)) / max(1, runs - 1) * width for place in range(runs)]


def _sizes(
    x: Sequence[float], sizes: tuple[Sequence[float], Sequence[float]], failed: Sequence[bool], bars: Sequence[float]
) -> str:
    top = max([_LEAST_TOP, *(abs(one) for one in sizes[0] if isfinite(one))])

    def y(value: float) -> float:
        return _SIZES[1] - abs(value) / top * (_SIZES[1] - _SIZES[0])

    shapes = line(_LEFT, y(0), SIZE[0] - _RIGHT, y(0), "rail") + _ticks([0.0, *bars, top], y)
    shapes += "".join(line(_LEFT, y(bar), SIZE[0] - _RIGHT, y(bar), "guide") for bar in bars)
    both = [(at, y(s), y(low)) for at, s, low in zip(x, *sizes, strict=True) if isfinite(s) and isfinite(low)]
    upper = [(at, s) for at, s, _ in both]
    if upper:
        band = steps([*upper, *((at, low) for at, _, low in reversed(both))], parts=_PARTS)
        shapes += f'<path class="band curband" d="{band}Z"/>'
        shapes += f'<path class="trace curline" d="{steps(upper, parts=_PARTS)}"/>'
    dots = "".join(
        f"M{at:.0f} {y(s):.0f}h0" for at, s, is_failed in zip(x, sizes[0], failed, strict=True)
        if is_failed and isfinite(s)
    )  # fmt: skip
    return shapes + (f'<path class="spots failline" d="{dots}"/>' if dots else "")


def _ticks(values: Sequence[float], y: Callable[[float], float]) -> str:
    """Write values beside the scale from its foot upwards, leaving out what would touch another."""
    shapes, before = "", float(SIZE[1] + _APART)
    for value in values:
        if before - y(value) >= _APART:
            shapes, before = shapes + text(_LEFT - 6, y(value) + 4, significant(value, 2), "tick end"), y(value)
    return shapes


def _averages(x: Sequence[float], averages: tuple[Sequence[float], Sequence[float]]) -> str:
    held = [
        (at, value, limit) for at, value, limit in zip(x, *averages, strict=True) if isfinite(value) and isfinite(limit)
    ]
    if not held:
        return ""
    top = max(max(value, limit) for _, value, limit in held)

    def y(value: float) -> float:
        return _AVERAGES[1] - max(0.0, value) / top * (_AVERAGES[1] - _AVERAGES[0])

    shapes = line(_LEFT, _AVERAGES[1], SIZE[0] - _RIGHT, _AVERAGES[1], "rail")
    shapes += text(_LEFT - 6, y(held[-1][2]) + 4, significant(held[-1][2], 2), "tick end")
    shapes += f'<path class="limit" d="{steps([(at, y(limit)) for at, _, limit in held], parts=_PARTS)}"/>'
    average = steps([(at, y(value)) for at, value, _ in held], parts=_PARTS)
    return shapes + f'<path class="trace refline" d="{average}"/>'
