import pytest

from driftcli.engines import budget
from driftcli.engines.budget import Budget, budget_for, parse_memory, require_width
from driftcli.errors import UsageError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2GiB", 2 << 30),
        ("2G", 2 << 30),
        ("1.5 gb", 3 << 29),
        ("800MiB", 800 << 20),
        ("1t", 1 << 40),
        ("600000k", 600_000 << 10),
        ("1073741824", 1 << 30),
    ],
)
def test_sizes_are_read(text, expected):
    assert parse_memory(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("plenty", "'plenty' is not an amount of memory"),
        ("-1G", "is not an amount"),
        ("2 GiB more", "is not an amount"),
        ("100MiB", "100MiB of memory is too little to work in"),
    ],
)
def test_what_is_no_size_or_too_small_is_said_at_once(text, message):
    with pytest.raises(UsageError, match=message) as raised:
        parse_memory(text)
    assert "MiB" in str(raised.value.hint)


def test_a_budget_is_shared_among_threads():
    assert Budget(2 << 30, 1).rows == 2 * Budget(2 << 30, 2).rows
    assert Budget(2 << 30, 2).rows * 2 * 2 * budget.ROW_BYTES <= (2 << 30) - budget.PROGRAM


def test_every_allowed_budget_leaves_room_for_a_stretch():
    small = Budget(budget.LEAST, 2)
    assert budget.FEWEST_ROWS <= small.stretch <= budget.STRETCH_ROWS
    assert small.stretch <= small.rows
    assert not small.fits(10_000_000)
    assert small.fits(100_000)


def test_without_a_budget_a_quarter_of_what_there_is(monkeypatch):
    monkeypatch.setattr(budget, "available_memory", lambda: 16 << 30)
    assert budget_for(None, 2) == Budget(4 << 30, 2)
    monkeypatch.setattr(budget, "available_memory", lambda: 1 << 30)
    assert budget_for(None, 2).memory == budget.LEAST


def test_no_more_threads_work_than_have_room(monkeypatch):
    """As in a container of 2 GiB on a machine of 64 cores, whose default budget is 512 MiB."""
    monkeypatch.setattr(budget, "available_memory", lambda: 2 << 30)
    monkeypatch.setattr(budget, "available_cores", lambda: 64)
    assert budget_for(None, None) == Budget(512 << 20, 3)
    assert budget_for(None, 2).threads == 2
    assert budget_for(16 << 30, None).threads == 64
    monkeypatch.setattr(budget, "available_cores", lambda: 1)
    assert budget_for(None, None).threads == 1


def test_numbers_are_held_where_they_fit_and_are_not_too_many():
    assert Budget(1 << 30, 2).fits_numbers(10_000_000)
    assert not Budget(budget.LEAST, 2).fits_numbers(10_000_000)
    assert not Budget(64 << 30, 2).fits_numbers(budget.WHOLE_NUMBERS + 1)


def test_strings_are_held_where_their_bytes_fit():
    small = Budget(budget.LEAST, 2)
    assert small.fits_bytes(8 << 20)
    assert not small.fits_bytes(64 << 20)
    assert not Budget(64 << 30, 2).fits_bytes(budget.WHOLE_BYTES + 1)
    assert budget.FEWEST_BYTES <= Budget(budget.LEAST, 3).stretch_bytes <= budget.STRETCH_BYTES


@pytest.mark.parametrize(
    ("columns", "sampled", "measured"),
    [(1_250, 6_000, 993), (625, 6_000, 537), (1_250, 1_500, 490), (625, 1_500, 341), (300, 20_000, 747)],
)
def test_a_table_too_wide_for_the_budget_is_said_at_once(columns, sampled, measured):
    """Peaks in MiB of `benchmarks/wide.py`, 100,000 rows (results/wide.md), and 1,500; 20,000 as `rows` of a check."""
    require_width(columns, sampled, int(measured * 1.07) << 20, where="a file")
    with pytest.raises(UsageError, match=rf"{columns:,} columns take about .* MiB, .*; .* MiB are allowed") as raised:
        require_width(columns, sampled, int(measured * 0.93) << 20, where="a file")
    assert "--columns" in str(raised.value.hint)


@pytest.mark.parametrize(
    ("columns", "sampled", "memory", "is_looked_at"),
    [
        (5_000, 20_000, None, True),
        (5_000, 0, budget.LEAST, True),
        (300, 6_000, budget.LEAST, True),
        (420, 20_000, budget.LEAST, False),
    ],
)
def test_a_table_that_is_not_too_wide_is_taken_and_one_of_ten_times_the_columns_is_not(
    columns, sampled, memory, is_looked_at
):
    assert not _is_refused(columns, sampled, memory, is_looked_at=is_looked_at)
    assert _is_refused(10 * columns, sampled or 6_000, budget.LEAST, is_looked_at=is_looked_at)


def _is_refused(columns, sampled, memory, *, is_looked_at):
    try:
        require_width(columns, sampled, memory, where="a file", is_looked_at=is_looked_at)
    except UsageError:
        return True
    return False
