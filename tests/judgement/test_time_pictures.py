"""What changed, followed over windows: counts of a small table against what was put into it."""

# ruff: noqa: PD011 - values of a series of ours, not of a frame

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from driftcli.audit import run_audit

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def table(start, *, days, shift=0.0, wrong=0.1, seed=0):
    rng = np.random.default_rng(seed)
    rows = days * 250
    y = rng.integers(0, 2, rows)
    return pd.DataFrame(
        {
            "day": np.repeat(pd.date_range(start, periods=days, freq="D", unit="s"), 250),
            "x": rng.normal(shift, 1, rows),
            "quiet": rng.normal(0, 1, rows),
            "y": y,
            "said": np.where(rng.random(rows) < wrong, 1 - y, y),
        }
    )


@pytest.fixture(scope="module")
def pictured():
    before, after = table("2026-01-01", days=20), table("2026-02-01", days=15, shift=0.8, wrong=0.4, seed=1)
    result = run_audit(before, after, timestamp="day", target="y", prediction="said", now=NOW)
    return result.timeline


def test_windows_of_both_sides_stand_in_order(pictured):
    assert len(pictured.labels) == 35
    assert pictured.current_from == 20
    assert pictured.labels[20] == "2026-02-01T00:00:00"


def test_the_loss_comes_first_with_its_level_and_interval(pictured):
    loss = pictured.series[0]
    assert (loss.column, loss.unit) == (None, "errors")
    assert np.mean(loss.values[:20]) == pytest.approx(0.1, abs=0.02)
    assert np.mean(loss.values[20:]) == pytest.approx(0.4, abs=0.03)
    assert all(low < value < high for low, value, high in zip(loss.low, loss.values, loss.high, strict=True))


def test_columns_that_moved_are_followed_in_sd(pictured):
    moved = {series.column: series for series in pictured.series}
    assert moved["x"].unit == "sd"
    assert np.mean(moved["x"].values[:20]) == pytest.approx(0, abs=0.05)
    assert np.mean(moved["x"].values[20:]) == pytest.approx(0.8, abs=0.1)
    assert "quiet" not in moved


def test_where_nothing_moved_the_largest_effects_are_followed():
    quiet = table("2026-01-01", days=20), table("2026-02-01", days=15, seed=1)
    found = run_audit(*quiet, timestamp="day", now=NOW).timeline
    assert 1 <= len(found.series) <= 3
    assert all(series.column is not None for series in found.series)


def test_without_a_timestamp_there_is_none():
    frame = table("2026-01-01", days=4).drop(columns="day")
    assert run_audit(frame, frame).timeline is None
