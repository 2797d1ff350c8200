"""An audit in stretches says what the audit of columns held whole says, on real data of every kind.

Stretches are thinned to 200 points, so edges are placed within half a percent of the rows: 40 times as far off as
shipped.
"""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from driftcli.audit import run_audit
from driftcli.profiles.hashing import hash_strings
from driftcli.suite.load import default_suite
from tests.engines.test_baseline_audits import NOW, REAL, ROOT, SHARED


def audited(reference, current, **roles):
    """Findings by what they are about; checks that look at rows see the same sample and take the time of learners."""
    suite = default_suite(roles=roles)
    suite = replace(suite, checks=tuple(check for check in suite.checks if not check.needs_rows))
    result = run_audit(reference, current, now=NOW, suite=suite)
    return result, {
        (one.check.id, one.column, one.measurement.subject if one.measurement else None): one for one in result.findings
    }


def assert_alike(reference, current, in_stretches, *, numbers=0, **roles):
    whole, expected = audited(reference, current, **roles)
    in_stretches(5_000, points=200, numbers=numbers)
    parts, found = audited(reference, current, **roles)
    assert parts.verdict == whole.verdict
    assert list(parts.inputs) == list(whole.inputs)
    assert {column.name: column.status for column in parts.columns} == {
        column.name: column.status for column in whole.columns
    }
    assert found.keys() == expected.keys()
    for key, one in expected.items():
        other = found[key]
        assert (other.status, other.outcome) == (one.status, one.outcome), key
        if one.measurement:
            assert_within_bounds(one.measurement, other.measurement, key)
            assert_told(one.measurement, other.measurement, key)
    assert len(expected) > 20


def assert_within_bounds(whole, parts, key):
    """Every number that is published differs by no more than both bounds allow."""
    numbers, others = published(whole), published(parts)
    assert [name for name, *_ in numbers] == [name for name, *_ in others], key
    unbounded_ends = {"median low", "median high"} if "median_interval" in said_by(whole, parts) else set()
    for (name, value, bound), (_, other, its_bound) in zip(numbers, others, strict=True):
        if value is None:
            assert other is None, (key, name)
        elif name not in unbounded_ends:
            assert other == pytest.approx(value, rel=1e-9, abs=bound + its_bound + 1e-9), (key, name)


def assert_told(whole, parts, key):
    """What has no bound is equal, but for the rounding of sums, or named as approximate."""
    told, its = unbounded(whole), unbounded(parts)
    assert [name for name, _ in told] == [name for name, _ in its], key
    for (name, one), (_, other) in zip(told, its, strict=True):
        if name not in said_by(whole, parts):
            assert other == (pytest.approx(one, rel=1e-6, abs=1e-12) if isinstance(one, float) else one), (key, name)


def said_by(*measurements):
    """What they name as approximate."""
    return {name for one in measurements for name in one.details.get("approximate", ())}


def unbounded(measurement):
    """Name and value of p-values, rows' worth and evidence."""
    told = [("p_value", one.p_value) for one in (measurement, measurement.statistic, *measurement.components)]
    told += [("effective_n", rows) for rows in measurement.effective_n or ()]
    told += [("never_seen_lower", measurement.never_seen_lower)]
    evidence = {name: value for name, value in measurement.details.items() if name != "approximate"}
    return told + [(name, leaf) for name, value in evidence.items() for leaf in leaves(value)]


def leaves(value):
    """Every value inside of lists and dictionaries."""
    if isinstance(value, dict):
        return [leaf for key, inside in value.items() for leaf in (key, *leaves(inside))]
    if isinstance(value, list | tuple):
        return [leaf for inside in value for leaf in leaves(inside)]
    return [value]


