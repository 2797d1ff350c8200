import numpy as np
import pytest

from driftcli.errors import UsageError
from driftcli.profiles.groups import Grouping
from driftcli.profiles.windows import row_windows, time_windows, window_length

DAY = 86_400.0
MONDAY = 1_704_067_200.0
"""2024-01-01."""


@pytest.mark.parametrize(
    ("days", "a_day", "length"),
    [
        (30, 1_000, DAY),
        (2, 24_000, 3_600.0),
        (200, 100, 7 * DAY),
        (800, 10, 30.4375 * DAY),
        (20, 5, None),  # no granularity has 12 windows of 200 rows
        (30_000, 1, None),  # 82 years: more than 120 months
    ],
)
def test_the_coarsest_granularity_with_enough_windows_and_rows(days, a_day, length):
    times = MONDAY + np.arange(days * a_day) * (DAY / a_day)
    assert window_length(times) == length
    assert window_length(np.append(np.random.default_rng(0).permutation(times), np.nan)) == length


def test_what_was_asked_for_is_taken():
    assert window_length(np.array([0.0]), "W") == 7 * DAY
    assert window_length(np.array([0.0]), "rows:5") is None
    assert window_length(np.array([np.nan])) is None
    with pytest.raises(UsageError, match="no window 'Q'"):
        window_length(np.array([0.0]), "Q")


def test_rows_without_a_time_belong_to_no_window():
    found = time_windows(np.array([MONDAY + 5, np.nan, MONDAY - 1, MONDAY + DAY]), DAY)
    assert found.labels == ("2023-12-31T00:00:00", "2024-01-01T00:00:00", "2024-01-02T00:00:00")
    assert found.codes.tolist() == [1, -1, 0, 2]


def test_weeks_begin_on_monday():
    found = time_windows(np.array([MONDAY - 1, MONDAY, MONDAY + 7 * DAY - 1]), 7 * DAY)
    assert found.labels == ("2023-12-25T00:00:00", "2024-01-01T00:00:00")
    assert found.codes.tolist() == [0, 1, 1]


def test_one_stray_date_makes_one_window_more():
    times = np.append(MONDAY + np.arange(100) * DAY, -2e9)
    assert len(time_windows(times, 3_600.0).labels) == 101


def test_blocks_of_rows_follow_the_times():
    found = row_windows(np.array([3.0, 1.0, np.nan, 2.0, 4.0]), "rows:2")
    assert found.labels == ("row 1", "row 3")
    assert found.codes.tolist() == [1, 0, -1, 0, 1]
    assert row_windows(10_000).codes.max() == 39
    assert row_windows(1_000).labels == tuple(f"row {1 + 200 * i}" for i in range(5))
    with pytest.raises(UsageError, match="rows:N"):
        row_windows(10, "rows:x")


@pytest.mark.parametrize("is_ordered", [True, False])
def test_a_grouping_hands_out_every_row_once(rng, is_ordered):
    codes = rng.integers(-1, 4, 200).astype(np.int32)
    codes = np.sort(codes) if is_ordered else codes
    parts = dict(Grouping(tuple("abcde"), codes).parts(np.arange(200.0)))
    assert {group: part.tolist() for group, part in parts.items()} == {
        group: np.flatnonzero(codes == group).tolist() for group in range(4)
    }
