"""Audits frames and looks answers up in the result."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from driftcli.audit import Result, run_audit
from driftcli.checks.check import Component, Measurement, Statistic
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.suite.load import default_suite

MOVED = {Outcome.MINOR, Outcome.DRIFT}
SHOWN = {Status.WARN, Status.FAIL, Status.ERRORED}


def audit(reference: dict[str, Any], current: dict[str, Any], **settings: Any) -> Result:
    """Audit two mappings of column name to values; settings as in ``driftcli.toml``."""
    return run_audit(pa.table(reference), pa.table(current), suite=default_suite(**settings))


def findings(result: Result, check: str, column: str | None = None) -> list[Finding]:
    return [f for f in result.findings if f.check.id == check and column in {None, f.column}]


def finding(result: Result, check: str, column: str | None = None) -> Finding:
    """The one finding of a check, about a column if one is named."""
    found = findings(result, check, column)
    assert len(found) == 1, f"{check}: {len(found)} findings"
    return found[0]


def drift(result: Result, column: str = "x") -> Finding:
    found = [f for f in result.findings if f.column == column and f.check.group == "drift"]
    assert len(found) == 1, f"{column}: {len(found)} findings of drift"
    return found[0]


def measured(found: Finding) -> Measurement:
    assert found.measurement is not None, found.reason
    return found.measurement


def statistic(result: Result, name: str, column: str = "x") -> Statistic:
    return next(one for one in measured(drift(result, column)).reported if one.name == name)


def component(result: Result, name: str, column: str = "x") -> Component:
    return next(one for one in measured(drift(result, column)).components if one.name == name)


def moved(result: Result) -> set[str | None]:
    """Columns that are said to have moved, at least a little."""
    return {f.column for f in result.findings if f.outcome in MOVED and f.check.group == "drift"}


def shown(result: Result) -> set[tuple[str, str | None]]:
    """Every check and column that a user is told of."""
    return {(f.check.id, f.column) for f in result.findings if f.status in SHOWN}


def failed(result: Result) -> set[str]:
    """Ids of the checks that failed."""
    return {f.check.id for f in result.findings if f.status is Status.FAIL}


def write(path: Path, columns: dict[str, Any]) -> Path:
    """Write a Parquet file."""
    pq.write_table(pa.table(columns), path)
    return path


def driftcli(
    *arguments: str | Path, cwd: Path, environ: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program as a user would."""
    return subprocess.run(
        [sys.executable, "-m", "driftcli", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(environ or {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def audited_json(*arguments: str | Path, cwd: Path) -> dict[str, Any]:
    done = driftcli("audit", *arguments, "--format", "json", cwd=cwd)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
