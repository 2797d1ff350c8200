"""What changed over time, for the report: one picture a series, with the onset in words."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from driftcli.audit import Result
from driftcli.frozen import dataclass
from driftcli.judgement.result import TimePicture, TimeSeries
from driftcli.reports.charts.timeline import timeline_chart
from driftcli.reports.wording.inputs import moment
from driftcli.reports.wording.names import printable
from driftcli.reports.wording.numbers import count, pair, size

PERFORMANCE = "performance"
_UNITS = {
    "errors": "Share of wrong predictions",
    "absolute_error": "Mean absolute error",
}


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One series."""

    column: str | None
    name: str
    words: str
    chart: Markup


def time_rows(result: Result) -> list[TimeRow]:
    """List the series, the model's loss first, then the columns worst first."""
    picture = result.timeline
    return [] if picture is None else [_row(picture, series, _onset_of(result, series)) for series in picture.series]


def _onset_of(result: Result, series: TimeSeries) -> Mapping[str, Any]:
    about = PERFORMANCE if series.column is None else series.column
    dated = (result.diagnosis.onset or {}).get("series") or []
    return next((one for one in dated if one.get("about") == about), {})


def _row(picture: TimePicture, series: TimeSeries, onset: Mapping[str, Any]) -> TimeRow:
    name = _UNITS[series.unit] if series.column is None else printable(series.column)
    words = f"{_levels(picture, series)} {_dated(picture, onset)}".strip()
    chart = timeline_chart(picture, series, label=f"{name} over time. {words}", title=name, onset=onset.get("at"))
    return TimeRow(series.column, name, words, Markup(chart))  # noqa: S704 - built from numbers and escaped names


def _levels(picture: TimePicture, series: TimeSeries) -> str:
    """Say the mean level over windows: of either side, or how far the current data lie from the reference."""
    cut = sum(start < picture.current_from for start in series.starts)
    before, after = (sum(part) / len(part) if part else None for part in (series.values[:cut], series.values[cut:]))
    windows = count(len(series.values), "window")
    if after is None:
        return f"{windows}."
    if series.unit == "sd":
        return f"On average {'+' if after > 0 else ''}{size(after)} sd from the reference, {windows}."
    texts = pair(before, after)
    return f"On average {texts[1]}, {windows}." if before is None else f"On average {' → '.join(texts)}, {windows}."


def _dated(picture: TimePicture, onset: Mapping[str, Any]) -> str:
    shape, begins, ends = (onset.get(key) for key in ("shape", "at", "until"))
    if not shape:
        return ""
    if begins is None:
        return f"{str(shape).capitalize()}, every {onset.get('period')} windows."
    if shape == "sudden" and picture.current_from and begins == picture.labels[picture.current_from]:
        return "Sudden, where the current data begin."
    until = f" until {moment(str(ends))}" if ends else ""
    since = "from" if until else "since"
    return f"{str(shape).capitalize()}, {since} {moment(str(begins))}{until}."


TIME_PICTURES = {"time_rows": time_rows}
"""What the templates call, by name."""
