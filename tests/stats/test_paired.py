"""The difference of two models: influence values against derivatives, DeLong and McNemar against their formulas."""

import itertools

import numpy as np
import pytest
from scipy.stats import binomtest, norm, ttest_rel
from sklearn import metrics as sk

from driftcli.stats.influence import Influence, mean_influence
from driftcli.stats.influence_scores import average_precision_draws, roc_auc
from driftcli.stats.mcnemar import mcnemar, score
from driftcli.stats.model_metrics import ModelRows, influence_of, metric_names
from driftcli.stats.paired import Units, carriers_of, contrast, standard_error

N = 150


def binary(seed=0, n=N, weights=None, noise=1.0):
    rng = np.random.default_rng(seed)
    z = rng.normal(size=n)
    y = (z + rng.normal(size=n) > 0.4).astype(np.int64)
    p = np.round(1 / (1 + np.exp(-(z + noise * rng.normal(size=n)))), 2)
    weights = np.ones(n) if weights is None else weights
    return ModelRows("binary", y, weights, (p > 0.5).astype(np.int64), np.clip(p, 0.01, 0.99)[:, None], 2, 1)


def multiclass(seed=0, n=N, weights=None):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n)
    said = np.where(rng.random(n) < 0.6, y, rng.integers(0, 4, n) % 4)
    said = np.minimum(said, 2)
    p = rng.dirichlet([1, 1, 1], n) * 0.5 + 0.5 * np.eye(3)[said]
    return ModelRows("multiclass", y, np.ones(n) if weights is None else weights, said, p, 3)


def regression(seed=0, n=N, weights=None):
    rng = np.random.default_rng(seed)
    y = np.round(rng.normal(size=n) * 3, 1)
    weights = np.ones(n) if weights is None else weights
    return ModelRows("regression", y, weights, y + rng.normal(size=n))


MAKERS = {"binary": binary, "multiclass": multiclass, "regression": regression}
EVERY = [(task, name) for task, make in MAKERS.items() for name in metric_names(make())]


@pytest.mark.parametrize(("task", "name"), EVERY)
def test_influence_is_the_derivative_by_the_weight_of_a_row(task, name):
    weights = np.random.default_rng(5).uniform(0.5, 2, N)
    rows = MAKERS[task](weights=weights)
    found = influence_of(name, rows)
    assert float(found.rows @ weights) == pytest.approx(0, abs=1e-8 * N * max(1, np.abs(found.rows).max()))
    for place in (0, 7, 33, 90, 149):
        step = np.zeros(N)
        step[place] = 1e-6
        moved = influence_of(name, MAKERS[task](weights=weights + step)).value
        back = influence_of(name, MAKERS[task](weights=weights - step)).value
        slope = (moved - back) / 2e-6 * weights.sum()
        slack = 0.02 if name == "roc_auc" else 1e-4  # DeLong's divisors
        assert found.rows[place] == pytest.approx(slope, rel=slack, abs=slack * np.abs(found.rows).max())


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("accuracy", lambda r: sk.accuracy_score(r.truth, r.said)),
        ("balanced_accuracy", lambda r: sk.balanced_accuracy_score(r.truth, r.said)),
        ("precision", lambda r: sk.precision_score(r.truth, r.said)),
        ("recall", lambda r: sk.recall_score(r.truth, r.said)),
        ("specificity", lambda r: sk.recall_score(r.truth, r.said, pos_label=0)),
        ("f1", lambda r: sk.f1_score(r.truth, r.said)),
        ("mcc", lambda r: sk.matthews_corrcoef(r.truth, r.said)),
        ("roc_auc", lambda r: sk.roc_auc_score(r.truth, r.scores[:, 0])),
        ("pr_auc", lambda r: sk.average_precision_score(r.truth, r.scores[:, 0])),
        ("log_loss", lambda r: sk.log_loss(r.truth, r.scores[:, 0])),
        ("brier", lambda r: sk.brier_score_loss(r.truth, r.scores[:, 0])),
    ],
)
def test_values_of_two_classes_are_scikit_learns(name, theirs):
    rows = binary()
    assert influence_of(name, rows).value == pytest.approx(theirs(rows), abs=1e-9)


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("balanced_accuracy", lambda r: sk.balanced_accuracy_score(r.truth, r.said)),
        ("mcc", lambda r: sk.matthews_corrcoef(r.truth, r.said)),
        ("macro_precision", lambda r: sk.precision_score(r.truth, r.said, average="macro")),
        ("macro_recall", lambda r: sk.recall_score(r.truth, r.said, average="macro")),
        ("macro_f1", lambda r: sk.f1_score(r.truth, r.said, average="macro")),
        ("weighted_f1", lambda r: sk.f1_score(r.truth, r.said, average="weighted")),
        ("roc_auc", lambda r: sk.roc_auc_score(r.truth, r.scores, multi_class="ovr")),
        ("log_loss", lambda r: sk.log_loss(r.truth, r.scores)),
    ],
)
def test_values_of_three_classes_are_scikit_learns(name, theirs):
    rows = multiclass()
    assert influence_of(name, rows).value == pytest.approx(theirs(rows), abs=1e-9)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mae", 0.5),
        ("rmse", 0.61237244),
        ("r2", 0.94860814),
        ("mape", 0.32738095),
        ("smape", 0.57878788),
        ("pinball_90", 0.15),
    ],
)
def test_errors_of_w6_4(name, value):
    rows = ModelRows("regression", np.array([3, -0.5, 2, 7]), np.ones(4), np.array([2.5, 0, 2, 8]))
    assert influence_of(name, rows).value == pytest.approx(value, abs=1e-8)


