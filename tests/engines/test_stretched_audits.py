"""An audit in stretches says what the audit of columns held whole says, on real data of every kind."""

from dataclasses import replace

import pyarrow as pa
import pytest

from driftcli.audit import run_audit
from driftcli.profiles.hashing import hash_strings
from driftcli.suite.load import default_suite
from tests.engines.test_baseline_audits import NOW, REAL, ROOT, SHARED

OFF = 0.02
"""By how much an effect may be off, in sd-equivalents, where stretches are thinned to 200 points: edges are then placed
within half a percent of the rows. As shipped the bound is 40 times as tight."""


def audited(reference, current, **roles):
    """Findings by what they are about; checks that look at rows see the same sample and take the time of learners."""
    suite = default_suite(roles=roles)
    suite = replace(suite, checks=tuple(check for check in suite.checks if not check.needs_rows))
    result = run_audit(reference, current, now=NOW, suite=suite)
    return result, {
        (one.check.id, one.column, one.measurement.subject if one.measurement else None): one for one in result.findings
    }


def assert_alike(reference, current, in_stretches, **roles):
    whole, expected = audited(reference, current, **roles)
    in_stretches(5_000, points=200)
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
        if one.measurement and one.measurement.effect:
            assert other.measurement.effect.value == pytest.approx(one.measurement.effect.value, abs=OFF), key
    assert len(expected) > 20


@pytest.mark.parametrize("dataset", REAL)
def test_real_data(in_stretches, dataset):
    path, pair = REAL[dataset]
    if not (SHARED / path).exists():
        pytest.skip(f"the shared dataset {path} is not here")
    assert_alike(*pair(SHARED / path), in_stretches)


def test_the_store_with_every_role(in_stretches):
    paths = [str(ROOT / "sample_data" / f"store_{side}.parquet") for side in ("reference", "current")]
    roles = {
        "target": "in_stock",
        "prediction": "predicted_in_stock",
        "score": "score",
        "key": "order_id",
        "timestamp": "observed_at",
    }
    assert_alike(*paths, in_stretches, **roles)


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
