import numpy as np
import pytest

from driftcli.stats.expected_metrics import TwoClasses, expected_metrics
from driftcli.stats.implied_shares import implied_shares, shifted_accuracy
from driftcli.stats.label_free import density_ratio, estimate_loss
from driftcli.stats.label_shift import label_shift
from driftcli.stats.learners import Rows, balanced_folds, stacked
from driftcli.stats.row_groups import RowGroups
from driftcli.stats.score_estimates import (
    calibrated_estimate,
    confidence_threshold,
    sampling_errors,
    thresholded_accuracy,
)

from .worlds import world


def test_expected_confusion():
    """METHODS W7.1."""
    g = np.array([0.9, 0.8, 0.7, 0.4, 0.2, 0.1])
    found = expected_metrics(g, g > 0.5)
    assert [found[name] for name in ("tp", "fp", "fn", "tn")] == pytest.approx([2.4, 0.6, 0.7, 2.3])
    assert found["accuracy"] == pytest.approx(0.78333333)
    assert found["precision"] == pytest.approx(0.8)
    assert found["recall"] == pytest.approx(0.77419355)
    assert found["f1"] == pytest.approx(0.78688525)
    assert found["roc_auc"] == pytest.approx(0.83926585)
    assert sampling_errors(TwoClasses((g > 0.5).astype(float), g), g)["accuracy"] == pytest.approx(0.16244657)


def test_accuracy_is_exact_over_all_labelings():
    g = np.array([0.9, 0.8, 0.7, 0.4, 0.2, 0.1])
    h = g > 0.5
    labelings = (np.arange(64)[:, None] >> np.arange(6)) & 1
    chance = np.prod(np.where(labelings == 1, g, 1 - g), axis=1)
    assert chance @ (labelings == h).mean(axis=1) == pytest.approx(expected_metrics(g, h)["accuracy"])


def test_undefined_metrics_are_left_out():
    found = expected_metrics(np.zeros(3), np.zeros(3))
    assert "precision" not in found
    assert "roc_auc" not in found


def test_confidence_threshold():
    """METHODS W7.3."""
    reference = np.array([0.55, 0.6, 0.7, 0.8, 0.9])
    assert confidence_threshold(reference, 0.8) == pytest.approx(0.59)
    assert thresholded_accuracy(reference, 0.8, np.array([0.5, 0.65, 0.75, 0.95])) == 0.75


def test_implied_shares():
    """METHODS W7.4, W8.4."""
    found = implied_shares([[0.54, 0.08], [0.06, 0.32]], [0.43, 0.57], 2_000, 1_000)
    assert found.ratios == pytest.approx([0.54761905, 1.67857143])
    assert found.shares == pytest.approx([0.32857143, 0.67142857])
    assert found.condition == pytest.approx(1.87, abs=0.005)
    assert found.p_value_against(np.array([0.6, 0.4])) < 1e-10
    assert implied_shares([[0.5, 0.5], [0.0, 0.0]], [1.0, 0.0], 100, 100) is None


def test_error_of_implied_shares():
    """Standard deviation over draws of the same two classes, n 2,000 and 1,000 (METHODS: sd 0.026, mean se 0.030)."""
    rng = np.random.default_rng(0)
    joint = np.array([[0.6, 0.06], [0.1, 0.24]])
    drawn = []
    for _ in range(400):
        confusion = rng.multinomial(2_000, joint.ravel()).reshape(2, 2) / 2_000
        shares = rng.multinomial(1_000, joint @ [0.4 / 0.7, 0.6 / 0.3]) / 1_000
        found = implied_shares(confusion, shares, 2_000, 1_000)
        drawn.append((found.shares[1], found.se[1]))
    value, se = np.array(drawn).T
    assert value.mean() == pytest.approx(0.6, abs=0.01)
    assert se.mean() == pytest.approx(value.std(), rel=0.1)


def test_label_shift_is_told_from_concept_drift():
    """METHODS 8.8: h_L 0.56 and within 0.00; an inverted relation moves the inputs within classes."""
    shifted, inverted = world("label", 3), world("concept", 3)
    found = label_shift(shifted.rows, shifted.label.astype(int), 2, balanced_folds(shifted.rows.is_current))
    assert found.lower(1.645) == pytest.approx(0.56, abs=0.06)
    assert found.within_lower(1.96) <= 0.10
    other = label_shift(inverted.rows, inverted.label.astype(int), 2, balanced_folds(inverted.rows.is_current))
    assert other.lower(1.645) < 0.10
    assert other.within_lower(1.96) > 0.10


