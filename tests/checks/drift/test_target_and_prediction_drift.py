import numpy as np
import pytest

from driftcli.checks.check import Skipped
from driftcli.checks.drift import categorical_drift, numeric_drift, prediction_drift, target_drift
from driftcli.sources.kinds import Role

from .making import ask, category_pair, number_pair, outcome

each_check = pytest.mark.parametrize("check", [target_drift.CHECK, prediction_drift.CHECK], ids=lambda check: check.id)


@each_check
def test_numbers_are_compared_like_those_of_a_feature(check, rng):
    pair = number_pair(rng.normal(size=900), rng.normal(0.5, 1, 800))
    answer = ask(check, pair)
    assert answer == ask(numeric_drift.CHECK, pair)
    assert outcome(check, answer) == "drift"


@each_check
def test_classes_are_compared_like_those_of_a_feature(check, rng):
    pair = category_pair(rng.random(900) < 0.5, rng.random(800) < 0.8)
    answer = ask(check, pair)
    assert answer == ask(categorical_drift.CHECK, pair)
    assert outcome(check, answer) == "drift"


@each_check
def test_kinds_that_differ_are_not_compared(check, rng):
    numbers, _ = number_pair(rng.normal(size=90), rng.normal(size=90))
    _, classes = category_pair(rng.integers(0, 3, 90), rng.integers(0, 3, 90))
    assert ask(check, (numbers, classes)) == Skipped("the two datasets hold it as different kinds")


@each_check
def test_labels_that_have_not_arrived_are_insufficient(check):
    answer = ask(check, number_pair(np.arange(90), np.full(90, np.nan)))
    assert answer == Skipped("the current data has no values", insufficient=True)


def test_roles_decide_which_of_them_is_asked():
    assert target_drift.CHECK.roles == {Role.TARGET}
    assert prediction_drift.CHECK.roles == {Role.PREDICTION, Role.SCORE}
    features = numeric_drift.CHECK.roles | categorical_drift.CHECK.roles
    assert not features & (target_drift.CHECK.roles | prediction_drift.CHECK.roles)
