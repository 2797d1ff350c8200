"""The CSV face: the long table of all measurements, as ``measurements`` lays it out."""

import csv
import io

from driftcli.audit import Result
from driftcli.reports.formats.measurements import COLUMNS, measurement_rows


def render_csv(result: Result) -> str:
    """Write the table; a cell that holds nothing is empty, a number that is not finite reads inf or nan."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(measurement_rows(result))
    return stream.getvalue()
