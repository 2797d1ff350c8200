"""The formats that a history can be written in, each imported when it is first drawn."""

from collections.abc import Callable

from driftcli.frozen import dataclass
from driftcli.history.alarms import Judged
from driftcli.history.past import Past
from driftcli.history.trend import Trend


@dataclass(frozen=True)
class Looked:
    """A history as somebody looks at it."""

    past: Past
    judged: Judged
    trend: Trend
    columns: tuple[str, ...] = ()
    """Globs of those that were asked for."""


def _html(looked: Looked) -> str:
    from driftcli.history.overview import overview_of  # noqa: PLC0415
    from driftcli.reports.history.html import render_history_html  # noqa: PLC0415

    return render_history_html(overview_of(looked.past, looked.judged, looked.trend, columns=looked.columns))


def _json(looked: Looked) -> str:
    from driftcli.reports.history.json import render_history_json  # noqa: PLC0415

    return render_history_json(looked.trend)


def _csv(looked: Looked) -> str:
    from driftcli.reports.history.csv import render_history_csv  # noqa: PLC0415

    return render_history_csv(looked.trend, is_by_column=bool(looked.columns))


def _text(looked: Looked) -> str:
    from driftcli.reports.history.text import render_history_text  # noqa: PLC0415

    return render_history_text(looked.trend)


HISTORY_RENDERERS: dict[str, Callable[[Looked], str]] = {"html": _html, "text": _text, "json": _json, "csv": _csv}
