"""The power statement of METHODS 4.5."""

import math

import pytest

from driftcli.checks.check import Family, Skipped, Thresholds
from driftcli.judgement.policy import Policy
from driftcli.judgement.power import CAUTIONS, power_statement

from .making import a_check, a_drift, a_share, asked, unmoved


def stated(measured, fdr=0.05, defence="none"):
    return power_statement(measured, Policy(fdr=fdr), defence)


@pytest.mark.parametrize(
    ("n", "m", "changed", "drift"),
    [
        # METHODS W4.4: M = 50, k = 3, q = 0.05
        (1000, 1000, 0.20271048, 0.23590097),
        (10_000, 10_000, 0.064102682, 0.14297566),
        (100_000, 1000, 0.14405286, 0.19657578),
    ],
)
def test_worked_numbers_of_w4_4(n, m, changed, drift):
    power = stated([asked(a_drift(1.0, n=n, m=m), f"c{i}") for i in range(50)])
    # se there is rounded: 1.0233 for sqrt(pi / 3)
    assert (power.changed, power.drift) == pytest.approx((changed, drift), rel=5e-5)
    assert (power.columns, power.n_reference, power.n_current, power.defence) == (50, n, m, "none")


def test_bars_of_the_suite_move_it():
    wide = Thresholds(warn=0.1, fail=0.2)
    narrow, moved = stated(unmoved(50)), stated([*unmoved(50, thresholds=wide)])
    assert moved.changed == narrow.changed
    assert moved.drift == pytest.approx(narrow.drift + 0.1)


def test_the_minor_bar_of_w4_4():
    half = Thresholds(warn=0.025, fail=0.05)
    power = stated([asked(a_drift(1.0), f"c{i}", thresholds=half) for i in range(50)])
    assert power.drift == pytest.approx(0.092975966, rel=5e-5)


def test_effective_rows_count_and_the_median_column_speaks():
    sizes = [(500.0, 50.0), (400.0, 40.0), (10_000.0, 10_000.0)]
    power = stated([asked(a_drift(effective_n=size), f"c{i}") for i, size in enumerate(sizes)])
    assert (power.n_reference, power.n_current) == (500.0, 50.0)


def test_only_tested_columns_count():
    share = asked(a_share(), "x", check=a_check("missing_values", Family.QUALITY))
    assert stated([*unmoved(3), share, asked(Skipped("no values"), "y")]).columns == 3


@pytest.mark.parametrize(
    "measured",
    [[], [asked(Skipped("no values"))], [asked(a_drift(n=0))]],
    ids=["nothing asked", "nothing measured", "no rows"],
)
def test_without_a_test_there_is_no_statement(measured):
    assert stated(measured) is None


def test_it_is_finite_wherever_it_is_made():
    power = stated([asked(a_drift(n=1, m=1))])
    assert math.isfinite(power.drift)


def test_every_defence_has_its_sentence():
    assert set(CAUTIONS) == {"none", "windows", "windows_independent", "clusters"}
