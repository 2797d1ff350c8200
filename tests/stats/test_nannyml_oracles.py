"""Numbers that NannyML's own tests assert (version 0.13.1), reproduced from its data.

Exact where the definitions are the same. Where they differ the test says how, and bounds the difference.
"""

import numpy as np
import pytest

from driftcli.stats.domain_classifier import fit_domain
from driftcli.stats.expected_metrics import SeveralClasses, expected_metrics
from driftcli.stats.label_free import density_ratio, estimate_loss
from driftcli.stats.learners import fit_trees, isotonic, stacked
from driftcli.stats.model_metrics import ModelRows, influence_of
from driftcli.stats.score_estimates import normalised, thresholded_accuracy

from .nannyml_data import chunk, needs_data, numbers, table

pytestmark = needs_data


@pytest.fixture(scope="module")
def home_office():
    """Calibrated probabilities, predictions and scores of the analysis rows; isotonic on all reference rows."""
    label, score = numbers("synthetic_sample_reference.csv", "work_home_actual", "y_pred_proba")
    new, said = numbers("synthetic_sample_analysis.csv", "y_pred_proba", "y_pred")
    return isotonic(score, label)(new), said, new


CBPE = {
    "roc_auc": (0.9711057565, 0.9636286016),
    "f1": (0.9479079223, 0.9278089208),
    "precision": (0.9436121782, 0.9197836255),
    "recall": (0.9522429574, 0.9359754933),
    "specificity": (0.9434949870, 0.9123732943),
    "accuracy": (0.9478536003, 0.9245926107),
    "tp": (9488.964, 14537.180),
    "tn": (9468.108, 13200.598),
    "fp": (567.036, 1267.820),
    "fn": (475.892, 994.402),
}


@pytest.mark.parametrize(("place", "rows"), [(0, slice(0, 20_000)), (1, slice(20_000, 50_000))])
def test_cbpe(home_office, place, rows):
    """tests/performance_estimation/CBPE/test_cbpe_metrics.py, SizeBasedChunker(20000, append), and the value matrix."""
    probability, said, score = (part[rows] for part in home_office)
    found = expected_metrics(probability, said, score)
    for name, values in CBPE.items():
        assert found[name] == pytest.approx(values[place], rel=5e-6), name
    value = 2 * found["tn"] - 5 * found["fp"] - 10 * found["fn"] + 10 * found["tp"]
    assert value == pytest.approx((106231.756, 155489.880)[place], abs=0.01)


@pytest.mark.parametrize(
    ("published", "rows"), [(0.9629778664, slice(0, 20_000)), (0.9576117462, slice(20_000, 50_000))]
)
def test_cbpe_of_average_precision(home_office, published, rows):
    """NannyML steps through rows of equal score one by one; equal scores belong together: up to 0.001 less here."""
    probability, said, score = (part[rows] for part in home_office)
    found = expected_metrics(probability, said, score)["pr_auc"]
    assert published - 0.001 < found < published


ROC_AUC = (0.97096, 0.97025, 0.97628, 0.96772, 0.96989, 0.96005, 0.95853, 0.95904, 0.96309, 0.95756)
ACCURACY = (0.9228, 0.926, 0.9318, 0.9216, 0.9264, 0.8836, 0.8852, 0.8784, 0.8922, 0.8746)


@pytest.mark.parametrize("place", range(10))
def test_realised_metrics_of_two_classes(place):
    """tests/performance_calculation/metrics/test_binary_classification.py: threshold 0.8, ten chunks."""
    (label,) = numbers("synthetic_sample_analysis_gt.csv", "work_home_actual")
    (score,) = numbers("synthetic_sample_analysis.csv", "y_pred_proba")
    part = chunk(place, 5_000)
    truth, scores = label[part].astype(int), score[part][:, None]
    rows = ModelRows("binary", truth, np.ones(5_000), (scores[:, 0] >= 0.8).astype(int), scores, 2)
    assert influence_of("roc_auc", rows).value == pytest.approx(ROC_AUC[place], abs=6e-6)
    assert influence_of("accuracy", rows).value == pytest.approx(ACCURACY[place], abs=1e-9)


@pytest.mark.parametrize(
    ("place", "mae", "rmse", "mape"), [(0, 853.39967, 1069.17225, 0.22871), (5, 702.51767, 910.81803, 0.26286)]
)
def test_realised_metrics_of_numbers(place, mae, rmse, mape):
    """tests/performance_calculation/metrics/test_regression.py: car prices, the first and the sixth of ten chunks."""
    (truth,) = numbers("regression_synthetic_analysis_targets.csv", "y_true")
    (said,) = numbers("regression_synthetic_analysis.csv", "y_pred")
    part = chunk(place, 6_000)
    rows = ModelRows("regression", truth[part], np.ones(6_000), said[part])
    for name, published in (("mae", mae), ("rmse", rmse), ("mape", mape)):
        assert influence_of(name, rows).value == pytest.approx(published, abs=6e-6 if published < 1 else 6e-5)


