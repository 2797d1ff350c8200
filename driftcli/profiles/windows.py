"""Windows of time: which granularity suits a timestamp column, and the window of each row (METHODS 9.1)."""

import numpy as np

from driftcli.errors import UsageError
from driftcli.profiles.grid import FloatArray
from driftcli.profiles.groups import Grouping

GRANULARITIES = {"H": 3_600.0, "D": 86_400.0, "W": 7 * 86_400.0, "M": 30.4375 * 86_400.0}
"""Window lengths in seconds; weeks begin on Monday, months are average months."""
FEWEST, MOST, MEDIAN_ROWS = 12, 120, 200
ROW_LABEL = "row "
"""Beginning of the name of a window of rows; its first row follows, counted from 1."""
_MONDAY = 4 * 86_400.0
"""1970-01-05, the first Monday."""


def window_length(seconds: FloatArray, asked: str | None = None) -> float | None:
    """Length in seconds of the windows for these times, shape (rows,); ``None`` asks for windows of equal rows.

    The coarsest of month, week, day and hour that gives 12 to 120 windows with a median of 200 rows.
    """
    if asked is not None and not asked.startswith("rows"):
        if asked not in GRANULARITIES:
            raise UsageError(f"no window {asked!r}", hint=f"one of {', '.join(GRANULARITIES)}, rows or rows:N")
        return GRANULARITIES[asked]
    if asked is not None:
        return None
    present = np.sort(seconds)
    present = present[: np.searchsorted(present, np.nan)]
    for length in sorted(GRANULARITIES.values(), reverse=True):
        numbers = np.floor((present - _MONDAY) / length)
        counts = np.diff(np.flatnonzero(np.diff(numbers, prepend=-np.inf, append=np.inf)))
        if FEWEST <= len(counts) <= MOST and np.median(counts) >= MEDIAN_ROWS:
            return length
    return None


def time_windows(seconds: FloatArray, length: float) -> Grouping:
    """Sort rows into windows of one length; rows without a time get none."""
    number = np.floor((np.nan_to_num(seconds, nan=0.0) - _MONDAY) / length).astype(np.int64)
    is_missing = np.isnan(seconds)
    starts, codes = np.unique(number[~is_missing], return_inverse=True)
    placed = np.full(len(seconds), -1, dtype=np.int32)
    placed[~is_missing] = codes
    labels = tuple(str(np.datetime64(int(start * length + _MONDAY), "s")) for start in starts)
    return Grouping(labels, placed)


def row_windows(order: FloatArray | int, asked: str | None = None, windows: int = 40) -> Grouping:
    """Sort rows into blocks of equal size, in order of time (shape (rows,)) or of the file (a number of rows).

    ``asked`` may be ``rows:N``, the rows of a block.
    """
    times = order if isinstance(order, np.ndarray) else np.arange(order, dtype=float)
    present = np.flatnonzero(~np.isnan(times))
    ranked = present[np.argsort(times[present], kind="stable")]
    size = _block_size(asked) or max(MEDIAN_ROWS, -(-len(ranked) // windows))
    codes = np.full(len(times), -1, dtype=np.int32)
    codes[ranked] = np.arange(len(ranked)) // size
    labels = tuple(f"{ROW_LABEL}{1 + block * size}" for block in range(-(-len(ranked) // size)))
    return Grouping(labels, codes)


def _block_size(asked: str | None) -> int | None:
    if asked is None or asked == "rows":
        return None
    _, _, text = asked.partition(":")
    if not text.isdigit() or int(text) == 0:
        raise UsageError(f"no window {asked!r}", hint="write rows:N with N rows in a window, such as rows:1000")
    return int(text)
