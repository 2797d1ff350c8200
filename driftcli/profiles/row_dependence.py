"""Which sampled rows of two profiles depend on each other: those of one cluster, else those of one window of time."""

from collections import Counter
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.windows import FEWEST_WINDOWS, ROW_LABEL, block_rows, blocks_of, window_order
from driftcli.sources.kinds import Role
from driftcli.stats.row_groups import RowGroups

Codes = NDArray[np.int64]


def row_groups(reference: DatasetProfile, current: DatasetProfile, limit: int) -> RowGroups | None:
    """Group the first ``limit`` sampled rows of both profiles; ``None`` without clusters and with too few windows."""
    sides = (reference, current)
    cluster = cluster_column(reference, current)
    if cluster is not None:
        labels = [_cluster_labels(side, cluster, limit) for side in sides]
        return _grouped(labels, "clusters")
    windows = [_window_labels(side, place, limit) for place, side in enumerate(sides)]
    if any(side is None for side in windows):
        return None
    groups = _grouped(_blocks(windows[0] or [], windows[1] or [], reference.n, current.n), "windows")
    return groups if groups.counts[0] >= FEWEST_WINDOWS else None


def _blocks(
    old: list[str | None], new: list[str | None], rows_reference: int, rows_current: int
) -> list[list[str | None]]:
    """Blocks of windows as long as the current data instead of windows; those of the reference come first.

    A day that is cut into hours is one day still: current windows are no more independent than the reference's are.
    """
    target = block_rows(rows_reference, rows_current)
    place: dict[str, str] = {}
    for side, total in ((old, rows_reference), (new, rows_current)):
        counts = Counter(label for label in side if label is not None and label not in place)
        labels = sorted(counts, key=window_order)
        if labels:
            rows = np.array([counts[label] for label in labels]) * (total / len(side))
            starts = [*blocks_of(rows, target), len(labels)]
            for first, last in pairwise(starts):
                place |= dict.fromkeys(labels[first:last], labels[first])
    return [[None if label is None else place[label] for label in side] for side in (old, new)]


def cluster_column(reference: DatasetProfile, current: DatasetProfile) -> str | None:
    """Name of the column that says which rows belong together, where both samples hold it."""
    for profile in (current, reference):
        for name, column in profile.schema.items():
            is_held = all(side.sample is not None and name in side.sample.columns for side in (reference, current))
            if column.role is Role.CLUSTER and is_held:
                return name
    return None


def _cluster_labels(profile: DatasetProfile, name: str, limit: int) -> list[str | None]:
    values = profile.sample.columns[name][:limit].tolist() if profile.sample else []
    return [None if value is None or value != value else str(value) for value in values]  # noqa: PLR0124 - NaN


def _window_labels(profile: DatasetProfile, place: int, limit: int) -> list[str | None] | None:
    """Name of each row's window; blocks of rows of two files are never the same."""
    labels = profile.groups.get("window", ())
    if profile.sample is None or profile.sample.windows is None or not labels:
        return None
    own = [f"{label}{' ' * place}" if label.startswith(ROW_LABEL) else label for label in labels]
    return [own[code] if code >= 0 else None for code in profile.sample.windows[:limit].tolist()]


def _grouped(labels: list[list[str | None]], kind: str) -> RowGroups:
    """Number the groups in order; a row without one is a group of its own."""
    every = [label for side in labels for label in side]
    present = {label for label in every if label is not None}
    ordered = sorted(present, key=window_order) if kind == "windows" else sorted(present)
    numbers = {label: number for number, label in enumerate(ordered)}
    codes = np.array([-1 if label is None else numbers[label] for label in every], dtype=np.int64)
    alone = codes < 0
    codes[alone] = len(numbers) + np.arange(int(alone.sum()))
    return RowGroups(codes, np.arange(len(codes)) >= len(labels[0]), kind)
