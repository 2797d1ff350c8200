"""One Spark session on this machine for all tests; without pyspark or Java there is nothing to test."""

import shutil
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from driftcli.engines.spark.session import hushed
from tests.engines.spark.processes import free_port

SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
"""For Java processes that end before a better compiler would have paid; Spark's own classes need no verification."""
SETTINGS = {
    "spark.driver.extraJavaOptions": SHORT_LIVED,
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.master": "local[2]",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
    "spark.connect.grpc.binding.address": "127.0.0.1",
}
"""The plugin lets the session serve clients of Spark Connect, too, so that these need no server of their own. Plans
are made anew while they run, as Spark has it unless told otherwise, on the cluster only."""


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
        own = {
            "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
            "spark.connect.grpc.binding.port": str(free_port()),
        }
        for key, value in {**SETTINGS, **own}.items():
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
