"""Whether labelled current rows stand for all, and performance weighted to all of them (METHODS 6.2)."""

import json

import numpy as np
import pyarrow as pa
import pytest
from multivariate.pairs import asked, profiled

from driftcli.checks.check import Measured, Skipped
from driftcli.checks.concept.late_labels import CHECK, HEAVIEST
from driftcli.judgement.finding import Status
from driftcli.judgement.judge import judge
from driftcli.judgement.label_evidence import late_label_evidence
from driftcli.judgement.policy import Policy
from driftcli.reports.wording.finding import sentence

from .estimate_worlds import ROLES, accuracy, noisy

N = 3_000


def drawn(seed, labelled):
    """A pair whose current rows have labels where ``labelled`` says so; what came true on all of them."""
    rng = np.random.default_rng(seed)
    old, new = noisy(rng, 1_000), noisy(rng, N)
    mask = ~labelled(new, rng)
    return profiled(old, {**new, "y": pa.array(new["y"], mask=mask)}, **ROLES), new


def quiet_first(new, rng):
    """Labels come first where there is little noise."""
    return rng.random(N) < np.where(new["c"] < 0.3, 0.6, 0.1)


def judged(measurement):
    (finding,) = judge([Measured(CHECK, measurement, thresholds=CHECK.thresholds)], Policy())
    return finding


@pytest.fixture(scope="module")
def unlike():
    pair, new = drawn(1, quiet_first)
    (found,) = asked(CHECK, pair)
    return found, new


def test_labels_that_come_first_for_easy_rows(unlike):
    found, _ = unlike
    finding = judged(found)
    assert finding.status is Status.WARN
    assert not found.details["is_representative"]
    assert found.details["columns"][0]["name"] == "c"
    words = sentence(finding)
    assert "are not representative" in words
    assert "weighted to all current rows" in words
    assert "not representative" in late_label_evidence(finding)[0]
    json.dumps(dict(found.details), allow_nan=False)


def test_weights_mend_performance(unlike):
    found, new = unlike
    first = found.details["reweighted"][0]
    truth = accuracy(new)
    assert first["metric"] == "accuracy"
    assert first["as_measured"] > truth + 0.05
    assert first["value"] == pytest.approx(truth, abs=3 * first["se"])
    assert {"f1", "roc_auc", "brier"} <= {row["metric"] for row in found.details["reweighted"]}


def test_no_row_counts_for_more_than_twenty():
    """Even where labels are nearly never given."""
    pair, _ = drawn(2, lambda new, rng: rng.random(N) < np.where(new["c"] < 0.3, 0.9, 0.02))
    (found,) = asked(CHECK, pair)
    value = found.details["reweighted"][0]
    rows = found.n_current
    assert value["se"] < HEAVIEST / np.sqrt(rows)
    assert value["low"] < value["value"] < value["high"]


def test_labels_that_are_late_at_random_are_quiet():
    """Six seeds, none of which may alarm: the bar is one in a hundred and a size of 0.10."""
    alarms = []
    for seed in range(6):
        pair, _ = drawn(10 + seed, lambda _new, rng: rng.random(N) < 0.4)
        (found,) = asked(CHECK, pair, rows=1_200)
        alarms.append(judged(found).status is Status.WARN)
        assert found.details["is_representative"]
        assert "reweighted" not in found.details
    assert not any(alarms)


def test_all_or_none_labelled_ask_nothing():
    for share in (0.0, 1.0):
        pair, _ = drawn(3, lambda _new, rng, share=share: rng.random(N) < share)
        assert asked(CHECK, pair) == []


def test_few_labels_are_too_few():
    pair, _ = drawn(4, lambda _new, _rng: np.arange(N) < 30)
    (found,) = asked(CHECK, pair)
    assert isinstance(found, Skipped)
    assert "30 of the 3000 sampled current rows have a label, 50 are needed" in found.reason


def test_numbers():
    """Errors are large where labels are late: the weighted mean absolute error rises to the truth."""
    rng = np.random.default_rng(5)

    def line(n):
        x, z = rng.standard_normal((2, n))
        return {"x": x, "z": z, "said": x, "y": x + np.where(z > 0, 2.0, 0.5) * rng.standard_normal(n)}

    old, new = line(1_000), line(N)
    known = rng.random(N) < np.where(new["z"] > 0, 0.1, 0.6)
    pair = profiled(old, {**new, "y": pa.array(new["y"], mask=~known)}, target="y", prediction="said")
    (found,) = asked(CHECK, pair)
    by_metric = {row["metric"]: row for row in found.details["reweighted"]}
    truth = np.mean(np.abs(new["y"] - new["said"]))
    assert found.details["reweighted"][0]["metric"] == "rmse"
    assert by_metric["mae"]["as_measured"] < truth - 0.2
    assert by_metric["mae"]["value"] == pytest.approx(truth, abs=3 * by_metric["mae"]["se"])
