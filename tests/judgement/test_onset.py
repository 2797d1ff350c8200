"""Since when, from frames with a timestamp to the dated onset and its words."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from driftcli.audit import run_audit
from driftcli.judgement.window_series import joined, periods_of
from driftcli.reports.wording.conclusion import onset_sentence
from driftcli.suite.load import default_suite

NOW = datetime(2026, 8, 1, tzinfo=UTC)
A_DAY = 80


def days(first, count, rng):
    """Rows of so many days from a date on, in order of time."""
    place = np.repeat(np.arange(count), A_DAY)
    times = pd.Timestamp(first) + pd.to_timedelta(place, "D") + pd.to_timedelta(rng.uniform(0, 86_000, len(place)), "s")
    frame = {"when": times, "x": rng.normal(0, 1, len(place)), "store": rng.choice(list("abc"), len(place))}
    return pd.DataFrame(frame), place


def audited(old, new, **roles):

    suite = default_suite(roles={"timestamp": "when", **roles}, window="D")
    return run_audit(old, new, suite=suite, now=NOW)


def of(result, about):
    return next(one for one in result.diagnosis.onset["series"] if one["about"] == about)


@pytest.fixture(scope="module")
def parts():
    rng = np.random.default_rng(4)
    old, _ = days("2026-05-01", 30, rng)
    new, place = days("2026-06-01", 30, rng)
    return old, new, place


def test_nothing_to_date(parts):
    old, new, _ = parts
    assert audited(old, new).diagnosis.onset is None


def test_a_sudden_change_inside_the_current_data_is_dated_to_the_day(parts):
    old, new, place = parts
    moved = new.assign(x=new["x"] + 0.8 * (place >= 12))
    onset = audited(old, moved).diagnosis.onset
    assert (onset["shape"], onset["at"]) == ("sudden", "2026-06-13T00:00:00")
    assert onset["about"] == ["x"]
    assert not onset["is_boundary"]
    assert onset["after"] - onset["before"] == pytest.approx(0.8, abs=0.1)
    assert onset_sentence(onset) == "Sudden, since 2026-06-13 (x)."


def test_a_change_between_the_files_is_said_to_lie_there(parts):
    old, new, _ = parts
    onset = audited(old, new.assign(x=new["x"] + 0.5)).diagnosis.onset
    assert onset["is_boundary"]
    assert onset_sentence(onset) == "Sudden, between 2026-05-30 and 2026-06-01, where the current data begin (x)."


def test_a_gradual_change_has_a_beginning_and_an_end(parts):
    old, new, place = parts
    onset = audited(old, new.assign(x=new["x"] + 1.5 * np.clip((place - 4) / 16, 0, 1))).diagnosis.onset
    assert onset["shape"] == "gradual"
    assert abs(int(onset["at"][8:10]) - 6) <= 2
    assert abs(int(onset["until"][8:10]) - 21) <= 3
    assert onset_sentence(onset).startswith("Gradual, from 2026-06-0")


def test_a_temporary_change_of_categories_is_over_when_it_is_over(parts):
    old, new, place = parts
    is_hit = (place >= 10) & (place < 18) & (np.random.default_rng(5).random(len(new)) < 0.7)
    onset = audited(old, new.assign(store=np.where(is_hit, "a", new["store"]))).diagnosis.onset
    assert (onset["shape"], onset["at"], onset["until"]) == ("temporary", "2026-06-11T00:00:00", "2026-06-19T00:00:00")
    assert onset_sentence(onset) == "Temporary, from 2026-06-11 until 2026-06-19, then as before (store)."


def test_the_drop_of_performance_dates_the_dataset_and_the_remedy(parts):
    old, new, place = parts
    sides = []
    for frame, is_late in ((old, np.zeros(len(old), dtype=bool)), (new, place >= 15)):
        rng = np.random.default_rng(len(sides))
        truth = (frame["x"] > 0).astype(int)
        wrong = rng.random(len(frame)) < np.where(is_late & (frame["store"] == "b"), 0.95, 0.05)
        sides.append(frame.assign(y=np.where(wrong, 1 - truth, truth), said=truth))
    result = audited(*sides, target="y", prediction="said")
    assert result.diagnosis.kind == "concept_drift"
    assert of(result, "performance")["at"] == "2026-06-16T00:00:00"
    assert "from before 2026-06-16" in result.diagnosis.actions[0]
    assert any("where store in {b}" in action for action in result.diagnosis.actions)
    assert any(action.startswith("Retrain on rows from 2026-06-16 on") for action in result.diagnosis.actions)


def test_blocks_of_rows_are_dated_by_their_first_row(parts):
    """Of 80 rows a day no length of time has 12 windows of 200 rows."""
    old, new, place = parts
    moved = new.assign(x=new["x"] + 0.8 * (place >= 10))
    onset = run_audit(old, moved, suite=default_suite(roles={"timestamp": "when"}), now=NOW).diagnosis.onset
    assert onset["shape"] == "sudden"
    assert onset["at"][:10] == "2026-06-11"


def test_small_windows_are_joined_with_the_next_and_many_with_their_neighbours():
    starts, rows = joined(np.array([[10.0], [10.0], [15.0], [40.0], [5.0]]), np.array([10.0, 10.0, 15.0, 40.0, 5.0]))
    assert starts == [0, 3]
    assert rows.tolist() == [[35.0], [45.0]]
    many, _ = joined(np.full((600, 1), 100.0), np.full(600, 100.0))
    assert len(many) == 120


def test_rhythms_need_windows_of_one_length():
    month = [f"2026-06-{day:02}T00:00:00" for day in range(1, 29)]
    assert periods_of(month) == (7,)
    assert periods_of([*month[:5], *month[9:]]) == ()
    assert periods_of(["row 1", "row 201"]) == ()


def test_files_a_year_apart_changed_between_them_even_if_one_day_of_the_reference_looked_the_same():
    rng = np.random.default_rng(6)
    old, place = days("2025-05-01", 30, rng)
    new, _ = days("2026-06-01", 30, rng)
    old["store"] = np.where((place == 0) & (rng.random(len(old)) < 0.6), "a", old["store"])
    new["store"] = np.where(rng.random(len(new)) < 0.6, "a", new["store"])
    onset = audited(old, new.assign(x=new["x"] + 0.5)).diagnosis.onset
    assert {one["about"]: (one["shape"], one["at"]) for one in onset["series"]} == {
        "x": ("sudden", "2026-06-01T00:00:00"),
        "store": ("sudden", "2026-06-01T00:00:00"),
    }
    assert onset["is_boundary"]
    assert "between 2025-05-30 and 2026-06-01" in onset_sentence(onset)


def test_windows_of_the_reference_are_not_joined_with_current_ones():
    rows = np.array([40.0, 10.0, 10.0, 40.0, 0.0])
    starts, held = joined(rows[:, None], rows, current_from=2)
    assert starts == [0, 2]
    assert held.tolist() == [[50.0], [50.0]]
    empty, _ = joined(np.zeros((3, 1)), np.array([0.0, 40.0, 40.0]), current_from=1)
    assert empty == [1, 2]
