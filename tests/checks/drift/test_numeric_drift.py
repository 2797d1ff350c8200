import math
from typing import get_args

import numpy as np
import pytest
from scipy import stats

from driftcli.checks.check import Measurement, Rule, Skipped, Thresholds
from driftcli.checks.drift.number_cells import LOW_CARDINALITY
from driftcli.checks.drift.numeric_drift import CHECK
from driftcli.declared import settings_of

from .making import ask, component, number_pair, outcome, repeated, reported

W11 = ([1, 2, 2, 3, 4, 5, 5, 5, 7, 10], [2, 3, 3, 5, 6, 6, 8, 9, 9, 12])
W12 = (repeated([500, 300, 150, 50]), repeated([400, 300, 200, 100]))
STATISTICS = [name for name in get_args(settings_of(CHECK.params)["statistic"].annotation) if name != "rule"]


def drift(reference, current, **params):
    return ask(CHECK, number_pair(reference, current), **params)


def test_worked_example_w1_1_of_methods():
    answer = drift(*W11)
    location, ks, mean = component(answer, "location"), reported(answer, "ks"), reported(answer, "mean")
    assert location.size == pytest.approx(0.68126464)
    assert location.p_value == pytest.approx(0.15880458)
    assert location.lower == 0
    assert (ks.value, ks.note, ks.error_bound) == (pytest.approx(0.4), "largest at 5", 0)
    assert ks.p_value == pytest.approx(0.41752365)
    assert reported(answer, "wasserstein").value == pytest.approx(1.9)
    assert reported(answer, "energy_distance").value == pytest.approx(0.9486833)
    assert (mean.reference, mean.current) == (pytest.approx(4.4), pytest.approx(6.3))
    assert (mean.low, mean.high, mean.p_value) == pytest.approx((-0.87665581, 4.6766558, 0.16732827))
    ratio = reported(answer, "sd_ratio")
    assert (math.log(ratio.value), ratio.low, ratio.high) == pytest.approx((0.17888066, 0.6966886, 2.0527453), rel=1e-4)


def test_worked_example_w1_2_of_methods():
    answer = drift(*W12)
    location, shape, unseen = answer.components
    assert (location.p_value, location.size, location.lower) == pytest.approx((2.341792e-08, 0.24043453, 0.1494438))
    assert (shape.p_value, shape.size) == pytest.approx((1.2662029e-07, 0.2526683))
    assert (shape.lower, shape.upper) == pytest.approx((0.1593973, 0.33106044))
    assert (unseen.name, unseen.p_value, unseen.lower) == ("unseen", 1, 0)
    assert answer.p_value == pytest.approx(3 * 2.341792e-08)
    assert (answer.effect.name, answer.effect.value) == ("s", pytest.approx(0.2526683))
    assert (answer.effect.lower, answer.effect.upper) == pytest.approx((0.1593973, 0.33106044))
    assert outcome(CHECK, answer) == "drift"


@pytest.mark.parametrize(
    ("name", "variant", "value"),
    [
        ("ks", "", 0.1),
        ("total_variation", "", 0.1),
        ("wasserstein", "", 0.25),
        ("psi", "", 0.071355818),
        ("kl_divergence", "current from reference", 0.037593712),
        ("js_distance", "natural log", 0.093929953),
        ("js_distance", "base 2", 0.11282137),
        ("hellinger", "", 0.094184105),
    ],
)
def test_reported_statistics_of_w1_2(name, variant, value):
    assert reported(drift(*W12), name, variant).value == pytest.approx(value)


@pytest.mark.parametrize(("count", "beyond", "p_value"), [(1_000, 9, 8.8223311e-19), (200, 4, 0.061561334)])
def test_worked_example_w1_4_of_methods(count, beyond, p_value):
    reference = np.linspace(0, 1, 100_000 if count == 1_000 else count)
    current = np.concatenate([np.linspace(0.01, 0.99, count - beyond), np.full(beyond, 2.0)])
    tail = component(drift(reference, current), "tail")
    pairs = 6 if count == 1_000 else 2
    assert tail.p_value == pytest.approx(pairs * p_value)
    assert tail.note == f"{beyond} rows above 1"


@pytest.mark.parametrize("draw", ["normal", "standard_cauchy", "lognormal"])
def test_statistics_equal_those_of_scipy_where_values_are_few(rng, draw):
    old, new = getattr(rng, draw)(size=600), getattr(rng, draw)(size=400) * 1.2 + 0.1
    answer = drift(old, new)
    theirs = stats.ks_2samp(old, new)
    ours = reported(answer, "ks")
    assert (ours.value, ours.p_value, ours.error_bound) == pytest.approx((theirs.statistic, theirs.pvalue, 0))
    assert reported(answer, "wasserstein").value == pytest.approx(stats.wasserstein_distance(old, new))
    assert reported(answer, "energy_distance").value == pytest.approx(stats.energy_distance(old, new))
    ranks = stats.mannwhitneyu(new, old, use_continuity=False, method="asymptotic")
    location = component(answer, "location")
    assert location.p_value == pytest.approx(ranks.pvalue)
    assert location.size == pytest.approx(math.sqrt(2) * stats.norm.ppf(ranks.statistic / (600 * 400)))
    welch = stats.ttest_ind(new, old, equal_var=False)
    assert reported(answer, "mean").p_value == pytest.approx(welch.pvalue)


