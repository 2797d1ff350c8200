"""What it costs to merge very many small profiles: time and peak memory of ``driftcli merge``.

    python benchmarks/many_profiles.py [FILES]

Profiles of 300 rows each, counted in the edges of one baseline, as devices would send them (20 columns of mixed kinds;
by default 1,000 and 10,000 files, some 130 kB each). The merged profile must hold every row.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
from generate import generate

from driftcli.audit import profile_dataset
from driftcli.profiles.baseline import read_baseline, write_baseline

ROWS = 300
DIFFERENT = 100
"""Profiles that are made; the rest are links to them, as the time goes into reading and merging."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=int, default=[1_000, 10_000])
    with TemporaryDirectory() as folder:
        home = Path(folder)
        made = _made(home)
        print("| files | wall s | CPU s | CPU ms a file | peak MiB |\n|---|---|---|---|---|")
        for files in parser.parse_args().files:
            _measure(home, made, files)


def _made(home: Path) -> list[Path]:
    table = pq.read_table(generate(home, "10kx20") / "reference.parquet")
    write_baseline(profile_dataset(table), home / "edges")
    made = []
    for place in range(DIFFERENT):
        path = home / f"made-{place}"
        write_baseline(profile_dataset(table.slice(place * 90, ROWS), edges=home / "edges"), path)
        made.append(path)
    return made


def _measure(home: Path, made: list[Path], files: int) -> None:
    parts = home / f"parts-{files}"
    parts.mkdir()
    names = [parts / f"{place:06}" for place in range(files)]
    for place, name in enumerate(names):
        name.hardlink_to(made[place % len(made)])
    command = [sys.executable, "-m", "driftcli", "merge", *map(str, names), "-o", str(home / "merged"), "-q"]
    start = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status or read_baseline(home / "merged").n != files * ROWS:
        raise SystemExit(f"merging {files} profiles went wrong")
    cpu = usage.ru_utime + usage.ru_stime
    print(
        f"| {files:,} | {wall:.1f} | {cpu:.1f} | {1000 * cpu / files:.1f} | {usage.ru_maxrss / 1024:.0f} |", flush=True
    )


if __name__ == "__main__":
    main()
