"""What none of the four peers does, items 9 to 17: what decides, and how sure it is."""

import numpy as np
import pyarrow as pa
import pytest

from driftcli.audit import profile_dataset, run_audit
from driftcli.judgement.finding import Outcome, Status
from driftcli.profiles.baseline import write_baseline

from .auditing import audit, component, drift, finding, measured, moved, shown, statistic

QUIET = {Outcome.STABLE, Outcome.NO_CHANGE_DETECTED}


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(
    ("rows", "shift", "outcome"),
    [
        (400_000, 0.02, Outcome.CHANGED),  # significant and negligible
        (400_000, 0.2, Outcome.DRIFT),
        (40, 0.35, Outcome.NO_CHANGE_DETECTED),  # large and inconclusive
        (20_000, 0.0, Outcome.STABLE),
    ],
)
def test_9_certainty_and_size_decide_together(rows, shift, outcome):
    draw = rng(1)
    old, new = draw.standard_normal(rows), draw.standard_normal(rows)
    new += shift + old.mean() - new.mean()
    assert drift(audit({"x": old}, {"x": new})).outcome is outcome


def test_10_the_false_discovery_rate_is_controlled_and_both_p_values_are_shown():
    draw = rng(2)
    old, new = ({f"c{i}": draw.standard_normal(500) for i in range(200)} for _ in range(2))
    result = audit(old, new, select=["numeric_drift"])
    p_values = np.array([measured(f).p_value for f in result.findings])
    adjusted = np.array([f.p_value_adjusted for f in result.findings])
    assert (p_values < 0.05).sum() >= 2
    assert (adjusted >= p_values).all()
    assert not moved(result)
    assert {f.outcome for f in result.findings} <= QUIET


def test_10_benjamini_yekutieli_is_stricter():
    draw = rng(3)
    old, new = ({f"c{i}": draw.standard_normal(500) for i in range(30)} for _ in range(2))
    plain, strict = (audit(old, new, select=["numeric_drift"], fdr_method=method) for method in ("bh", "by"))
    factor = sum(1 / i for i in range(1, 31))
    smallest = min(f.p_value_adjusted for f in plain.findings)
    assert min(f.p_value_adjusted for f in strict.findings) == pytest.approx(min(1, factor * smallest))


@pytest.mark.parametrize(("n", "m"), [(30, 30), (300, 300), (3000, 3000), (300_000, 300)])
@pytest.mark.parametrize("kind", ["normal", "cauchy", "ties", "zipf"])
def test_11_unchanged_data_stay_quiet_at_every_size(n, m, kind):
    """Unequal sizes, ties, heavy tails and many categories, each of which alarms somewhere else."""
    draw = rng(4)
    ranks = 1 / np.arange(1, 501)

    def values(rows):
        match kind:
            case "normal":
                return draw.standard_normal(rows)
            case "cauchy":
                return draw.standard_cauchy(rows)
            case "ties":
                return draw.poisson(2, rows)
            case _:
                return [f"name {code}" for code in draw.choice(500, rows, p=ranks / ranks.sum())]

    columns = 4 if n > 10_000 else 12
    old, new = ({f"c{i}": values(rows) for i in range(columns)} for rows in (n, m))
    kinds = {"*": "categorical"} if kind == "zipf" else {}
    result = audit(old, new, kinds=kinds)
    assert not {(check, column) for check, column in shown(result) if check != "row_count"}


def test_12_sizes_have_bounds_and_distances_are_told_beside_what_chance_gives():
    """Expected PSI between unchanged samples grows with bins over rows; the deciding size is free of it."""
    draw = rng(5)
    names = np.array([f"name {i}" for i in range(40)])
    old, new = ({"x": names[draw.integers(0, 40, 1000)]} for _ in range(2))
    result = audit(old, new)
    effect = measured(drift(result)).effect
    assert effect.lower <= effect.value <= effect.upper
    assert statistic(result, "psi").value > 0.02
    assert effect.value < 0.1


def test_13_the_smallest_visible_change_is_stated():
    draw = rng(6)
    powers = []
    for rows in (200, 20_000):
        old, new = ({f"c{i}": draw.standard_normal(rows) for i in range(10)} for _ in range(2))
        powers.append(audit(old, new).power)
    assert powers[0].columns == 10
    assert powers[0].drift > 0.3
    assert powers[1].drift < 0.15


def test_13_not_enough_data_is_an_outcome_of_its_own():
    draw = rng(7)
    old, new = {"x": draw.standard_normal(1000)}, {"x": draw.standard_normal(20)}
    found = drift(audit(old, new))
    assert (found.outcome, found.status) == (Outcome.INSUFFICIENT, Status.SKIPPED)
    assert "20" in str(found.reason)


@pytest.mark.parametrize("factor", [1e-9, 1.0, 1e9])
def test_14_sizes_do_not_depend_on_the_unit(factor):
    draw = rng(8)
    old, new = draw.lognormal(0, 1, 2000), draw.lognormal(0.5, 1, 2000)
    result = audit({"x": old * factor}, {"x": new * factor})
    assert component(result, "location").size == pytest.approx(0.5, abs=0.1)
    assert statistic(result, "wasserstein_normalised").value == pytest.approx(0.8, abs=0.3)


def test_15_missing_values_are_told_apart_from_drift_of_the_values():
    draw = rng(9)
    old, new = draw.standard_normal(4000), draw.standard_normal(4000)
    new[: 4000 // 5] = np.nan
    result = audit({"x": old}, {"x": new})
    assert finding(result, "missing_values", "x").status is Status.FAIL
    assert drift(result).outcome in QUIET


def test_16_days_that_differ_are_no_drift_where_a_time_column_tells_them():
    def days(seed, count, first):
        own = rng(seed)
        start = np.datetime64("2026-01-01", "s") + first * np.timedelta64(86_400, "s")
        times = start + (np.arange(count * 1000) * 86.4).astype("timedelta64[s]")
        return {"t": times, "x": own.standard_normal(count * 1000) + np.repeat(own.normal(0, 0.2, count), 1000)}

    audits = [(days(2 * i, 30, 0), days(2 * i + 1, 1, 30)) for i in range(12)]
    naive = [bool(moved(audit({"x": old["x"]}, {"x": new["x"]}))) for old, new in audits]
    held = [audit(old, new, roles={"timestamp": "t"}, window="D", select=["numeric_drift"]) for old, new in audits]
    assert sum(naive) >= 3
    assert not any(moved(result) for result in held)
    assert "windows" in held[0].caution


def test_16_without_a_time_or_cluster_column_it_is_said():
    draw = rng(11)
    result = audit({"x": draw.standard_normal(100)}, {"x": draw.standard_normal(100)})
    assert "independent" in result.caution
    assert "--timestamp" in result.caution


def test_17_what_is_approximate_says_how_far_and_decides_on_exact_counts(tmp_path):
    draw = rng(12)
    old, new = draw.standard_normal(50_000), draw.standard_normal(50_000) + 0.3
    raw = audit({"x": old}, {"x": new})
    write_baseline(profile_dataset(pa.table({"x": old})), tmp_path / "base.parquet")
    saved = run_audit(tmp_path / "base.parquet", pa.table({"x": new}))
    exact = np.abs(np.searchsorted(np.sort(old), new, "right").mean() / 50_000 - 0.5)
    assert component(raw, "location").size == pytest.approx(0.3, abs=0.03)
    assert exact > 0.05
    assert statistic(raw, "ks").error_bound > 0
    assert measured(drift(saved)) == measured(drift(raw))
