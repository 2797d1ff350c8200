"""Rows that depend on each other: windows of the reference and clusters as the yardstick (METHODS 4.4)."""

import numpy as np
import pytest

from driftcli.checks.check import Skipped
from driftcli.checks.drift import categorical_drift, numeric_drift
from driftcli.profiles.windows import FEWEST_WINDOWS, join_windows
from driftcli.stats.clusters import MINIMUM_CLUSTERS

from .making import ask, category_pair, component, number_pair, outcome, share

DAYS, A_DAY = 24, 300
"""METHODS 4.4 has 30 days of 1,000 rows; the effect of a day is as much larger here."""
DAY_EFFECT = 0.2
WINDOWS = np.repeat(np.arange(DAYS), A_DAY)


def days(rng, count, effect):
    return np.repeat(rng.normal(0, effect, count), A_DAY) + rng.normal(size=count * A_DAY)


def number_stream(rng, *, effect=DAY_EFFECT, shift=0.0, has_windows=True):
    pair = number_pair(days(rng, DAYS, effect), shift + days(rng, 1, effect), windows=WINDOWS if has_windows else None)
    return ask(numeric_drift.CHECK, pair)


def category_stream(rng, *, effect=DAY_EFFECT, shift=0.0, has_windows=True):
    old, new = (
        np.digitize(days(rng, count, effect) + moved, [-0.5, 0.2, 1.0]) for count, moved in ((DAYS, 0), (1, shift))
    )
    return ask(categorical_drift.CHECK, category_pair(old, new, windows=WINDOWS if has_windows else None))


streams = pytest.mark.parametrize("stream", [number_stream, category_stream])


@streams
def test_day_effects_alarm_without_windows_and_not_with_them(stream):
    naive = share(lambda rng: stream(rng, has_windows=False).p_value < 0.05)
    defended = share(lambda rng: stream(rng).p_value < 0.05)
    assert naive > 0.4
    assert defended <= 0.10


@streams
def test_a_day_effect_is_never_called_drift_by_the_whole_rule(stream):
    check = numeric_drift.CHECK if stream is number_stream else categorical_drift.CHECK
    assert share(lambda rng: outcome(check, stream(rng)) in {"drift", "minor"}, seeds=40) <= 0.05
    assert share(lambda rng: outcome(check, stream(rng, has_windows=False)) == "drift", seeds=40) > 0.15


@streams
def test_a_shift_far_beyond_the_days_is_found(stream):
    assert share(lambda rng: stream(rng, shift=1.5).p_value < 0.001, seeds=30) >= 0.9


@streams
def test_windows_cost_independent_rows_hardly_any_power(stream):
    def is_found(rng, *, has_windows):
        return stream(rng, effect=0.0, shift=0.3, has_windows=has_windows).p_value < 0.01

    naive = share(lambda rng: is_found(rng, has_windows=False), seeds=30)
    defended = share(lambda rng: is_found(rng, has_windows=True), seeds=30)
    assert naive >= 0.9
    assert defended >= naive - 0.1


def test_windows_of_independent_rows_say_so():
    answer = number_stream(np.random.default_rng(1), effect=0.0)
    assert answer.details["defence"] == "windows_independent"
    assert answer.details["windows"] == DAYS
    assert answer.effective_n == (DAYS * A_DAY, A_DAY)


def test_windows_that_differ_say_by_how_much():
    answer = number_stream(np.random.default_rng(1))
    assert answer.details["defence"] == "windows"
    assert answer.details["window_sd"] > 2
    assert answer.details["design_effect"] > 4
    assert answer.effective_n == pytest.approx(np.array([DAYS * A_DAY, A_DAY]) / answer.details["design_effect"])


def test_the_tail_is_ranked_among_the_windows_own():
    rng = np.random.default_rng(2)
    old = days(rng, DAYS, 0.5)
    old[: 2 * A_DAY] *= 4
    answer = ask(numeric_drift.CHECK, number_pair(old, days(rng, 1, 0.5) * 4, windows=WINDOWS))
    assert answer.details["defence"] == "windows"
    assert component(answer, "tail").p_value >= 1 / (DAYS + 1)


