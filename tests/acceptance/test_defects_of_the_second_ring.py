"""Defects found in popmon, Soda, Pointblank, TFDV, Eurybia, frouros, Deequ and others; each must not be ours."""

import math

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from driftcli.audit import profile_dataset, run_audit
from driftcli.judgement.finding import Outcome, Status
from driftcli.profiles.baseline import write_baseline

from .auditing import audit, audited_json, component, drift, finding, measured, moved, shown, statistic, write

QUIET = {Outcome.STABLE, Outcome.NO_CHANGE_DETECTED}


def rng(seed=0):
    return np.random.default_rng(seed)


def test_popmon_psi_grows_with_the_rows():
    """8,400 at 500 rows and 73,700 at 5,000 for unchanged data; jsd 790 and 7,766, where ln 2 is the bound."""
    draw = rng(1)
    for rows in (500, 5000):
        result = audit({"x": draw.standard_normal(rows)}, {"x": draw.standard_normal(rows)})
        assert statistic(result, "psi").value < 0.1
        assert statistic(result, "js_distance").value <= math.sqrt(math.log(2))
        assert drift(result).outcome in QUIET


def test_popmon_calls_a_sum_a_count():
    """chi2_spike_count sums residuals; a count of ours is a count of rows."""
    draw = rng(2)
    old, new = draw.standard_normal(2000), draw.standard_normal(2000)
    new[:100] = -999
    found = finding(audit({"x": old}, {"x": new}), "sentinel_values", "x")
    assert found.status is Status.FAIL
    assert measured(found).statistic.current == pytest.approx(100 / 2000)


@pytest.mark.parametrize("name", ["poisson", "price", "zeros"])
def test_soda_rejects_every_unchanged_batch_after_its_histogram(name, tmp_path):
    """Draws from the baseline's equal-width bins: 100 of 100 rejected for counts, .99 prices and 60 % zeros."""
    draw = rng(3)

    def values():
        match name:
            case "poisson":
                return draw.poisson(3, 2000)
            case "price":
                return draw.integers(1, 60, 2000) + 0.99
            case _:
                return np.where(draw.random(2000) < 0.6, 0, draw.exponential(10, 2000))

    write_baseline(profile_dataset(pa.table({f"c{i}": values() for i in range(20)})), tmp_path / "base.parquet")
    result = run_audit(tmp_path / "base.parquet", pa.table({f"c{i}": values() for i in range(20)}))
    assert not shown(result)


def test_soda_raises_on_a_new_category_and_on_small_counts():
    old = ["a"] * 500 + ["b"] * 480 + ["c"] * 3
    result = audit({"x": old}, {"x": ["a"] * 480 + ["b"] * 420 + ["d"] * 90 + ["e"]})
    assert drift(result).outcome is Outcome.DRIFT
    assert component(result, "unseen").p_value < 1e-6
    assert "d" in str(measured(finding(result, "new_categories", "x")).details)


def test_pointblank_counts_what_lies_below_the_minimum_in_the_top_bin():
    """Pushing the bottom decile lower gives PSI 0.76, the mirror image 0.00."""
    values = np.sort(rng(4).standard_normal(2000))
    lower, higher = values.copy(), values.copy()
    lower[:200] -= 10
    higher[-200:] += 10
    below, above = (audit({"x": values}, {"x": pushed}) for pushed in (lower, higher))
    assert statistic(below, "psi").value == pytest.approx(statistic(above, "psi").value, abs=0.01)
    assert drift(below).outcome is drift(above).outcome is Outcome.DRIFT
    sizes = [component(result, "tail").size for result in (below, above)]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.05)


def test_pointblank_has_no_score_for_a_constant_reference():
    result = audit({"x": [7.0] * 500}, {"x": [7.0] * 250 + [8.0] * 250})
    assert result.verdict.exit_code == 1
    assert drift(result).outcome is Outcome.DRIFT


@pytest.mark.parametrize("special", [float("nan"), float("inf")])
def test_tfdv_counts_equal_shares_of_nan_as_disagreement(special):
    draw = rng(5)
    old, new = draw.standard_normal(2000), draw.standard_normal(2000)
    old[:600] = new[:600] = special
    result = audit({"x": old}, {"x": new})
    assert drift(result).outcome in QUIET
    assert not shown(result)


def test_tfdv_is_silent_where_numbers_are_compared_as_categories():
    draw = rng(6)
    old, new = draw.integers(0, 5, 2000), draw.choice(5, 2000, p=[0.4, 0.3, 0.1, 0.1, 0.1])
    result = audit({"x": old}, {"x": new}, kinds={"x": "categorical"})
    assert drift(result).check.id == "categorical_drift"
    assert drift(result).outcome is Outcome.DRIFT


def test_eurybia_turns_missing_numbers_into_zeros():
    draw = rng(7)
    old = draw.standard_normal(4000) + 5
    new = np.where(draw.random(4000) < 0.3, np.nan, draw.standard_normal(4000) + 5)
    result = audit({"x": old}, {"x": new})
    assert drift(result).outcome in QUIET
    assert finding(result, "missing_values", "x").status is Status.FAIL


