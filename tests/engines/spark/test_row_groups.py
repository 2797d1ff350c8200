"""What advice on memory says of partitions: a row group of Parquet is read by one, however small they may be."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROWS = 40_000
"""Of 8 bytes each: 320 kB a file."""


@pytest.mark.parametrize(("group", "whole"), [(ROWS, True), (ROWS // 40, False)])
def test_a_row_group_is_not_split(spark, tmp_path, group, whole):
    path = tmp_path / "numbers.parquet"
    pq.write_table(pa.table({"x": range(ROWS)}), path, row_group_size=group, compression="none", use_dictionary=False)
    settings = {"spark.sql.files.maxPartitionBytes": "80k", "spark.sql.files.openCostInBytes": "0"}
    for key, value in settings.items():
        spark.conf.set(key, value)
    try:
        frame = spark.read.parquet(str(path)).selectExpr("spark_partition_id() AS part", "x")
        counts = [row["count(x)"] for row in frame.groupBy("part").agg({"x": "count"}).collect()]
    finally:
        for key in settings:
            spark.conf.unset(key)
    assert sum(counts) == ROWS
    assert (counts == [ROWS]) is whole
    assert whole or (len(counts) >= 4 and max(counts) <= ROWS // 3)