LOAN = {  # estimated accuracy, AUC, F1, se of accuracy, realised accuracy, ATC
    0: (0.9418, 0.9707, 0.9430, 0.0030, 0.9422, 0.9354),
    4: (0.9446, 0.9711, 0.9442, 0.0030, 0.9410, 0.9422),
    5: (0.9107, 0.9611, 0.9118, 0.0036, 0.9146, 0.8742),
    8: (0.9144, 0.9625, 0.9138, 0.0035, 0.9224, 0.8786),
    9: (0.9117, 0.9613, 0.9148, 0.0036, 0.9122, 0.8730),
}


@pytest.mark.parametrize("place", LOAN)
def test_car_loans(place):
    """METHODS 7.3; the sampling error alone, and ATC with the linear quantile."""
    label, score, before = numbers("synthetic_car_loan_reference.csv", "repaid", "y_pred_proba", "y_pred")
    new, said = numbers("synthetic_car_loan_analysis.csv", "y_pred_proba", "y_pred")
    (truth,) = numbers("synthetic_car_loan_analysis_target.csv", "repaid")
    part = chunk(place, 5_000)
    probability = isotonic(score, label)(new[part])
    found = expected_metrics(probability, said[part], new[part])
    estimated = (
        *(found[name] for name in ("accuracy", "roc_auc", "f1")),
        np.sqrt(probability @ (1 - probability)) / 5_000,
    )
    assert estimated == pytest.approx(LOAN[place][:4], abs=6e-5)
    assert np.mean(truth[part] == said[part]) == pytest.approx(LOAN[place][4], abs=6e-5)
    confidence = [np.maximum(one, 1 - one) for one in (score, new[part])]
    atc = thresholded_accuracy(confidence[0], float(np.mean(label == before)), confidence[1])
    assert atc == pytest.approx(LOAN[place][5], abs=6e-5)


def test_employment():
    """METHODS 7.3: 2016, 2017 and 2018 after the reference of 2015."""
    label, score = numbers("employment_MA_reference.pq", "employed", "predicted_probability")
    new, said, year = numbers("employment_MA_analysis.pq", "predicted_probability", "prediction", "year")
    curve = isotonic(score, label)
    published = {2016: (0.8270, 0.9035, 0.8673), 2017: (0.8279, 0.9042, 0.8650), 2018: (0.8271, 0.9037, 0.8657)}
    for one, values in published.items():
        rows = year == one
        found = expected_metrics(curve(new[rows]), said[rows], new[rows])
        assert [found[name] for name in ("accuracy", "roc_auc", "recall")] == pytest.approx(values, abs=6e-5), one


CARDS = ("prepaid_card", "highstreet_card", "upmarket_card")


@pytest.fixture(scope="module")
def cards():
    """Scores of the analysis rows, calibrated by one isotonic curve a class, and predictions."""
    columns = [f"y_pred_proba_{card}" for card in CARDS]
    old, new = (np.column_stack(numbers(f"mc_{side}.csv", *columns)) for side in ("reference", "analysis"))
    label = np.asarray(table("mc_reference.csv")["y_true"].to_pylist())
    said = np.array([CARDS.index(card) for card in table("mc_analysis.csv")["y_pred"].to_pylist()])
    curves = [isotonic(old[:, code], (label == card).astype(float)) for code, card in enumerate(CARDS)]
    return new, np.column_stack([curve(new[:, code]) for code, curve in enumerate(curves)]), said


PUBLISHED = (0.7542, 0.7573, 0.7590, 0.7576, 0.7544)


def card_accuracies(cards, is_calibrated):
    plain, calibrated, said = cards
    probability = normalised(np.where(is_calibrated, calibrated, plain))
    parts = [chunk(place, 6_000) for place in range(10)]
    return [SeveralClasses(said[part]).metrics(probability[part])["accuracy"] for part in parts]


def test_several_classes(cards):
    """METHODS 7.3, NannyML's accuracies of the first five chunks: it leaves the first class as it is.

    A test of its own finds that these scores need no calibration. driftcli calibrates every class: 0.001 less.
    """
    assert card_accuracies(cards, [False, True, True])[:5] == pytest.approx(PUBLISHED, abs=6e-5)
    assert card_accuracies(cards, [True, True, True])[:5] == pytest.approx(PUBLISHED, abs=1e-3)


