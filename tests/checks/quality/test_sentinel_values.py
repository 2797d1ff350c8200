import numpy as np
import pytest

from driftcli.checks.check import Measurement, Rule, Skipped
from driftcli.checks.quality.moments_in_time import as_seconds
from driftcli.checks.quality.sentinel_values import CHECK, PLACEHOLDERS
from driftcli.profiles.numeric import profile_numbers
from driftcli.profiles.presence import Presence

from .builders import measured, measured_once, number_pair, status, time_pair

RNG = np.random.default_rng(0)


def with_code(values, code, count):
    return np.concatenate([values[:-count], np.full(count, float(code))])


@pytest.mark.parametrize("code", [-999, -1, 0, 999, 42.5])
@pytest.mark.parametrize("n", [5_000, 50_000])
def test_a_code_among_measurements_is_named(code, n):
    pair = number_pair(RNG.normal(50, 10, n), with_code(RNG.normal(50, 10, 4_000), code, 124))
    (found,) = measured(CHECK, *pair)
    assert (found.subject, found.details["value"]) == (f"{code:g}", code)
    assert found.statistic.current == pytest.approx(0.031)
    assert status(CHECK, found) == "fail"


def test_a_code_on_a_scale_of_few_values_is_named():
    pair = number_pair(RNG.integers(1, 6, 5_000), with_code(RNG.integers(1, 6, 5_000), 99, 150))
    (found,) = measured(CHECK, *pair)
    assert (found.subject, status(CHECK, found)) == ("99", "fail")


def test_a_code_that_was_there_before_is_no_news():
    pair = number_pair(with_code(RNG.normal(size=5_000), -999, 150), with_code(RNG.normal(size=5_000), -999, 150))
    assert status(CHECK, measured_once(CHECK, *pair)) == "ok"


def test_an_ordinary_value_that_became_more_frequent_is_drift():
    reference = np.repeat(np.arange(100), 100)
    current = np.concatenate([np.repeat(np.arange(50, 100), 100), np.full(80, 3.0), np.repeat(np.arange(1, 3), 100)])
    found = measured_once(CHECK, *number_pair(reference, current))
    assert (found.rule, found.fact) == (Rule.EXACT, None)


def test_the_p_value_pays_for_every_value_that_could_have_been_a_spike():
    # 999 in 30 of 100 current rows, never in 100 reference rows: chance C(100, 30) / C(200, 30); others occur once
    current = np.append(np.arange(70) + 0.5, np.full(30, 999.0))
    found = measured_once(CHECK, *number_pair(np.arange(100), current))
    assert found.details["candidates"] == 171
    chance = np.prod([(100 - i) / (200 - i) for i in range(30)])
    assert found.p_value == pytest.approx(171 * chance)


def test_at_most_three_spikes_are_named():
    current = np.concatenate([RNG.normal(size=3_600), np.repeat([-999.0, 99.0, 999.0, 9_999.0], 100)])
    assert len(measured(CHECK, *number_pair(RNG.normal(size=4_000), current))) == 3


def test_placeholder_dates_are_named():
    days = as_seconds_of_days(RNG, 1_000)
    (found,) = measured(CHECK, *time_pair(as_seconds_of_days(RNG, 1_000), with_code(days, 0, 8)))
    assert found.subject == "1970-01-01"
    assert status(CHECK, found) == "fail"


def test_other_dates_are_only_time_moving_on():
    found = measured_once(
        CHECK, *time_pair(np.repeat(np.arange(30), 30) * 86_400 + 1e9, np.full(900, 1e9 + 40 * 86_400))
    )
    assert (found.rule, found.fact) == (Rule.EXACT, None)


def test_placeholders_lie_where_calendars_put_them():
    assert 0.0 in PLACEHOLDERS
    assert 2.0**31 - 1 in PLACEHOLDERS  # 2038-01-19T03:14:07


@pytest.mark.parametrize(
    ("reference", "current"), [([1, 1], [1, 2]), ([1, 2], [2, 2]), ([0, 0, 1], [0, 1, 1]), ([1, 2], [np.nan])]
)
def test_constant_and_two_valued_columns_are_left_to_others(reference, current):
    assert isinstance(measured_once(CHECK, *number_pair(reference, current)), Skipped)


def as_seconds_of_days(rng, rows):
    start = as_seconds(np.datetime64("2025-01-01").astype("datetime64[s]").item())
    return start + rng.integers(0, 300, rows) * 86_400.0


def test_values_of_a_column_that_moved_as_a_whole_are_no_codes():
    """Few distinct values (an index published monthly) that all lie beyond the old range: drift, not sentinels."""
    rng = np.random.default_rng(5)
    before = rng.choice([93.2, 93.4, 93.9, 94.4], size=5_000)
    after = rng.choice([92.1, 92.9, 93.0], size=5_000, p=[0.2, 0.5, 0.3])
    reference = profile_numbers(before, Presence(rows=5_000))
    current = profile_numbers(after, Presence(rows=5_000), grid=reference.grid)
    answer = CHECK.measure(reference, current, CHECK.params())
    answers = answer if isinstance(answer, list) else [answer]
    assert all(one.effect is None or one.effect.lower <= 0.10 for one in answers if isinstance(one, Measurement))


def test_a_field_filled_with_a_mean_is_named():
    rng = np.random.default_rng(6)
    before, after = rng.normal(50, 9, 5_000), rng.normal(50, 9, 5_000)
    after[:300] = 49.87
    reference = profile_numbers(before, Presence(rows=5_000))
    current = profile_numbers(after, Presence(rows=5_000), grid=reference.grid)
    answer = CHECK.measure(reference, current, CHECK.params())
    found = answer if isinstance(answer, list) else [answer]
    assert found[0].subject == "49.87"
    assert found[0].effect.lower > 0.10
