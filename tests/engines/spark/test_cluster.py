"""A cluster of two workers on this machine, of which one is killed while the job runs: the audit still ends right."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.engines.spark.conftest import SHORT_LIVED
from tests.engines.spark.processes import PATIENCE, children, command, end, free_port, until
from tests.engines.test_baseline_audits import ROOT

PARTS = 6
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
        """Start a process as Spark's scripts do, without the process that would find out how."""
        java = [shutil.which("java"), *SHORT_LIVED.split(), "-Xmx192m", "-cp", str(self.home / "jars/*"), role]
        scala = next(self.home.glob("jars/spark-core_*.jar")).name.partition("_")[2].partition("-")[0]
        environment = os.environ | {
            "SPARK_HOME": str(self.home), "SPARK_SCALA_VERSION": scala, "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(self.folder),
        }  # fmt: skip
        log = self.folder / f"{name}.log"
        with log.open("w") as written:
            process = subprocess.Popen(
                [*java, "--host", "127.0.0.1", "--webui-port", "0", *arguments],
                stdout=written, stderr=written, env=environment, cwd=self.folder,
            )  # fmt: skip
        self.running.append(process)
        return process, log

    def stop(self):
        for process in self.running:
            end(process.pid)
            process.wait()


def is_at_work(worker):
    """Whether Python runs a task of a worker; the first rows are read by one of them, whole parts by all."""
    return any("pyspark.daemon" in command(pid) for pid in children(worker))


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
    workers = [
        cluster.start(name, WORKER, "--cores", "1", "--memory", "1g", "--work-dir", str(tmp_path / name), cluster.url)
        for name in ("one", "two")
    ]
    asked = [sys.executable, "-m", "driftcli", "audit", *sides, "--select", "numeric_drift", "--select", "schema", "-q"]
    asked += [word for name in ("price", "temperature", "channel") for word in ("--columns", name)]
    settings = {
        "spark.executor.memory": "512m", "spark.driver.memory": "512m", "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1", "spark.sql.files.openCostInBytes": str(128 << 20),
        "spark.sql.shuffle.partitions": "2", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": SHORT_LIVED, "spark.executor.extraJavaOptions": SHORT_LIVED,
    }  # fmt: skip
    conf = [word for key, value in settings.items() for word in ("--spark-conf", f"{key}={value}")]
    environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"}
    local = subprocess.run(
        [*asked, "-o", str(tmp_path / "local.json")], capture_output=True, text=True, env=environment, check=False
    )
    for _, log in workers:
        until(lambda log=log: "Successfully registered with master" in log.read_text(), log.stem)
    with subprocess.Popen(
        [*asked, "--engine", "spark", "--spark-master", cluster.url, *conf, "-o", str(tmp_path / "spark.json")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    ) as audit:  # fmt: skip
        pids = [process.pid for process, _ in workers]
        until(lambda: all(map(is_at_work, pids)) or audit.poll() is not None, "work of both workers")
        assert audit.poll() is None
        end(pids[1])
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
