"""Write the sample data beside this file: an invented store story and two months of real flights.

Nothing here reads the clock or the machine: the same call writes the same CSV bytes. The README beside this file says
what the columns mean and which figures the files show.

    python sample_data/make_sample_data.py [store] [flights] [--output FOLDER]
"""

from __future__ import annotations

import argparse
import csv
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
from flights_story import flights_tables
from store_story import store_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

HERE = Path(__file__).resolve().parent
STORIES = {"store": store_tables, "flights": flights_tables}


def write(table: pa.Table, stem: Path) -> None:
    """Write a table as CSV and as Parquet; a missing value is an empty field."""
    with stem.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        writer.writerows([_text(value) for value in row.values()] for row in table.to_pylist())
    pq.write_table(table.replace_schema_metadata(None), stem.with_suffix(".parquet"), compression="zstd")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.tzinfo is None else f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return "" if value is None else str(value)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the stories asked for."""
    parser = argparse.ArgumentParser(description="Make driftcli's sample data.")
    parser.add_argument("story", nargs="*", help=f"of {', '.join(STORIES)} (default: all)")
    parser.add_argument("--output", type=Path, default=HERE, help="folder to write to (default: this script's)")
    options = parser.parse_args(arguments)
    if unknown := set(options.story) - set(STORIES):
        parser.error(f"unknown story {', '.join(sorted(unknown))}: choose from {', '.join(STORIES)}")
    options.output.mkdir(parents=True, exist_ok=True)
    for story in options.story or STORIES:
        for name, table in STORIES[story]().items():
            write(table, options.output / name)
            print(f"{name}: {table.num_rows:,} rows x {table.num_columns} columns, CSV and Parquet")


if __name__ == "__main__":
    main()