def test_no_estimate_by_scores_sees_concept_drift(cards):
    """METHODS 7.3: 0.637 to 0.641 for chunks 5 to 9, where 0.5608 and 0.5660 came true in the first and the last."""
    truth = np.array([CARDS.index(card) for card in table("mc_analysis_gt.csv")["y_true"].to_pylist()])
    found = card_accuracies(cards, [True, True, True])
    assert all(0.635 < one < 0.642 for one in found[5:])
    for place, realised in ((0, 0.7512), (4, 0.7580), (5, 0.5608), (9, 0.5660)):
        part = chunk(place, 6_000)
        assert np.mean(truth[part] == cards[2][part]) == pytest.approx(realised, abs=6e-5)


NUMERIC = ("car_age", "km_driven", "price_new", "accident_count", "door_count")
NAMED = ("fuel", "transmission")


@pytest.fixture(scope="module")
def car_prices():
    """Rows with cells for trees; true and predicted prices of the reference."""
    sides = []
    for side in ("reference", "analysis"):
        name = f"regression_synthetic_{side}.csv"
        plain = numbers(name, *NUMERIC, "y_pred")
        codes = [table(name)[column].to_pylist() for column in NAMED]
        known = [sorted(set(table("regression_synthetic_reference.csv")[column].to_pylist())) for column in NAMED]
        named = [
            np.array([levels.index(v) for v in values], float) for values, levels in zip(codes, known, strict=True)
        ]
        sides.append(np.column_stack([*plain, *named]))
    truth, said = numbers("regression_synthetic_reference.csv", "y_true", "y_pred")
    rows = stacked(*sides, [False] * 6 + [True] * 2)
    return rows, truth, said


DLE = {  # three chunks of 20,000
    "mae": (846.3459171, 781.3133425, 710.6939294),
    "mse": (1122386.042, 994508.0216, 857904.9109),
    "mape": (0.2325850121, 0.2445502222, 0.2578929968),
    "msle": (0.07135768435, 0.08297718136, 0.0955746946),
}
LOSSES = {
    "mae": lambda y, said: np.abs(y - said),
    "mse": lambda y, said: (y - said) ** 2,
    "mape": lambda y, said: np.abs(y - said) / np.abs(y),
    "msle": lambda y, said: (np.log1p(y) - np.log1p(said)) ** 2,
}


@pytest.mark.parametrize(
    ("loss", "trees", "tolerance"),
    [("mae", 60, 0.02), ("mse", 60, 0.045), ("mape", 60, 0.025), ("msle", 60, 0.05), ("mae", 300, 0.005)],
)
def test_direct_loss_estimation(car_prices, loss, trees, tolerance):
    """tests/performance_estimation/DLE/test_dle_metrics.py: boosted trees of the loss on inputs and prediction.

    NannyML fits 100 LightGBM trees of 31 leaves, driftcli 60 of scikit-learn's of 8 leaves, which learn
    less of what moved: up to 1.7 % (MAE), 4 % (MSE), 2 % (MAPE) and 4.5 % (MSLE) away in the last chunk; as many leaves
    as NannyML's bring the MAE within 0.5 %. RMSE and RMSLE are roots of two of these.
    """
    rows, truth, said = car_prices
    n = len(truth)
    known = rows.taken(~rows.is_current)
    model = fit_trees(known, LOSSES[loss](truth, said), trees=trees)
    ahead = model(rows.matrix[n:])
    parts = np.array_split(ahead, 3)
    assert [float(part.mean()) for part in parts] == pytest.approx(DLE[loss], rel=tolerance)


def test_the_doubly_robust_error_of_car_prices_comes_true(car_prices):
    """The last half of the analysis rows, every fifth of them: realised MAE 698 to 712, DLE 706 to 716."""
    rows, truth, said = car_prices
    n, m = len(truth), len(rows.matrix) - len(truth)
    place = np.arange(len(rows.matrix))
    some = rows.taken((place % 5 == 0) & (~rows.is_current | (place >= n + m // 2)))
    weights = density_ratio(fit_domain(some).probabilities()[~some.is_current])
    found = estimate_loss(some, np.abs(truth - said)[::5], weights, is_error_rate=False)
    (real,) = numbers("regression_synthetic_analysis_targets.csv", "y_true")
    (new,) = numbers("regression_synthetic_analysis.csv", "y_pred")
    realised = np.abs(real - new)[m // 2 :].mean()
    assert found.doubly_robust == pytest.approx(realised, abs=2.5 * found.se)
    assert found.se < 0.03 * realised
