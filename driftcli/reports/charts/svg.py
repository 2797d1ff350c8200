"""The few parts that every inline SVG is made of: an accessible frame, coordinates, escaped text."""

from collections.abc import Sequence
from itertools import pairwise

from driftcli.reports.escaping import escape


def frame(content: str, *, size: tuple[int, int], label: str, css: str, title: str = "", stretch: bool = False) -> str:
    """Wrap shapes in an image that a screen reader can read: role and label say what it shows, a title its name."""
    width, height = size
    words = escape(label, quote=True)
    aspect = ' preserveAspectRatio="none"' if stretch else ""
    named = f"<title>{escape(title)}</title>" if title else ""
    return (
        f'<svg class="{css}" viewBox="0 0 {width} {height}"{aspect} role="img" '
        f'aria-label="{words}">{named}{content}</svg>'
    )


def at(value: float) -> str:
    """Write a coordinate in as few characters as the eye needs."""
    text = f"{value:.1f}"
    return "0" if text in {"-0.0", "0.0"} else text.removesuffix(".0")


def rectangle(x: float, y: float, width: float, height: float, css: str) -> str:
    """Draw a rectangle; its colour comes from the stylesheet."""
    return f'<rect class="{css}" x="{at(x)}" y="{at(y)}" width="{at(width)}" height="{at(height)}"/>'


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    """Draw a straight line."""
    to = f"H{at(x2)}" if y1 == y2 else f"V{at(y2)}" if x1 == x2 else f"L{at(x2)} {at(y2)}"
    return f'<path class="{css}" d="M{at(x1)} {at(y1)}{to}"/>'


def steps(points: Sequence[tuple[float, float]], *, parts: int = 1) -> str:
    """Draw through points by relative steps between whole coordinates, or between parts of one."""
    whole = [(round(x * parts), round(y * parts)) for x, y in points]
    moved = " ".join(f"{at((b[0] - a[0]) / parts)} {at((b[1] - a[1]) / parts)}" for a, b in pairwise(whole))
    start = f"M{at(whole[0][0] / parts)} {at(whole[0][1] / parts)}"
    return start + (f"l{moved}".replace(" -", "-") if moved else "")


def text(x: float, y: float, words: str, css: str) -> str:
    """Write a label."""
    return f'<text class="{css}" x="{at(x)}" y="{at(y)}">{escape(words)}</text>'
