# ruff: noqa: SLF001 - a summary merges with another of its class
"""Windows of time: which granularity suits a timestamp column, and the window of each row (METHODS 9.1)."""

from collections.abc import Sequence

import numpy as np

from driftcli.errors import UsageError
from driftcli.profiles.grid import FloatArray, IntArray
from driftcli.profiles.groups import Grouping

GRANULARITIES = {"H": 3_600.0, "D": 86_400.0, "W": 7 * 86_400.0, "M": 30.4375 * 86_400.0}
"""Window lengths in seconds; weeks begin on Monday, months are average months."""
FEWEST, MOST, MEDIAN_ROWS = 12, 120, 200
ROW_LABEL = "row "
"""Beginning of the name of a window of rows; its first row follows, counted from 1."""
FEWEST_WINDOWS, WANTED_WINDOWS = 8, 20
"""Windows that the reference needs to be a yardstick, and those that it is cut into where it is short."""
_AT = " at "
_MONDAY = 4 * 86_400.0
"""1970-01-05, the first Monday."""


class WindowCounts:
    """Rows by window of each length, of times taken in stretch by stretch."""

    def __init__(self) -> None:
        self._counts: dict[float, tuple[FloatArray, IntArray]] = {}
        self.rows = 0
        """Rows with a time."""

    def add(self, ordered: FloatArray) -> None:
        """Take in times, ascending and without NaN."""
        self.rows += len(ordered)
        for length in GRANULARITIES.values():
            floors = np.floor((ordered - _MONDAY) / length)
            firsts = np.flatnonzero(np.diff(floors, prepend=np.nan))
            self._put(length, floors[firsts], np.diff(firsts, append=len(floors)))

    def merge(self, other: "WindowCounts") -> None:
        """Take in the counts of another part."""
        self.rows += other.rows
        for length, (numbers, counts) in other._counts.items():
            self._put(length, numbers, counts)

    def _put(self, length: float, numbers: FloatArray, counts: IntArray) -> None:
        if length in self._counts:
            before, rows = self._counts[length]
            numbers, places = np.unique(np.concatenate([before, numbers]), return_inverse=True)
            counts = np.bincount(places, np.concatenate([rows, counts])).astype(np.int64)
        self._counts[length] = numbers, counts

    def length(self, asked: str | None = None) -> float | None:
        """Length in seconds of the windows for these times; ``None`` asks for windows of equal rows.

        The coarsest of month, week, day and hour that gives 12 to 120 windows with a median of 200 rows.
        """
        if asked is not None and not asked.startswith("rows"):
            if asked not in GRANULARITIES:
                raise UsageError(f"no window {asked!r}", hint=f"one of {', '.join(GRANULARITIES)}, rows or rows:N")
            return GRANULARITIES[asked]
        if asked is not None:
            return None
        for length in sorted(GRANULARITIES.values(), reverse=True):
            counts = self._counts[length][1] if length in self._counts else ()
            if FEWEST <= len(counts) <= MOST and np.median(counts) >= MEDIAN_ROWS:
                return length
        return None

    def starts(self, length: float) -> IntArray:
        """Number of each window that holds a row, ascending."""
        return self._counts[length][0].astype(np.int64) if length in self._counts else np.empty(0, dtype=np.int64)

    def labels(self, length: float) -> tuple[str, ...]:
        """Start of each window that holds a row."""
        return _labels(self.starts(length), length)


def window_length(seconds: FloatArray, asked: str | None = None) -> float | None:
    """Length in seconds of the windows for these times, shape (rows,), as ``WindowCounts.length`` chooses it."""
    counted = WindowCounts()
    if asked is None:
        ordered = np.sort(seconds)
        counted.add(ordered[: np.searchsorted(ordered, np.nan)])
    return counted.length(asked)


def window_numbers(seconds: FloatArray, length: float) -> IntArray:
    """Number of the window of each time; that of a missing time means nothing."""
    return np.floor((np.nan_to_num(seconds, nan=0.0) - _MONDAY) / length).astype(np.int64)


