"""What it costs to read both CSV files of a pair: driftcli's typed columns beside the readers of others.

    python benchmarks/csv_cost.py FOLDER [10kx20 1Mx50] [--rounds 3]

The pairs of ``generate.py`` in FOLDER, made where they are missing. Each reader reads both files, one after another, in
a process of its own; its imports are not counted. The rounds go through all readers in turn and the least of each is
told, as other work on a machine makes times longer and never shorter. ``on disk`` is driftcli's way with files that
memory does not hold. Readers that are not installed are left out.
"""

import argparse
import importlib.util
import math
import subprocess
import sys
from pathlib import Path

from generate import AS_CSV, generate

MEASURED = """
import resource, sys, time
def used():
    found = resource.getrusage(resource.RUSAGE_SELF)
    return found.ru_utime + found.ru_stime
{imports}
wall, cpu = time.perf_counter(), used()
for path in sys.argv[1:]:
    found = {read}
    del found
print(time.perf_counter() - wall, used() - cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
OPEN = (
    "from driftcli.sources import keeping, unify; from driftcli.sources.csv import encoding, reading; "
    "from driftcli.sources.open import open_source"
)
READERS = {
    "driftcli": (OPEN, "open_source(path)"),
    "driftcli, on disk": (OPEN, "open_source(path, room=200 << 20)"),
    "pyarrow.csv": ("from pyarrow import csv", "csv.read_csv(path)"),
    "polars": ("import polars", "polars.read_csv(path)"),
    "polars, dates parsed": ("import polars", "polars.read_csv(path, try_parse_dates=True)"),
    "DuckDB": (
        "import duckdb, pyarrow",
        "duckdb.connect().execute('SET enable_progress_bar = false').read_csv(path).to_arrow_table()",
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sizes", nargs="*", choices=AS_CSV, default=["1Mx50"])
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    print("| pair | reader | CPU s | wall s | peak MiB | driftcli's CPU to it |\n|---|---|---|---|---|---|")
    for size in args.sizes:
        pair = generate(args.folder, size)
        told(size, best_of([str(pair / f"{side}.csv") for side in ("reference", "current")], args.rounds))


def best_of(files: list[str], rounds: int) -> dict[str, tuple[float, float, float]]:
    """Least wall seconds, CPU seconds and peak MiB of each reader."""
    best: dict[str, tuple[float, float, float]] = {}
    for _ in range(rounds):
        for name, (imports, read) in READERS.items():
            if importlib.util.find_spec(imports.split()[1].split(".")[0].rstrip(",")) is None:
                continue
            code = MEASURED.format(imports=imports, read=read)
            done = subprocess.run([sys.executable, "-c", code, *files], capture_output=True, text=True, check=True)
            wall, cpu, peak = map(float, done.stdout.split())
            least = best.get(name, (math.inf, math.inf, math.inf))
            best[name] = (min(wall, least[0]), min(cpu, least[1]), min(peak, least[2]))
    return best


def told(size: str, best: dict[str, tuple[float, float, float]]) -> None:
    own = best["driftcli"][1]
    for name, (wall, cpu, peak) in best.items():
        print(f"| {size} | {name} | {cpu:.2f} | {wall:.2f} | {peak:.0f} | {own / cpu:.2f} |", flush=True)


if __name__ == "__main__":
    main()
