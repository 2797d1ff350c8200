"""How often the checks on rows alarm when nothing that they look for changed: ``python benchmarks/unchanged_rows.py``.

Pairs of samples whose relation of target and inputs is one and the same (``harmless`` moves an input by 0.8 sd, so that
only concept_drift must stay quiet), linear and not, for two classes, three classes and numbers, at 500 to 6,000 rows a
side; then rows that come in clusters or days with effects of their own, with the role named and without. Each run is
seeded and printed as a line of JSON, so that many short calls make one table::

    python benchmarks/unchanged_rows.py --rows 1000 --first 0 --runs 20 >> runs.jsonl
    python benchmarks/unchanged_rows.py --table runs.jsonl
"""

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from multivariate import FDR, NOW
from scipy.special import expit

from driftcli.checks.check import Check, Measured, Measurement
from driftcli.checks.concept import concept_drift, label_shift
from driftcli.checks.multivariate import dependence_change, domain_classifier
from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.judgement.rules import apply_rule
from driftcli.sources.kinds import RoleAssignment
from driftcli.sources.open import open_source

CHECKS = (domain_classifier.CHECK, dependence_change.CHECK, concept_drift.CHECK, label_shift.CHECK)
RELATIONS = ("linear", "non-linear", "three classes", "regression")
GROUPS = ("none", "stores", "days", "one day")
DAYS = 30
START = np.datetime64("2026-01-05T00:00:00")
CODES = np.array(["a", "b", "c"])


def margin(x: np.ndarray, relation: str) -> np.ndarray:
    """What the outcome follows."""
    if relation == "non-linear":
        return np.asarray(x[:, 1] * x[:, 2] + 0.5 * np.sin(2 * x[:, 1]))
    return np.asarray(x[:, 1] + 0.5 * x[:, 2])


def groups_of(kind: str, rng: np.random.Generator, n: int, *, is_current: bool) -> np.ndarray:
    """Group of each row: 200 stores, 30 days, or one day after 30 days as large."""
    count = {"none": n, "stores": 200, "days": DAYS, "one day": 1 if is_current else DAYS}[kind]
    return np.sort(rng.integers(0, count, n))


def table(relation: str, kind: str, rng: np.random.Generator, n: int, *, is_current: bool, shift: float) -> pa.Table:
    """Six inputs, an outcome, a model that knows the relation, and what groups the rows."""
    group = groups_of(kind, rng, n, is_current=is_current)
    spread = {"none": 0.0, "stores": 0.5}.get(kind, 0.15)
    x = rng.standard_normal((n, 6))
    if spread:
        x = np.sqrt(1 - spread**2) * x + spread * rng.standard_normal((group.max() + 1, 6))[group]
    x[:, 0] += shift
    x[:, 5] = 0.6 * x[:, 1] + 0.8 * x[:, 5]
    centre = margin(x, relation) + (spread * rng.standard_normal(group.max() + 1)[group] if spread else 0.0)
    known = margin(x, relation)
    columns: dict[str, Any] = {f"x{place}": values for place, values in enumerate(x.T)}
    columns["x4"] = CODES[rng.integers(0, 3, n)]
    if relation == "regression":
        columns |= {"y": centre + rng.standard_normal(n), "said": known}
    elif relation == "three classes":
        cuts = [-0.5, 0.7]
        columns |= {"y": CODES[np.digitize(centre + 0.5 * rng.standard_normal(n), cuts)]}
        columns |= {"said": CODES[np.digitize(known, cuts)]}
    else:
        y = (rng.random(n) < expit(3 * centre)).astype(int)
        columns |= {"y": y, "said": (known > 0).astype(int)}
    if kind == "stores":
        columns["store"] = np.char.add("new " if is_current else "old ", group.astype(str))
    if "day" in kind:
        day = group + (40 if is_current else 0)
        columns["when"] = START + day.astype("timedelta64[D]") + np.sort(rng.integers(0, 80_000, n)).astype("m8[s]")
    return pa.table(columns)


def profiles(old: pa.Table, new: pa.Table, *, window: str | None = None, **roles: Any) -> Any:
    """Both profiles with their row samples."""
    plan = ProfilePlan(roles=RoleAssignment(**roles), now=NOW, sample=20_000, threads=1, window=window)
    reference = profile_source(open_source(old), plan)
    return reference, profile_source(open_source(new), plan, reference)


