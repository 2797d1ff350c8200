import math
import time

import numpy as np
import pytest
from scipy import stats

from driftcli.stats.control_chart import WEIGHT, average_run_length, limits, scores, width_for


@pytest.mark.parametrize(
    ("width", "runs"), [(2.86, 750), (3.2, 2_096), (3.5, 5_767), (3.75, 14_448), (3.9, 25_889)]
)  # METHODS 9.4
def test_run_lengths_are_those_of_the_table(width, runs):
    assert average_run_length(width) == pytest.approx(runs, abs=0.6)


@pytest.mark.parametrize(("shift", "runs"), [(0.5, 34), (1, 8.7), (2, 2.7)])
def test_a_shift_is_found_about_as_soon_as_simulated(shift, runs):
    """METHODS 9.4 simulated 400 runs a cell with limits that widen: the chain's limit, of a long series, is later."""
    assert runs * 0.9 < average_run_length(2.86, shift=shift) < runs * 1.35


def simulated(width, shift=0.0, charts=4_000, seed=1):
    """Let charts run until each has passed its limit, and give the mean number of runs with its standard error."""
    draw = np.random.default_rng(seed)
    average, lengths, run = np.zeros(charts), np.zeros(charts), 0
    while len(average):
        run += 1
        average = WEIGHT * (draw.normal(size=len(average)) + shift) + (1 - WEIGHT) * average
        passed = average > limits(run, width)
        lengths[len(lengths) - len(average) : len(lengths) - len(average) + passed.sum()] = run
        average = average[~passed]
    return lengths.mean(), lengths.std() / math.sqrt(charts)


def test_run_lengths_are_those_of_a_simulation():
    """The limits of the first runs are narrower than the chain's: 1 % sooner at L 2.86."""
    mean, error = simulated(2.86)
    assert abs(mean - 745) < 3 * error  # the same chain with the limits of the first 60 runs gives 745.0


@pytest.mark.parametrize("charts", [1, 2, 18, 50, 400, 5_000])
def test_a_limit_keeps_the_false_alarms_of_all_charts_a_year_apart(charts):
    width = width_for(365.0 * charts)
    assert 365 * charts <= average_run_length(width) < 365 * charts * 1.002


def test_fifty_columns_take_a_little_more_than_the_rounded_value_of_methods():
    assert width_for(365.0 * 50) == pytest.approx(3.8, abs=0.015)
    assert average_run_length(3.8) < 365 * 50


def test_a_limit_is_found_at_once():
    width_for.cache_clear()
    begun = time.process_time()
    width_for(365.0 * 777)
    assert time.process_time() - begun < 0.5  # 0.1 s on an idle machine


def test_limits_and_averages_of_the_worked_example():
    """METHODS W9.5."""
    assert limits([1, 2, 5, 20], 2.86) == pytest.approx([0.572, 0.732517, 0.900699, 0.95327], abs=1e-6)
    average = [0.0]
    for score in (0, 0.5, 1, 2, 2.5, 3):
        average.append(WEIGHT * score + (1 - WEIGHT) * average[-1])
    assert average[1:] == pytest.approx([0, 0.1, 0.28, 0.624, 0.9992, 1.39936])
    assert (np.array(average[1:]) > limits(np.arange(1, 7), 2.86)).tolist() == [False] * 4 + [True] * 2


def test_scores_are_normal_quantiles_between_their_bounds():
    p_values = [0.5, 0.05, 1e-9, 0.975]
    assert scores(p_values) == pytest.approx(stats.norm.isf(p_values))
    assert scores([0.0, 1.0, 1e-300]).tolist() == [8, -5, 8]
    assert np.isnan(scores([np.nan])).all()
