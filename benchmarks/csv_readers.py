"""Which reader understands CSV files as they come, and how fast: the measurement behind ``sources.csv`` in driftcli.

Run ``python benchmarks/csv_readers.py`` with DuckDB, polars and pandas installed beside driftcli; those that are absent
are left out. Right answers are csv-spectrum's (``../shared/data``) and, for the hostile files made here, stated beside
them; files which their author also wrote the reader for flatter it. A reader is ``right`` where names and values agree
(missing is missing, however spelled; numbers by value), ``wrong`` where it gives something else without a word, and
``error`` where it refuses.
"""

from __future__ import annotations

import importlib
import json
import math
import tempfile
import time
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from driftcli.sources.open import open_source

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parents[2] / "shared" / "data"
ROWS, COLUMNS = 200_000, 20
Columns = dict[str, list[Any]]

HOSTILE: dict[str, tuple[bytes, Columns]] = {
    "semicolons, decimal commas": (b"a;b\n1,5;x\n2,25;y\n", {"a": [1.5, 2.25], "b": ["x", "y"]}),
    "tabs": (b"a\tb\n1\tx, y\n2\tz\n", {"a": [1, 2], "b": ["x, y", "z"]}),
    "pipes": (b"a|b\n1|x\n2|y\n", {"a": [1, 2], "b": ["x", "y"]}),
    "thousands": (b'a,b\n"1,234",x\n"12,345",y\n', {"a": [1234, 12345], "b": ["x", "y"]}),
    "UTF-8 with mark": (b"\xef\xbb\xbfa,b\n1,\xc3\xa9\n", {"a": [1], "b": ["é"]}),
    "UTF-16": ("\ufeffa,b\n1,é\n2,ü\n".encode("utf-16-le"), {"a": [1, 2], "b": ["é", "ü"]}),
    "Windows 1252": ("a,b\n1,é\n2,€\n".encode("cp1252"), {"a": [1, 2], "b": ["é", "€"]}),
    "old Mac line ends": (b"a,b\r1,x\r2,y\r", {"a": [1, 2], "b": ["x", "y"]}),
    "leading zeros": (b"zip,n\n01234,1\n98765,2\n", {"zip": ["01234", "98765"], "n": [1, 2]}),
    "20-digit codes": (b"id,n\n12345678901234567890123,1\n22345678901234567890123,2\n",
                       {"id": ["12345678901234567890123", "22345678901234567890123"], "n": [1, 2]}),
    "question marks": (b"a,b\n1,x\n?,y\n3,z\n", {"a": [1, None, 3], "b": ["x", "y", "z"]}),
    "late text among numbers": (b"a,b\n" + b"1,x\n" * 30_000 + b"oops,x\n",
                                {"a": [1] * 30_000 + [None], "b": ["x"] * 30_001}),
    "late decimals": (b"a\n" + b"1\n" * 30_000 + b"1.5\n", {"a": [1] * 30_000 + [1.5]}),
    "ragged rows": (b"a,b\n1,x\n2\n3,y,z\n4,w\n", {"a": [1, 4], "b": ["x", "w"]}),
    "cut-off last row": (b"a,b,c\n1,x,1\n2,y,2\n3,z", {"a": [1, 2], "b": ["x", "y"], "c": [1, 2]}),
    "forgotten quote": (b'a,b\n1,x\n2,"y\n3,z\n4,"w"\n', {"a": [1, 3, 4], "b": ["x", "z", "w"]}),
    "quotes inside": (b'a,b\n1,12" disk\n2,5" pipe\n', {"a": [1, 2], "b": ['12" disk', '5" pipe']}),
    "escaped quotes": (b'a,b\n1,"x \\"y\\", z"\n2,w\n', {"a": [1, 2], "b": ['x "y", z', "w"]}),
    "blanks before quotes": (b'a, b\n1, "x, y"\n2, "z"\n', {"a": [1, 2], "b": ["x, y", "z"]}),
    "late quoted newline": (b"a,b\n" + b"1,x\n" * 30_000 + b'2,"y\nz"\n',
                            {"a": [1] * 30_000 + [2], "b": ["x"] * 30_000 + ["y\nz"]}),
    "no header": (b"1,x\n2,y\n", {"column_1": [1, 2], "column_2": ["x", "y"]}),
    "repeated names": (b"x,x\n1,2\n", {"x": [1], "x.1": [2]}),
    "delimiter at the end": (b"a,b\n1,x,\n2,y,\n", {"a": [1, 2], "b": ["x", "y"]}),
    "sep= line": (b"sep=;\na;b\n1;x\n", {"a": [1], "b": ["x"]}),
    "one column of text": (b"text\nI came, I saw\nnothing\nyes, indeed, two\n",
                           {"text": ["I came, I saw", "nothing", "yes, indeed, two"]}),
    "slashed dates": (b"d,n\n31/01/2024,1\n01/02/2024,2\n", {"d": [date(2024, 1, 31), date(2024, 2, 1)], "n": [1, 2]}),
    "two characters": (b"a||b\n1||x\n2||y\n", {"a": [1, 2], "b": ["x", "y"]}),
    "very long value": (b"a,b\n1," + b"x" * 3_000_000 + b"\n2,y\n", {"a": [1, 2], "b": ["x" * 3_000_000, "y"]}),
}  # fmt: skip


