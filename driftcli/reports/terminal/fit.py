"""How much of each part of the terminal face fits into a number of lines: the parts that matter most are filled first.

A part is a heading over items that may be left out from the end; what is left out is said in one line where the part
has words for it.
"""

from collections.abc import Callable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from driftcli.frozen import dataclass

Height = Callable[[RenderableType], int]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the face."""

    name: str
    items: tuple[RenderableType, ...]
    """In the order in which they are shown, the last to be left out first."""
    heading: RenderableType | None = None
    least: int = 0
    """Items that are shown whatever the room."""
    is_apart: bool = False
    """Whether an empty line stands above it."""
    rest: Callable[[int], RenderableType | None] | None = None
    """Words for what is left out, given how many items are shown; only asked where at least one is."""

    def drawn(self, shown: int) -> RenderableType | None:
        """Put together the part with so many of its items; nothing where none is shown."""
        if not shown:
            return None
        left_out = self.rest(shown) if self.rest else None
        pieces: list[RenderableType] = [Text()] if self.is_apart else []
        pieces += [self.heading] if self.heading is not None else []
        return Group(*pieces, *self.items[:shown], *([left_out] if left_out is not None else []))


def fit(parts: Sequence[Part], *, lines: int, order: Sequence[str], height: Height) -> list[RenderableType]:
    """Fill the lines: what must be shown first, then one item more of the part that ``order`` names, as it fits."""
    shown = {part.name: min(part.least, len(part.items)) for part in parts}
    by_name = {part.name: part for part in parts}
    used = {part.name: _height_of(part, shown[part.name], height) for part in parts}
    for name in order:
        part = by_name.get(name)
        if part is None or shown[name] >= len(part.items):
            continue
        taller = _height_of(part, shown[name] + 1, height)
        if sum(used.values()) - used[name] + taller <= lines:
            shown[name] += 1
            used[name] = taller
    return _drawn(parts, shown)


def _drawn(parts: Sequence[Part], shown: Mapping[str, int]) -> list[RenderableType]:
    pictures = (part.drawn(shown[part.name]) for part in parts)
    return [picture for picture in pictures if picture is not None]


def _height_of(part: Part, shown: int, height: Height) -> int:
    picture = part.drawn(shown)
    return 0 if picture is None else height(picture)