def outcome(check: Check, pair: Any) -> tuple[str, float | None]:
    """What a check says of a pair, and its p-value."""
    found = check.measure(*pair, check.params())
    answer = found if isinstance(found, Measurement) else next(iter(found), None) if isinstance(found, tuple) else None
    if not isinstance(answer, Measurement):
        return "skipped", None
    if answer.p_value is None:
        return "refused", None
    one = Measured(check, answer, thresholds=check.thresholds)
    return str(apply_rule(one, answer, answer.p_value, FDR).outcome), answer.p_value


def run(relation: str, kind: str, shift: float, rows: int, seed: int) -> dict[str, Any]:
    """Put every check to one pair, with the groups named and (where there are groups) not named."""
    rng = np.random.default_rng([seed, rows, RELATIONS.index(relation), GROUPS.index(kind), int(10 * shift)])
    old = table(relation, kind, rng, rows * (DAYS if kind == "one day" else 1), is_current=False, shift=0.0)
    new = table(relation, kind, rng, rows, is_current=True, shift=shift)
    roles: dict[str, Any] = {"target": "y", "prediction": "said"}
    named = {"stores": {"cluster": "store"}, "days": {"timestamp": "when"}, "one day": {"timestamp": "when"}}.get(kind)
    dropped = ["store"] if kind == "stores" else ["when"] if named else []
    line: dict[str, Any] = {"relation": relation, "groups": kind, "shift": shift, "rows": rows, "seed": seed}
    wanted = CHECKS if not shift else (concept_drift.CHECK,)
    bare = profiles(old.drop_columns(dropped), new.drop_columns(dropped), **roles)
    line["bare"] = {check.id: outcome(check, bare) for check in wanted}
    if named:
        held = profiles(old, new, window="D" if "when" in old.column_names else None, **roles, **named)
        line["held"] = {check.id: outcome(check, held) for check in wanted}
    return line


def print_table(path: Path) -> None:
    """Share of alarms and of small p-values by world."""
    counts: dict[tuple[Any, ...], list[tuple[str, float | None]]] = defaultdict(list)
    for text in path.read_text().splitlines():
        one = json.loads(text)
        for how in ("bare", "held"):
            for check, found in one.get(how, {}).items():
                is_concept = check == concept_drift.CHECK.id
                relation = one["relation"] if is_concept else "all"
                counts[one["groups"], how, relation, one["shift"], one["rows"], check].append(found)
    print(
        "| rows of groups | defence | relation | x moved | rows a side | check | runs | p < 0.05 | p < 0.01 | alarms |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    order = [check.id for check in CHECKS]
    for key in sorted(counts, key=lambda k: (order.index(k[5]), GROUPS.index(k[0]), k[1], k[4], k[2], k[3])):
        p_values = [p for _, p in counts[key] if p is not None]
        alarms = sum(outcome in {"drift", "minor"} for outcome, _ in counts[key])
        below = [f"{sum(p < level for p in p_values)}" for level in (0.05, 0.01)]
        kind, how, relation, shift, rows, check = key
        said = "none" if how == "bare" else "named"
        print(f"| {kind} | {said} | {relation} | {shift:g} sd | {rows} | {check} | {len(p_values)} |", end="")
        print(f" {below[0]} | {below[1]} | {alarms} |")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, nargs="*", default=[500, 1_000])
    asked.add_argument("--first", type=int, default=0, help="first seed")
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--groups", nargs="*", default=list(GROUPS), choices=GROUPS)
    asked.add_argument("--relations", nargs="*", default=list(RELATIONS), choices=RELATIONS)
    asked.add_argument("--table", type=Path, help="print the table of the lines in this file")
    said = asked.parse_args()
    if said.table:
        print_table(said.table)
        return
    for seed in range(said.first, said.first + said.runs):
        for rows in said.rows:
            for relation in said.relations:
                for kind in said.groups:
                    for shift in (0.0, 0.8) if kind == "none" else (0.0,):
                        print(json.dumps(run(relation, kind, shift, rows, seed)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
