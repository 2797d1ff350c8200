"""False alarms and power at small scale, through the program's own stages; `benchmarks/decision_rule.py` is the whole.

Every draw is seeded, so a failure is a change of the program and never bad luck. Limits are those that chance alone
would pass less than once in a thousand at the rate that METHODS promises.
"""

import math
import zlib

import numpy as np
import pytest
from columns import draw_column, judge_audit
from populations import MOVED, NULLS
from whole_audits import audit_unchanged

from driftcli.judgement.finding import Outcome, Status

CERTAIN = {Outcome.CHANGED, Outcome.MINOR, Outcome.DRIFT}
LARGE = {Outcome.MINOR, Outcome.DRIFT}
COLUMNS = 50
POWER_DRAWS, BOUND_DRAWS, MANY_MOVED = 120, 250, 8
SLIP = 3.1
"""Standard errors: one in a thousand."""


def drawn(name, n, m, count):
    """Columns of one scenario, each from a generator of its own."""
    pair = {**NULLS, **MOVED}[name]
    seeds = ([zlib.crc32(name.encode()), n, m, place] for place in range(count))
    return [draw_column(pair, np.random.default_rng(seed), n, m) for seed in seeds]


def unmoved(n, m, count):
    """As many columns of each of the seven kinds."""
    return [column for name in NULLS for column in drawn(name, n, m, count)]


def most(rate, trials):
    """The most hits in so many trials that a rate allows for."""
    return rate * trials + SLIP * math.sqrt(rate * (1 - rate) * trials)


@pytest.fixture(scope="module")
def at_1k():
    return unmoved(1000, 1000, 400)


@pytest.fixture(scope="module")
def at_200():
    return unmoved(200, 200, 400)


@pytest.fixture(scope="module")
def at_100k_1k():
    return unmoved(100_000, 1000, 30)


@pytest.fixture(params=["at_200", "at_1k", "at_100k_1k"])
def pool(request):
    return request.getfixturevalue(request.param)


def test_unchanged_audits_stay_quiet(pool):
    """At most one unchanged audit of 50 columns in a hundred shows any change, and none of the size that fails it."""
    order = np.random.default_rng(0).permutation(len(pool))
    audits = [[pool[i] for i in order[start : start + COLUMNS]] for start in range(0, len(pool), COLUMNS)]
    outcomes = [{finding.outcome for finding in judge_audit(audit, 0.01)} for audit in audits]
    assert sum(bool(found & CERTAIN) for found in outcomes) <= 1 + most(0.01, len(audits))
    assert sum(Outcome.DRIFT in found for found in outcomes) <= 1


@pytest.mark.parametrize("level", [0.05, 0.01, 0.001])
def test_columns_that_did_not_change_have_honest_p_values(pool, level):
    hits = sum(column.answer.p_value <= level for column in pool)
    assert hits <= max(2, most(level, len(pool)))


def test_p_values_are_not_needlessly_shy(at_1k):
    """Bonferroni over three components and exact tails cost something, though not half of the level and more."""
    normal = [column.answer.p_value for column in at_1k[:400]]
    assert np.mean(np.array(normal) <= 0.05) > 0.02


@pytest.mark.parametrize("rows", [(200, 200), (1000, 1000)])
def test_unchanged_frames_show_nothing_in_any_check(rows):
    results = [audit_unchanged(*rows, seed) for seed in range(12)]
    shown = [f for result in results for f in result.findings if f.status in {Status.WARN, Status.FAIL, Status.ERRORED}]
    assert not shown
    assert {result.verdict.exit_code for result in results} == {0}


