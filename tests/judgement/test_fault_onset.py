"""Since when the values of a broken column are gone."""

import numpy as np
import pandas as pd
import pytest

from driftcli.audit import run_audit

DAYS = 40


def frame(first, *, gone_from=None, seed=0, rows=250):
    rng = np.random.default_rng(seed)
    days = pd.to_datetime(first) + pd.to_timedelta(np.repeat(np.arange(DAYS), rows), "D")
    made = pd.DataFrame({"day": days, "riders": rng.normal(0, 1, len(days)), "fare": rng.normal(9, 2, len(days))})
    gaps = rng.random(len(days)) < 0.01
    if gone_from is not None:
        gaps |= (days >= gone_from) & (rng.random(len(days)) < 0.4)
    made["riders"] = made["riders"].mask(gaps)
    return made


@pytest.mark.parametrize("began", ["2026-02-10", "2026-02-23"])
def test_the_remedy_names_the_day_on_which_values_went_missing(began):
    result = run_audit(frame("2026-01-01"), frame("2026-02-10", gone_from=began, seed=1), timestamp="day")
    assert result.diagnosis.kind == "data_quality"
    (line,) = [action for action in result.diagnosis.actions if action.startswith("Look at riders")]
    share = result.columns[0].missing_current
    assert line == f"Look at riders: missing values in {100 * share:.0f} % of rows since {began}."


def test_without_windows_the_share_stands_alone():
    old, new = frame("2026-01-01"), frame("2026-02-10", gone_from="2026-02-23", seed=1)
    result = run_audit(old.drop(columns="day"), new.drop(columns="day"))
    assert any(action.endswith("of rows.") and "riders" in action for action in result.diagnosis.actions)
