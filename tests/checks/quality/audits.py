"""Whole quality audits of two tables, profiled by the engine and judged together."""

import numpy as np
import pyarrow as pa

from driftcli.checks.catalog import builtin_checks
from driftcli.checks.check import Measured, Measurement, Skipped
from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.profiles.dataset import DatasetProfile
from driftcli.sources.open import open_source

from .builders import NOW

CHECKS = [check for check in builtin_checks() if check.group == "quality"]


def audit(reference, current):
    """Findings of every check of quality on two tables."""
    plan = ProfilePlan(now=NOW, threads=1)
    before = profile_source(open_source(reference), plan)
    after = profile_source(open_source(current), plan, before)
    return judge([one for check in CHECKS for one in answers(check, before, after)], Policy())


def answers(check, before, after):
    if DatasetProfile in check.reads:
        yield from _measured(check, before, after, None)
        return
    for name, column in before.columns.items():
        if type(column) in check.reads and name in after.columns:
            yield from _measured(check, column, after.columns[name], name)


def _measured(check, before, after, column):
    answer = check.measure(before, after, check.params())
    for one in [answer] if isinstance(answer, Measurement | Skipped) else answer:
        about = column or (one.details.get("column") if isinstance(one, Measurement) else None)
        yield Measured(check, one, column=about, thresholds=check.thresholds)


def alarms(findings):
    return [
        (finding.check.id, finding.column) for finding in findings if str(finding.status) in {"warn", "fail", "errored"}
    ]


def population(rng, rows):
    """One sample of a table with every shape of column that has fooled a check before."""
    ranks = 1 / np.arange(1, 2_001) ** 1.1
    columns = {
        "normal": rng.normal(size=rows),
        "lognormal": rng.lognormal(size=rows),
        "cauchy": rng.standard_cauchy(rows),
        "poisson": rng.poisson(3, rows),
        "zero_inflated": np.where(rng.random(rows) < 0.7, 0.0, rng.exponential(size=rows)),
        "cents": np.round(rng.lognormal(2, 1, rows), 2),
        "thousand_values": rng.integers(0, 1_000, rows),
        "infinite_at_times": np.where(rng.random(rows) < 0.01, np.inf, rng.normal(size=rows)),
        "missing_at_times": np.where(rng.random(rows) < 0.05, np.nan, rng.normal(size=rows)),
        "mostly_missing": np.where(rng.random(rows) < 0.98, np.nan, rng.normal(size=rows)),
        "rare_flag": (rng.random(rows) < 0.005).astype(float),
        "zipf": np.char.add("c", rng.choice(2_000, rows, p=ranks / ranks.sum()).astype(str)),
        "few_and_blank": rng.choice(["a", "b", "c", ""], rows),
        "spelt_freely": np.char.add(rng.choice(["v", "V", " v"], rows), rng.integers(0, 300, rows).astype(str)),
        "code": np.char.add("AB-", rng.integers(0, 10**9, rows).astype(str)),
    }
    table = {name: pa.array(values) for name, values in columns.items()}
    table["day"] = pa.array(rng.integers(19_000, 19_400, rows).astype(np.int32)).cast(pa.date32())
    table["moment"] = moments(1.7e9 + rng.random(rows) * 3e7)
    table["long_ago_at_times"] = moments(1.7e9 - np.minimum(3e6 * np.abs(rng.standard_cauchy(rows)), 1e9))
    return pa.table(table)


def moments(seconds):
    return pa.array((seconds * 1e6).astype(np.int64)).cast(pa.timestamp("us"))
