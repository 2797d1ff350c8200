"""What changed, over time: one value a window for the columns that drifted most and for the model's loss.

For the eye; the onset is dated from the same series in ``onset``.
"""

from collections.abc import Iterator, Sequence

from driftcli.checks.check import Family
from driftcli.judgement.finding import Finding
from driftcli.judgement.onset import drifted_columns, shape_size
from driftcli.judgement.result import TimePicture, TimeSeries
from driftcli.judgement.window_series import Timeline, WindowSeries, column_series, loss_series, timeline
from driftcli.profiles.dataset import DatasetProfile

MOST_COLUMNS = 8
QUIET_COLUMNS = 3
"""Columns that are drawn where none drifted: those with the largest effects."""
FEWEST = 3
"""Windows below which there is nothing to follow."""
Z95 = 1.959963984540054
DIGITS = 4


def time_picture(reference: DatasetProfile, current: DatasetProfile, findings: Sequence[Finding]) -> TimePicture | None:
    """Follow what changed over the windows; ``None`` without windows or where there are too few."""
    time = timeline(reference, current)
    if time is None or len(time.labels) < FEWEST:
        return None
    series = tuple(_every_series(reference, current, findings, time))
    return TimePicture(time.labels, time.current_from, series) if series else None


def _every_series(
    reference: DatasetProfile, current: DatasetProfile, findings: Sequence[Finding], time: Timeline
) -> Iterator[TimeSeries]:
    loss = loss_series(reference, current, time)
    if loss is not None:
        is_regression = current.outcomes is not None and current.outcomes.task == "regression"
        yield _series(None, "absolute_error" if is_regression else "errors", loss)
    chosen = drifted_columns(findings)[:MOST_COLUMNS] or _largest(findings)
    for finding in chosen:
        found = column_series(reference, current, str(finding.column), time, size=shape_size(finding))
        if found is not None and len(found.starts) >= FEWEST:
            yield _series(finding.column, "sd", found)


def _largest(findings: Sequence[Finding]) -> list[Finding]:
    """Find the columns with the largest effects, the larger first."""
    asked = [one for one in findings if one.check.family is Family.COLUMNS and one.column and one.segment is None]
    effects = [(abs(one.measurement.effect.value), one) for one in asked if one.measurement and one.measurement.effect]
    ordered = [one for _, one in sorted(effects, key=lambda pair: -pair[0])]
    return list({one.column: one for one in reversed(ordered)}.values())[::-1][:QUIET_COLUMNS]


def _series(column: str | None, unit: str, found: WindowSeries) -> TimeSeries:
    low, high = found.values - Z95 * found.errors, found.values + Z95 * found.errors
    values, lows, highs = (
        tuple(float(f"{value:.{DIGITS}g}") for value in part.tolist()) for part in (found.values, low, high)
    )
    return TimeSeries(column, unit, tuple(int(start) for start in found.starts), values, lows, highs)
