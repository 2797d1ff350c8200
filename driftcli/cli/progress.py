"""Progress on standard error, only where a person watches."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[str, int, int], None]
_BAR = 20
_CLEAR = "\r\x1b[K"


def is_watched() -> bool:
    """Tell whether standard error is a capable terminal and nobody called this a CI job."""
    return sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


@contextmanager
def progress_line(*, is_wanted: bool) -> Iterator[Report | None]:
    """Keep one line up to date while the block runs, and leave nothing behind."""
    if not is_wanted or not is_watched():
        yield None
        return

    def report(stage: str, done: int, total: int) -> None:
        filled = _BAR * done // max(total, 1)
        sys.stderr.write(f"{_CLEAR}{stage} [{'#' * filled}{'.' * (_BAR - filled)}] {done}/{total}")
        sys.stderr.flush()

    try:
        yield report
    finally:
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()