@pytest.mark.parametrize("dtype", ["object", "str", "string", "category"])
def test_eurybia_knows_one_string_type_of_pandas(dtype):
    draw = rng(8)
    old = pd.DataFrame({"x": pd.Series(draw.choice(["a", "b"], 2000)).astype(dtype)})
    new = pd.DataFrame({"x": pd.Series(draw.choice(["a", "b"], 2000, p=[0.7, 0.3])).astype(dtype)})
    assert moved(run_audit(old, new)) == {"x"}


def test_eurybia_settings_of_one_run_leak_into_the_next():
    draw = rng(9)
    old, new = {"x": draw.standard_normal(1000)}, {"x": draw.standard_normal(1000) + 0.3}
    before = drift(audit(old, new))
    assert drift(audit(old, new, min_effect=2.0, fdr=0.5)).outcome is Outcome.CHANGED
    assert drift(audit(old, new)) == before


def test_eurybia_scores_identical_small_frames_below_chance():
    draw = rng(10)
    frame = {"x": draw.standard_normal(60), "y": draw.choice(["a", "b"], 60)}
    result = audit(frame, frame)
    assert component(result, "location").size == pytest.approx(0, abs=1e-9)
    assert not moved(result)
    assert result.verdict.exit_code == 0


@pytest.mark.parametrize("name", ["psi", "kl_divergence", "js_distance", "hellinger", "total_variation"])
def test_frouros_deequ_and_gx_make_an_empty_bin_huge_infinite_or_nan(name):
    """One bin empty in the reference with 10 % of the current rows: PSI 70.6, infinity or NaN."""
    old, new = ["a"] * 500 + ["b"] * 500, ["a"] * 450 + ["b"] * 450 + ["c"] * 100
    value = statistic(audit({"x": old}, {"x": new}), name).value
    assert 0 < value < 1
    assert "cells" in statistic(audit({"x": old}, {"x": new}), "psi").variant


def test_deequ_calls_the_uncorrected_statistic_corrected():
    """What is reported as corrected lies below its plain namesake."""
    draw = rng(11)
    old, new = (draw.choice(list("abcdefgh"), 200) for _ in range(2))
    result = audit({"x": old}, {"x": new})
    assert statistic(result, "cramers_v_corrected").value < statistic(result, "cramers_v").value


def test_azure_ks_throws_above_ten_thousand_rows():
    draw = rng(12)
    result = audit({"x": draw.standard_normal(50_000)}, {"x": draw.standard_normal(50_000) + 0.5})
    assert statistic(result, "ks").value == pytest.approx(0.197, abs=0.01)


def test_alibi_runs_ks_on_categories():
    """Names are no numbers: their order changes nothing."""
    draw = rng(13)
    old, new = draw.choice(["a", "b", "c"], 1000), draw.choice(["a", "b", "c"], 1000, p=[0.5, 0.3, 0.2])
    swap = {"a": "z", "b": "m", "c": "k"}
    plain = drift(audit({"x": old}, {"x": new}))
    renamed = drift(audit({"x": [swap[v] for v in old]}, {"x": [swap[v] for v in new]}))
    assert plain.check.id == "categorical_drift"
    assert measured(plain).p_value == pytest.approx(measured(renamed).p_value)


def test_datacontract_cli_reports_warnings_as_skipped(tmp_path):
    draw = rng(14)
    old = write(tmp_path / "old.parquet", {"x": draw.standard_normal(50_000)})
    new = write(tmp_path / "new.parquet", {"x": draw.standard_normal(50_000) + 0.08})
    found = audited_json(old, new, cwd=tmp_path)
    assert found["verdict"]["status"] == "warn"
    assert [f["status"] for f in found["findings"] if f["check"] == "numeric_drift"] == ["warn"]


def test_fair_code_psi_does_not_see_a_column_collapse_to_missing():
    draw = rng(15)
    new = np.where(draw.random(2000) < 0.95, np.nan, draw.standard_normal(2000))
    result = audit({"x": draw.standard_normal(2000)}, {"x": new})
    assert finding(result, "missing_values", "x").status is Status.FAIL
    assert result.diagnosis.kind == "data_quality"


def test_fair_code_takes_another_spelling_of_the_type_for_drift(tmp_path):
    """1 in one file and 1.0 in the other: PSI of about 16."""
    draw = rng(16)
    old, new = draw.integers(0, 10, 1000), draw.integers(0, 10, 1000)
    (tmp_path / "old.csv").write_text("x\n" + "\n".join(map(str, old)) + "\n")
    (tmp_path / "new.csv").write_text("x\n" + "\n".join(f"{v}.0" for v in new) + "\n")
    result = run_audit(tmp_path / "old.csv", tmp_path / "new.csv")
    assert drift(result).outcome in QUIET
    assert result.verdict.exit_code == 0
