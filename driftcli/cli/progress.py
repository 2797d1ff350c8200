"""Progress on standard error: one line kept up to date where a person watches, a line now and then in a verbose log.

A thread draws, so that the line lives on while one long step says nothing. Nothing is drawn in CI, with --no-progress
or -q, or where the terminal says that it is not interactive.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Self

from driftcli.cli.streams import tell
from driftcli.frozen import dataclass

Report = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done, and how much there is."""
_BAR = 20
_CLEAR = "\r\x1b[K"
_USUAL_WIDTH = 80
_REDRAWN = 0.25
_BEAT = 30.0
_SETTLED = 2.0
"""Seconds of a stage before its time left is told: the first steps say little."""


@dataclass(frozen=True, slots=True)
class Moment:
    """How far the work is."""

    stage: str
    done: int
    total: int
    began: float
    """When the stage began, on the monotonic clock."""
    done_before: int = 0
    """How much was done when it began."""

    def seconds_left(self, now: float) -> float | None:
        """Time that the rest of the stage takes if it goes on as it did; ``None`` where that cannot be said yet."""
        spent, since = now - self.began, self.done - self.done_before
        if spent < _SETTLED or since <= 0 or self.done >= self.total:
            return None
        return spent * (self.total - self.done) / since

    def words(self, now: float) -> str:
        """``reference: columns 12/50, about 40 s left``."""
        left, spent = self.seconds_left(now), now - self.began
        counted = f" {self.done}/{self.total}" if self.total > 1 else ""
        if left is not None:
            return f"{self.stage}{counted}, about {_rounded(left)} left"
        return f"{self.stage}{counted}" + (f", {_rounded(spent)} so far" if spent >= _SETTLED else "")

    def bar(self, now: float) -> str:
        """Say the same with a bar in front."""
        filled = _BAR * self.done // max(self.total, 1)
        return f"[{'#' * filled}{'.' * (_BAR - filled)}] {self.words(now)}"


def _rounded(seconds: float) -> str:
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


class Teller:
    """Keeps the last moment and has it drawn: at each report, where that is asked for, and regularly by a thread."""

    def __init__(self, draw: Callable[[Moment, float], None], *, every: float, is_eager: bool) -> None:
        self._draw, self._every, self._is_eager = draw, every, is_eager
        self._moment: Moment | None = None
        self._drawn_at = 0.0
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of how far the work is."""
        now = time.monotonic()
        with self._lock:
            known = self._moment
            if known is None or known.stage != stage:
                self._moment = Moment(stage, done, total, now, done_before=done)
            else:
                self._moment = replace(known, done=done, total=total)
            if self._is_eager and (done >= total or now - self._drawn_at >= _REDRAWN / 5):
                self._draw_now(now)

    def _draw_now(self, now: float) -> None:
        if self._moment is not None:
            self._draw(self._moment, now)
            self._drawn_at = now

    def _beat(self) -> None:
        while not self._is_over.wait(self._every):
            with self._lock:
                self._draw_now(time.monotonic())

    def __enter__(self) -> Self:
        """Begin to tell."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End; nothing is drawn after this."""
        self._is_over.set()
        self._thread.join()


def is_watched() -> bool:
    """Tell whether standard error is a capable terminal and nobody called this a CI job."""
    environ = os.environ
    is_interactive = environ.get("TTY_INTERACTIVE") != "0" and environ.get("TERM") != "dumb"
    return sys.stderr.isatty() and is_interactive and not environ.get("CI")


@contextmanager
def progress_line(*, is_wanted: bool, is_verbose: bool = False, beat: float = _BEAT) -> Iterator[Report | None]:
    """Tell of progress while the block runs, and leave no bar behind."""
    if is_wanted and is_watched():
        try:
            with Teller(_redraw, every=_REDRAWN, is_eager=True) as report:
                yield report
        finally:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
    elif is_verbose:
        with Teller(_log, every=beat, is_eager=False) as report:
            yield report
    else:
        yield None


def _redraw(moment: Moment, now: float) -> None:
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_WIDTH
    except (OSError, ValueError):
        columns = _USUAL_WIDTH
    sys.stderr.write(f"{_CLEAR}{moment.bar(now)[: columns - 1]}")
    sys.stderr.flush()


def _log(moment: Moment, now: float) -> None:
    tell(f"driftcli: {moment.words(now)}")