def published(measurement):
    """Name, value and bound of every number that has one, ends of intervals among them."""
    stated = [
        (f"{one.name} {part}", getattr(one, part), one.error_bound)
        for one in (measurement.statistic, *measurement.reported)
        for part in ("value", "low", "high", "reference", "current")
    ]
    sizes = [
        (f"{one.name} {part}", getattr(one, part), one.error_bound)
        for one in measurement.components
        for part in ("size", "lower", "upper")
    ]
    effect = measurement.effect
    ends = [(part, getattr(effect, part), effect.error_bound) for part in ("value", "lower", "upper")] if effect else []
    return stated + sizes + ends


@pytest.mark.parametrize("dataset", REAL)
def test_real_data(in_stretches, dataset):
    path, pair = REAL[dataset]
    if not (SHARED / path).exists():
        pytest.skip(f"the shared dataset {path} is not here")
    assert_alike(*pair(SHARED / path), in_stretches)


@pytest.mark.parametrize("numbers", [0, 10**6])
def test_the_store_with_every_role(in_stretches, numbers):
    paths = [str(ROOT / "sample_data" / f"store_{side}.parquet") for side in ("reference", "current")]
    roles = {
        "target": "in_stock",
        "prediction": "predicted_in_stock",
        "score": "score",
        "key": "order_id",
        "timestamp": "observed_at",
    }
    assert_alike(*paths, in_stretches, numbers=numbers, **roles)


def test_many_distinct_numbers_and_names(rng, in_stretches):
    def table(rows, moved):
        return pa.table(
            {
                "cents": (rng.lognormal(3 + moved, 1, rows) * 100).round() / 100,
                "heavy": rng.standard_t(2, rows),
                "sentinel": [(-1.0 if x < 0.02 else x) for x in rng.random(rows)],
                "name": [f"n{i}" for i in (rng.random(rows) ** 2 * 8_000).astype(int)],
                "user": [f"u{i}" for i in rng.integers(0, 400, rows)],
                "code": [f"{h:016x}" for h in hash_strings([str(i) for i in range(rows)])],
            }
        )

    assert_alike(table(40_000, 0.0), table(30_000, 0.3), in_stretches, cluster="user")


def test_numbers_of_every_shape_are_within_their_bounds(rng, in_stretches):
    def table(rows, moved):
        number = rng.standard_t(3, rows) + moved
        seconds = 1_700_000_000 + rng.integers(0, 40 * 86_400, rows)
        return pa.table(
            {
                "target": 2 * number + rng.normal(size=rows),
                "said": 2 * number + rng.normal(size=rows) * (1 + moved),
                "at": pa.array(seconds.astype("datetime64[s]")),
                "infinite": np.where(rng.random(rows) < 0.01, np.inf, rng.normal(size=rows)),
                "zeros": np.where(rng.random(rows) < 0.6, 0.0, rng.exponential(1 + moved, rows)),
                "far out": np.where(rng.random(rows) < 0.05, rng.normal(size=rows) * 20, rng.normal(size=rows)),
                "unit": (rng.normal(size=rows) * 8 + 15) * (1.8 if moved else 1.0),
                "apart": rng.normal(size=rows) + 40 * moved,
                "vectors": list(rng.normal(size=(rows, 3))),
                "place": rng.choice(["north", "south", "west"], rows),
            }
        )

    roles = {"target": "target", "prediction": "said", "timestamp": "at", "segments": ("place",)}
    assert_alike(table(20_000, 0.0), table(15_000, 0.3), in_stretches, **roles)


def test_vectors_and_texts(rng, in_stretches):
    """Sizes of what was derived from them, beside the one that leads, are named as approximate."""

    def table(rows, shift):
        lengths = rng.integers(40, 400, rows)
        return pa.table(
            {
                "vector": list(rng.normal(shift, 1, (rows, 3))),
                "remark": ["".join(rng.choice(list("ab C1é,"), length)) for length in lengths],
                "x": rng.normal(size=rows),
            }
        )

    old, new = table(12_000, 0.0), table(11_000, 0.2)
    assert_alike(old, new, in_stretches)
    _, found = audited(old, new)
    named = {key[0]: said_by(one.measurement) for key, one in found.items() if key[0] in {"vector_drift", "text_drift"}}
    assert all("sizes" in names for names in named.values())
    assert len(named) == 2


