"""False alarms, power and validity of the decision rule, at the full scale of METHODS 4.6 and 4.4.

    python benchmarks/decision_rule.py [--scale 1.0] [--only tables,columns,rows,days,audits]

Prints Markdown tables in the layout of METHODS. At ``--scale 1`` about a quarter of an hour on one core.
"""

import argparse
import sys
import time
import zlib
from collections.abc import Callable, Sequence

import numpy as np
from columns import draw_column, judge_audit, measure_column
from dependent_rows import day_table
from populations import EXTRA_NULLS, MOVED, NULLS, Pair, cauchy, lognormal, normal
from whole_audits import audit_table

from driftcli.checks.check import Measured, Measurement
from driftcli.judgement.finding import Outcome

SIZES = {
    "200/200": (200, 200, 1000),
    "1k/1k": (1000, 1000, 1000),
    "100k/200": (100_000, 200, 150),
    "100k/1k": (100_000, 1000, 150),
    "10k/10k": (10_000, 10_000, 400),
    "100k/100k": (100_000, 100_000, 50),
    "1M/1M": (1_000_000, 1_000_000, 12),
}
"""Rows of both samples, and column pairs drawn of each scenario."""
COLUMNS = 50
CERTAIN = {Outcome.CHANGED, Outcome.MINOR, Outcome.DRIFT}
LARGE = {Outcome.MINOR, Outcome.DRIFT}
Pool = dict[str, list[Measured]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the repetitions of METHODS")
    parser.add_argument("--only", default="tables,columns,rows,days,audits")
    args = parser.parse_args()
    parts: dict[str, Callable[[float], None]] = {
        "tables": tables,
        "columns": many_columns,
        "rows": many_rows,
        "days": day_table,
        "audits": audit_table,
    }
    for name in args.only.split(","):
        started = time.process_time()
        parts[name](args.scale)
        print(f"\n({name}: {time.process_time() - started:.0f} s of CPU)\n", flush=True)


def tables(scale: float) -> None:
    """Tables (a), (b) and (e) of METHODS 4.6."""
    pools = {size: _pool(*rows, scale) for size, rows in SIZES.items()}
    _false_alarms(pools)
    _power(pools)
    _bounds(pools)


def _pool(n: int, m: int, pairs: int, scale: float) -> Pool:
    pool: Pool = {}
    started = time.process_time()
    for name, pair in {**NULLS, **EXTRA_NULLS, **MOVED}.items():
        repeats = max(8, int(pairs * scale)) * (3 if name in NULLS and n <= 100_000 else 1)
        pool[name] = [draw_column(pair, _rng(name, n, m, draw), n, m) for draw in range(repeats)]
    print(f"drew {n}/{m} in {time.process_time() - started:.0f} s", file=sys.stderr, flush=True)
    return pool


def _rng(name: str, *numbers: int) -> np.random.Generator:
    return np.random.default_rng([zlib.crc32(name.encode()), *numbers])


def _false_alarms(pools: dict[str, Pool], audits: int = 2000) -> None:
    print("### (a) P(at least one column alarms in an unchanged audit of 50 columns)\n")
    _header("rule", pools)
    rows: dict[str, list[str]] = {}
    for size, pool in pools.items():
        nulls = [one for name in NULLS for one in pool[name]]
        rng = _rng("audits", *SIZES[size][:2])
        for fdr in (0.01, 0.05):
            seen = []
            for _ in range(audits if fdr == 0.01 else audits // 4):
                chosen = rng.choice(len(nulls), min(COLUMNS, len(nulls)), replace=False)
                seen.append({finding.outcome for finding in judge_audit([nulls[i] for i in chosen], fdr)})
            for word, alarms in (("drift", {Outcome.DRIFT}), ("minor or drift", LARGE), ("changed", CERTAIN)):
                share = np.mean([bool(outcomes & alarms) for outcomes in seen])
                rows.setdefault(f"{word} (q={fdr})", []).append(f"{share:.3f}")
        p_values = np.array([_measurement(one).p_value for one in nulls])
        for level in (0.05, 0.01, 0.001):
            rows.setdefault(f"per column p < {level}", []).append(f"{np.mean(p_values < level):.4f}")
        rows.setdefault("columns in the pool", []).append(str(len(nulls)))
    _rows(rows)


def _power(pools: dict[str, Pool], limit: int = 400) -> None:
    print("\n### (b) P(changed or more) / P(minor or drift) / P(drift), one moved column among 49 unmoved, q = 0.01\n")
    _header("scenario", pools)
    rows: dict[str, list[str]] = {}
    for size, pool in pools.items():
        nulls = [one for name in NULLS for one in pool[name]]
        rng = _rng("power", *SIZES[size][:2])
        for name in (*EXTRA_NULLS, *MOVED):
            outcomes = []
            for moved in pool[name][:limit]:
                chosen = rng.choice(len(nulls), min(COLUMNS - 1, len(nulls)), replace=False)
                outcomes.append(judge_audit([*(nulls[i] for i in chosen), moved], 0.01)[-1].outcome)
            shares = [np.mean([one in wanted for one in outcomes]) for wanted in (CERTAIN, LARGE, {Outcome.DRIFT})]
            rows.setdefault(name, []).append("/".join("1" if share > 0.995 else f"{share:.2f}" for share in shares))
    _rows(rows)


def _bounds(pools: dict[str, Pool]) -> None:
    print("\n### (e) validity of the lower bound, and how often an unmoved column is shown stable\n")
    _header("figure", pools)
    rows: dict[str, list[str]] = {}
    for pool in pools.values():
        for true in (0.05, 0.10, 0.15, 0.25, 0.50):
            lower = np.array([_effect(one)[0] for one in pool[f"shift {true:.2f} sd"]])
            rows.setdefault(f"P(s_L > {true:.2f}) at a shift of {true:.2f} sd", []).append(
                f"{np.mean(lower > true):.3f}"
            )
        upper = np.array([_effect(one)[1] for name in NULLS for one in pool[name]])
        rows.setdefault("unmoved: P(s_U < 0.10)", []).append(f"{np.mean(upper < 0.10):.2f}")
        rows.setdefault("unmoved: median s_U", []).append(f"{np.median(upper):.3f}")
    _rows(rows)


def many_columns(scale: float) -> None:
    """Unchanged audits of 1,000 columns, and of 50 correlated ones."""
    print("### Unchanged audits of many or correlated columns\n")
    print("| audit | audits | changed, q=0.01 | drift, q=0.01 | changed, q=0.05 | columns with p < 0.05 |")
    print("|---|---|---|---|---|---|")
    audits = max(4, int(60 * scale))
    for n in (2000, 200):
        rng = _rng("columns", n)
        found = [[measure_column(rng.random(n), rng.random(n)) for _ in range(1000)] for _ in range(audits)]
        _audits_row(f"1,000 columns, {n} rows", found)
    rng = _rng("correlated")
    found = [_correlated(rng) for _ in range(max(8, int(400 * scale)))]
    _audits_row("50 columns, correlation 0.5, 1,000 rows", found)


def _correlated(rng: np.random.Generator, n: int = 1000) -> list[Measured]:
    old, new = (
        np.sqrt(0.5) * (rng.standard_normal((n, COLUMNS)) + rng.standard_normal((n, 1))) for _ in ("old", "new")
    )
    return [measure_column(old[:, j], new[:, j]) for j in range(COLUMNS)]


def _audits_row(name: str, audits: Sequence[Sequence[Measured]]) -> None:
    strict, loose = ([{f.outcome for f in judge_audit(one, fdr)} for one in audits] for fdr in (0.01, 0.05))
    marked = np.mean([sum((_measurement(one).p_value or 0.0) < 0.05 for one in audit) for audit in audits])
    shares = [
        np.mean([bool(outcomes & wanted) for outcomes in found])
        for found, wanted in ((strict, CERTAIN), (strict, {Outcome.DRIFT}), (loose, CERTAIN))
    ]
    print(
        f"| {name} | {len(audits)} | " + " | ".join(f"{share:.3f}" for share in shares) + f" | {marked:.1f} |",
        flush=True,
    )


def many_rows(scale: float, rows: int = 10_000_000) -> None:
    """Ten million rows: nothing of an unmoved column, and the true size of a moved one."""
    n = int(rows * min(1.0, scale))
    print(f"### {n:,} rows: one pair each, as an audit of ten columns\n")
    pairs = {
        "normal": Pair(normal, normal),
        "lognormal": Pair(lognormal, lognormal),
        "Cauchy": Pair(cauchy, cauchy),
        "uniform": Pair(lambda r, k: r.random(k), lambda r, k: r.random(k)),
        "exponential": Pair(lambda r, k: r.exponential(1, k), lambda r, k: r.exponential(1, k)),
        **{f"normal, shift {by:.2f}": Pair(normal, _shifted(by)) for by in (0.02, 0.04, 0.06, 0.09, 0.11)},
    }
    columns = [draw_column(pair, _rng("rows " + name), n, n) for name, pair in pairs.items()]
    print("| column | p | s | s_L | outcome |\n|---|---|---|---|---|")
    for name, one, finding in zip(pairs, columns, judge_audit(columns, 0.01), strict=True):
        found = _measurement(one)
        size = found.effect.value if found.effect else 0.0
        print(f"| {name} | {found.p_value:.2g} | {size:.4f} | {_effect(one)[0]:.4f} | {finding.outcome} |", flush=True)


def _shifted(by: float) -> Callable[[np.random.Generator, int], np.ndarray]:
    return lambda rng, n: by + rng.standard_normal(n)


def _measurement(one: Measured) -> Measurement:
    if not isinstance(one.answer, Measurement):
        raise TypeError(f"not measured: {one.answer}")
    return one.answer


def _effect(one: Measured) -> tuple[float, float]:
    effect = _measurement(one).effect
    if effect is None or effect.upper is None:
        raise TypeError("a drift measurement has an effect with both bounds")
    return effect.lower, effect.upper


def _header(first: str, pools: dict[str, Pool]) -> None:
    print(f"| {first} | " + " | ".join(pools) + " |\n|" + "---|" * (len(pools) + 1))


def _rows(rows: dict[str, list[str]]) -> None:
    for name, cells in rows.items():
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
