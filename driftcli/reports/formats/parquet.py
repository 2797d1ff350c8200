"""The Parquet face: the long table of all measurements, as ``measurements`` lays it out."""

from driftcli.audit import Result
from driftcli.reports.formats.measurements import COLUMNS, measurement_rows
from driftcli.sources.parquet_writing import parquet_bytes


def render_parquet(result: Result) -> bytes:
    """Write the table as the bytes of a Parquet file."""
    return parquet_bytes(list(measurement_rows(result)), COLUMNS)