@pytest.mark.parametrize("shift", [0.0, 0.2])
def test_bounds_hold_against_the_rows_themselves(rng, in_stretches, shift):
    """SciPy and the definition of the decile bins on all rows, beside what the stretches say."""
    old, new = rng.lognormal(0, 1, 30_000), rng.lognormal(shift, 1, 25_000)
    in_stretches(4_000, points=300)
    _, found = audited(pa.table({"x": old}), pa.table({"x": new}))
    measurement = found["numeric_drift", "x", None].measurement
    stated = {one.name: one for one in measurement.reported}
    bins = np.sort(old)[np.ceil(np.arange(1, 10) / 10 * len(old)).astype(int) - 1]
    p, q = (np.bincount(np.searchsorted(bins, side), minlength=10) / len(side) for side in (old, new))
    exact = {
        "ks": stats.ks_2samp(old, new, method="asymp").statistic,
        "wasserstein": stats.wasserstein_distance(old, new),
        "energy_distance": stats.energy_distance(old, new),
        "psi": float(np.sum((q - p) * np.log(q / p))),
        "total_variation": float(np.abs(p - q).sum() / 2),
        "median": float(np.median(new) - np.median(old)),
        "quantile_95": float(np.quantile(new, 0.95) - np.quantile(old, 0.95)),
    }
    for name, value in exact.items():
        assert stated[name].error_bound > 0, name
        assert stated[name].value == pytest.approx(value, abs=stated[name].error_bound), name
    assert stated["psi"].error_bound < 0.02
    assert stated["total_variation"].error_bound < 0.02
    assert stated["ks"].p_value is None  # the distance is known within a bound only
    theta = stats.mannwhitneyu(new, old, method="asymptotic").statistic / len(old) / len(new)
    location = measurement.components[0]
    assert location.size == pytest.approx(np.sqrt(2) * stats.norm.ppf(theta), abs=location.error_bound)


def test_of_segments_nothing_is_claimed_where_edges_lie_elsewhere(rng, in_stretches):
    """Rows of a segment are counted between few edges; of few distinct numbers each has a cell of its own."""

    def table(draw):
        return pa.table({"x": draw(20_000), "place": rng.choice(["north", "south"], 20_000)})

    smooth, counts = (table(rng.standard_normal), table(lambda n: rng.poisson(3, n)))
    bounds = []
    for rows in (20_000, 4_000):
        in_stretches(rows, points=200, numbers=0 if rows < 20_000 else 10**6)
        for one in (smooth, counts):
            _, found = audited(one, one, segments=("place",))
            bounds.append(found["segment_drift", None, "place = north"].measurement.effect.error_bound)
    assert bounds == [0.0, 0.0, np.inf, 0.0]


def test_what_is_exact_states_no_bound(rng, in_stretches):
    """Few distinct numbers are counted one by one, and bins of columns held whole are cut at their own quantiles."""
    old, new = pa.table({"x": rng.poisson(40, 20_000)}), pa.table({"x": rng.poisson(41, 20_000)})
    smooth = pa.table({"x": rng.normal(size=20_000)}), pa.table({"x": rng.normal(size=20_000)})
    _, whole = audited(*smooth)
    binned = [one for one in whole["numeric_drift", "x", None].measurement.reported if "bins" in one.variant]
    assert len(binned) == 6
    assert {one.error_bound for one in binned} == {0.0}
    assert [one.error_bound > 0 for one in whole["numeric_drift", "x", None].measurement.components] == [
        True,
        False,
        False,
    ]
    in_stretches(3_000, points=200)
    _, parts = audited(old, new)
    measurement = parts["numeric_drift", "x", None].measurement
    assert {bound for _, _, bound in published(measurement)} == {0.0}
    assert measurement.statistic.p_value is not None
