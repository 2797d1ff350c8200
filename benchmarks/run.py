"""Time, CPU and peak memory of audits against the bare cost of reading the same files, by hand, and by other tools.

    python benchmarks/run.py [--folder DIR] [--repeat 3] [--peers DIR] [--plot costs.svg] [10kx20 1Mx50 10Mx20 100Mx20]

Each measure runs in a fresh process, in rounds of all, and is taken from ``os.wait4``: the best wall time, with the CPU
time and the peak resident memory of that run. All ratios of a size are to the limit (``limit.py``) of the same run.
Prints a Markdown table; files are generated first where they are missing. By-hand scripts whose library is not
installed are left out. ``--peers DIR`` makes a virtual environment for each other tool there and runs it, too, once and
on Parquet; one that takes more than five and a half minutes is stopped. Beyond 10 million rows everything runs once.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Timer

from generate import AS_CSV, SIZES, generate

HERE = Path(__file__).parent
BY_HAND = {"pandas_scipy": "pandas", "with_polars": "polars", "with_duckdb": "duckdb"}
"""Script to the library that it needs."""
PEERS = {
    "with_evidently": ("evidently==0.7.23", "pandas<3", "pyarrow"),
    "with_nannyml": ("nannyml==0.13.1", "pandas<3", "pyarrow", "statsmodels"),
    "with_whylogs": ("whylogs[viz]==1.6.4", "pandas<3", "numpy<2", "pyarrow<20"),
    "with_popmon": ("popmon==1.4.12", "pandas<3", "pyarrow", "setuptools<81"),
}
"""Script to what is installed for it: versions that work together."""
CSV_READERS = {
    "pyarrow": "import sys, pyarrow.csv as c; [c.read_csv(f) for f in sys.argv[1:]]",
    "polars": "import sys, polars as p; [p.read_csv(f, try_parse_dates=True) for f in sys.argv[1:]]",
    "duckdb": "import sys, duckdb as d; [d.sql(f'create table t{i} as from read_csv($$' + f + '$$)') "
    "for i, f in enumerate(sys.argv[1:])]",
}
"""Library to a program that does no more than read CSV files, dates as dates."""
DEFAULT_SIZES = ("10kx20", "1Mx50", "10Mx20")
ROWS_OF_HAND = 1_000_000
"""Rows up to which other ways are measured: beyond, they need more memory than such a machine has."""
MOST_REPEATED = 10_000_000
PATIENCE = 330
"""Seconds after which another tool is stopped: fifty times what an audit of a million rows takes."""
LIMIT = "the limit: read, sort, count"
SUITES = {
    "driftcli, per-column suite": ("--select", "quality", "--select", "drift"),
    "driftcli, everything that is on": (),
}


class Failed(Exception):  # noqa: N818 - of a measure, it is no error of this program
    """A measured program did not end well."""


@dataclass(frozen=True)
class Cost:
    """What one process took."""

    wall: float
    cpu: float
    memory: float
    """Peak resident megabytes."""
    code: int


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    files: str
    what: str
    cost: Cost
    limit: Cost

    def __str__(self) -> str:
        cost, limit = self.cost, self.limit
        exited = f" (exit {cost.code})" if cost.code else ""
        ratios = f"{cost.wall:.2f} | {cost.wall / limit.wall:.2f} | {cost.cpu:.2f} | {cost.cpu / limit.cpu:.2f}"
        return f"| {self.files} | {self.what}{exited} | {ratios} | {cost.memory:.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=list(DEFAULT_SIZES), metavar="SIZE")
    parser.add_argument("--folder", type=Path, help="where the files are or will be; a temporary folder without it")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peers", type=Path, help="folder for the environments of the other tools")
    parser.add_argument("--plot", type=Path, help="draw wall time and memory of all rows as SVG (needs matplotlib)")
    args = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as temporary:
        print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, best of {args.repeat}\n")
        print(
            "| files | what | wall s | of the limit | CPU s | of the limit | peak MB |\n|---|---|---|---|---|---|---|"
        )
        for size in args.sizes:
            home = generate(args.folder or Path(temporary), size)
            for suffix in (".parquet", ".csv") if size in AS_CSV else (".parquet",):
                rows += _measured(size, home, suffix, args, Path(temporary))
    if args.plot:
        _plot(rows, args.plot)


def _measured(size: str, home: Path, suffix: str, args: argparse.Namespace, outputs: Path) -> list[Row]:
    files = [str(home / f"{side}{suffix}") for side in ("reference", "current")]
    commands = {LIMIT: [sys.executable, str(HERE / "limit.py"), *files]} | _commands(size, files, outputs)
    best = _best(commands, 1 if SIZES[size][0] > MOST_REPEATED else args.repeat)
    limit = best[LIMIT]
    rows = [_told(Row(f"{size}{suffix}", what, cost, limit)) for what, cost in best.items()]
    for what, command in _peer_commands(size, files, args.peers).items():
        try:
            rows.append(_told(Row(f"{size}{suffix}", what, _run(command, patience=PATIENCE), limit)))
        except Failed as error:
            print(f"| {size}{suffix} | {what}: {error} | | | | | |", flush=True)
    weight = (outputs / "report.html").stat().st_size / 1e3
    print(f"| {size}{suffix} | report.html, kB | {weight:.0f} | | | | |", flush=True)
    return rows


def _commands(size: str, files: list[str], outputs: Path) -> dict[str, list[str]]:
    """Command lines of this tool and of scripts by hand."""
    reports = [part for name in ("report.json", "report.html") for part in ("-o", str(outputs / name))]
    commands = {"start-up: import pyarrow, numpy": [sys.executable, "-c", "import numpy, pyarrow.parquet, pyarrow.csv"]}
    for what, asked in SUITES.items():
        commands[what] = [sys.executable, "-P", "-m", "driftcli", "audit", *files, "-q", *asked, *reports]
    if SIZES[size][0] > ROWS_OF_HAND:
        return commands
    if files[0].endswith(".csv"):
        readers = {library: code for library, code in CSV_READERS.items() if find_spec(library)}
        return commands | {f"only read: {name}": [sys.executable, "-c", code, *files] for name, code in readers.items()}
    for script, library in BY_HAND.items():
        if find_spec(library):
            commands[f"by hand: {script.removeprefix('with_')}"] = [
                sys.executable,
                str(HERE / "by_hand" / f"{script}.py"),
                *files,
            ]
    return commands


def _peer_commands(size: str, files: list[str], peers: Path | None) -> dict[str, list[str]]:
    """Command lines of other tools, in their environments."""
    if peers is None or SIZES[size][0] > ROWS_OF_HAND or not files[0].endswith(".parquet"):
        return {}
    return {
        packages[0]: [_environment(peers / script, packages), str(HERE / "peers" / f"{script}.py"), *files]
        for script, packages in PEERS.items()
    }


def _environment(folder: Path, packages: tuple[str, ...]) -> str:
    """Make a virtual environment with these packages, unless it is there."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *packages], check=True)
    return str(python)


