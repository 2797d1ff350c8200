"""The terminal face: verdict first, what to do next, the worst columns, then what was skipped and how far to trust it.

Readable at 80 columns and at 200, on light and on dark backgrounds, without colour and without Unicode. Statuses are
told by word and symbol; colour only repeats them. Names are folded, never cut.
"""

import os
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Literal, TextIO

from rich.console import Console, Group, RenderableType

from driftcli.audit import Result
from driftcli.reports.outputs import OutputTarget
from driftcli.reports.terminal.columns import column_table
from driftcli.reports.terminal.fit import fit
from driftcli.reports.terminal.parts import UNBROKEN, Look, closing, diagnosis, header, quality, unanswered
from driftcli.reports.terminal.performance import performance, split
from driftcli.reports.terminal.short import LINES, ORDER, short_parts
from driftcli.reports.view import ResultView, arrange

ColorChoice = Literal["auto", "always", "never"]
_PIPE_WIDTH = 120
_LEAST_WIDTH = 40


def render_terminal(
    result: Result,
    *,
    stream: TextIO,
    width: int | None,
    color: ColorChoice,
    full: bool = False,
    outputs: Sequence[OutputTarget] = (),
) -> None:
    """Draw a result for a person at a terminal, on one screen; ``full`` shows every column and every answer."""
    look = look_of(stream, width, full=full)
    show(_parts(result, look, outputs), look, stream=stream, color=color)


def look_of(stream: TextIO, width: int | None, *, full: bool) -> Look:
    """How wide to draw on a stream and with which characters."""
    return Look(
        width=max(_LEAST_WIDTH, width or usual_width(stream)),
        is_ascii=not _encoding(stream).lower().replace("-", "").startswith("utf"),
        is_full=full,
    )


def show(content: RenderableType, look: Look, *, stream: TextIO, color: ColorChoice) -> None:
    """Write a picture, in colour where that is wanted; what the stream cannot encode is told by its number."""
    text, encoding = drawn(content, look, is_colored=is_colored(stream, color, os.environ)), _encoding(stream)
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _encoding(stream: TextIO) -> str:
    return getattr(stream, "encoding", None) or "utf-8"


def _parts(result: Result, look: Look, outputs: Sequence[OutputTarget]) -> RenderableType:
    view = arrange(result)
    if look.is_full:
        return Group(*(part for part in _all_parts(result, view, look, outputs) if part is not None))
    parts = short_parts(result, view, look, outputs)

    def height(content: RenderableType) -> int:
        return drawn(content, look, is_colored=False).count("\n")

    return Group(*fit(parts, lines=LINES, order=ORDER, height=height))


def _all_parts(
    result: Result, view: ResultView, look: Look, outputs: Sequence[OutputTarget]
) -> list[RenderableType | None]:
    return [
        header(result, look),
        diagnosis(result, look),
        performance(result, look),
        split(result, look),
        column_table(view, look),
        quality(view, look),
        unanswered(result, view, look),
        closing(result, look, outputs),
    ]


def drawn(content: RenderableType, look: Look, *, is_colored: bool) -> str:
    """Draw to text, colours included where they are wanted."""
    canvas = StringIO()
    console = Console(
        file=canvas,
        width=look.width,
        force_terminal=is_colored,
        color_system="256" if is_colored else None,
        no_color=not is_colored,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )
    console.print(content)
    return "".join(f"{line.rstrip()}\n" for line in canvas.getvalue().replace(UNBROKEN, " ").splitlines())


def is_colored(stream: TextIO, choice: ColorChoice, environ: Mapping[str, str]) -> bool:
    """Decide about colour: the flag, then NO_COLOR, FORCE_COLOR, TTY_COMPATIBLE, then whether there is a terminal."""
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    if environ.get("TTY_COMPATIBLE") in {"0", "1"}:
        return environ["TTY_COMPATIBLE"] == "1"
    return stream.isatty() and environ.get("TERM") != "dumb"


def usual_width(stream: TextIO) -> int:
    """Give the width of the terminal; where there is none, one that does not cut columns."""
    said = os.environ.get("COLUMNS", "")
    if said.isdigit() and int(said) > 0:
        return int(said)
    if not stream.isatty():
        return _PIPE_WIDTH
    try:
        return os.get_terminal_size(stream.fileno()).columns or _PIPE_WIDTH
    except (OSError, ValueError):
        return _PIPE_WIDTH