@pytest.mark.parametrize(
    ("name", "large", "drift"),
    [
        # METHODS 4.6 (b), 1k/1k: one moved column among 49 unmoved, q = 0.01
        ("shift 0.05 sd", 0.00, 0.00),
        ("shift 0.25 sd", 0.92, 0.88),
        ("shift 0.50 sd", 1.00, 1.00),
        ("sd x1.25", 0.89, 0.89),
        ("tail 5% at +6sd", 1.00, 1.00),
        ("bimodal same mean+sd", 0.61, 0.61),
        ("Poisson 3 -> 3.45", 0.91, 0.87),
        ("cat mix 10 pt", 0.82, 0.82),
        ("cat new 3%", 1.00, 1.00),
    ],
)
def test_power_is_that_of_methods(at_1k, name, large, drift):
    rng = np.random.default_rng(1)
    outcomes = []
    for moved in drawn(name, 1000, 1000, POWER_DRAWS):
        others = rng.choice(len(at_1k), COLUMNS - 1, replace=False)
        outcomes.append(judge_audit([*(at_1k[i] for i in others), moved], 0.01)[-1].outcome)
    for expected, wanted in ((large, LARGE), (drift, {Outcome.DRIFT})):
        found = np.mean([outcome in wanted for outcome in outcomes])
        spread = max(expected * (1 - expected), 0.01) * (1 / POWER_DRAWS + 1 / 400)  # METHODS drew 400
        assert found == pytest.approx(expected, abs=SLIP * math.sqrt(spread))


@pytest.mark.parametrize("shift", [0.05, 0.10, 0.25, 0.50])
@pytest.mark.parametrize("rows", [200, 1000])
def test_the_lower_bound_holds(shift, rows):
    """METHODS 4.6 (e): the bound lies above the true size in at most 5 % of cases."""
    columns = drawn(f"shift {shift:.2f} sd", rows, rows, BOUND_DRAWS)
    above = sum(column.answer.effect.lower > shift for column in columns)
    assert above <= most(0.05, BOUND_DRAWS)


def test_the_upper_bound_holds():
    columns = drawn("shift 0.25 sd", 1000, 1000, BOUND_DRAWS)
    assert sum(column.answer.effect.upper < 0.25 for column in columns) <= most(0.05, BOUND_DRAWS)


def test_unmoved_columns_are_certified_stable_at_10k():
    """METHODS 4.6 (e): all of them at 10,000 rows, hardly any at 1,000."""
    audit = unmoved(10_000, 10_000, 8)
    assert {finding.outcome for finding in judge_audit(audit, 0.01)} == {Outcome.STABLE}


def test_few_rows_certify_nothing(at_1k, at_200):
    assert np.mean([column.answer.effect.upper < 0.10 for column in at_1k]) < 0.20
    assert not any(column.answer.effect.upper < 0.10 for column in at_200)


def test_dust_at_a_million_rows_is_certain_and_no_drift():
    """METHODS 4.6 (b), 1M/1M: 0.05 sd is changed and never drift; 0.15 sd is drift."""
    dust, moved = (drawn(f"shift {shift:.2f} sd", 1_000_000, 1_000_000, 1)[0] for shift in (0.05, 0.15))
    found = [finding.outcome for finding in judge_audit([dust, moved], 0.01)]
    assert found[0] in {Outcome.CHANGED, Outcome.MINOR}
    assert found[1] is Outcome.DRIFT


def test_few_of_many_changes_found_are_false(at_1k):
    """METHODS 4.6 (f): 25 of 50 columns moved by 0.25 sd are found with power 0.98, 1 % of those found are false."""
    moved = drawn("shift 0.25 sd", 1000, 1000, 25 * MANY_MOVED)
    right = wrong = 0
    for place in range(MANY_MOVED):
        audit = [*moved[25 * place : 25 * place + 25], *at_1k[25 * place :: len(at_1k) // 25][:25]]
        certain = [finding.outcome in CERTAIN for finding in judge_audit(audit, 0.01)]
        right += sum(certain[:25])
        wrong += sum(certain[25:])
    assert right / (25 * MANY_MOVED) > 0.93
    assert wrong <= most(0.01, right)
