"""Ordinary data that once tripped the program: each audit ends with exit 0 and without a crashed check."""

import numpy as np
import pandas as pd
import pytest

from driftcli.audit import run_audit
from driftcli.judgement.finding import Status
from driftcli.judgement.result import DiagnosisKind
from driftcli.suite.load import default_suite

SUITE = default_suite(select=["quality", "drift"])


def _audit(draw):
    frames = [pd.DataFrame({"x": draw(np.random.default_rng(seed))}) for seed in (1, 2)]
    return run_audit(*frames, suite=SUITE)


def _with_infinities(rng):
    values = rng.normal(size=5_000)
    values[:20] = -np.inf
    return values


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(lambda rng: rng.normal(size=20_000), id="20,000 floats of which none repeats"),
        pytest.param(_with_infinities, id="minus infinity on both sides"),
        pytest.param(lambda rng: np.full(2_000, 3.0) + 0 * rng.normal(), id="a constant"),
        pytest.param(lambda rng: rng.integers(0, 2**62, 3_000), id="huge integers"),
    ],
)
def test_unchanged_data_is_quiet(draw):
    result = _audit(draw)
    loud = {finding.check.id for finding in result.findings} - {
        finding.check.id for finding in result.findings if finding.status in {Status.OK, Status.SKIPPED}
    }
    assert (result.verdict.exit_code, loud) == (0, set())


def test_a_shifted_count_is_drift_and_no_code():
    """Poisson(3) + 2 makes 9 more frequent; 9 among 8 and 10 is a count, not a code for missing."""
    rng = np.random.default_rng(3)
    counts = pd.DataFrame({"x": rng.poisson(3, 5_000)}), pd.DataFrame({"x": rng.poisson(3, 5_000) + 2})
    assert run_audit(*counts, suite=SUITE).diagnosis.kind is DiagnosisKind.DATA_DRIFT


def test_a_frame_whose_timestamp_is_text():
    rng = np.random.default_rng(4)
    days = pd.date_range("2026-01-01", periods=60).strftime("%Y-%m-%d").repeat(50)
    frames = [pd.DataFrame({"day": days, "x": rng.normal(size=len(days))}) for _ in range(2)]
    suite = default_suite(select=["quality", "drift"], roles={"timestamp": "day"})
    result = run_audit(*frames, suite=suite)
    assert next(column.kind for column in result.columns if column.name == "day") == "temporal"
