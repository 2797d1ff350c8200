"""Whether an audit in little memory says what an audit with room says: real budgets, from the command line.

    python benchmarks/small_memory.py FOLDER [--data DATASETS] [--pairs PAIRS] [--only elec2 hotel] [--memory 512MiB]
                                             [--threads 8] [--table results/small_memory.md]

DATASETS holds the datasets as their publishers gave them (``real_data.py``), PAIRS the pairs of ``generate.py``; what
is absent is left out. Real datasets are small, so their rows are written N times over into FOLDER, until the budget
cannot hold a column: fractions are jittered by a thousandth from the second time on, so that distinct numbers grow,
too. Each pair is audited twice by the whole program, with the default budget and with the smallest that it accepts,
and both JSON results are compared, to the last p-value (``two_results.py`` says how). Exit code 1 where something
disagrees, or where no number of any case differs: then nothing was read in stretches.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from two_results import Compared, compared

ROWS = 2_200_000
"""Rows of a grown side: more than 512 MiB hold of a column of numbers on the three threads that they have room for."""
JITTER = 1e-3
COLUMNS = (
    "case",
    "rows",
    "peak MiB, default",
    "peak MiB",
    "findings",
    "numbers",
    "approximate",
    "differ",
    "of its bound",
    "p-values",
    "differ",
    "by at most",
    "evidence that differs",
    "disagree",
)
HEAD = f"| {' | '.join(COLUMNS)} |"


@dataclass(frozen=True, kw_only=True)
class Case:
    """Two tables, and what is asked of them."""

    name: str
    make: Callable[[Path], tuple[pa.Table, pa.Table]]
    """From the folder of datasets."""
    flags: tuple[str, ...] = ()
    is_text: bool = False
    """Whether they are written as CSV."""


def main() -> None:
    """Compare every case that is there, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--memory", default="512MiB")
    parser.add_argument("--threads", type=int, default=8, help="that share it; each has columns of its own in work")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--table", type=Path)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    lines, is_alike, is_tried = [HEAD, "|---" * len(COLUMNS) + "|"], True, False
    print("\n".join(lines), flush=True)
    for name, files, flags in _pairs(args):
        line, found = _case(name, files, flags, args)
        lines.append(line)
        is_alike = is_alike and not found.differences
        is_tried = is_tried or found.unequal > 0
        print(line, flush=True)
        print(*found.differences[:20], sep="\n", file=sys.stderr, flush=True)
    if args.table:
        args.table.write_text("\n".join(lines) + "\n")
    raise SystemExit(not (is_alike and is_tried))


def _pairs(args: argparse.Namespace) -> Iterator[tuple[str, tuple[Path, Path], tuple[str, ...]]]:
    """Write and give pair after pair; those that were written are deleted when the next is asked for."""

    def is_asked(name: str) -> bool:
        return not args.only or any(part in name for part in args.only)

    for case in CASES if args.data else ():
        if is_asked(case.name):
            files = _grown(case, args)
            yield case.name, files, case.flags
            for path in files:
                path.unlink()
    for pair in sorted(args.pairs.iterdir()) if args.pairs else ():
        for suffix in ("parquet", "csv"):
            files = (pair / f"reference.{suffix}", pair / f"current.{suffix}")
            if files[0].exists() and is_asked(f"{pair.name} {suffix}"):
                yield f"{pair.name} {suffix}", files, ()


def _case(
    name: str, files: tuple[Path, Path], flags: tuple[str, ...], args: argparse.Namespace
) -> tuple[str, Compared]:
    roomy, peak = _audited(files, flags, args.folder)
    little = f"--memory={args.memory}", f"--threads={args.threads}"
    small, small_peak = _audited(files, (*flags, *little), args.folder)
    found = compared(roomy, small)
    rows = " / ".join(f"{roomy['inputs'][side]['rows']:,}" for side in ("reference", "current"))
    figures = f"{found.findings} | {found.numbers:,} | {found.approximate:,} | {found.unequal:,} | {found.largest:.2f}"
    figures += f" | {found.p_values} | {found.unequal_p_values} | {found.largest_p:.1g} | {found.unequal_evidence}"
    return f"| {name} | {rows} | {peak} | {small_peak} | {figures} | {len(found.differences)} |", found


