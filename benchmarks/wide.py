"""Whether time and memory stay linear in the columns: audits of ever wider tables, every check that is on by default.

    python benchmarks/wide.py FOLDER [--rows 100000] [--columns 1250 2500 5000]

Each pair is made in FOLDER, audited by the whole program with HTML and JSON written, and deleted again; 5,000 columns
of 100,000 rows take 5 GB. A fifth of the current columns has moved. Peak is the operating system's figure of resident
memory; on a busy machine CPU seconds are to be trusted, wall times are not.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from generate import MISSING, few, heavy, lognormal, names, normal, truth, whole

RECIPE = (normal, lognormal, heavy, whole, few, truth, names(10), names(10), names(1000), normal)
"""Kinds of column, repeated until a table has its width."""
BATCH_ROWS = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--columns", type=int, nargs="*", default=[1_250, 2_500, 5_000])
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    print("| columns | rows | wall s | CPU s | CPU ms a column | peak MiB | HTML MB | JSON MB |")
    print("|---|---|---|---|---|---|---|---|")
    for columns in args.columns:
        _measure(args.folder, args.rows, columns)


def _measure(folder: Path, rows: int, columns: int) -> None:
    """Make a pair, audit it, print what it took, and delete the pair."""
    pair = [folder / f"wide-{columns}-{side}.parquet" for side in ("reference", "current")]
    for seed, path in enumerate(pair):
        _write(path, rows, columns, seed=seed)
    page, document = folder / f"wide-{columns}.html", folder / f"wide-{columns}.json"
    command = [sys.executable, "-m", "driftcli", "audit", *map(str, pair), "--quiet", "--no-progress"]
    start = time.perf_counter()
    process = subprocess.Popen([*command, "-o", str(page), "-o", str(document)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall, code = time.perf_counter() - start, os.waitstatus_to_exitcode(status)
    for path in pair:
        path.unlink()
    if code not in {0, 1}:
        raise SystemExit(f"the audit of {columns} columns ended with exit code {code}")
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    sizes = " | ".join(f"{path.stat().st_size / 1e6:.1f}" for path in (page, document))
    print(
        f"| {columns:,} | {rows:,} | {wall:.0f} | {cpu:.0f} | {1000 * cpu / columns:.1f} | {peak:.0f} | {sizes} |",
        flush=True,
    )


def _write(path: Path, rows: int, columns: int, *, seed: int) -> None:
    writer = None
    for start in range(0, rows, BATCH_ROWS):
        table = _batch(min(BATCH_ROWS, rows - start), columns, [seed, start])
        writer = writer or pq.ParquetWriter(path, table.schema, compression="snappy")
        writer.write_table(table)
    if writer:
        writer.close()


def _batch(rows: int, columns: int, seed: list[int]) -> pa.Table:
    made = {}
    for place in range(columns):
        make, rng = RECIPE[place % len(RECIPE)], np.random.default_rng([*seed, place])
        values = make(rng, rows, 1.0 if seed[0] and place % 5 == 4 else 0.0)
        if place % 2:
            values = pc.if_else(pa.array(rng.random(rows) < MISSING), pa.scalar(None, values.type), values)
        made[f"column_{place:04}"] = values
    return pa.table(made)


if __name__ == "__main__":
    main()
