"""Since when: the onset of each column that drifted, of the model's loss, and of the dataset (METHODS 9.2)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from driftcli.checks.check import Family
from driftcli.frozen import dataclass
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.since import PERFORMANCE
from driftcli.judgement.window_series import (
    Timeline,
    WindowSeries,
    column_series,
    loss_series,
    periods_of,
    timeline,
)
from driftcli.profiles.dataset import DatasetProfile
from driftcli.stats.changepoint import FEWEST, Onset, Shape, find_onset

MOST_COLUMNS = 40
"""Columns that are dated, worst first."""


@dataclass(frozen=True)
class Dated:
    """The onset of one series, in words of time."""

    about: str
    """A column, or ``performance``."""
    shape: str
    at: str | None
    """Start of the first window that changed; ``None`` for a rhythm."""
    until: str | None
    """Start of the window from which a gradual change is complete, or a temporary one over."""
    earliest: str | None
    latest: str | None
    """Starts of the first and last window in which it may have begun."""
    period: int | None
    before: float | None
    after: float | None


def date_onset(
    reference: DatasetProfile, current: DatasetProfile, findings: Sequence[Finding]
) -> Mapping[str, Any] | None:
    """Date what changed: ``None`` without windows, without a change, or where no shape fits."""
    time = timeline(reference, current)
    drifted = drifted_columns(findings)
    performance = next((f for f in findings if f.outcome is Outcome.DEGRADED and f.check.id == PERFORMANCE), None)
    if time is None or not (drifted or performance):
        return None
    dated = []
    if performance is not None:
        dated += _dated(PERFORMANCE, loss_series(reference, current, time), time)
    for finding in drifted:
        series = column_series(reference, current, str(finding.column), time, size=shape_size(finding))
        dated += _dated(str(finding.column), series, time)
    return _concluded(dated, time) if dated else None


def drifted_columns(findings: Sequence[Finding]) -> list[Finding]:
    """Find the columns that warn or fail, each once, the worst first."""
    alarmed = [
        f
        for f in findings
        if f.check.family is Family.COLUMNS
        and f.column
        and f.segment is None
        and f.status in {Status.FAIL, Status.WARN}
    ]
    return list({f.column: f for f in reversed(alarmed)}.values())[::-1][:MOST_COLUMNS]


def shape_size(finding: Finding) -> float | None:
    """Size in sd of a change that is not one of location; ``None`` for one that is."""
    measured = finding.measurement
    leading = max(measured.components if measured else (), key=lambda one: (one.lower, abs(one.size)), default=None)
    if leading is not None and leading.name == "location":
        return None
    return abs(measured.effect.value) or 1.0 if measured and measured.effect else 1.0


def _dated(about: str, series: WindowSeries | None, time: Timeline) -> list[Dated]:
    if series is None or len(series.starts) < FEWEST:
        return []
    labels = [time.labels[start] for start in series.starts]
    boundary = series.starts.index(time.current_from) if time.current_from in series.starts[1:] else None
    found = find_onset(series.values, series.errors, periods=periods_of(labels), boundary=boundary)
    return [] if found.shape is Shape.NONE else [_worded(about, found, labels)]


def _worded(about: str, found: Onset, labels: Sequence[str]) -> Dated:
    def at(place: int | None) -> str | None:
        return None if place is None else labels[place]

    return Dated(
        about,
        str(found.shape),
        at(found.start),
        at(found.end),
        at(found.earliest),
        at(found.latest),
        found.period,
        found.before,
        found.after,
    )


def _concluded(dated: Sequence[Dated], time: Timeline) -> Mapping[str, Any]:
    """Date the dataset: by performance where it fell, else by the onset that most columns share, the worst first."""
    leading = dated[0]
    if leading.about != PERFORMANCE:
        shared = Counter((one.shape, one.at) for one in dated)
        leading = max(dated, key=lambda one: shared[one.shape, one.at])
    found = {key: value for key, value in asdict(leading).items() if key != "about"}
    boundary = time.labels[time.current_from] if 0 < time.current_from < len(time.labels) else None
    return {
        **found,
        "about": [one.about for one in dated if (one.shape, one.at) == (leading.shape, leading.at)],
        "is_boundary": boundary is not None and leading.at == boundary and leading.shape == Shape.SUDDEN,
        "reference_until": time.labels[time.current_from - 1] if time.current_from else None,
        "windows": len(time.labels),
        "has_dates": time.has_dates,
        "series": [asdict(one) for one in dated],
    }