def test_statistics_on_the_grid_keep_within_the_bound_that_they_state(rng):
    old, new = rng.normal(size=50_000), rng.normal(0.1, 1.1, 50_000)
    answer = drift(old, new)
    ks = reported(answer, "ks")
    assert 0 < ks.error_bound < 0.002
    assert abs(ks.value - stats.ks_2samp(old, new, method="asymp").statistic) <= ks.error_bound
    assert ks.p_value is None
    w1 = reported(answer, "wasserstein")
    assert 0 < w1.error_bound < 0.02
    assert abs(w1.value - stats.wasserstein_distance(old, new)) <= w1.error_bound
    energy = reported(answer, "energy_distance").value
    assert energy == pytest.approx(stats.energy_distance(old, new), rel=1e-3)
    ranks = stats.mannwhitneyu(new, old, use_continuity=False)
    assert component(answer, "location").p_value == pytest.approx(ranks.pvalue, rel=1e-2)
    assert component(answer, "location").size == pytest.approx(
        math.sqrt(2) * stats.norm.ppf(ranks.statistic / 50_000**2), abs=1e-4
    )


def test_the_grid_of_a_heavy_tail_states_how_far_off_its_distance_is(rng):
    old, new = rng.standard_cauchy(20_000), rng.standard_cauchy(20_000)
    w1 = reported(drift(old, new), "wasserstein")
    assert abs(w1.value - stats.wasserstein_distance(old, new)) <= w1.error_bound


def test_bins_count_for_psi(rng):
    pair = number_pair(rng.normal(size=5_000), rng.normal(0.3, 1.2, 5_000))
    found = [ask(CHECK, pair, statistic="psi", bins=bins).statistic for bins in (5, 10, 30, 100)]
    assert sorted({one.value for one in found}) == [one.value for one in found]
    assert [one.variant.split(" ")[0] for one in found] == ["5", "10", "30", "100"]


def test_psi_by_hand_on_ten_bins():
    reference = np.arange(1, 1_001)
    current = repeated([50, 150] + [100] * 8, np.arange(50, 1_000, 100))
    expected = -0.05 * math.log(0.05 / 0.1) + 0.05 * math.log(0.15 / 0.1)
    assert reported(drift(reference, current), "psi").value == pytest.approx(expected)


@pytest.mark.parametrize("bins", [5, 10, 30, 100])
def test_psi_counts_rows_below_the_minimum_as_those_above_the_maximum(bins):
    reference = np.arange(900) - 449.5
    beyond = np.concatenate([np.full(90, 9_999.0), reference, reference])
    above, below = (drift(reference, sign * beyond, bins=bins) for sign in (1, -1))
    assert reported(above, "psi").value == pytest.approx(reported(below, "psi").value)
    assert reported(above, "psi").value > 0.001
    assert component(above, "tail").p_value == pytest.approx(component(below, "tail").p_value)


@pytest.mark.parametrize("name", STATISTICS)
def test_one_statistic_may_decide_against_fixed_thresholds(name, rng):
    pair = number_pair(rng.normal(size=2_000), rng.normal(1, 1, 2_000))
    answer = ask(CHECK, pair, statistic=name)
    assert (answer.rule, answer.statistic.name, answer.p_value) == (Rule.THRESHOLD, name, None)
    assert answer.effect.value == answer.statistic.value == reported(ask(CHECK, pair), name).value
    value = answer.statistic.value
    assert outcome(CHECK, answer, Thresholds(warn=value / 2, fail=value * 0.9)) == "breach"
    assert outcome(CHECK, answer, Thresholds(warn=value * 1.1, fail=value * 2)) == "clean"


def test_a_statistic_without_a_value_is_not_held_against_a_threshold():
    answer = drift(np.ones(100), np.arange(100), statistic="wasserstein_normalised")
    assert answer == Skipped("wasserstein_normalised is not defined on these values")


@pytest.mark.parametrize(("distinct", "third"), [(LOW_CARDINALITY, "unseen"), (LOW_CARDINALITY + 1, "tail")])
def test_few_values_ask_for_unseen_ones_many_for_the_tail(distinct, third):
    values = np.tile(np.arange(distinct), 40)
    answer = drift(values, values)
    assert [one.name for one in answer.components] == ["location", "shape", third]
    assert outcome(CHECK, answer) in {"stable", "no_change_detected"}