@pytest.mark.parametrize(("windows", "name"), [(FEWEST_WINDOWS - 1, "none"), (FEWEST_WINDOWS, "windows_independent")])
def test_fewer_than_eight_windows_are_no_yardstick(rng, windows, name):
    codes = np.repeat(np.arange(windows), 200)
    pair = number_pair(rng.normal(size=len(codes)), rng.normal(size=200), windows=codes)
    assert ask(numeric_drift.CHECK, pair).details["defence"] == name


@pytest.mark.parametrize(
    ("rows", "current", "starts"),
    [
        ([100] * 10, 100, list(range(10))),
        ([100] * 20, 200, list(range(0, 20, 2))),
        ([100] * 21, 200, list(range(0, 21, 2))),
        ([100] * 40, 4_000, list(range(0, 40, 2))),  # a current sample as long as the reference: twentieths of it
        ([100] * 17 + [10], 200, [*range(0, 16, 2), 16]),
        ([10] * 4, 1_000_000, [0, 1, 2, 3]),
    ],
)
def test_windows_are_joined_until_they_are_as_long_as_the_current_data(rows, current, starts):
    assert list(join_windows(np.array(rows), current)) == starts


USERS, A_USER = 100, 20


def people(rng, count, shift=0.0, spread=1.0):
    """Rows of users who differ from each other as much as a user's rows do, and whose each row is."""
    users = np.repeat(np.arange(count), A_USER)
    return shift + np.repeat(rng.normal(0, spread, count), A_USER) + rng.normal(size=count * A_USER), users


def of_people(rng, *, count=USERS, shift=0.0, spread=1.0, has_clusters=True, cut=None):
    (old, whose), (new, whose_new) = people(rng, USERS, 0.0, spread), people(rng, count, shift, spread)
    clusters = (whose, whose_new) if has_clusters else (None, None)
    if cut is None:
        return ask(numeric_drift.CHECK, number_pair(old, new, clusters=clusters))
    sides = (np.digitize(side, cut) for side in (old, new))
    return ask(categorical_drift.CHECK, category_pair(*sides, clusters=clusters))


cuts = pytest.mark.parametrize("cut", [None, [-1.0, 0.0, 1.5]], ids=["numeric", "categorical"])


@cuts
def test_users_alarm_without_clusters_and_not_with_them(cut):
    naive = share(lambda rng: of_people(rng, has_clusters=False, cut=cut).p_value < 0.05)
    defended = share(lambda rng: of_people(rng, cut=cut).p_value < 0.05)
    assert naive > 0.5
    assert defended <= 0.10


@cuts
def test_users_who_moved_are_found(cut):
    assert share(lambda rng: of_people(rng, shift=1.2, cut=cut).p_value < 0.01, seeds=20) >= 0.9


@cuts
def test_users_like_each_other_cost_hardly_anything(cut):
    found = share(lambda rng: of_people(rng, shift=0.3, spread=0.0, cut=cut).p_value < 0.01, seeds=20)
    assert found >= 0.9


def test_the_design_effect_is_kishs():
    answers = [of_people(np.random.default_rng(seed)) for seed in range(5)]
    effects = [answer.details["design_effect"] for answer in answers]
    assert np.mean(effects) == pytest.approx(1 + (A_USER - 1) * 0.5, rel=0.2)  # Kish 1965: 1 + (m - 1) ICC
    assert answers[0].details["defence"] == "clusters"
    assert answers[0].details["clusters"] == [USERS, USERS]


@cuts
def test_few_clusters_are_insufficient(cut):
    answer = of_people(np.random.default_rng(0), count=MINIMUM_CLUSTERS - 1, cut=cut)
    assert isinstance(answer, Skipped)
    assert answer.insufficient
    assert "29 clusters are too few" in answer.reason
    enough = of_people(np.random.default_rng(0), count=MINIMUM_CLUSTERS, cut=cut)
    assert enough.details["clusters"] == [USERS, MINIMUM_CLUSTERS]