def test_density_ratio():
    assert density_ratio(np.array([0.5, 0.5, 0.75])) == pytest.approx([0.6, 0.6, 1.8])


def test_doubly_robust_where_score_calibration_fails():
    """METHODS 7.1: x moved into noise, realised 0.724; CBPE 0.849, doubly robust 0.719 (0.024)."""
    made = world("noisier", seed=8, n=3_000, m=3_000)
    n, h = made.n, (made.score > 0.5).astype(float)
    weights = density_ratio(made.domain().probabilities()[:n])
    found = estimate_loss(made.rows.beside(made.score), made.loss[:n], weights, is_error_rate=True)
    realised = made.loss[n:].mean()
    assert found.doubly_robust == pytest.approx(realised, abs=3 * found.se)
    assert found.se < 0.06
    cbpe = calibrated_estimate(made.score[:n], made.label[:n], made.score[n:], h[n:])["accuracy"]
    assert cbpe.value > 1 - realised + 0.08


def test_estimates_when_nothing_changed():
    made = world("none", seed=9, n=2_000, m=2_000)
    n, h = made.n, (made.score > 0.5).astype(float)
    found = estimate_loss(made.rows.beside(made.score), made.loss[:n], np.ones(n), is_error_rate=True)
    assert found.doubly_robust == pytest.approx(made.loss[n:].mean(), abs=3 * found.se)
    assert found.effective_rows == pytest.approx(n)
    cbpe = calibrated_estimate(made.score[:n], made.label[:n], made.score[n:], h[n:])
    assert cbpe["accuracy"].value == pytest.approx(1 - made.loss[n:].mean(), abs=3 * cbpe["accuracy"].se)


@pytest.mark.parametrize(
    ("name", "rows", "sees"), [("harmless", 1_500, True), ("label", 4_000, False), ("concept", 1_500, False)]
)
def test_what_the_doubly_robust_estimate_sees(name, rows, sees):
    """METHODS 7.1: right where x moved; blind to concept drift, and to label shift where implied shares are right."""
    made = world(name, seed=21, n=rows, m=rows)
    n, said = made.n, (made.score > 0.5).astype(int)
    weights = density_ratio(made.domain().probabilities()[:n])
    found = estimate_loss(made.rows.beside(made.score), made.loss[:n], weights, is_error_rate=True)
    realised = made.loss[n:].mean()
    assert (abs(found.doubly_robust - realised) < 2.5 * found.se) == sees
    if name != "label":
        assert (abs(found.contradiction(made.loss[n:])) < 3) == sees
    table = np.zeros((2, 2))
    np.add.at(table, (said[:n], made.label[:n].astype(int)), 1)
    value, se = shifted_accuracy(table, np.bincount(said[n:], minlength=2))
    assert (abs(value - (1 - realised)) < 3 * se) == (name != "concept")


def test_groups_of_rows_widen_the_error():
    """Two hundred groups of ten rows that share inputs and error: worth a tenth of the rows, three times the error."""
    rng = np.random.default_rng(5)
    x, error = np.repeat(rng.standard_normal((400, 2)), 10, axis=0), np.repeat(rng.random(400) < 0.3, 10).astype(float)
    is_current, codes = np.arange(4_000) >= 2_000, np.repeat(np.arange(400), 10)
    plain = stacked(x[:2_000], x[2_000:])
    grouped = Rows(plain.matrix, is_current, plain.is_categorical, RowGroups(codes, is_current))
    alone, together = (
        estimate_loss(rows, error[:2_000], np.ones(2_000), is_error_rate=True).se for rows in (plain, grouped)
    )
    spread = np.std([rng.binomial(200, 0.3) / 200 - rng.binomial(200, 0.3) / 200 for _ in range(500)])
    assert together > 2 * alone
    assert together == pytest.approx(spread, rel=0.35)
    held = [
        estimate_loss(rows, error[:2_000], np.ones(2_000), is_error_rate=True).widening for rows in (plain, grouped)
    ]
    assert held == [1.0, pytest.approx(np.sqrt(10), rel=0.15)]
