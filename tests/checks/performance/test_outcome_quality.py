"""The check of labels, predictions and scores themselves."""

import numpy as np
import pytest

from driftcli.checks.check import Measured
from driftcli.checks.quality.outcome_quality import CHECK, Params
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.reports.wording.finding import sentence

from .making import dataset, outcomes

N = 1_000
Y = np.tile([0, 1], N // 2)
SCORES = np.where(Y == 1, 0.8, 0.3)


def findings(reference, current):
    answers = CHECK.measure(dataset(reference), dataset(current), Params())
    return judge([Measured(CHECK, one, thresholds=CHECK.thresholds) for one in answers], Policy())


def found(reference, current):
    return {finding.measurement.subject: str(finding.status) for finding in findings(reference, current)}


@pytest.fixture
def reference():
    return outcomes(Y, Y, scores=SCORES, weight=np.ones(N))


def changed(reference, **columns):
    usual = {"y": Y, "said": Y, "scores": SCORES, "weight": np.ones(N)}
    return outcomes(**{**usual, **columns}, like=reference)


def test_nothing_to_find(reference):
    (one,) = findings(reference, changed(reference))
    assert (one.status, one.outcome) == ("ok", "clean")
    assert sentence(one).startswith("Nothing found: outcome quality of labels, predictions, scores")


@pytest.mark.parametrize(
    ("columns", "subject", "status"),
    [
        ({"y": [*Y[:950], *["N/A"] * 50]}, "labels that the reference never had", "fail"),
        ({"said": [*Y[:950], *["maybe"] * 50]}, "predictions that are no class", "fail"),
        ({"said": [*Y[:900], *[None] * 100]}, "labelled rows without a prediction", "fail"),
        ({"scores": [*SCORES[:950], *[4.0] * 50]}, "scores outside 0 to 1", "fail"),
        ({"y": np.zeros(N, dtype=int)}, "the labels of the current data hold one class only, '0'", "warn"),
        ({"said": np.ones(N, dtype=int)}, "the predictions of the current data are constant, '1'", "warn"),
        ({"said": ["yes", "no"] * 500}, "no prediction of the current data is one of its labels", "fail"),
        ({"y": [None] * N}, "no row of the current data has a label", "ok"),
        ({"weight": [*np.ones(990), *[-1.0] * 10]}, "negative weights in the current data", "fail"),
        ({"weight": [*np.ones(990), *[None] * 10]}, "rows of the current data without a weight, left out", "warn"),
    ],
)
def test_faults(reference, columns, subject, status):
    columns = {name: list(values) for name, values in columns.items()}
    if any(isinstance(value, str) for values in columns.values() for value in values):
        columns = {name: [v if v is None else str(v) for v in values] for name, values in columns.items()}
    assert found(reference, changed(reference, **columns))[subject] == status


def test_scores_that_do_not_sum_to_one():
    scores = {"p_0": 1 - SCORES, "p_1": SCORES}
    reference = outcomes(Y, Y, scores=scores)
    current = outcomes(
        Y, Y, scores={"p_0": np.where(np.arange(N) < 100, 0.9, 1 - SCORES), "p_1": SCORES}, like=reference
    )
    assert found(reference, current)["scores that do not sum to one"] == "fail"


def test_labels_that_are_no_numbers():
    y = np.linspace(1, 9, N) + 0.001
    reference = outcomes(y, y)
    current = outcomes([*map(str, y[:900]), *["oops"] * 100], y, like=reference)
    assert found(reference, current)["labels that are no numbers"] == "fail"


def test_examples_are_named(reference):
    current = changed(reference, y=[*map(str, Y[:900]), *["N/A"] * 100])
    worst = findings(reference, current)[0]
    assert sentence(worst).startswith(
        'Labels and predictions: labels that the reference never had, 0 % -> 10 % of rows, for example "N/A"'
    )