def delong(y, first, second):
    """Difference of areas and its standard error by the formulas of DeLong et al. 1988, every pair of rows compared."""
    placements = []
    for s in (first, second):
        wins = (s[y == 1][:, None] > s[y == 0]) + 0.5 * (s[y == 1][:, None] == s[y == 0])
        placements.append((wins.mean(axis=1), wins.mean(axis=0), wins.mean()))
    of_positives = placements[1][0] - placements[0][0]
    of_negatives = placements[1][1] - placements[0][1]
    variance = of_positives.var(ddof=1) / len(of_positives) + of_negatives.var(ddof=1) / len(of_negatives)
    return placements[1][2] - placements[0][2], np.sqrt(variance)


def test_paired_areas_are_compared_as_by_delong():
    first, second = binary(), binary(noise=0.3)
    y, weights = first.truth == 1, np.ones(N)
    areas = [roc_auc(y, one.scores[:, 0], weights) for one in (first, second)]
    units = Units(None, N)
    parts = units.parts(areas[1], weights) - units.parts(areas[0], weights)
    found = contrast(*areas, parts, margin=0.005, method="")
    value, se = delong(first.truth, first.scores[:, 0], second.scores[:, 0])
    assert (found.value, found.se) == pytest.approx((value, se), abs=1e-12)


def test_one_area_has_delongs_standard_error_of_w6_1():
    y = np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 1]) == 1
    s = np.array([0.9, 0.8, 0.7, 0.65, 0.6, 0.4, 0.35, 0.3, 0.2, 0.1])
    found = roc_auc(y, s, np.ones(10))
    assert standard_error(Units(None, 10).parts(found, np.ones(10))) == pytest.approx(0.20976177, abs=1e-8)


def test_mcnemar_of_w6_3():
    found = mcnemar(30, 15, 200, margin=0.005)
    assert found.p_value == pytest.approx(0.035697804, abs=1e-9)
    assert (found.value, found.se) == pytest.approx((0.075, 0.033119103), abs=1e-9)
    assert found.low > 0
    assert found.method == "McNemar, exact"


@pytest.mark.parametrize(("b", "c"), [(0, 0), (1, 0), (5, 0), (3, 9), (40, 40), (60, 39)])
def test_few_discordant_rows_are_tested_exactly(b, c):
    theirs = binomtest(b, b + c).pvalue if b + c else 1.0
    assert mcnemar(b, c, 1000, margin=0.005).p_value == pytest.approx(theirs, abs=1e-12)


def test_many_discordant_rows_are_tested_by_z():
    found = mcnemar(80, 50, 1000, margin=0.005)
    assert found.method == "McNemar, z"
    assert score(80, 50, 1000, 0.0) == pytest.approx(30 / np.sqrt(130))
    assert found.p_value == pytest.approx(2 * norm.sf(30 / np.sqrt(130)))


@pytest.mark.parametrize(("b", "c", "n"), [(30, 15, 200), (0, 0, 50), (7, 0, 40), (100, 90, 400), (0, 50, 50)])
def test_tangos_limits_are_where_his_test_just_does_not_reject(b, c, n):
    found = mcnemar(b, c, n, margin=0.005)
    mirrored = mcnemar(c, b, n, margin=0.005)
    assert (found.low, found.high) == pytest.approx((-mirrored.high, -mirrored.low))
    assert -1 <= found.low <= found.value <= found.high <= 1
    if found.low > -1 + 1e-9:
        assert score(b, c, n, found.low) == pytest.approx(1.959964, abs=1e-4)


