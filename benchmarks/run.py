"""Time, CPU and peak memory of audits, against the bare cost of reading the same files and sorting their numbers.

    python benchmarks/run.py [--folder DIR] [--repeat 3] [10kx20 1Mx50 10Mx20]

Each measure runs in a fresh process and is taken from ``os.wait4``: the best wall time of the repeats, with the CPU
time and the peak resident memory of that run. Prints a Markdown table; files are generated first where they are
missing.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from generate import AS_CSV, SIZES, generate

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Cost:
    """What one process took."""

    wall: float
    cpu: float
    memory: float
    """Peak resident megabytes."""
    code: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=list(SIZES), metavar="SIZE")
    parser.add_argument("--folder", type=Path, help="where the files are or will be; a temporary folder without it")
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, best of {args.repeat}\n")
        print(
            "| files | what | wall s | of the limit | CPU s | of the limit | peak MB |\n|---|---|---|---|---|---|---|"
        )
        for size in args.sizes:
            home = generate(folder, size)
            for suffix in (".parquet", ".csv") if size in AS_CSV else (".parquet",):
                _measure(size, home, suffix, args.repeat, Path(temporary))


def _measure(size: str, home: Path, suffix: str, repeat: int, outputs: Path) -> None:
    files = [str(home / f"{side}{suffix}") for side in ("reference", "current")]
    reports = [part for name in ("report.json", "report.html") for part in ("-o", str(outputs / name))]
    limit = _best([sys.executable, str(HERE / "limit.py"), *files], repeat)
    commands = {
        "start-up: import pyarrow, numpy": [sys.executable, "-c", "import numpy, pyarrow.parquet, pyarrow.csv"],
        "driftcli audit, JSON and HTML": [sys.executable, "-m", "driftcli", "audit", *files, "-q", *reports],
    }
    _row(f"{size}{suffix}", "the limit: read, sort, count", limit, limit)
    for what, command in commands.items():
        _row(f"{size}{suffix}", what, _best(command, repeat), limit)
    weight = (outputs / "report.html").stat().st_size / 1e3
    print(f"| {size}{suffix} | report.html, kB | {weight:.0f} | | | | |", flush=True)


def _row(files: str, what: str, cost: Cost, limit: Cost) -> None:
    wall, cpu = cost.wall / limit.wall, cost.cpu / limit.cpu
    exited = f" (exit {cost.code})" if cost.code else ""
    print(
        f"| {files} | {what}{exited} | {cost.wall:.2f} | {wall:.2f} | {cost.cpu:.2f} | {cpu:.2f} | {cost.memory:.0f} |",
        flush=True,
    )


def _best(command: list[str], repeat: int) -> Cost:
    return min((_run(command) for _ in range(repeat)), key=lambda cost: cost.wall)


def _run(command: list[str]) -> Cost:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read() if process.stderr else b""
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        raise SystemExit(f"{' '.join(command)}\nexited {process.returncode}\n{said.decode()}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode)


if __name__ == "__main__":
    main()
