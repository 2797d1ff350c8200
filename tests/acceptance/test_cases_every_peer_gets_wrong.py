"""The table of negative tests: each case with what the peers answer, and the answer expected of us."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from driftcli.audit import run_audit
from driftcli.checks.check import Check, CheckParams, Family
from driftcli.judgement.finding import Outcome, Status
from driftcli.judgement.result import VerdictStatus
from driftcli.profiles.numeric import NumericProfile
from driftcli.suite.load import default_suite

from .auditing import audit, component, drift, failed, finding, measured, moved, shown, statistic


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(("n", "m"), [(1000, 1000), (500, 5000)])
def test_evidently_chi_square_rejects_a_third_of_unchanged_columns(n, m):
    """Evidently 32.8 % (500/5,000: 92 %), whylogs 28.5 %; about 5 % expected, and no alarm."""
    draw = rng(1)
    letters = np.array(list("abcde"))
    old, new = ({f"c{i}": letters[draw.integers(0, 5, rows)] for i in range(400)} for rows in (n, m))
    result = audit(old, new, select=["categorical_drift"])
    rejected = np.mean([component(result, "shape", name).p_value <= 0.05 for name in old])
    assert 0.02 < rejected < 0.09
    assert not moved(result)


def test_evidently_g_test_raises_on_unequal_sizes():
    result = audit({"x": ["a"] * 300 + ["b"] * 600}, {"x": ["a"] * 1000 + ["b"] * 2000})
    assert component(result, "shape").p_value == pytest.approx(1)
    assert drift(result).outcome in {Outcome.STABLE, Outcome.NO_CHANGE_DETECTED}


def test_evidently_mann_whitney_is_one_sided():
    """Current values one sd lower: Evidently p = 1.0."""
    values = rng().standard_normal(1000)
    result = audit({"x": values}, {"x": values - 1})
    assert component(result, "location").p_value < 1e-50
    assert component(result, "location").size == pytest.approx(-1, abs=0.1)
    assert drift(result).outcome is Outcome.DRIFT


def test_evidently_psi_ignores_its_bins():
    """Evidently gives 0.11156 with 5, 10, 30 and 100 bins."""
    draw = rng()
    old, new = {"x": draw.normal(0, 1, 2000)}, {"x": draw.normal(0.3, 1.2, 1500)}
    results = [audit(old, new, checks={"numeric_drift": {"bins": bins}}) for bins in (5, 10, 30, 100)]
    found = [statistic(result, "psi") for result in results]
    assert len({round(one.value, 6) for one in found}) == 4
    assert [str(bins) in one.variant for bins, one in zip((5, 10, 30, 100), found, strict=True)] == [True] * 4


@pytest.mark.parametrize(("categories", "rows"), [(100, 1001), (2000, 2000)])
def test_evidently_takes_many_categories_for_drift(categories, rows):
    """Evidently: Jensen-Shannon 0.163 with 100 categories, PSI 1.67 with 2,000."""
    draw = rng(2)
    names = np.array([f"name {i}" for i in range(categories)])
    old, new = ({"x": names[draw.integers(0, categories, rows)]} for _ in range(2))
    result = audit(old, new, kinds={"x": "categorical"})
    assert drift(result).outcome in {Outcome.STABLE, Outcome.NO_CHANGE_DETECTED}
    assert not shown(result)


def test_evidently_one_outlier_hides_a_shift_by_a_factor_e():
    """W1 over the sd of 5,000 lognormal values and one 1e6: 0.014, no drift."""
    draw = rng(3)
    result = audit({"x": np.append(draw.lognormal(0, 1, 5000), 1e6)}, {"x": draw.lognormal(1, 1, 5000)})
    assert drift(result).outcome is Outcome.DRIFT
    assert statistic(result, "wasserstein_normalised").value > 0.5


def test_nannyml_bins_ks_so_that_one_outlier_hides_everything():
    """KS of 29,999 lognormal values and one 1e6 against lognormal(1, 1): 0.00017 for 0.380."""
    draw = rng(4)
    result = audit({"x": np.append(draw.lognormal(0, 1, 29_999), 1e6)}, {"x": draw.lognormal(1, 1, 30_000)})
    assert statistic(result, "ks").value == pytest.approx(0.38, abs=0.01)
    assert drift(result).outcome is Outcome.DRIFT


def test_evidently_and_deepchecks_do_not_see_90_percent_missing():
    """Scores 0.060 and 0.028: no drift."""
    draw = rng(5)
    current = [float(value) if i % 10 == 0 else None for i, value in enumerate(draw.standard_normal(5000))]
    result = audit({"x": draw.standard_normal(5000)}, {"x": current})
    assert finding(result, "missing_values", "x").status is Status.FAIL
    assert measured(finding(result, "missing_values", "x")).statistic.current == pytest.approx(0.9)
    assert drift(result).outcome not in {Outcome.DRIFT, Outcome.MINOR}
    assert result.verdict.exit_code == 1


@pytest.mark.parametrize("kind", [pa.float64(), pa.string(), pa.timestamp("us"), pa.bool_()], ids=str)
def test_a_column_without_any_value_passes_elsewhere(kind):
    """Evidently raises, NannyML gives NaN and no alert, Deepchecks None and PASS."""
    values = pa.array([0, 1, 1, 0, 1] * 200).cast(pa.int64()).cast(kind)
    result = run_audit(
        pa.table({"x": values, "y": range(1000)}), pa.table({"x": pa.nulls(1000, kind), "y": range(1000)})
    )
    assert finding(result, "missing_values", "x").status is Status.FAIL
    assert result.verdict.exit_code == 1
    assert next(column for column in result.columns if column.name == "x").account == "audited"


def test_a_missing_column_is_a_success_elsewhere():
    """Evidently: all SUCCESS; whylogs skips it; Deepchecks raises and audits nothing."""
    draw = rng(6)
    old = {"x": draw.standard_normal(500), "gone": draw.standard_normal(500)}
    result = audit(old, {"x": draw.standard_normal(500) + 1})
    assert finding(result, "schema", "gone").status is Status.FAIL
    assert drift(result).outcome is Outcome.DRIFT
    assert {column.name: column.account for column in result.columns} == {"x": "audited", "gone": "missing"}


def test_evidently_and_nannyml_drop_columns_of_some_types():
    """uint8, Int64, Float64 and datetimes: none of them is audited by Evidently, two by NannyML."""
    draw = rng(7)

    def frame(shift):
        return pd.DataFrame(
            {
                "uint8": draw.integers(0, 100, 2000).astype("uint8") + np.uint8(30 * shift),
                "Int64": pd.array(draw.integers(0, 1000, 2000) + 300 * shift, dtype="Int64"),
                "Float64": pd.array(draw.standard_normal(2000) + shift, dtype="Float64"),
                "datetime": pd.date_range("2026-01-05", periods=2000, freq="h") + pd.Timedelta(days=84 * shift),
                "text": pd.array(draw.choice(["a", "b"], 2000, p=[0.5 + 0.3 * shift, 0.5 - 0.3 * shift]), dtype="str"),
                "category": pd.Categorical(draw.choice(["a", "b"], 2000, p=[0.5 + 0.3 * shift, 0.5 - 0.3 * shift])),
            }
        )

    result = run_audit(frame(0), frame(1))
    assert {column.name: column.account for column in result.columns} == dict.fromkeys(frame(0), "audited")
    assert {"uint8", "Int64", "Float64", "text", "category"} <= moved(result)
    assert "datetime" not in moved(result)


def test_whylogs_sketches_reject_a_million_equal_rows():
    """DRIFT in 8 of 10 runs."""
    draw = rng(8)
    old, new = ({f"c{i}": draw.standard_normal(1_000_000) for i in range(3)} for _ in range(2))
    result = audit(old, new, select=["numeric_drift"])
    assert not moved(result)
    assert {f.outcome for f in result.findings} == {Outcome.STABLE}


def test_deepchecks_alarms_on_ten_rows():
    """KS of 0.2 or more in 97 % of unchanged pairs; expected: not enough data."""
    draw = rng(9)
    result = audit(
        {f"c{i}": draw.standard_normal(10) for i in range(20)}, {f"c{i}": draw.standard_normal(10) for i in range(20)}
    )
    assert result.verdict.status is VerdictStatus.NOT_EVALUATED
    assert result.verdict.exit_code == 5
    assert "too little data" in result.verdict.reason
    assert not shown(result)


def test_deepchecks_psi_floor_hides_a_rare_category_that_grew_tenfold():
    """0.1 % to 1 % of 10,000 rows: 0.00008."""
    old = ["usual"] * 6990 + ["other"] * 3000 + ["rare"] * 10
    new = ["usual"] * 6900 + ["other"] * 3000 + ["rare"] * 100
    result = audit({"x": old}, {"x": new})
    assert drift(result).outcome in {Outcome.MINOR, Outcome.DRIFT}
    named = [row["category"] for row in measured(drift(result)).details["categories"] if row["named"]]
    assert named[0] == "rare"


def test_whylogs_gives_up_on_many_strings():
    """5,000 values in 50,000 rows: statistic 0, p = 1."""
    draw = rng(10)
    names = np.array([f"item {i}" for i in range(5000)])
    shares = 1 / np.arange(1, 5001)
    later = shares * np.where(np.arange(5000) < 20, 1.5, 1.0)
    old, same = ({"x": draw.choice(names, 50_000, p=shares / shares.sum())} for _ in range(2))
    new = {"x": draw.choice(names, 50_000, p=later / later.sum())}
    assert drift(audit(old, new)).outcome is Outcome.DRIFT
    assert drift(audit(old, same)).outcome in {Outcome.STABLE, Outcome.NO_CHANGE_DETECTED}


def test_nannyml_alerts_on_every_other_unchanged_audit_with_three_chunks():
    """mean and 3 sd of three reference chunks: 56 % alerts."""
    draw = rng(11)
    days = np.repeat(np.arange(3), 1000).astype("datetime64[D]").astype("datetime64[s]")
    old = {"t": days, **{f"c{i}": draw.standard_normal(3000) for i in range(40)}}
    new = {"t": days[:1000] + np.timedelta64(7, "D"), **{f"c{i}": draw.standard_normal(1000) for i in range(40)}}
    result = audit(old, new, roles={"timestamp": "t"}, window="D")
    assert not moved(result)


def test_evidently_mmd_alarms_on_every_unchanged_embedding():
    """150 vectors of 5 dimensions: drift in 40 of 40."""
    draw = rng(12)
    old, new = ({f"v{i}": list(draw.standard_normal((150, 5))) for i in range(40)} for _ in range(2))
    result = audit(old, new)
    assert {column.kind for column in result.columns} == {"vector"}
    assert not moved(result)
    assert result.verdict.exit_code == 0


def test_nannyml_exits_0_when_a_calculator_crashes():
    def crash(*_):
        raise KeyError("a bug")

    broken = Check(
        id="broken", group="drift", reads=(NumericProfile,), params=CheckParams, measure=crash,
        doc="Broken: a plugin", family=Family.COLUMNS,
    )  # fmt: skip
    usual = default_suite()
    values = pa.table({"x": rng().standard_normal(500)})
    result = run_audit(values, values, suite=replace(usual, checks=(*usual.checks, broken)))
    assert finding(result, "broken", "x").status is Status.ERRORED
    assert "a bug" in str(finding(result, "broken", "x").reason)
    assert result.verdict.exit_code == 3
    assert result.verdict.status is VerdictStatus.NOT_EVALUATED
    assert not failed(result)
