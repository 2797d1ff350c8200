"""What a result says of where it came from."""

import platform
import sys
from datetime import UTC, datetime, timedelta
from types import ModuleType

import numpy as np
import pandas as pd
import sklearn

from driftcli.audit import run_audit
from driftcli.judgement.provenance import run_facts, versions

FRAME = pd.DataFrame({"day": pd.date_range("2026-01-01", periods=60, freq="D", unit="s"), "x": np.arange(60.0)})


def test_the_period_is_that_of_the_timestamp_column():
    result = run_audit(FRAME.iloc[:30], FRAME.iloc[30:], timestamp="day", now=datetime(2026, 4, 1, tzinfo=UTC))
    before, after = result.inputs["reference"], result.inputs["current"]
    assert (before.time_column, before.first, before.last) == ("day", "2026-01-01T00:00:00", "2026-01-30T00:00:00")
    assert (after.first, after.last) == ("2026-01-31T00:00:00", "2026-03-01T00:00:00")
    assert before.sha256 is None


def test_without_a_timestamp_there_is_no_period(tmp_path):
    FRAME.to_csv(tmp_path / "a.csv", index=False)
    result = run_audit(tmp_path / "a.csv", tmp_path / "a.csv")
    assert result.inputs["reference"].first is None
    assert len(result.inputs["reference"].sha256) == 64


def test_a_run_names_what_took_part():
    facts = run_facts(datetime.now(UTC) - timedelta(seconds=5))
    assert facts.versions["python"] == platform.python_version()
    assert facts.versions["numpy"] == np.__version__
    assert 5 <= facts.duration_s < 60
    assert facts.command == ""


def test_a_library_of_which_a_part_was_loaded_took_part(monkeypatch):
    monkeypatch.delitem(sys.modules, "sklearn")
    assert any(name.startswith("sklearn.") for name in sys.modules)
    assert versions()["sklearn"] == sklearn.__version__
    monkeypatch.setattr("driftcli.judgement.provenance._version_beside", lambda *_: None)
    assert versions()["sklearn"] == sklearn.__version__


def test_a_library_that_was_not_loaded_did_not_take_part(monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "polars"]:
        monkeypatch.delitem(sys.modules, name)
    assert "polars" not in versions()


def test_a_library_without_a_version_is_unknown(monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", ModuleType("polars"))
    monkeypatch.setattr("driftcli.judgement.provenance._DISTRIBUTIONS", {"polars": "no-such-distribution"})
    assert versions()["polars"] == "unknown"
