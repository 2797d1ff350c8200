"""How often the checks on rows are wrong, and what they cost: ``python benchmarks/multivariate.py [RUNS]``.

False alarms on pairs of samples of one population, by population and size; a confusion matrix of true causes against
what concept_drift and label_shift conclude; and the time that the default checks add to an audit of 50 columns.
"""

import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from driftcli.checks.check import Check, Measured, Measurement
from driftcli.checks.concept import concept_drift, label_shift, performance_estimate
from driftcli.checks.multivariate import dependence_change, domain_classifier, vector_shift
from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.judgement.rules import apply_rule
from driftcli.profiles.dataset import DatasetProfile
from driftcli.sources.kinds import RoleAssignment
from driftcli.sources.open import open_source

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "stats"))
from worlds import CATEGORICAL, WORLDS, world

FDR = 0.01
NOW = datetime(2026, 11, 1, tzinfo=UTC).timestamp()
CHECKS = (domain_classifier.CHECK, dependence_change.CHECK, concept_drift.CHECK, label_shift.CHECK)
ROLES = {"target": "y", "prediction": "said", "scores": ("score",)}


def profiled(old: pa.Table, new: pa.Table, **roles: object) -> tuple[DatasetProfile, DatasetProfile]:
    plan = ProfilePlan(roles=RoleAssignment(**roles), now=NOW, sample=20_000, threads=1)  # type: ignore[arg-type]
    reference = profile_source(open_source(old), plan)
    return reference, profile_source(open_source(new), plan, reference)


def outcome(check: Check, pair: tuple[DatasetProfile, DatasetProfile], **params: object) -> str:
    answers = check.measure(*pair, check.params(**params))
    answer = answers if isinstance(answers, Measurement) else next(iter(answers), None)
    if not isinstance(answer, Measurement):
        return "skipped"
    one = Measured(check, answer, thresholds=check.thresholds)
    return str(apply_rule(one, answer, answer.p_value, FDR).outcome)


def table_of(made: object, side: slice) -> pa.Table:
    codes = np.array(["a", "b", "c"])
    columns = {
        f"x{place}": pa.array(codes[values[side].astype(int)]) if flag else pa.array(values[side])
        for place, (values, flag) in enumerate(zip(made.raw.T, CATEGORICAL, strict=True))  # type: ignore[attr-defined]
    }
    said = (made.score > 0.5).astype(int)  # type: ignore[attr-defined]
    label = made.label.astype(int)  # type: ignore[attr-defined]
    return pa.table({**columns, "y": label[side], "said": said[side], "score": made.score[side]})  # type: ignore[attr-defined]


def pair_of(name: str, seed: int, n: int, m: int) -> tuple[DatasetProfile, DatasetProfile]:
    made = world(name, seed, n, m)
    return profiled(table_of(made, slice(0, n)), table_of(made, slice(n, None)), **ROLES)


def false_alarms(runs: int) -> None:
    print(f"outcomes when nothing changed, {runs} pairs a row (alarm: drift or minor)")
    for n, m in ((300, 300), (1_000, 1_000), (2_000, 2_000), (10_000, 1_000)):
        counts = {check.id: Counter[str]() for check in CHECKS}
        for seed in range(runs):
            pair = pair_of("none", seed, n, m)
            for check in CHECKS:
                counts[check.id][outcome(check, pair)] += 1
        for name, found in counts.items():
            print(f"  {n}/{m} {name:20s} alarms {found['drift'] + found['minor']}  {dict(found)}", flush=True)


def causes(runs: int) -> None:
    print(f"\nconclusions by true cause, {runs} worlds of 2,000/2,000 a row")
    for name in WORLDS:
        found: Counter[str] = Counter()
        for seed in range(runs):
            pair = pair_of(name, 1_000 + seed, 2_000, 2_000)
            found[" ".join(f"{check.id}={outcome(check, pair)}" for check in (CHECKS[0], *CHECKS[2:]))] += 1
        for words, count in found.most_common():
            print(f"  {name:10s} {count:4d}  {words}", flush=True)


def cost(rows: int = 100_000, columns: int = 50) -> None:
    print(f"\nseconds on {rows} rows and {columns} columns, processor time")
    rng = np.random.default_rng(0)
    tables = []
    for _ in (0, 1):
        matrix = rng.standard_normal((rows, columns))
        table = {f"x{place}": matrix[:, place] for place in range(columns)}
        label = (matrix[:, 0] + rng.standard_normal(rows) > 0).astype(int)
        tables.append(pa.table({**table, "y": label, "said": (matrix[:, 0] > 0).astype(int)}))
    pair = profiled(*tables, target="y", prediction="said")
    for check in (*CHECKS, performance_estimate.CHECK, vector_shift.CHECK):
        wall, processor = time.perf_counter(), time.process_time()
        print(f"  {check.id:20s} {outcome(check, pair):20s}", end="")
        print(f" wall {time.perf_counter() - wall:6.2f}  cpu {time.process_time() - processor:6.2f}", flush=True)


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    cost()
    false_alarms(number)
    causes(max(1, number // 4))
