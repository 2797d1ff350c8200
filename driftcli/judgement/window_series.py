"""One value a window of time for each column that drifted, and for the model's loss: what an onset is dated by.

Everything comes from the counts of the profiles; a value says how far the window lies from the whole reference.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from driftcli.checks.performance.segment_performance import group_losses
from driftcli.frozen import dataclass
from driftcli.judgement.since import WINDOW
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.windows import ROW_LABEL, time_of
from driftcli.stats.location import sizes_of_thetas

Floats = NDArray[np.float64]
FEWEST_ROWS = 30
"""Windows with fewer rows are joined with the next."""
MOST_WINDOWS = 120
"""Beyond, neighbours are joined: the search is quadratic in windows."""
LARGEST_THETA = 0.999


@dataclass(frozen=True)
class Timeline:
    """The windows of both datasets in one order of time."""

    labels: tuple[str, ...]
    """Start of each window."""
    current_from: int
    """First window of the current data; the windows before it are the reference's."""
    has_dates: bool
    """Whether starts are times; else rows of the current data."""


@dataclass(frozen=True)
class WindowSeries:
    """One value a window, with its standard error."""

    starts: tuple[int, ...]
    """Place of each value's first window in the timeline."""
    values: Floats
    errors: Floats


def timeline(reference: DatasetProfile, current: DatasetProfile) -> Timeline | None:
    """Put the windows of both datasets in one order; the reference's only where they all come first."""
    before, after = (
        [(time_of(label), label) for label in side.groups.get(WINDOW, ())] for side in (reference, current)
    )
    if not after:
        return None
    last, first = (before[-1][0] if before else None), after[0][0]
    is_earlier = last is not None and first is not None and last <= first
    windows = [*before, *after] if is_earlier else after
    return Timeline(
        tuple(when or label for when, label in windows),
        len(before) if is_earlier else 0,
        has_dates=all(when is not None for when, _ in windows),
    )


def column_series(
    reference: DatasetProfile, current: DatasetProfile, column: str, time: Timeline, *, size: float | None
) -> WindowSeries | None:
    """Follow one column in sd: its location, or with a ``size`` the projection on how its shape changed as a whole.

    Notes
    -----
    Location of window t: ``sqrt 2 Phi^-1(theta_t)``, theta the mid-rank AUC against the whole reference. Shape:
    ``d_t = sum_k (q_tk - p_k) c_k`` with ``c = (qbar - p) / (qbar + p)``, scaled to ``size`` over the whole current
    data. It has a sign, so that a return to normal shows; the divergence of a window from the reference would not.
    """
    old, new = reference.columns[column], current.columns[column]
    if isinstance(old, NumericProfile) and isinstance(new, NumericProfile):
        edges = old.grid.window_edges
        base = np.diff(old.grid.at_most(old.counts, edges), prepend=0, append=old.n).astype(float)
    elif isinstance(old, CategoricalProfile) and isinstance(new, CategoricalProfile):
        counted = old.as_dict()
        tracked = [float(counted.get(name, 0)) for name in old.tracked]
        base = np.array([*tracked, old.n - sum(tracked)])
    else:
        return None
    after = new.grouped.get(WINDOW)
    before = old.grouped.get(WINDOW) if time.current_from else None
    if after is None or (time.current_from and before is None) or not base.sum():
        return None
    table = after if before is None else np.vstack([before, after])
    if table.shape != (len(time.labels), len(base)) or not after.sum():
        return None
    starts, rows = joined(table.astype(float), table.sum(axis=1).astype(float), current_from=time.current_from)
    if size is None:
        return WindowSeries(tuple(starts), *_locations(base, rows))
    values, errors = _projections(base, after.sum(axis=0).astype(float), rows)
    return WindowSeries(tuple(starts), size * values, size * errors)