def test_a_value_that_the_reference_never_had_is_seen():
    answer = drift(repeated([400, 300, 300]), repeated([400, 300, 250, 50]))
    unseen = component(answer, "unseen")
    assert unseen.p_value == pytest.approx(0.5**50, rel=0.1)
    assert unseen.lower > 0.10


def test_five_values_shared_out_alike_at_other_places_are_as_far_apart_as_can_be():
    answer = drift(repeated([200] * 5), repeated([200] * 5, [11, 12, 13, 14, 15]))
    assert component(answer, "location").size == 5
    assert component(answer, "shape").size == pytest.approx(math.sqrt(4 - 9 / 500))


def test_disjoint_samples(rng):
    answer = drift(rng.uniform(0, 1, 3_000), rng.uniform(5, 6, 3_000))
    assert reported(answer, "ks").value == 1
    assert answer.effect.value == component(answer, "location").size == 5
    assert answer.effect.lower > 3
    assert math.isfinite(reported(answer, "psi").value)
    assert outcome(CHECK, answer) == "drift"


def test_one_constant_beside_itself_and_beside_another():
    same, other = drift(np.full(500, 3.0), np.full(400, 3.0)), drift(np.full(500, 3.0), np.full(400, 3.5))
    assert (same.p_value, same.effect.value, same.effect.lower) == (1, 0, 0)
    assert outcome(CHECK, other) == "drift"
    assert other.effect.value == 5
    assert reported(other, "wasserstein").value == pytest.approx(0.5)


def test_infinities_are_ordinary_extreme_values(rng):
    values = rng.normal(size=2_000)
    infinite = np.where(rng.random(2_000) < 0.05, np.inf, values)
    alike, more = drift(infinite, infinite), drift(values, infinite)
    assert alike.p_value == 1
    assert component(more, "tail").p_value < 1e-10
    assert outcome(CHECK, more) == "drift"
    assert reported(more, "wasserstein").value < 0.2
    below = drift(values, -infinite)
    assert component(below, "tail").p_value < 1e-10


@pytest.mark.parametrize("infinity", [np.inf, -np.inf])
@pytest.mark.parametrize("sides", ["reference", "current", "both"])
def test_distances_on_the_grid_are_those_of_finite_values(rng, infinity, sides):
    old, new = rng.normal(size=20_000), rng.normal(0.1, 1, 20_000)
    old[:1_000] = old[:1_000] if sides == "current" else infinity
    new[:1_000] = new[:1_000] if sides == "reference" else infinity
    answer = drift(old, new)
    finite = [side[np.isfinite(side)] for side in (old, new)]
    w1 = reported(answer, "wasserstein")
    assert abs(w1.value - stats.wasserstein_distance(*finite)) <= w1.error_bound < 0.02
    assert reported(answer, "energy_distance").value == pytest.approx(stats.energy_distance(*finite), rel=0.01)
    ks = reported(answer, "ks")
    assert abs(ks.value - stats.ks_2samp(old, new, method="asymp").statistic) <= ks.error_bound


def test_infinite_medians_have_no_difference():
    half = np.where(np.arange(300) < 200, np.inf, np.arange(300))
    median = reported(drift(half, half), "median")
    assert (median.value, median.low, median.note) == (None, None, "a median is infinite")


def test_nothing_but_infinities():
    answer = drift(np.full(100, np.inf), np.full(100, -np.inf))
    assert reported(answer, "ks").value == 1
    assert outcome(CHECK, answer) == "drift"


@pytest.mark.parametrize("current", [[5.0], [-1e300], [np.inf], [5.0, 6.0]])
@pytest.mark.parametrize("reference", [[5.0], [np.inf], np.arange(1_000.0)], ids=["one", "infinite", "many"])
def test_one_row_is_measured_and_insufficient(reference, current):
    answer = drift(reference, current)
    assert isinstance(answer, Measurement)
    assert 0 < answer.p_value <= 1
    assert outcome(CHECK, answer) == "insufficient"


@pytest.mark.parametrize(
    ("pair", "side"), [(([], [1.0]), "reference"), (([1.0], [np.nan]), "current data"), (([], []), "reference")]
)
def test_no_value_on_a_side_is_skipped(pair, side):
    assert drift(*pair) == Skipped(f"the {side} has no values", insufficient=True)


def test_a_minus_zero_is_a_zero():
    assert drift(np.zeros(100), -np.zeros(100)).p_value == 1


def test_independent_samples_alarm_rarely_and_a_tenth_of_a_deviation_is_seen(rng):
    def p_value(shift):
        old, new = rng.normal(size=2_000), rng.normal(shift, 1, 2_000)
        return drift(old, new).p_value

    assert np.mean([p_value(0) < 0.05 for _ in range(100)]) <= 0.12
    assert np.mean([p_value(0.2) < 0.01 for _ in range(30)]) >= 0.9
