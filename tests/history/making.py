"""Makes runs of a history: nights in March, with p-values, sizes and findings as a test says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from driftcli.history.past import Past, past_of
from driftcli.history.record import Chart, Point, Run, RunRecord, Trouble

BEGUN = datetime(2026, 3, 1, 3, tzinfo=UTC)
QUIET = {"p_value": 0.5, "s": 0.01, "s_low": 0.0, "outcome": "no_change_detected", "status": "ok"}
SMALL = {"p_value": 1e-5, "s": 0.2, "s_low": 0.12, "outcome": "drift", "status": "fail"}
MAJOR = {"p_value": 1e-9, "s": 0.5, "s_low": 0.4, "outcome": "drift", "status": "fail"}
SKIPPED = {"p_value": None, "s": None, "s_low": None, "m": 5, "outcome": "insufficient", "status": "skipped"}


def a_run(night: int, **changes: Any) -> Run:
    started = BEGUN + timedelta(days=night)
    run = Run(
        id=f"run-{night}", started=started.isoformat(), moment=started.timestamp(), reference="ref.csv",
        reference_digest="first", current=f"{night}.csv", rows_reference=20_000, rows_current=1_000, suite="default",
        verdict="pass", exit_code=0, diagnosis="none", version="0.1.0",
    )  # fmt: skip
    return replace(run, **changes)


def a_point(column: str = "amount", **changes: Any) -> Point:
    said: dict[str, Any] = {"n": 20_000.0, "m": 1_000.0, **QUIET, **changes}
    return Point(Chart(said.pop("check", "numeric_drift"), column, said.pop("subject", "")), **said)


def a_fault(column: str | None = "region", check: str = "missing_values", **changes: Any) -> Trouble:
    said = {"family": "quality", "segment": None, "status": "fail", "outcome": "issue", **changes}
    return Trouble(check=check, column=column, **said)


def nights(*points: dict[str, Any], **changes: Any) -> list[RunRecord]:
    """Make one run of one column for each of these."""
    return [RunRecord(a_run(night, **changes), (a_point(**one),), ()) for night, one in enumerate(points)]


def past_of_p_values(p_values: npt.ArrayLike, *, n: float = 20_000.0) -> Past:
    """Make runs by charts, nothing of which fails by itself."""
    table = np.asarray(p_values, dtype=float)
    small = past_of(RunRecord(a_run(night), (), ()) for night in range(len(table)))
    ones = np.ones(table.shape)
    return replace(
        small,
        charts=tuple(Chart("numeric_drift", f"column_{index:03}") for index in range(table.shape[1])),
        p_value=table, s=0.01 * ones, s_low=0.0 * ones, n=n * ones, m=1_000.0 * ones,
        outcome=np.full(table.shape, 4, dtype=np.int8), status=np.zeros(table.shape, dtype=np.int8),
        may_fail=np.ones(table.shape, dtype=bool),
    )  # fmt: skip
