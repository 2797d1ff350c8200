"""Unchanged frames through the whole program, every default check included: how often anything at all is shown."""

import numpy as np
import pyarrow as pa
from populations import NULLS

from driftcli.audit import Result, run_audit
from driftcli.judgement.finding import Outcome, Status

COLUMNS = 50
SIZES = ((200, 200, 300), (1000, 1000, 300), (10_000, 1000, 100), (10_000, 10_000, 60))
"""Rows of both frames, and audits."""
SHOWN = {Status.WARN, Status.FAIL, Status.ERRORED}


def audit_table(scale: float) -> None:
    """Print how often an unchanged audit shows anything, and which check did."""
    print("### Unchanged frames of 50 columns, all default checks: share of audits that show anything\n")
    print(
        "| rows | audits | warn or fail | fail | a column changed | a note | by check |\n|---|---|---|---|---|---|---|"
    )
    for n, m, audits in SIZES:
        count = max(4, int(audits * scale))
        results = [audit_unchanged(n, m, seed) for seed in range(count)]
        shown = np.mean([any(f.status in SHOWN for f in result.findings) for result in results])
        failed = np.mean([result.verdict.exit_code != 0 for result in results])
        certain = np.mean([any(f.outcome is Outcome.CHANGED for f in result.findings) for result in results])
        noted = np.mean([any(f.outcome is Outcome.NOTE for f in result.findings) for result in results])
        culprits: dict[str, int] = {}
        for result in results:
            for check in {f.check.id for f in result.findings if f.status in SHOWN or f.outcome is Outcome.NOTE}:
                culprits[check] = culprits.get(check, 0) + 1
        blame = ", ".join(f"{check} {seen}" for check, seen in sorted(culprits.items())) or "-"
        rates = " | ".join(f"{share:.3f}" for share in (shown, failed, certain, noted))
        print(f"| {n}/{m} | {count} | {rates} | {blame} |", flush=True)


def audit_unchanged(n: int, m: int, seed: int, columns: int = COLUMNS) -> Result:
    """Audit two frames drawn from one population, of the seven kinds in turn."""
    rng = np.random.default_rng([seed, n, m])
    kinds = list(NULLS.items())
    pairs = {f"c{place}": kinds[place % len(kinds)][1] for place in range(columns)}
    old = pa.table({name: pa.array(pair.reference(rng, n)) for name, pair in pairs.items()})
    new = pa.table({name: pa.array(pair.current(rng, m)) for name, pair in pairs.items()})
    return run_audit(old, new)