def main() -> None:
    readers = available()
    with tempfile.TemporaryDirectory() as folder:
        cases = {**spectrum(), **HOSTILE}
        print(f"{'file':34}" + "".join(f"{name:>10}" for name in readers))
        totals = {name: Counter[str]() for name in readers}
        for case, (content, expected) in cases.items():
            path = Path(folder) / "x.csv"
            path.write_bytes(content)
            verdicts = {name: verdict(reader, path, expected) for name, reader in readers.items()}
            for name, found in verdicts.items():
                totals[name][found] += 1
            print(f"{case:34}" + "".join(f"{found:>10}" for found in verdicts.values()))
        for found in ("right", "wrong", "error"):
            print(f"{'= ' + found:34}" + "".join(f"{totals[name][found]:>10}" for name in readers))
        times(Path(folder) / "large.csv", readers)


def available() -> dict[str, Callable[[Path], pa.Table]]:
    readers: dict[str, Callable[[Path], pa.Table]] = {"driftcli": by_driftcli, "pyarrow": pa.csv.read_csv}
    for name, reader in {"duckdb": by_duckdb, "polars": by_polars, "pandas": by_pandas}.items():
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        readers[name] = reader
    return readers


def by_driftcli(path: Path) -> pa.Table:
    source = open_source(path)
    return pa.table(
        {field.name: pa.chunked_array(list(source.column(field.name)), field.type) for field in source.fields}
    )


def by_duckdb(path: Path) -> pa.Table:
    import duckdb  # noqa: PLC0415 - may be absent

    with duckdb.connect() as connection:
        return connection.read_csv(str(path)).to_arrow_table()


def by_polars(path: Path) -> pa.Table:
    import polars as pl  # noqa: PLC0415

    return pl.read_csv(path, try_parse_dates=True).to_arrow()


def by_pandas(path: Path) -> pa.Table:
    import pandas as pd  # noqa: PLC0415

    return pa.Table.from_pandas(pd.read_csv(path), preserve_index=False)


def spectrum() -> dict[str, tuple[bytes, Columns]]:
    cases = {}
    for path in sorted((DATA / "csv-spectrum" / "csvs").glob("*.csv")):
        answer = json.loads((DATA / "csv-spectrum" / "json" / f"{path.stem}.json").read_bytes())
        rows = [answer] if isinstance(answer, dict) else answer
        if path.stem == "location_coordinates":  # its answer has a made-up telephone number
            rows[0]["Contact Phone Number"] = "2095257564"
        content = path.read_bytes()
        if path.stem.endswith("_crlf") and b"\r" not in content:  # the shared copy has lost its line ends
            content = content.replace(b"\n", b"\r\n")
        cases[f"spectrum/{path.stem}"] = (content, {name: [row[name] for row in rows] for name in rows[0]})
    return cases


def verdict(reader: Callable[[Path], pa.Table], path: Path, expected: Columns) -> str:
    try:
        table = reader(path)
    except Exception:  # noqa: BLE001 - whatever a reader raises, it refused
        return "error"
    found = {name: [plain(value) for value in table[at].to_pylist()] for at, name in enumerate(table.column_names)}
    return (
        "right" if found == {name: [plain(value) for value in cells] for name, cells in expected.items()} else "wrong"
    )


def plain(value: Any) -> str:
    """Write a value so that 1, 1.0 and "1" agree, but "01" does not, and every missing value is the same."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = value.date()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def times(path: Path, readers: dict[str, Callable[[Path], pa.Table]]) -> None:
    pa.csv.write_csv(well_behaved(), path)
    print(f"\n{ROWS:,} x {COLUMNS}, {path.stat().st_size / 1e6:.0f} MB; best of 5, seconds")
    for name, reader in readers.items():
        best = math.inf
        for _ in range(5):
            start = time.perf_counter()
            reader(path)
            best = min(best, time.perf_counter() - start)
        print(f"{name:34}{best:>10.3f}")


def well_behaved() -> pa.Table:
    """Make a table of numbers, categories, text, times and booleans with missing values."""
    random = np.random.default_rng(20261120)
    columns: dict[str, Any] = {f"number_{at}": random.normal(size=ROWS).round(6) for at in range(8)}
    columns |= {f"count_{at}": random.integers(0, 10 ** (at + 1), ROWS) for at in range(5)}
    columns |= {f"store_{at}": random.choice(["north", "south", "east, upper"], ROWS) for at in range(3)}
    columns["text"] = [f"order {number} of the day" for number in random.integers(0, 10**6, ROWS)]
    columns["ok"] = random.random(ROWS) < 0.5
    columns["at"] = np.datetime64("2026-01-01", "s") + random.integers(0, 10**7, ROWS).astype("m8[s]")
    columns["day"] = columns["at"].astype("M8[D]")
    table = pa.table(columns)
    gaps = pa.array(random.random(ROWS) < 0.05)
    for at in (0, 8, 13):
        table = table.set_column(at, table.column_names[at], pc.if_else(gaps, None, table[at]))
    return table


if __name__ == "__main__":
    main()
