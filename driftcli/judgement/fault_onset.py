"""Since when the values of a broken column are gone: the share of rows without a value, over windows of time."""

from collections.abc import Sequence

import numpy as np

from driftcli.judgement.finding import Finding, Status
from driftcli.judgement.since import WINDOW, day
from driftcli.judgement.window_series import Floats, joined, timeline
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.stats.changepoint import FEWEST, find_onset

_GONE = frozenset({"missing_values", "unparseable_values"})
MOST_COLUMNS = 40


def faults_since(reference: DatasetProfile, current: DatasetProfile, findings: Sequence[Finding]) -> dict[str, str]:
    """Date the failed columns whose values are gone; a column without a clear beginning is left out."""
    failed = [f.column for f in findings if f.status is Status.FAIL and f.check.id in _GONE and f.column is not None]
    time = timeline(reference, current) if failed else None
    if time is None or not time.has_dates:
        return {}
    sides = [reference, current] if time.current_from else [current]
    rows = [window_rows(side) for side in sides]
    found = {}
    for column in list(dict.fromkeys(failed))[:MOST_COLUMNS]:
        present = [_present(side, column) for side in sides]
        parts = [(n, k) for n, k in zip(rows, present, strict=True) if n is not None and k is not None]
        if len(parts) < len(sides):
            continue
        total, there = (np.concatenate(one) for one in zip(*parts, strict=True))
        start = _beginning(total, there) if len(total) == len(time.labels) else None
        if start is not None:
            found[column] = day(time.labels[start])
    return found


def window_rows(profile: DatasetProfile) -> Floats | None:
    """Count the rows of each window by a column without gaps; ``None`` where every column has some."""
    for name, column in profile.columns.items():
        if column.presence.rows and column.presence.present == column.presence.rows:
            counts = _present(profile, name)
            if counts is not None:
                return counts
    return None


def _present(profile: DatasetProfile, name: str) -> Floats | None:
    """Values of a column in each window."""
    column = profile.columns.get(name)
    if not isinstance(column, NumericProfile | CategoricalProfile):
        return None
    table = column.grouped.get(WINDOW)
    return None if table is None else np.asarray(table, dtype=np.float64).sum(axis=1)


def _beginning(rows: Floats, there: Floats) -> int | None:
    """First window from which more values are gone than before, if that has a beginning."""
    starts, table = joined(np.column_stack([rows, rows - there]), rows)
    if len(starts) < FEWEST:
        return None
    kept, gone = table.T
    share = gone / kept
    smoothed = (gone + 1) / (kept + 2)
    found = find_onset(share, np.sqrt(smoothed * (1 - smoothed) / kept))
    is_more = found.start is not None and found.before is not None and (found.after or 0.0) > found.before
    return starts[found.start] if is_more and found.start is not None else None
