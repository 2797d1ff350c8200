import math
from typing import get_args

import numpy as np
import pytest
from scipy import stats

from driftcli.checks.check import Rule, Skipped, Thresholds
from driftcli.checks.drift.categorical_drift import CHECK
from driftcli.declared import settings_of

from .making import ask, category_pair, component, outcome, repeated, reported

W21 = ([400, 300, 150, 100, 50, 0], [350, 310, 160, 110, 60, 10])
STATISTICS = [name for name in get_args(settings_of(CHECK.params)["statistic"].annotation) if name != "rule"]


def counted(counts):
    return repeated(counts, np.arange(len(counts)))


def drift(reference, current, **params):
    """From how often each category occurs."""
    return ask(CHECK, category_pair(counted(reference), counted(current)), **params)


def test_worked_example_w2_1_of_methods():
    answer = drift(*W21)
    shape, unseen = answer.components
    assert (shape.p_value, shape.size, shape.note) == (
        pytest.approx(0.0095208836),
        pytest.approx(0.14286448),
        "6 cells",
    )
    assert shape.lower == pytest.approx(0.044567567)
    assert (unseen.p_value, unseen.size) == pytest.approx((0.0009765625, 0.16477395))
    assert unseen.lower == pytest.approx(0.07712170)
    assert answer.p_value == pytest.approx(2 * 0.0009765625)
    assert answer.effect.lower == pytest.approx(0.07712170)


@pytest.mark.parametrize(
    ("name", "variant", "value"),
    [
        ("cramers_v", "", 0.087192688),
        ("cramers_v_corrected", "", 0.071441357),
        ("total_variation", "", 0.05),
        ("js_distance", "natural log", 0.069050791),
        ("js_distance", "base 2", 0.082938452),
    ],
)
def test_reported_statistics_of_w2_1(name, variant, value):
    assert reported(drift(*W21), name, variant).value == pytest.approx(value)


def test_worked_example_w2_2_of_methods():
    shape = component(drift([8, 12], [15, 5]), "shape")
    assert shape.p_value == pytest.approx(0.053550993)
    assert shape.note == "2 cells, Fisher's exact test"


def test_worked_example_w2_3_of_methods():
    answer = drift([2_000, 8_000], [2_500, 7_500])
    assert component(answer, "shape").size == pytest.approx(math.sqrt(0.11973687**2 - 1 / 5_000))
    assert reported(answer, "psi").value == pytest.approx(0.014384104)


def test_half_to_fifty_five_percent_at_ten_thousand_rows_is_minor():
    answer = drift([5_000, 5_000], [5_500, 4_500])
    assert answer.effect.value == pytest.approx(math.sqrt(0.10012523**2 - 1 / 5_000), rel=1e-3)  # METHODS 1.3 and W4.5
    assert answer.effect.lower == pytest.approx(0.0725, abs=0.002)
    assert outcome(CHECK, answer) == "minor"


def test_the_shape_of_equal_samples_is_pearsons_statistic():
    a, b = np.array([120, 260, 320, 300]), np.array([150, 240, 300, 310])
    pearson = stats.chi2_contingency(np.stack([a, b]), correction=False)
    shape = component(drift(a, b), "shape")
    assert shape.p_value == pytest.approx(pearson.pvalue)
    assert shape.size == pytest.approx(math.sqrt(max(0.0, (pearson.statistic - 3) / 500)))


def test_few_rows_are_permuted():
    a, b = [10, 6, 4], [4, 6, 10]
    shape = component(drift(a, b), "shape")
    drawn = stats.PermutationMethod(n_resamples=9_999, rng=np.random.default_rng(0))
    exact = stats.chi2_contingency([a, b], correction=False, method=drawn)
    assert shape.note == "3 cells, permutation test"
    assert shape.p_value == pytest.approx(exact.pvalue, abs=0.01)


@pytest.mark.parametrize("name", STATISTICS)
def test_one_statistic_may_decide_against_fixed_thresholds(name):
    answer = drift([500, 300, 200], [300, 300, 400], statistic=name)
    value = answer.statistic.value
    assert (answer.rule, answer.statistic.name, answer.p_value) == (Rule.THRESHOLD, name, None)
    assert outcome(CHECK, answer, Thresholds(warn=None, fail=value * 0.9)) == "breach"
    assert outcome(CHECK, answer, Thresholds(warn=None, fail=value * 1.1)) == "clean"


def test_disjoint_categories_are_as_far_apart_as_can_be():
    answer = drift([300, 200, 0, 0], [0, 0, 250, 250])
    assert component(answer, "shape").size == pytest.approx(math.sqrt(4 - 3 / 250))
    assert reported(answer, "total_variation").value == pytest.approx(1)
    assert component(answer, "unseen").p_value < 1e-100
    assert outcome(CHECK, answer) == "drift"


def test_one_category_beside_itself_and_beside_another():
    same, other = drift([500], [400]), drift([500, 0], [0, 400])
    assert (same.p_value, same.effect.value) == (1, 0)
    assert outcome(CHECK, other) == "drift"


def test_causes_are_named():
    rows = drift([400, 300, 200, 100], [400, 200, 300, 100]).details["categories"]
    assert {row["category"] for row in rows if row["named"]} == {"c0001", "c0002"}
    assert [row["category"] for row in rows][:2] == ["c0001", "c0002"]
    assert rows[0]["difference"] == pytest.approx(-0.1)
    assert rows[0]["low"] < -0.1 < rows[0]["high"] < 0


def test_new_names_of_a_long_tail_are_no_alarm_but_new_identifiers_are(rng):
    ranks = 1 / np.arange(1, 100_001)
    old, new = rng.choice(100_000, (2, 20_000), p=ranks / ranks.sum())
    same = ask(CHECK, category_pair(old, new))
    assert int(component(same, "unseen").note.split()[0]) > 1_000
    assert same.p_value > 0.01
    renamed = np.where(rng.random(20_000) < 0.03, 100_000 + np.arange(20_000) % 30, new)
    assert component(ask(CHECK, category_pair(old, renamed)), "unseen").p_value < 1e-4


def test_rows_of_many_small_categories_share_a_cell():
    answer = drift([2_000, *[3] * 400], [2_000, *[3] * 400])
    assert component(answer, "shape").note == "2 cells"
    assert component(drift([20] * 300, [20] * 300), "shape").note == "51 cells"


@pytest.mark.parametrize(("reference", "current"), [([1], [1]), ([1, 0], [0, 1]), ([500, 500], [1, 0])])
def test_one_row_is_measured_and_insufficient(reference, current):
    answer = drift(reference, current)
    assert 0 < answer.p_value <= 1
    assert outcome(CHECK, answer) == "insufficient"


@pytest.mark.parametrize(("pair", "side"), [(([-1], [0]), "reference"), (([0], [-1]), "current data")])
def test_no_value_on_a_side_is_skipped(pair, side):
    assert ask(CHECK, category_pair(*pair)) == Skipped(f"the {side} has no values", insufficient=True)
