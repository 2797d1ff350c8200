"""Spark Connect: a client without Java or Spark's own objects, which talks to a server that runs the jobs."""

import json
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from driftcli.audit import run_audit
from driftcli.engines.spark.session import hushed
from driftcli.errors import UsageError
from tests.engines.spark.test_spark_audits import STORE_ROLES, assert_alike, suite_of
from tests.engines.test_baseline_audits import NOW, ROOT

STORE = [str(ROOT / "sample_data" / f"store_{side}.parquet") for side in ("reference", "current")]


@pytest.fixture
def server(spark):
    """The address of a Connect server that runs jobs on this machine."""
    for name in ("grpc", "grpc_status", "google.rpc", "zstandard"):
        pytest.importorskip(name, reason="Spark Connect's client is not installed: pip install 'driftcli[connect]'")
    return f"sc://127.0.0.1:{spark.conf.get('spark.connect.grpc.binding.port')}"


def test_frames_of_a_connect_session(server):
    """Beside a session of the other kind in the same process, in several parts and with every role."""
    local = run_audit(*map(pq.read_table, STORE), suite=suite_of("local", **STORE_ROLES), now=NOW)
    with hushed():
        from pyspark.sql.connect.session import SparkSession  # noqa: PLC0415 - only where it is installed

        session = SparkSession.builder.remote(server).create()
        try:
            frames = [session.read.parquet(path).repartition(3) for path in STORE]
            found = run_audit(*frames, suite=suite_of("local", **STORE_ROLES), now=NOW)
            with pytest.raises(UsageError, match="'instock'"):
                run_audit(*frames, suite=suite_of("local", target="instock"), now=NOW)
        finally:
            session.stop()
    assert_alike(found, local)
    assert found.inputs["current"].notes[-1].endswith("in 3 parts")


def driftcli(*words):
    """Run the command in a process that has no session yet."""
    return subprocess.run([sys.executable, "-m", "driftcli", *words], capture_output=True, text=True, check=False)


def test_the_command(server):
    asked = ("audit", *STORE, "--select", "numeric_drift", "--format", "json")
    found, local = driftcli(*asked, "--engine", "spark", "--spark-master", server), driftcli(*asked)
    assert (found.returncode, local.returncode) == (1, 1), found.stderr
    assert found.stderr == local.stderr
    findings = [json.loads(run.stdout)["findings"] for run in (found, local)]
    assert [(one["status"], one["effect"]) for one in findings[0]] == [
        (one["status"], one["effect"]) for one in findings[1]
    ]


def test_what_a_server_refuses_is_told_in_our_words(server):
    found = driftcli("audit", "nowhere/at/all", STORE[1], "--engine", "spark", "--spark-master", server)
    assert (found.returncode, found.stdout) == (3, "")
    assert found.stderr.splitlines()[-1] == "driftcli: exit 3: nowhere/at/all: does not exist for Spark"
