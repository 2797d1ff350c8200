"""What the Spark engine costs: CPU a value, bytes a profile, memory a partition; from these, larger tables on paper.

    python benchmarks/spark_cost.py [--spark] [ROWS ...]

Runs the executors' own code on partitions of 50 columns of mixed kinds, outside of Spark, so that what is measured is
driftcli; ``--spark`` adds what Spark takes to read the same rows and hand them to Python and back. The last table
reckons 100 billion rows of 200 columns from the measured figures; nothing of that size was run.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
from generate import generate

from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.engines.spark.count_job import HELD, CountJob
from driftcli.engines.spark.parts import PartReading
from driftcli.engines.spark.sending import packed, unpacked
from driftcli.engines.spark.survey_job import SurveyJob
from driftcli.profiles.merge import merge_profiles
from driftcli.sources.kinds import RoleAssignment
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions

COLUMNS = 50
BATCH = 10_000
"""Rows that Spark hands over at a time, by default."""
MERGED = 32
PAPER_ROWS, PAPER_COLUMNS, PAPER_CORES = 100_000_000_000, 200, 1_000
ONE = "--one"


@dataclass(frozen=True)
class Cost:
    """Of one partition."""

    rows: int
    survey_s: float
    count_s: float
    merge_s: float
    """Of one profile into another."""
    survey_bytes: int
    profile_bytes: int
    held: int
    """Bytes of its rows as Spark hands them over."""
    peak: int
    """Bytes of resident memory at most, the libraries included."""

    def line(self) -> str:
        """A row of the table."""
        values = self.rows * COLUMNS
        return (
            f"| {self.rows:,} | {1e9 * self.survey_s / values:.0f} | {1e9 * self.count_s / values:.0f} "
            f"| {self.survey_bytes / COLUMNS / 1024:.0f} | {self.profile_bytes / COLUMNS / 1024:.0f} "
            f"| {1e3 * self.merge_s / COLUMNS:.2f} | {self.held >> 20} | {self.peak >> 20} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", type=int, default=[50_000, 250_000, 1_000_000])
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument(ONE, type=int)
    asked = parser.parse_args()
    if asked.one:
        print(_cost(asked.folder, asked.one))
        return
    with TemporaryDirectory() as folder:
        home = asked.folder or Path(folder)
        if not (home / "1Mx50").exists():
            generate(home, "1Mx50")
        costs = [_measured(home, rows) for rows in asked.rows]
        print(
            "| rows of a partition | survey ns/value | count ns/value | survey KiB/column | profile KiB/column", end=""
        )
        print(" | merge ms/column | its rows MiB | peak MiB |\n|---|---|---|---|---|---|---|---|")
        for cost in costs:
            print(cost.line())
        if asked.spark:
            _of_spark(home)
        _on_paper(costs[-1])


def _measured(home: Path, rows: int) -> Cost:
    """In a process of its own, so that the peak is its own; rows come as a stream of batches, as from Spark."""
    with pq.ParquetFile(home / "1Mx50" / "reference.parquet") as file:
        groups = range(-(-rows // file.metadata.row_group(0).num_rows))
        table = file.read_row_groups(list(groups), use_threads=False).slice(0, rows)
    with pa.OSFile(str(home / f"{rows}.arrow"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, BATCH)
    command = [sys.executable, __file__, ONE, str(rows), "--folder", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return eval(done.stdout)  # noqa: S307 - what this program printed itself


def _batches(home: Path, rows: int) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(home / f"{rows}.arrow"), "rb") as file, pa.ipc.open_stream(file) as stream:
        yield from stream


def _cost(home: Path, rows: int) -> Cost:
    reading = PartReading("partition", SourceOptions())
    survey = SurveyJob(reading, RoleAssignment(), {}, None, None, 0.0)
    begun = time.process_time()
    surveys = list(survey.run(_batches(home, rows)))
    surveyed = time.process_time() - begun
    plan = ProfilePlan(threads=1)
    known = profile_source(open_source(pa.Table.from_batches(islice(_batches(home, rows), 5))), plan)
    job = CountJob(reading, replace(plan), packed(known))
    begun = time.process_time()
    profiles = list(job.run(_batches(home, rows)))
    counted = time.process_time() - begun
    data = profiles[0]["payload"][0].as_py()
    begun = time.process_time()
    merge_profiles((unpacked(data) for _ in range(MERGED)), at_once=HELD)
    merged = (time.process_time() - begun) / MERGED
    return Cost(
        rows=rows,
        survey_s=surveyed,
        count_s=counted,
        merge_s=merged,
        survey_bytes=sum(len(row["payload"][0].as_py()) for row in surveys),
        profile_bytes=len(data),
        held=(home / f"{rows}.arrow").stat().st_size,
        peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10,
    )


def _of_spark(home: Path) -> None:
    """Wall time, on two cores, of reading rows and handing them to Python, which does nothing with them."""
    from driftcli.engines.spark.session import hushed, spark_session  # noqa: PLC0415 - needs Java

    settings = {"spark.master": "local[2]", "spark.driver.memory": "2g"}
    with hushed():
        frame = spark_session(settings).read.parquet(str(home / "1Mx50" / "reference.parquet"))
        for _ in range(2):
            begun = time.perf_counter()
            frame.mapInArrow(_nothing, "rows long").agg({"rows": "sum"}).collect()
            spent = time.perf_counter() - begun
    each = 1e9 * 2 * spent / (1_000_000 * COLUMNS)
    print(f"\nSpark itself, local[2]: {each:.0f} ns of a core a value, read and handed over")


def _nothing(batches):  # noqa: ANN001, ANN202 - as Spark calls it
    for batch in batches:
        yield pa.record_batch({"rows": pa.array([batch.num_rows], pa.int64())})


def _on_paper(cost: Cost) -> None:
    values = PAPER_ROWS * PAPER_COLUMNS
    parts = PAPER_ROWS // cost.rows
    hours = {
        name: values * seconds / (cost.rows * COLUMNS) / 3600
        for name, seconds in (("survey", cost.survey_s), ("count", cost.count_s))
    }
    merging = parts * PAPER_COLUMNS * cost.merge_s / COLUMNS / 3600
    sent = {
        "survey": parts * PAPER_COLUMNS * cost.survey_bytes / COLUMNS,
        "profiles": parts * PAPER_COLUMNS * cost.profile_bytes / COLUMNS,
    }
    print(f"\nOn paper: {PAPER_ROWS:,} rows x {PAPER_COLUMNS} columns in {parts:,} partitions of {cost.rows:,} rows:")
    for name, spent in {**hours, "merging": merging}.items():
        print(f"  {name}: {spent:,.0f} core hours, {60 * spent / PAPER_CORES:.0f} min on {PAPER_CORES:,} cores")
    for name, size in sent.items():
        print(f"  {name} over the network: {size / 1e12:.2f} TB, {100 * size / (8 * values):.2f} % of 8 bytes a value")
    print(f"  to the driver: {PAPER_COLUMNS * cost.profile_bytes / COLUMNS / 2**20:.1f} MiB a side")


if __name__ == "__main__":
    main()
