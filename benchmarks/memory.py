"""Whether memory stays flat: audits of ever larger files under a hard limit of the operating system.

    python benchmarks/memory.py FOLDER [10Mx20 100Mx20] [--memory 1GiB] [--limit 3.5] [--columns GLOB ...]
                                [--plot memory.svg]
    python benchmarks/memory.py FOLDER 1Mx50 --csv 5 --memory 1GiB

The pairs of ``generate.py`` in FOLDER, made where they are missing (100Mx20 takes 17 GB). Each audit runs in a process
that may not map more than ``--limit`` GiB of addresses (``ulimit -v``: libraries and thread stacks take 1.5 of them);
beyond, it would fail. ``--csv N`` audits the pair's CSV files, the rows N times over in one file (1Mx50: 660 MB a
time), which is deleted afterwards; columns that memory does not hold take as much space again in TMPDIR. Peak is the
operating system's figure of resident memory. ``--plot`` draws resident memory over the course of each audit (on Linux,
with matplotlib). Times on a busy machine mean little.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from generate import SIZES, generate

SIDES = ("reference", "current")
COLUMNS = "| pair | columns | --memory | wall s | CPU s | peak MiB |"
MIB = 2**20
EVERY = 0.2
"""Seconds between two looks at resident memory."""
DRAWN = 250
"""Points of a drawn curve."""


@dataclass
class Curve:
    """Resident memory of one audit, look by look."""

    name: str
    seconds: list[float] = field(default_factory=list)
    mib: list[float] = field(default_factory=list)

    def follow(self, process: int, ended: Event) -> None:
        """Look at a process until it has ended."""
        start = time.perf_counter()
        while not ended.wait(EVERY):
            try:
                pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
            except (OSError, IndexError):
                continue
            if pages:
                self.seconds.append(time.perf_counter() - start)
                self.mib.append(pages * os.sysconf("SC_PAGE_SIZE") / MIB)

    def drawn(self) -> tuple[list[float], list[float]]:
        """Per cent of the audit, and the most memory of each of so many stretches of it."""
        peaks: dict[int, float] = {}
        for at, mib in zip(self.seconds, self.mib, strict=True):
            place = int(DRAWN * at / self.seconds[-1])
            peaks[place] = max(mib, peaks.get(place, 0.0))
        return [100 * place / DRAWN for place in sorted(peaks)], [peaks[place] for place in sorted(peaks)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sizes", nargs="*", choices=list(SIZES), default=["1Mx50", "10Mx20"])
    parser.add_argument("--memory", default="")
    parser.add_argument("--limit", type=float, default=3.5, help="GiB of addresses")
    parser.add_argument("--columns", nargs="*", default=[])
    parser.add_argument("--csv", type=int, default=0, metavar="N", help="CSV, the rows of a file N times over")
    parser.add_argument("--plot", type=Path, help="draw resident memory over time as SVG")
    args = parser.parse_args()
    print(f"{COLUMNS}\n|---|---|---|---|---|---|")
    with TemporaryDirectory(dir=args.folder) as folder:
        curves = [
            measure(size, sides(generate(args.folder, size), Path(folder), args.csv), args) for size in args.sizes
        ]
    if args.plot:
        draw(curves, args.plot)


def sides(pair: Path, folder: Path, times: int) -> list[str]:
    """The two files of a pair; as CSV, their rows several times under one header, where that was asked."""
    if not times:
        return [str(pair / f"{side}.parquet") for side in SIDES]
    for side in SIDES:
        with (folder / f"{side}.csv").open("wb") as written:
            for number in range(times):
                with (pair / f"{side}.csv").open("rb") as read:
                    header = read.readline()
                    written.write(b"" if number else header)
                    shutil.copyfileobj(read, written, MIB)
    return [str(folder / f"{side}.csv") for side in SIDES]


def measure(size: str, files: list[str], args: argparse.Namespace) -> Curve:
    """Run one audit and print what it took."""
    pair = f"{size} as CSV, {args.csv} times" if args.csv else size
    said = [f"--columns={glob}" for glob in args.columns] + ([f"--memory={args.memory}"] if args.memory else [])
    command = [sys.executable, "-m", "driftcli", "audit", *files, "--quiet", "--no-progress", *said]
    limited = ["sh", "-c", f'ulimit -v {int(args.limit * 2**20)}; exec "$0" "$@"', *command]
    start = time.perf_counter()
    process = subprocess.Popen(limited, stdout=subprocess.DEVNULL)
    curve, ended = Curve(pair), Event()
    follower = Thread(target=curve.follow, args=(process.pid, ended))
    follower.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall, code = time.perf_counter() - start, os.waitstatus_to_exitcode(status)
    process.returncode = code
    ended.set()
    follower.join()
    if code not in {0, 1}:
        raise SystemExit(f"the audit of {pair} ended with exit code {code}")
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    chosen = " ".join(args.columns) or "all"
    print(f"| {pair} | {chosen} | {args.memory or 'default'} | {wall:.0f} | {cpu:.0f} | {peak:.0f} |", flush=True)
    return curve


def draw(curves: list[Curve], path: Path) -> None:
    """Resident memory against the share of the audit that is done, a line a pair."""
    import matplotlib as mpl  # noqa: PLC0415 - only for those who want a picture

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "driftcli"
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axis = plt.subplots(figsize=(8, 3.5))
    for curve in filter(lambda curve: curve.seconds, curves):
        axis.plot(*curve.drawn(), label=curve.name)
    axis.set(xlabel="part of the audit done, %", ylabel="resident memory, MiB", ylim=(0, None))
    axis.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
