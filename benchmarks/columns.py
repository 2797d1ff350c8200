"""One column at a time through the program's own stages: values, profiles, measurement; audits by its own judge.

Nothing is computed here: what is simulated is the code that runs in an audit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from populations import Pair

from driftcli.checks.check import Answer, Measured, Measurement
from driftcli.checks.drift import categorical_drift, numeric_drift
from driftcli.judgement.finding import Finding
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.profiles.column import ColumnRequest, profile_column
from driftcli.profiles.groups import Grouping
from driftcli.profiles.numeric import NumericProfile

CHECKS = (numeric_drift.CHECK, categorical_drift.CHECK)


def measure_column(reference: Any, current: Any, *, windows: Grouping | None = None) -> Measured:
    """Profile two samples of a column and measure their drift; only what judging needs is kept."""
    groupings: Mapping[str, Grouping] = {"window": windows} if windows else {}
    guess, old = profile_column(_arrow(reference), ColumnRequest("x", now=0.0, groupings=groupings), None)
    _, new = profile_column(_arrow(current), ColumnRequest("x", now=0.0, kind=guess, reference=old), None)
    check = CHECKS[0] if isinstance(old, NumericProfile) else CHECKS[1]
    answer: Answer = check.measure(old, new, check.params())
    if isinstance(answer, Measurement):
        answer = replace(answer, reported=(), details={})
    return Measured(check, answer, "x", thresholds=check.thresholds)


def draw_column(pair: Pair, rng: np.random.Generator, n: int, m: int) -> Measured:
    return measure_column(pair.reference(rng, n), pair.current(rng, m))


def judge_audit(columns: Sequence[Measured], fdr: float) -> list[Finding]:
    """Judge columns as one audit; findings in the order of the columns."""
    named = [replace(one, column=str(place)) for place, one in enumerate(columns)]
    findings = judge(named, Policy(fdr=fdr))
    return sorted(findings, key=lambda finding: int(finding.column or 0))


def _arrow(values: Any) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values)])
