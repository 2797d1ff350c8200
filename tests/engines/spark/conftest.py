"""One Spark session on this machine for all tests; without pyspark or Java there is nothing to test."""

import shutil
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from driftcli.engines.spark.session import hushed

SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For Java processes that end before a better compiler would have paid."""
SETTINGS = {
    "spark.driver.extraJavaOptions": SHORT_LIVED,
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.master": "local[2]",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


@pytest.fixture(scope="session")
def has_spark():
    pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'driftcli[spark]'")
    if shutil.which("java") is None:
        pytest.skip("there is no Java: apt-get install openjdk-17-jre-headless")
    return True


@pytest.fixture(scope="session")
def spark(has_spark, tmp_path_factory):
    assert has_spark
    with pytest.MonkeyPatch.context() as patch, hushed():
        session_class = pytest.importorskip("pyspark.sql").SparkSession
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        builder = session_class.builder.appName("tests")
        warehouse = tmp_path_factory.mktemp("warehouse")
        for key, value in {**SETTINGS, "spark.sql.warehouse.dir": str(warehouse)}.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        yield session
        session.stop()


@pytest.fixture
def in_parts(spark, tmp_path):
    """Write an Arrow table as so many Parquet files, which Spark reads as as many parts, and give their folder."""

    def write(table, name, parts):
        folder = Path(tmp_path) / name
        folder.mkdir()
        rows = -(-table.num_rows // parts)
        for part in range(parts):
            pq.write_table(table.slice(part * rows, rows), folder / f"part-{part:03}.parquet")
        spark.conf.set("spark.sql.files.openCostInBytes", str(128 << 20))  # a part for each file, however small
        return folder

    yield write
    spark.conf.unset("spark.sql.files.openCostInBytes")
