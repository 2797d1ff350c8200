"""First rows of a frame: those that Spark would give, from no more partitions than hold them."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from driftcli.engines.spark import head
from driftcli.engines.spark.head import FirstRows, first_rows
from driftcli.engines.spark.session import hushed

TYPES = (
    "id", "cast(id AS string) AS text", "timestamp_seconds(id) AS at",
    "named_struct('at', timestamp_seconds(id), 'few', array(id)) AS nested",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _hushed():
    with hushed():
        yield


def given(batches, rows):
    return pa.concat_tables(
        [
            pa.ipc.open_stream(payload.as_py()).read_all()
            for part in FirstRows(rows, "data").run(iter(batches))
            for payload in part["payload"]
        ]
    )


@pytest.mark.parametrize("size", [1, 7, 1_500])
def test_a_partition_hands_over_its_first_rows(size):
    whole = pa.table({"x": range(4_000)})
    assert given(whole.to_batches(size), 2_500).equals(whole.slice(0, 2_500))
    assert given(whole.to_batches(size), 9_000).equals(whole)


def test_of_an_empty_partition_nothing_is_handed_over():
    empty = pa.record_batch({"x": pa.array([], pa.int64())})
    assert list(FirstRows(10, "data").run([])) == []
    assert list(FirstRows(10, "data").run([empty])) == []


def test_of_large_rows_fewer_are_enough(monkeypatch):
    monkeypatch.setattr(head, "HEAD_BYTES", 1 << 20)
    whole = pa.table({"x": ["y" * 10_000] * 2_000})
    first = given(whole.to_batches(300), 2_000)
    assert first.equals(whole.slice(0, first.num_rows))
    assert 1 << 20 <= first.nbytes < (1 << 20) + 20_000
    sizes = [len(part["payload"][0].as_py()) for part in FirstRows(2_000, "data").run(whole.to_batches(300))]
    assert max(sizes) < 600_000  # half of what is enough, as 2,000 rows are two chunks


def test_the_rest_of_a_frame_is_not_read(spark):
    """Its first partition holds enough; to read another one is an error."""
    frame = spark.range(0, 12_000, 1, 4).selectExpr("if(id < 3000, id, raise_error('another one was read')) AS id")
    assert first_rows(frame, 2_500, name="data")["id"].to_pylist() == list(range(2_500))


@pytest.mark.parametrize("rows", [700, 5_000])
def test_small_partitions_are_put_together(spark, rows):
    """In the types that Spark declares, whatever the zone of the session."""
    frame = spark.range(0, 1_000, 1, 6).where("id % 3 = 0 OR id > 400").selectExpr(*TYPES)
    spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")
    try:
        found, expected = first_rows(frame, rows, name="data"), frame.toArrow()
    finally:
        spark.conf.unset("spark.sql.session.timeZone")
    assert found.equals(expected.slice(0, rows))
    assert pc.min(found["id"]).as_py() == 0


def test_a_frame_of_nothing_keeps_its_types(spark):
    frame = spark.range(0, 10, 1, 3).where("id < 0").selectExpr(*TYPES)
    assert first_rows(frame, 100, name="data").equals(frame.toArrow())
