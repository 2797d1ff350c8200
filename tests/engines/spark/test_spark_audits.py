"""Spark's executors say what the local engine says: verdict, outcomes, and effects to the digit."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from driftcli.audit import profile_dataset, run_audit, run_split_audit
from driftcli.errors import SourceError, UsageError
from driftcli.profiles.baseline import write_baseline
from driftcli.sources.options import SourceOptions
from driftcli.suite.load import default_suite
from tests.engines.test_baseline_audits import NOW, ROOT, SHARED

SAMPLE = ROOT / "sample_data"
STORE_ROLES = {
    "target": "in_stock",
    "prediction": "predicted_in_stock",
    "score": "score",
    "key": "order_id",
    "timestamp": "observed_at",
}


def suite_of(engine="spark", *, rows=False, options=None, **roles):
    suite = replace(default_suite(roles=roles), engine=engine)
    if options is not None:
        suite = replace(suite, reference=options, current=options)
    return suite if rows else replace(suite, checks=tuple(one for one in suite.checks if not one.needs_rows))


def findings(result):
    return {
        (one.check.id, one.column, one.segment, one.measurement.subject if one.measurement else None): one
        for one in result.findings
    }


def assert_alike(found, expected, *, off=1e-9, but=()):
    assert found.verdict == expected.verdict
    assert found.diagnosis.kind == expected.diagnosis.kind
    assert {one.name: (one.kind, one.status) for one in found.columns} == {
        one.name: (one.kind, one.status) for one in expected.columns
    }
    mine, its = findings(found), findings(expected)
    assert mine.keys() == its.keys()
    for key, one in its.items():
        if key[0] in but:
            continue
        other = mine[key]
        assert (other.status, other.outcome) == (one.status, one.outcome), key
        if one.measurement and one.measurement.effect:
            assert other.measurement.effect.value == pytest.approx(one.measurement.effect.value, rel=off, abs=off), key
            if one.measurement.p_value is not None:
                assert other.measurement.p_value == pytest.approx(one.measurement.p_value, rel=1e-6, abs=1e-12), key
    assert len(its) > 20


@pytest.fixture(scope="module")
def store():
    return [pq.read_table(SAMPLE / f"store_{side}.parquet") for side in ("reference", "current")]


def test_one_part_is_the_local_audit_whole(spark):
    """Every check, those on sampled rows as well, and the report's pictures of columns."""
    paths = [str(SAMPLE / f"store_{side}.parquet") for side in ("reference", "current")]
    local = run_audit(*paths, suite=suite_of("local", rows=True, **STORE_ROLES), now=NOW)
    found = run_audit(*paths, suite=suite_of(rows=True, **STORE_ROLES), now=NOW)
    assert_alike(found, local, off=1e-12)
    assert found.columns == local.columns
    assert found.diagnosis == local.diagnosis
    assert found.inputs["reference"].notes == (f"profiled by Spark {spark.version} in 1 part",)


def test_many_parts_with_every_role(store, in_parts):
    local = run_audit(*store, suite=suite_of("local", segments=["store"], **STORE_ROLES), now=NOW)
    folders = [in_parts(table, name, 5) for table, name in zip(store, ("reference", "current"), strict=True)]
    found = run_audit(*folders, suite=suite_of(segments=["store"], **STORE_ROLES), now=NOW)
    assert_alike(found, local)
    assert found.inputs["current"].notes[-1].endswith("in 5 parts")


def test_clusters_are_kept_together(store, in_parts):
    """Their rows are shuffled to be counted, and not before: row numbers are known by their order."""
    tables = [table.append_column("row", pa.array(range(table.num_rows))) for table in store]
    local = run_audit(*tables, suite=suite_of("local", cluster="store"), now=NOW)
    folders = [in_parts(table, name, 5) for table, name in zip(tables, ("reference", "current"), strict=True)]
    found = run_audit(*folders, suite=suite_of(cluster="store"), now=NOW)
    assert_alike(found, local)
    assert "brought together by store" in found.inputs["current"].notes[-2]


def test_frames_need_no_engine_to_be_named(spark, store):
    tables = [table.select(["price", "channel", "promotion"]) for table in store]
    frames = [spark.createDataFrame(table) for table in tables]
    local = run_audit(*tables, suite=suite_of("local"), now=NOW)
    found = run_audit(*frames, suite=suite_of("local"), now=NOW)
    assert found.verdict == local.verdict
    assert found.inputs["reference"].format == "spark"