def loss_series(reference: DatasetProfile, current: DatasetProfile, time: Timeline) -> WindowSeries | None:
    """Follow the mean loss: the share of wrong predictions, or the mean absolute error."""
    sides = [current] if not time.current_from else [reference, current]
    parts = [group_losses(side.outcomes, WINDOW) if side.outcomes else None for side in sides]
    if any(part is None for part in parts):
        return None
    held = [part for part in parts if part is not None]
    rows = np.concatenate([part.rows for part in held]).astype(float)
    if len(rows) != len(time.labels):
        return None
    sums = rows * np.concatenate([part.means for part in held])
    squares = (rows * np.concatenate([part.errors for part in held])) ** 2
    starts, table = joined(np.column_stack([rows, sums, squares]), rows, current_from=time.current_from)
    kept, total, variance = table.T
    if not len(kept) or not kept.min():
        return None
    pooled = float(variance.sum() / kept.sum())
    return WindowSeries(tuple(starts), total / kept, np.sqrt((variance + pooled) / kept / (kept + 1)))


def joined(table: Floats, rows: Floats, *, current_from: int = 0) -> tuple[list[int], Floats]:
    """Join windows of too few rows with the next ones, the last with the one before, and neighbours where too many.

    The reference's are never joined with the current data's: between them may lie a year.
    """
    fewest = max(1, math.ceil(len(rows) / MOST_WINDOWS))
    starts = _starts(rows[:current_from], fewest) if current_from else []
    starts += [current_from + start for start in _starts(rows[current_from:], fewest)]
    held = np.add.reduceat(table, starts, axis=0) if len(table) else table
    filled = np.add.reduceat(rows, starts) > 0 if len(rows) else np.zeros(0, dtype=bool)
    return [start for start, is_filled in zip(starts, filled, strict=True) if is_filled], held[filled]


def _starts(rows: Floats, fewest: int) -> list[int]:
    starts, filled = [0], 0.0
    for window, count in enumerate(rows.tolist()):
        if filled >= FEWEST_ROWS and window - starts[-1] >= fewest:
            starts.append(window)
            filled = 0.0
        filled += count
    if len(starts) > 1 and filled < FEWEST_ROWS:
        starts.pop()
    return starts


def _locations(base: Floats, rows: Floats) -> tuple[Floats, Floats]:
    placement = (np.cumsum(base) - base / 2) / base.sum()
    smoothed = _smoothed(base, rows)
    counts = rows.sum(axis=1)
    theta = np.clip(rows @ placement / counts, 1 - LARGEST_THETA, LARGEST_THETA)
    spread = smoothed @ placement**2 - (smoothed @ placement) ** 2
    sizes, slopes = sizes_of_thetas(theta)
    return sizes, slopes * np.sqrt(spread / counts)


def _projections(base: Floats, whole: Floats, rows: Floats) -> tuple[Floats, Floats]:
    p, q = base / base.sum(), whole / whole.sum()
    direction = np.divide(q - p, q + p, out=np.zeros_like(p), where=q + p > 0)
    length = float((q - p) @ direction) or 1.0
    counts = rows.sum(axis=1)
    smoothed = _smoothed(base, rows)
    spread = smoothed @ direction**2 - (smoothed @ direction) ** 2
    return (rows / counts[:, None] - p) @ direction / length, np.sqrt(np.maximum(spread, 1e-12) / counts) / length


def _smoothed(base: Floats, rows: Floats) -> Floats:
    """Shares of each window with one row of the reference added, so that no window is without spread."""
    padded = rows + base / base.sum()
    return np.asarray(padded / padded.sum(axis=1, keepdims=True))


def periods_of(labels: Sequence[str]) -> tuple[int, ...]:
    """Lengths of the rhythms that windows of one length may show: a day, a week, a year."""
    if len(labels) < 2 or labels[0].startswith(ROW_LABEL):
        return ()
    steps = np.diff(np.array(labels, dtype="datetime64[s]").astype(np.int64))
    step = int(steps.min())
    if not np.all(steps == step):
        return ()
    return {3_600: (24,), 86_400: (7,), 7 * 86_400: (52,)}.get(step, (12,) if step > 20 * 86_400 else ())