def time_windows(seconds: FloatArray, length: float) -> Grouping:
    """Sort rows into windows of one length; rows without a time get none."""
    number = window_numbers(seconds, length)
    is_missing = np.isnan(seconds)
    starts, codes = np.unique(number[~is_missing], return_inverse=True)
    placed = np.full(len(seconds), -1, dtype=np.int32)
    placed[~is_missing] = codes
    return Grouping(_labels(starts, length), placed)


def _labels(starts: IntArray, length: float) -> tuple[str, ...]:
    return tuple(str(np.datetime64(int(start * length + _MONDAY), "s")) for start in starts)


def row_windows(
    order: FloatArray | int, asked: str | None = None, windows: int = 40, *, has_dates: bool = False
) -> Grouping:
    """Sort rows into blocks of equal size, in order of time (shape (rows,)) or of the file (a number of rows).

    ``asked`` may be ``rows:N``, the rows of a block. Blocks of dated rows are named by their first time, too.
    """
    times = order if isinstance(order, np.ndarray) else np.arange(order, dtype=float)
    present = np.flatnonzero(~np.isnan(times))
    ranked = present[np.argsort(times[present], kind="stable")]
    size = rows_in_window(len(ranked), asked, windows)
    codes = np.full(len(times), -1, dtype=np.int32)
    codes[ranked] = np.arange(len(ranked)) // size
    firsts = range(0, len(ranked), size)
    labels = tuple(row_label(1 + first, float(times[ranked[first]]) if has_dates else None) for first in firsts)
    return Grouping(labels, codes)


def window_order(label: str) -> tuple[int, str]:
    """Times by their spelling, blocks of rows by their number."""
    return (row_of(label) or 0, label)


def block_rows(rows_reference: float, rows_current: float) -> float:
    """Rows of a block of windows: as many as the current data have, or a 20th of a reference that is short."""
    enough = rows_reference / max(rows_current, 1) >= FEWEST_WINDOWS
    return rows_current if enough else rows_reference / WANTED_WINDOWS


def join_windows(rows: np.ndarray, rows_current: float) -> Sequence[int]:
    """Start of each block of consecutive windows that together are about as long as the current data."""
    return blocks_of(rows, block_rows(float(rows.sum()), rows_current))


def blocks_of(rows: np.ndarray, target: float) -> Sequence[int]:
    """Start of each block of consecutive windows that hold about so many rows."""
    starts, filled = [0], 0.0
    for window, count in enumerate(rows.tolist()):
        if filled >= 0.9 * target and window > starts[-1]:
            starts.append(window)
            filled = 0.0
        filled += count
    if len(starts) > 1 and filled < 0.5 * target:
        starts.pop()
    return starts


def row_label(row: int, seconds: float | None = None) -> str:
    """Name a block by its first row, and by when that was."""
    return f"{ROW_LABEL}{row}" + ("" if seconds is None else f"{_AT}{np.datetime64(int(seconds), 's')}")


def row_of(label: str) -> int | None:
    """First row of a block; ``None`` for a window of time."""
    return int(label.removeprefix(ROW_LABEL).split(_AT)[0]) if label.startswith(ROW_LABEL) else None


def time_of(label: str) -> str | None:
    """When a window begins, as ISO time; ``None`` for a block of rows without dates."""
    return (label.partition(_AT)[2] or None) if label.startswith(ROW_LABEL) else label


def renumbered(label: str, rows: int) -> str:
    """Name a block as it stands behind so many rows of another part."""
    row = row_of(label)
    return label if row is None else label.replace(f"{ROW_LABEL}{row}", f"{ROW_LABEL}{row + rows}", 1)


def rows_in_window(rows: int, asked: str | None = None, windows: int = 40) -> int:
    """Rows of a block, of so many rows in all."""
    return _block_size(asked) or max(MEDIAN_ROWS, -(-rows // windows))


def _block_size(asked: str | None) -> int | None:
    if asked is None or asked == "rows":
        return None
    _, _, text = asked.partition(":")
    if not text.isdigit() or int(text) == 0:
        raise UsageError(f"no window {asked!r}", hint="write rows:N with N rows in a window, such as rows:1000")
    return int(text)