def _told(row: Row) -> Row:
    print(row, flush=True)
    return row


def _best(commands: dict[str, list[str]], repeat: int) -> dict[str, Cost]:
    """The quickest run of each; one after the other in every round, so that a slow minute is everybody's."""
    rounds = [{what: _run(command) for what, command in commands.items()} for _ in range(repeat)]
    return {what: min((costs[what] for costs in rounds), key=lambda cost: cost.wall) for what in commands}


def _run(command: list[str], *, patience: float | None = None) -> Cost:
    started = time.perf_counter()
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=settings)
    timer = Timer(patience or 0, process.kill)
    if patience:
        timer.start()
    said = process.stderr.read() if process.stderr else b""
    _, status, used = os.wait4(process.pid, 0)
    timer.cancel()
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode == -signal.SIGKILL and patience:
        raise Failed(f"stopped after {wall:.0f} s")
    if process.returncode not in {0, 1} or (process.returncode and "driftcli" not in command):
        raise Failed(f"exited {process.returncode}: {' '.join(command)}: {said.decode()[-300:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode)


def _plot(rows: list[Row], path: Path) -> None:
    import matplotlib as mpl  # noqa: PLC0415 - only for those who want a picture

    mpl.use("svg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, (time_axis, memory_axis) = plt.subplots(1, 2, sharey=True, figsize=(11, 1 + 0.28 * len(rows)))
    labels = [f"{row.files}: {row.what}" for row in rows]
    time_axis.barh(labels, [row.cost.wall for row in rows])
    time_axis.set(xscale="log", xlabel="wall time, s")
    memory_axis.barh(labels, [row.cost.memory for row in rows])
    memory_axis.set(xscale="log", xlabel="peak resident memory, MB")
    time_axis.invert_yaxis()
    figure.tight_layout()
    figure.savefig(path)


if __name__ == "__main__":
    main()
