"""A cluster of two workers on this machine, of which one is killed while the job runs: the audit still ends right."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.engines.spark.conftest import SHORT_LIVED
from tests.engines.spark.processes import PATIENCE, children, command, end, free_port, until
from tests.engines.test_baseline_audits import ROOT

PARTS = 16
MASTER, WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finding a worker's children needs /proc")


class Cluster:
    """A master and its workers, each a process of its own."""

    def __init__(self, folder):
        import pyspark  # noqa: PLC0415 - only where it is installed

        self.home, self.folder = Path(pyspark.__file__).parent, folder
        self.url = f"spark://127.0.0.1:{free_port()}"
        self.running = []

    def start(self, name, role, *arguments):
        environment = os.environ | {
            "SPARK_HOME": str(self.home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "192m",
            "SPARK_DAEMON_JAVA_OPTS": SHORT_LIVED,
        }  # fmt: skip
        log = self.folder / f"{name}.log"
        with log.open("w") as written:
            process = subprocess.Popen(
                [str(self.home / "bin/spark-class"), role, "--host", "127.0.0.1", "--webui-port", "0", *arguments],
                stdout=written, stderr=written, env=environment, cwd=self.folder,
            )  # fmt: skip
        self.running.append(process)
        return process, log

    def stop(self):
        for process in self.running:
            end(process.pid)
            process.wait()


@pytest.fixture
def cluster(has_spark, tmp_path):
    assert has_spark
    made = Cluster(tmp_path)
    try:
        _, log = made.start("master", MASTER, "--port", made.url.rpartition(":")[2])
        until(lambda: "I have been elected leader" in log.read_text(), "master")
        yield made
    finally:
        made.stop()


def test_a_worker_is_killed_while_it_works(cluster, tmp_path):
    sides = []
    for side in ("reference", "current"):
        table = pq.read_table(ROOT / "sample_data" / f"store_{side}.parquet")
        folder = tmp_path / side
        folder.mkdir()
        for part in range(PARTS):
            pq.write_table(table, folder / f"{part:02}.parquet")
        sides.append(str(folder))
    workers = []
    for name in ("one", "two"):
        arguments = ("--cores", "1", "--memory", "1g", "--work-dir", str(tmp_path / name), cluster.url)
        process, log = cluster.start(name, WORKER, *arguments)
        until(lambda log=log: "Successfully registered with master" in log.read_text(), f"worker {name}")
        workers.append(process)

    asked = [sys.executable, "-m", "driftcli", "audit", *sides, "--select", "numeric_drift", "--select", "schema", "-q"]
    asked += [word for name in ("price", "temperature", "channel") for word in ("--columns", name)]
    settings = {
        "spark.executor.memory": "512m", "spark.driver.memory": "512m", "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1", "spark.sql.files.openCostInBytes": str(128 << 20),
        "spark.sql.shuffle.partitions": "2", "spark.driver.extraJavaOptions": SHORT_LIVED,
        "spark.executor.extraJavaOptions": SHORT_LIVED,
    }  # fmt: skip
    conf = [word for key, value in settings.items() for word in ("--spark-conf", f"{key}={value}")]
    environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"}
    local = subprocess.run(
        [*asked, "-o", str(tmp_path / "local.json")], capture_output=True, text=True, env=environment, check=False
    )
    with subprocess.Popen(
        [*asked, "--engine", "spark", "--spark-master", cluster.url, *conf, "-o", str(tmp_path / "spark.json")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    ) as audit:  # fmt: skip
        victim = workers[1]
        until(lambda: any("pyspark.daemon" in command(pid) for pid in children(victim.pid)), "work of the worker")
        assert audit.poll() is None
        end(victim.pid)
        out, err = audit.communicate(timeout=PATIENCE)
    assert local.returncode == 1, local.stderr
    assert audit.returncode == 1, err
    assert out == local.stdout
    results = [json.loads((tmp_path / f"{name}.json").read_text()) for name in ("local", "spark")]
    mine, its = ({(one["check"], one["column"]): one["effect"] for one in result["findings"]} for result in results)
    assert results[0]["verdict"] == results[1]["verdict"]
    assert mine.keys() == its.keys()
    for key, effect in mine.items():
        if effect is not None:
            assert its[key]["value"] == pytest.approx(effect["value"], rel=1e-9, abs=1e-9), key
    assert results[1]["inputs"]["current"]["rows"] == PARTS * 9_000