def _audited(files: tuple[Path, Path], flags: tuple[str, ...], folder: Path) -> tuple[dict[str, Any], int]:
    """Run the program; gives its result and its peak of resident memory in MiB."""
    document = folder / "result.json"
    command = [sys.executable, "-m", "driftcli", "audit", *map(str, files), *flags, "-q", "--no-progress"]
    command += ["--now", "2026-01-01", "-o", str(document)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in {0, 1, 5}:
        raise SystemExit(f"{' '.join(command)} ended with exit code {code}")
    found: dict[str, Any] = json.loads(document.read_text())
    document.unlink()
    return found, usage.ru_maxrss // 1024


def _grown(case: Case, args: argparse.Namespace) -> tuple[Path, Path]:
    """Write the two sides of a case, as many times over as it takes."""
    suffix = "csv" if case.is_text else "parquet"
    paths = args.folder / f"reference.{suffix}", args.folder / f"current.{suffix}"
    for seed, (path, table) in enumerate(zip(paths, case.make(args.data), strict=True)):
        rng = np.random.default_rng(seed)
        times = -(-args.rows // len(table))
        with (pyarrow.csv.CSVWriter if case.is_text else pq.ParquetWriter)(path, table.schema) as writer:
            for at in range(times):
                writer.write_table(table if at == 0 else _jittered(table, rng))
    return paths


def _jittered(table: pa.Table, rng: np.random.Generator) -> pa.Table:
    """The same rows, fractions a thousandth off."""
    for at, name in enumerate(table.schema.names):
        column = table.column(name)
        if pa.types.is_floating(column.type):
            factors = 1 + JITTER * rng.standard_normal(len(column))
            moved = pc.multiply(column, pa.array(factors, column.type))
            is_whole = pc.equal(column, pc.round(column))
            table = table.set_column(at, table.schema.field(name), pc.if_else(is_whole, column, moved))
    return table


def _halves(table: pa.Table, at: int) -> tuple[pa.Table, pa.Table]:
    return table.slice(0, at), table.slice(at)


def _read(path: Path, delimiter: str = ",") -> pa.Table:
    return pyarrow.csv.read_csv(path, parse_options=pyarrow.csv.ParseOptions(delimiter=delimiter))


def _tables(folder: Path, old: str, new: str) -> tuple[pa.Table, pa.Table]:
    return pq.read_table(folder / f"{old}.parquet"), pq.read_table(folder / f"{new}.parquet")


def _hotel(data: Path) -> tuple[pa.Table, pa.Table]:
    old, new = (
        pq.read_table(data / "hotel_booking" / f"{part}_hotel_booking.parquet") for part in ("reference", "monitoring")
    )
    return old, new


def _taxi(data: Path) -> tuple[pa.Table, pa.Table]:
    """April of two years; types as the first has them where nothing is lost."""
    return _tables(data / "nyc_taxi", "yellow_2019-04", "yellow_2020-04")


def _videos(data: Path) -> tuple[pa.Table, pa.Table]:
    files = sorted((data / "youtube_spam").glob("*.csv"))
    multiline = pyarrow.csv.ParseOptions(newlines_in_values=True)
    return _read(files[0]), pyarrow.csv.read_csv(files[-1], parse_options=multiline)


_MODEL = ("--target=is_canceled", "--prediction=y_pred", "--score=y_pred_proba")
CASES = (
    Case(
        name="elec2",
        make=lambda data: _halves(pq.read_table(data / "elec2" / "elec2.parquet"), 17_424),
        flags=("--target=class",),
    ),
    Case(name="hotel_booking", make=_hotel, flags=(*_MODEL, "--timestamp=timestamp", "--segment=hotel")),
    Case(name="hotel_booking, clusters", make=_hotel, flags=(*_MODEL, "--cluster=country")),
    Case(
        name="bank_marketing as CSV",
        make=lambda data: _halves(_read(data / "bank_marketing" / "bank-additional-full.csv", ";"), 27_690),
        flags=("--target=y",),
        is_text=True,
    ),
    Case(
        name="bike_sharing",
        make=lambda data: _halves(_read(data / "bike_sharing" / "hour.csv"), 8_645),
        flags=("--target=cnt", "--timestamp=dteday"),
    ),
    Case(name="nyc_taxi", make=_taxi, flags=("--timestamp=pickup_datetime",)),
    Case(
        name="cells",
        make=lambda data: _tables(data / "cells", "train", "test"),
        flags=("--target=class",),
    ),
    Case(
        name="heart_disease as CSV",
        make=lambda data: (
            _read(data / "heart_disease" / "cleveland.csv"),
            _read(data / "heart_disease" / "hungarian.csv"),
        ),
        is_text=True,
    ),
    Case(name="youtube_spam", make=_videos),
)


if __name__ == "__main__":
    main()
