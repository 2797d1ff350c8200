"""The reports of both samples as a whole; what run and machine add, the configuration and the manuals are set aside."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from driftcli.audit import run_audit
from driftcli.judgement.result import RunFacts
from driftcli.reports.html.page import render_html

ROOT = Path(__file__).parents[2]
RUN = RunFacts(
    id="run",
    started="2026-11-01T06:00:00+00:00",
    finished="2026-11-01T06:00:10+00:00",
    duration_s=10.0,
    command="driftcli audit reference current",
    versions={"python": "3"},
)
SAMPLES = {
    "store": ("store_reference.parquet", "store_current.parquet", {
        "target": "in_stock", "prediction": "predicted_in_stock", "score": ["score"], "timestamp": "observed_at",
        "key": ["order_id"],
    }),
    "flights": ("flights_winter.csv", "flights_summer.parquet", {}),
}  # fmt: skip


def report_only(result):
    """Leave out what changes with every check: its settings and its manual."""
    findings = tuple(replace(one, check=replace(one.check, doc=one.check.title)) for one in result.findings)
    return replace(result, run=RUN, version="0", config={"seed": 0}, findings=findings)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_report_is_as_agreed(name, golden, monkeypatch):
    monkeypatch.chdir(ROOT)
    reference, current, roles = SAMPLES[name]
    now = datetime(2026, 11, 1, tzinfo=UTC)
    result = run_audit(f"sample_data/{reference}", f"sample_data/{current}", now=now, **roles)
    html = render_html(report_only(result))
    assert len(html.encode()) < 300_000
    golden(f"{name}.html", html)