def test_no_discordant_row_is_no_proof_of_equivalence_until_there_are_many():
    assert mcnemar(0, 0, 100, margin=0.005).p_equivalent > 0.05
    assert mcnemar(0, 0, 1000, margin=0.005).p_equivalent < 0.05
    assert mcnemar(0, 0, 1000, margin=0.0).p_equivalent == 1.0


def test_a_mean_is_compared_as_by_the_paired_t_test():
    rng = np.random.default_rng(3)
    first, second = rng.normal(size=400), rng.normal(0.1, 1, size=400)
    weights, units = np.ones(400), Units(None, 400)
    found = [mean_influence(values, weights) for values in (first, second)]
    parts = units.parts(found[1], weights) - units.parts(found[0], weights)
    tested = contrast(*found, parts, margin=0.0, method="")
    assert tested.value / tested.se == pytest.approx(ttest_rel(second, first).statistic)
    assert tested.p_value == pytest.approx(ttest_rel(second, first).pvalue, abs=0.005)  # degrees of freedom differ


def test_rows_told_twice_count_once_when_they_are_a_cluster():
    rows = binary()
    twice = rows.take(np.repeat(True, N))
    twice = ModelRows("binary", *(np.repeat(x, 2, axis=0) for x in (twice.truth, twice.weights, twice.said)), classes=2)
    alone = Units(None, N).parts(influence_of("f1", rows), rows.weights)
    clustered = Units(np.repeat(np.arange(N), 2), N).parts(influence_of("f1", twice), twice.weights)
    assert standard_error(clustered) == pytest.approx(standard_error(alone))


def test_what_hangs_on_few_rows_is_not_certain():
    parts = np.zeros(10_000)
    parts[:5] = 1e-4
    assert carriers_of(parts) == pytest.approx(5)
    first, second = Influence(0.5, parts, "share", 10_000.0), Influence(0.5005, parts, "share", 10_000.0)
    assert contrast(first, second, parts, margin=0.005, method="").p_value > 0.05  # as the exact test: 2 / 2^5


def test_what_was_not_seen_in_few_rows_may_still_happen():
    same = Influence(0.9, np.zeros(100), "logit", 100.0)
    few = contrast(same, same, np.zeros(100), margin=0.005, method="")
    assert (few.low, few.high, few.p_equivalent) == (-0.03, 0.03, 1.0)
    many = Influence(0.9, np.zeros(1000), "logit", 1000.0)
    assert contrast(many, many, np.zeros(1000), margin=0.005, method="").p_equivalent == 0.0


def test_bootstrap_and_influence_values_of_average_precision_agree():
    rows = binary(n=2000)
    units = Units(None, 2000)
    found = influence_of("pr_auc", rows)
    draws = average_precision_draws(rows.is_positive, rows.scores[:, 0], rows.weights, units.resamples(300, seed=1))
    se = standard_error(units.parts(found, rows.weights))
    assert float(np.std(draws, ddof=1)) == pytest.approx(se, rel=0.15)
    same = average_precision_draws(rows.is_positive, rows.scores[:, 0], rows.weights, [np.ones(2000)])
    assert same[0] == pytest.approx(found.value)


def test_clusters_are_drawn_whole():
    units = Units(np.array([0, 0, 1, 2, 2, 2]), 3)
    for times in itertools.islice(units.resamples(5, seed=0), 5):
        assert times[0] == times[1]
        assert times[3] == times[4] == times[5]


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("roc_auc", {"truth": np.ones(N, dtype=np.int64)}, "only one class among the labels"),
        ("mcc", {"said": np.ones(N, dtype=np.int64)}, "only one class among the predictions"),
        ("precision", {"said": np.zeros(N, dtype=np.int64)}, "nothing was predicted positive"),
        ("log_loss", {"scores": np.full((N, 1), 1.5)}, "150 scores lie outside 0 to 1"),
    ],
)
def test_what_is_undefined_says_why(name, change, reason):
    rows = binary()
    parts = {key: getattr(rows, key) for key in ("task", "truth", "weights", "said", "scores", "classes")} | change
    assert influence_of(name, ModelRows(**parts)).startswith(reason)


def test_undefined_errors_say_why():
    rows = ModelRows("regression", np.zeros(50), np.ones(50), np.ones(50))
    assert influence_of("r2", rows) == "the target is constant"
    assert influence_of("wape", rows) == "every target is zero"
    assert influence_of("mae", rows).value == 1
