"""The beginning of a text file: as much of it as its shape shows in, and where the rows below its header begin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from driftcli.errors import SourceError
from driftcli.frozen import dataclass
from driftcli.sources.csv.dialect import SAMPLE_BYTES, Shape, sniffed

if TYPE_CHECKING:
    from driftcli.sources.bytes_at import Bytes
    from driftcli.sources.options import SourceOptions

_LINE_END = re.compile(rb"\r\n|\n|\r")
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Head:
    """What the beginning of a text file tells."""

    shape: Shape
    body: int
    """The byte at which the first row after the header begins."""
    lines: int
    """Lines before it."""


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked at, and how."""

    data: Bytes
    """UTF-8."""
    options: SourceOptions
    is_tabbed: bool
    """Whether tabs are what the name of the file promises."""
    longest: int
    """Bytes that a header may take."""
    name: str
    """How errors name it."""

    def sniffed(self, head: bytes, *, is_whole: bool) -> Shape:
        """Find the shape that some bytes at the beginning show."""
        text = head.decode("utf-8", errors="ignore")
        return sniffed(text, self.options, is_whole=is_whole, is_tabbed=self.is_tabbed)


def looked_at(looking: Looking) -> Head:
    """Find the shape of a text; more of it is looked at where a header is long, for the rows below it.

    Raises
    ------
    SourceError
        When there is nothing in it, or its first line is longer than a header may be.
    """
    data, size = looking.data, SAMPLE_BYTES
    while True:
        head = bytes(data.read(0, size))
        shape = looking.sniffed(head, is_whole=size >= data.size)
        if shape.first is not None:
            found = _head(head, shape, data.size)
            if size >= min(2 * found.body, data.size):
                return found
            size = 2 * found.body + SAMPLE_BYTES
        elif size >= data.size:
            raise SourceError("is empty", where=looking.name, hint="check the step that writes it")
        elif size >= looking.longest:
            return _open_head(head, looking)
        else:
            size = min(4 * size, looking.longest)


def _open_head(head: bytes, looking: Looking) -> Head:
    """Find the shape of a text whose first row has no end in its beginning: a quote is forgotten, or no line ends."""
    ends = [end.end() for end in _LINE_END.finditer(head)]
    shape = looking.sniffed(head[: ends[-1]], is_whole=True) if ends else None
    if shape is None or shape.first is None:
        told = f"begins with a line of more than {len(head) / _MIB:,.1f} MiB, which is too long for a header"
        raise SourceError(told, where=f"{looking.name}, line 1", hint="check where its lines end")
    return _head(head, shape, looking.data.size)


def _head(head: bytes, shape: Shape, size: int) -> Head:
    """Find where the first row after the header begins."""
    first = shape.first
    last = shape.skipped + (first.last_line if first is not None and shape.header else 0)
    at = 0
    for _, end in zip(range(last), _LINE_END.finditer(head), strict=False):
        at = end.end()
    return Head(shape, at if head[at - 1 : at] in {b"\n", b"\r"} or last == 0 else size, last)
