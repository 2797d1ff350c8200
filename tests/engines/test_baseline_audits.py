"""An audit against a baseline says what the audit against the data says."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from driftcli.audit import profile_dataset, run_audit
from driftcli.errors import UsageError
from driftcli.profiles.baseline import write_baseline
from driftcli.profiles.merge import merge_profiles
from driftcli.suite.load import default_suite

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"


def halves(table, at=None):
    at = at or len(table) // 2
    return table.slice(0, at), table.slice(at, 20_000)


def semicolons(path):
    return pyarrow.csv.read_csv(path, parse_options=pyarrow.csv.ParseOptions(delimiter=";"))


REAL = {
    "elec2": ("elec2/elec2.parquet", lambda path: halves(pq.read_table(path), 17_424)),
    "bank_marketing": ("bank_marketing/bank-additional-full.csv", lambda path: halves(semicolons(path), 27_690)),
    "bike_sharing": ("bike_sharing/hour.csv", lambda path: halves(pyarrow.csv.read_csv(path))),
    "heart_disease": ("heart_disease/cleveland.csv", lambda path: (str(path), str(path.with_name("hungarian.csv")))),
    "hotel_booking": (
        "hotel_booking/reference_hotel_booking.parquet",
        lambda path: (str(path), str(path.with_name("monitoring_hotel_booking.parquet"))),
    ),
    "nyc_taxi": (
        "nyc_taxi/yellow_2019-01.parquet",
        lambda path: (str(path), str(path.with_name("yellow_2019-02.parquet"))),
    ),
}
EXCEPTED = {("elec2", "cardinality", "nswdemand"), ("made", "cardinality", "x")}
"""More than 4,096 distinct values, or nearly unique ones: a baseline no longer counts them, and the check says so."""


def said(result, *, dataset="", has_bounds=True):
    """Verdict, and of every finding status, outcome, p-value, effect and reason."""
    found = [
        (
            one.check.id,
            one.column,
            one.measurement.subject if one.measurement else None,
            one.status,
            one.outcome,
            one.p_value_adjusted,
            one.measurement.p_value if one.measurement else None,
            *(sized(one.measurement, has_bounds=has_bounds) if one.measurement else ()),
            one.reason,
        )
        for one in result.findings
        if (dataset, one.check.id, one.column) not in EXCEPTED
    ]
    return result.verdict.status, found


def sized(measurement, *, has_bounds):
    """Effect and components; without their bounds where edges of other rows may widen them."""
    effect, components = measurement.effect, measurement.components
    if has_bounds:
        return effect, components
    return effect and replace(effect, error_bound=0.0), [replace(one, error_bound=0.0) for one in components]


def assert_alike(reference, current, tmp_path, *, dataset="", **roles):
    """Checks that look at rows are left out: they need a baseline with ``--sample`` and take the time of learners."""
    suite = default_suite(roles=roles)
    suite = replace(suite, checks=tuple(check for check in suite.checks if not check.needs_rows))
    raw = run_audit(reference, current, now=NOW, suite=suite)
    write_baseline(profile_dataset(reference, suite=suite, now=NOW), tmp_path / "base.parquet")
    stored = run_audit(tmp_path / "base.parquet", current, now=NOW, suite=suite)
    verdict, findings = said(stored, dataset=dataset)
    assert verdict == said(raw, dataset=dataset)[0]
    for found, expected in zip(findings, said(raw, dataset=dataset)[1], strict=True):
        assert found == expected
    assert len(raw.findings) > 20
    return raw


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_store(tmp_path, suffix):
    paths = [ROOT / "sample_data" / f"store_{side}.{suffix}" for side in ("reference", "current")]
    assert_alike(*map(str, paths), tmp_path)


@pytest.mark.parametrize("dataset", REAL)
def test_real_data(tmp_path, dataset):
    path, pair = REAL[dataset]
    if not (SHARED / path).exists():
        pytest.skip(f"the shared dataset {path} is not here")
    assert_alike(*pair(SHARED / path), tmp_path, dataset=dataset)


def test_windows_and_clusters(tmp_path, rng):
    def sample(rows, first):
        hours = first + np.arange(rows)
        return pa.table(
            {
                "t": (hours * 3_600).astype("datetime64[s]"),
                "user": [f"u{i}" for i in rng.integers(0, 300, rows)],
                "x": rng.normal(size=rows) + np.repeat(rng.normal(0, 0.3, rows // 100), 100),
                "c": rng.choice(["a", "b", "c"], rows),
            }
        )

    raw = assert_alike(sample(12_000, 0), sample(600, 12_000), tmp_path, dataset="made", timestamp="t")
    assert any((one.measurement.details if one.measurement else {}).get("windows") for one in raw.findings)
    assert_alike(sample(3_000, 0), sample(3_000, 3_000), tmp_path, dataset="made", cluster="user")


def test_merged_parts_stand_for_the_whole(tmp_path, rng):
    def table(rows):
        return pa.table({"x": rng.normal(size=rows), "c": rng.choice(["a", "b"], rows), "i": rng.poisson(4, rows)})

    whole, current = table(4_000), table(2_000)
    write_baseline(profile_dataset(whole), tmp_path / "edges.parquet")
    parts = [
        profile_dataset(whole.slice(*cut), edges=tmp_path / "edges.parquet") for cut in ((0, 1_500), (1_500, 2_500))
    ]
    write_baseline(merge_profiles(parts), tmp_path / "merged.parquet")
    found = [run_audit(tmp_path / name, current, now=NOW) for name in ("edges.parquet", "merged.parquet")]
    assert said(found[0], has_bounds=False) == said(found[1], has_bounds=False)
    bounds = [
        [one.measurement.effect.error_bound for one in result.findings if one.check.id == "numeric_drift"]
        for result in found
    ]
    assert max(bounds[0]) < max(bounds[1]) < 0.1  # its own quantiles lie near the edges, not on them


def test_merged_profiles_stand_for_the_current_data(tmp_path):
    """Devices that may only send summaries: parts counted in the baseline's edges and merged audit as their rows do."""
    rng = np.random.default_rng(8)
    old, new = (
        pa.table({"x": rng.normal(shift, 1, 3_000), "c": rng.choice(list("abc"), 3_000)}) for shift in (0.0, 0.4)
    )
    base, whole = tmp_path / "base.parquet", tmp_path / "whole.profile"
    suite = default_suite(select=["quality", "drift"])
    write_baseline(profile_dataset(old), base)
    parts = [profile_dataset(new.slice(start, 1_500), edges=base) for start in (0, 1_500)]
    write_baseline(merge_profiles(parts), whole)
    sent, rows = run_audit(base, whole, suite=suite), run_audit(base, new, suite=suite)

    def drift(result):
        return {(f.column, f.outcome, f.p_value_adjusted) for f in result.findings if f.check.group == "drift"}

    assert drift(sent) == drift(rows)
    assert sent.verdict.exit_code == rows.verdict.exit_code == 1
    write_baseline(profile_dataset(new), whole)
    with pytest.raises(UsageError, match="reference's edges"):
        run_audit(base, whole, suite=suite)
