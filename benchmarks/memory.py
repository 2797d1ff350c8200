"""Whether memory stays flat: audits of ever larger files under a hard limit of the operating system.

    python benchmarks/memory.py FOLDER [10Mx20 100Mx20] [--memory 1GiB] [--limit 3.5] [--columns GLOB ...]

The pairs of ``generate.py`` in FOLDER, made where they are missing (100Mx20 takes 21 GB). Each audit runs in a process
that may not map more than ``--limit`` GiB of addresses (``ulimit -v``: libraries and thread stacks take 1.5 of them);
beyond, it would fail. Peak is the operating system's figure of resident memory. Times on a busy machine mean little.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from generate import SIZES, generate

COLUMNS = "| pair | columns | --memory | wall s | CPU s | peak MiB |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sizes", nargs="*", choices=list(SIZES), default=["1Mx50", "10Mx20"])
    parser.add_argument("--memory", default="")
    parser.add_argument("--limit", type=float, default=3.5, help="GiB of addresses")
    parser.add_argument("--columns", nargs="*", default=[])
    args = parser.parse_args()
    print(f"{COLUMNS}\n|---|---|---|---|---|---|")
    for size in args.sizes:
        measure(generate(args.folder, size), args)


def measure(pair: Path, args: argparse.Namespace) -> None:
    """Run one audit and print what it took."""
    said = [f"--columns={glob}" for glob in args.columns] + ([f"--memory={args.memory}"] if args.memory else [])
    files = [str(pair / f"{side}.parquet") for side in ("reference", "current")]
    command = [sys.executable, "-m", "driftcli", "audit", *files, "--quiet", "--no-progress", *said]
    limited = ["sh", "-c", f'ulimit -v {int(args.limit * 2**20)}; exec "$0" "$@"', *command]
    start = time.perf_counter()
    process = subprocess.Popen(limited, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall, code = time.perf_counter() - start, os.waitstatus_to_exitcode(status)
    if code not in {0, 1}:
        raise SystemExit(f"the audit of {pair.name} ended with exit code {code}")
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    chosen = " ".join(args.columns) or "all"
    print(f"| {pair.name} | {chosen} | {args.memory or 'default'} | {wall:.0f} | {cpu:.0f} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
