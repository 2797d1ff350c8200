"""Runs as a strip: a bar for the columns that drifted in each, and its verdict by place and colour."""

from collections.abc import Sequence

from driftcli.reports.charts.svg import at, frame, line, text

_WIDTH, _LEFT, _RIGHT = 640, 112, 8
_TOP, _HIGH, _ROW = 14, 60, 19
_WIDEST = 14.0
"""Bars of few runs are no wider than that."""


def run_strip(
    *,
    drifted: Sequence[int],
    verdicts: Sequence[str],
    rows: Sequence[tuple[str, str, str]],
    renewed: Sequence[int],
    ends: tuple[str, str],
    label: str,
) -> str:
    """Draw runs from left to right; a row is a verdict, its class and its words."""
    base = _TOP + (_HIGH if any(drifted) else 0)
    step = min((_WIDTH - _LEFT - _RIGHT) / len(drifted), 3 * _WIDEST)
    x = [_LEFT + (place + 0.5) * step for place in range(len(drifted))]
    wide = min(_WIDEST, max(0.8, step * 0.7))
    tops = [(place, base - _HIGH * many / max(1, *drifted)) for place, many in zip(x, drifted, strict=True) if many]
    bars = "".join(f"M{at(place)} {base}V{at(top)}" for place, top in tops)
    shapes = line(_LEFT, base, _WIDTH - _RIGHT, base, "rail")
    for y, words in {base: "0 drifted", base - _HIGH * any(drifted): f"{max(drifted)} drifted"}.items():
        shapes += text(_LEFT - 6, y + 4, words, "tick end")
    shapes += f'<path class="runs" stroke-width="{at(wide)}" d="{bars}"/>' if bars else ""
    for row, (verdict, css, words) in enumerate(rows):
        y = base + _ROW * (row + 1)
        shapes += text(_LEFT - 6, y + 4, words, "tick end")
        marks = "".join(f"M{at(place)} {y - 4}v8" for place, one in zip(x, verdicts, strict=True) if one == verdict)
        shapes += f'<path class="runs {css}" stroke-width="{at(wide)}" d="{marks}"/>'
    bottom = base + _ROW * (len(rows) + 1)
    for place in renewed:
        shapes += line(x[place] - step / 2, _TOP - 8, x[place] - step / 2, bottom - 4, "mark weak")
    shapes += text(_LEFT, bottom + 12, ends[0], "tick")
    shapes += text(max(x[-1], _LEFT + 260), bottom + 12, ends[1], "tick end") if len(drifted) > 1 else ""
    return frame(shapes, size=(_WIDTH, bottom + 18), label=label, css="large timeline strip")
