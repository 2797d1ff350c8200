"""Makes the pairs of files that the benchmark audits: mixed kinds with missing values, the same bytes every time.

    python benchmarks/generate.py FOLDER [10kx20 1Mx50 10Mx20 100Mx20]

Written outside the repository, as FOLDER/SIZE/reference.parquet and current.parquet (row groups of 100,000 rows, of a
million in the largest, or a tenth of the file), for the first two sizes also as CSV. A fifth of the current columns
has moved.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

SIZES = {"10kx20": (10_000, 20), "1Mx50": (1_000_000, 50), "10Mx20": (10_000_000, 20), "100Mx20": (100_000_000, 20)}
AS_CSV = ("10kx20", "1Mx50")
START = np.datetime64("2026-01-01T00:00:00", "us")
MONTH_SECONDS = 30 * 86_400
MISSING = 0.03
"""Share of missing values in every other column."""
Make = Callable[[np.random.Generator, int, float], pa.Array]


def normal(rng: np.random.Generator, n: int, moved: float) -> pa.Array:
    return pa.array(rng.standard_normal(n) + 0.2 * moved)


def lognormal(rng: np.random.Generator, n: int, moved: float) -> pa.Array:
    return pa.array(np.round(rng.lognormal(3 + 0.2 * moved, 1, n), 2))


def heavy(rng: np.random.Generator, n: int, moved: float) -> pa.Array:
    return pa.array(rng.standard_t(2, n) * (1 + 0.3 * moved))


def whole(rng: np.random.Generator, n: int, moved: float) -> pa.Array:
    return pa.array(rng.integers(0, 1_000_000, n) + int(100_000 * moved))


def few(rng: np.random.Generator, n: int, moved: float) -> pa.Array:
    return pa.array(rng.poisson(3 + 0.5 * moved, n))


def truth(rng: np.random.Generator, n: int, moved: float) -> pa.Array:
    return pa.array(rng.random(n) < 0.3 + 0.1 * moved)


def names(count: int) -> Make:
    """Strings of so many categories, more and less frequent ones."""

    def make(rng: np.random.Generator, n: int, moved: float) -> pa.Array:
        skewed = rng.random(n) ** (2 + moved)
        words = pa.array([f"category {i:06}" for i in range(count)])
        return words.take(pa.array((skewed * count).astype(np.int32)))

    return make


def moment(rng: np.random.Generator, n: int, moved: float) -> pa.Array:
    seconds = np.sort(rng.integers(0, MONTH_SECONDS, n)) + int(moved * MONTH_SECONDS)
    return pa.array(START + seconds.astype("timedelta64[s]"))


def identifier(rng: np.random.Generator, n: int, moved: float) -> pa.Array:
    """Rows are numbered by the batch that they are in; see ``_row_ids``."""
    del rng, moved
    return pa.nulls(n, pa.string())


RECIPE: tuple[tuple[str, Make], ...] = (
    ("normal", normal), ("lognormal", lognormal), ("heavy", heavy), ("normal", normal), ("lognormal", lognormal),
    ("heavy", heavy), ("normal", normal), ("lognormal", lognormal), ("whole", whole), ("whole", whole), ("few", few),
    ("few", few), ("truth", truth), ("names10", names(10)), ("names10", names(10)), ("names1k", names(1000)),
    ("names100k", names(100_000)), ("moment", moment), ("row_id", identifier), ("normal", normal),
)  # fmt: skip
"""Kinds of column, repeated until a table has its width."""
ALWAYS_MOVE = ("moment", "row_id")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sizes", nargs="*", default=["10kx20", "1Mx50", "10Mx20"], metavar="SIZE")
    args = parser.parse_args()
    for size in args.sizes:
        generate(args.folder, size)


def generate(folder: Path, size: str) -> Path:
    """Write the pair of one size, unless it is there; give its folder."""
    home = folder / size
    rows, columns = SIZES[size]
    for seed, side in enumerate(("reference", "current")):
        path = home / f"{side}.parquet"
        if not path.exists():
            home.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            _write(unfinished, rows, columns, seed=seed)
            unfinished.rename(path)
            print(f"wrote {size}/{path.name}: {path.stat().st_size / 1e6:.0f} MB")
        as_csv = path.with_suffix(".csv")
        if size in AS_CSV and not as_csv.exists():
            pa.csv.write_csv(pq.read_table(path), as_csv)
            print(f"wrote {size}/{as_csv.name}: {as_csv.stat().st_size / 1e6:.0f} MB")
    return home


def _write(path: Path, rows: int, columns: int, *, seed: int) -> None:
    """Write batch by batch, so that memory stays small; times rise from batch to batch only within a batch's seed."""
    writer = None
    batch_rows = min(1_000_000 if rows > 50_000_000 else 100_000, max(1000, rows // 10))
    for start in range(0, rows, batch_rows):
        table = _batch(start, min(batch_rows, rows - start), rows, columns, seed)
        writer = writer or pq.ParquetWriter(path, table.schema, compression="snappy")
        writer.write_table(table, row_group_size=batch_rows)
    if writer:
        writer.close()


def _batch(start: int, n: int, rows: int, columns: int, seed: int) -> pa.Table:
    made = {}
    for place in range(columns):
        kind, make = RECIPE[place % len(RECIPE)]
        rng = np.random.default_rng([seed, place, start])
        moved = 1.0 if seed and (place % 5 == 4 or kind in ALWAYS_MOVE) else 0.0
        values = _row_ids(start, n, rows, seed) if kind == "row_id" else make(rng, n, moved)
        if place % 2 and kind not in ALWAYS_MOVE:
            values = pc.if_else(pa.array(rng.random(n) < MISSING), pa.scalar(None, values.type), values)
        made[f"{kind}_{place:02}"] = values
    return pa.table(made)


def _row_ids(start: int, n: int, rows: int, seed: int) -> pa.Array:
    numbers = pa.array(np.arange(start, start + n) + seed * rows).cast(pa.string())
    return pc.binary_join_element_wise("u", pc.utf8_lpad(numbers, 9, "0"), "")


if __name__ == "__main__":
    main()