def test_text_is_read_by_driftclis_rules(spark, tmp_path):
    """Quotes, missing spellings, decimal commas, lines that cannot be read, and a column whose numbers come late."""
    for name, shift in (("reference", 0), ("current", 1)):
        rows = [
            f'{i};"a; {i % 7}";{"NA" if i % 11 == 0 else f"{i % 50 + shift},5"};2026-01-{i % 28 + 1:02} 10:00:00'
            for i in range(3_000)
        ]
        folder = tmp_path / name
        folder.mkdir()
        for part in range(3):
            lines = ["number;label;amount;at", *rows[part * 1_000 : part * 1_000 + 1_000], "only one field"]
            (folder / f"{part}.csv").write_text("\n".join(lines) + "\n")
    spark.conf.set("spark.sql.files.openCostInBytes", str(128 << 20))
    paths = [str(tmp_path / name) for name in ("reference", "current")]
    options = SourceOptions(format="csv")
    local = run_audit(*paths, suite=suite_of("local"), now=NOW)
    found = run_audit(*paths, suite=suite_of(options=options), now=NOW)
    assert found.inputs["current"].unreadable_rows == local.inputs["current"].unreadable_rows == 3
    assert found.inputs["current"].rows == 3_000
    assert found.inputs["current"].dialect == local.inputs["current"].dialect
    assert_alike(found, local)


def test_values_that_do_not_parse_are_counted(in_parts):
    """Numbers that arrive as strings are read as the reference's type, part by part, whatever a part holds."""
    before = pa.table({"x": [float(i % 97) for i in range(4_000)], "y": [i % 5 for i in range(4_000)]})
    texts = [("broken" if i >= 3_000 else f"{i % 97}.0") for i in range(4_000)]
    after = pa.table({"x": texts, "y": before["y"]})
    local = run_audit(before, after, suite=suite_of("local"), now=NOW)
    found = run_audit(in_parts(before, "b", 4), in_parts(after, "a", 4), suite=suite_of(), now=NOW)
    mine, its = findings(found), findings(local)
    assert found.verdict.status == local.verdict.status
    assert {key: one.outcome for key, one in mine.items()} == {key: one.outcome for key, one in its.items()}


def test_a_table_and_a_condition(spark, store):
    spark.createDataFrame(store[0]).createOrReplaceTempView("reference_rows")
    spark.createDataFrame(store[1]).createOrReplaceTempView("current_rows")
    options = SourceOptions(where="hour >= 9 and price > 2", columns=("price", "hour", "weekday"))
    local = run_audit(*store, suite=suite_of("local", options=options), now=NOW)
    found = run_audit("reference_rows", "current_rows", suite=suite_of(options=options), now=NOW)
    assert found.inputs["current"].rows == local.inputs["current"].rows
    assert {key: one.outcome for key, one in findings(found).items()} == {
        key: one.outcome for key, one in findings(local).items()
    }
    nothing = SourceOptions(where="price > 1e9")
    with pytest.raises(SourceError, match="has no rows where"):
        run_audit("reference_rows", "current_rows", suite=suite_of(options=nothing), now=NOW)


def test_one_dataset_against_its_past(store, in_parts):
    whole = pa.concat_tables([store[0], store[1]])
    local = run_split_audit(whole, split_at="2026-10-01", suite=suite_of("local", timestamp="observed_at"), now=NOW)
    found = run_split_audit(
        in_parts(whole, "whole", 4), split_at="2026-10-01", suite=suite_of(timestamp="observed_at"), now=NOW
    )
    assert_alike(found, local)


def test_a_baseline_from_spark_serves_the_local_engine(store, in_parts, tmp_path):
    baseline, local = tmp_path / "spark.baseline", tmp_path / "local.baseline"
    write_baseline(profile_dataset(in_parts(store[0], "r", 3), suite=suite_of(), now=NOW), baseline)
    write_baseline(profile_dataset(store[0], suite=suite_of("local"), now=NOW), local)
    mine, its = (run_audit(one, store[1], suite=suite_of("local"), now=NOW) for one in (baseline, local))
    assert_alike(mine, its)
    part = profile_dataset(in_parts(store[1], "c", 3), suite=suite_of(), edges=baseline, now=NOW)
    assert part.n == store[1].num_rows
    again = run_audit(baseline, in_parts(store[1], "d", 2), suite=suite_of(), now=NOW)
    assert again.verdict == mine.verdict


def test_taxi_trips(spark):
    """Real data of 18 columns, sentinels and seconds among them."""
    months = [SHARED / "nyc_taxi" / f"yellow_{month}.parquet" for month in ("2019-06", "2020-06")]
    if not all(month.exists() for month in months):
        pytest.skip("the shared dataset nyc_taxi is not here")
    frames = [spark.read.parquet(str(month)).repartition(3) for month in months]
    roles = {"timestamp": "pickup_datetime"}
    local = run_audit(*months, suite=suite_of("local", **roles), now=NOW)
    assert_alike(run_audit(*frames, suite=suite_of(**roles), now=NOW), local)


@pytest.mark.usefixtures("spark")
def test_what_is_not_for_spark_is_refused(store):
    with pytest.raises(UsageError, match="is not for the Spark engine"):
        run_audit(store[0], store[1], suite=suite_of())
    with pytest.raises(UsageError, match="standard input"):
        run_audit("-", "x.parquet", suite=suite_of())
