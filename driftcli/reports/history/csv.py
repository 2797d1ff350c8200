"""The CSV face of a history: a line a run or, of columns that were asked for, a line a measurement."""

import csv
from io import StringIO

from driftcli.history.trend import Trend
from driftcli.reports.history.json import point_document, run_document
from driftcli.reports.plain import plain


def render_history_csv(trend: Trend, *, is_by_column: bool) -> str:
    """Write measurements where columns were asked for, runs otherwise."""
    rows = [point_document(one) for one in trend.points] if is_by_column else [run_document(one) for one in trend.runs]
    canvas = StringIO()
    writer = csv.DictWriter(canvas, list(rows[0]) if rows else ["run"], lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(plain(rows))
    return canvas.getvalue()
