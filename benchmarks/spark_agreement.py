"""The Spark engine beside the local one: the same verdict, and by how much an effect differs at most.

    python benchmarks/spark_agreement.py [--taxi FOLDER] [--master URL]

Audits the samples, and months of taxi trips where their folder is given, with both engines; in Spark rows are spread
over as many partitions as the table says. Checks on sampled rows are left out: of several partitions another sample is
drawn. Needs pyspark and Java.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from driftcli.audit import Result, run_audit
from driftcli.engines.spark.session import hushed, spark_session
from driftcli.suite.load import default_suite

SAMPLE = Path(__file__).parent.parent / "sample_data"
STORE = {"target": "in_stock", "prediction": "predicted_in_stock", "score": "score", "timestamp": "observed_at"}
PARTS = 6
Pair = tuple[str, Path, Path, dict[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--taxi", type=Path)
    parser.add_argument("--master", default="local[2]")
    asked = parser.parse_args()
    pairs: list[Pair] = [
        ("store", SAMPLE / "store_reference.parquet", SAMPLE / "store_current.parquet", STORE),
        ("flights", SAMPLE / "flights_winter.parquet", SAMPLE / "flights_summer.parquet", {}),
    ]
    for before, after in (("2019-06", "2019-07"), ("2019-06", "2020-06")) if asked.taxi else ():
        months = [asked.taxi / f"yellow_{month}.parquet" for month in (before, after)]
        pairs.append((f"nyc_taxi {before}, {after}", *months, {"timestamp": "pickup_datetime"}))
    print("| data | rows | columns | partitions | answers | verdict local, Spark | statuses that differ", end="")
    print(" | effect differs at most | p-value differs at most | local s | Spark s |\n" + "|---" * 11 + "|")
    with hushed():
        session = spark_session({"spark.master": asked.master})
        for pair in pairs:
            _compared(session, pair)


def _compared(session: Any, pair: Pair) -> None:
    name, before, after, roles = pair
    suite = default_suite(roles=roles)
    suite = replace(suite, checks=tuple(check for check in suite.checks if not check.needs_rows))
    begun = time.perf_counter()
    local = run_audit(before, after, suite=suite)
    between = time.perf_counter()
    frames = [session.read.parquet(str(path)).repartition(PARTS) for path in (before, after)]
    found = run_audit(*frames, suite=suite)
    ended = time.perf_counter()
    its, mine = _answers(local), _answers(found)
    differing = sum(one[0] != mine[key][0] for key, one in its.items() if key in mine) + len(its.keys() ^ mine.keys())
    off = [
        max((abs(one[at] - mine[key][at]) for key, one in its.items() if one[at] is not None), default=0.0)
        for at in (1, 2)
    ]
    rows = "/".join(f"{local.inputs[side].rows:,}" for side in ("reference", "current"))
    print(
        f"| {name} | {rows} | {len(local.columns)} | {PARTS} | {len(its)} | {local.verdict.status}, "
        f"{found.verdict.status} | {differing} | {off[0]:.1g} | {off[1]:.1g} | {between - begun:.1f} "
        f"| {ended - between:.1f} |",
        flush=True,
    )


def _answers(result: Result) -> dict[Any, tuple[str, float | None, float | None]]:
    found = {}
    for one in result.findings:
        measured = one.measurement
        effect = measured.effect.value if measured and measured.effect else None
        key = (one.check.id, one.column, one.segment, measured.subject if measured else None)
        found[key] = (str(one.status), effect, measured.p_value if measured else None)
    return found


if __name__ == "__main__":
    main()
