"""The command line with Spark behind it: what it prints, its exit codes, and errors that arise in executors."""

import json
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from driftcli.cli.main import main
from driftcli.profiles.baseline import read_baseline
from tests.engines.test_baseline_audits import ROOT

STORE = [str(ROOT / "sample_data" / f"store_{side}.parquet") for side in ("reference", "current")]
SPARK = ("--engine", "spark")


@pytest.fixture
def run(capfd, monkeypatch, tmp_path):
    """Run a command line; gives its exit code, and what reached the standard streams, of Java too."""
    monkeypatch.chdir(tmp_path)

    def of(*words):
        code = main([str(word) for word in words])
        out, err = capfd.readouterr()
        return code, out, err

    return of


@pytest.mark.usefixtures("spark")
def test_an_audit_says_what_it_found_and_nothing_else(run, tmp_path):
    asked = ("--select", "drift", "--select", "quality", "--format", "json")
    code, out, err = run("audit", *STORE, *SPARK, *asked)
    result = json.loads(out)
    assert code == result["verdict"]["exit_code"] == 1
    assert err.splitlines() == [f"driftcli: fail, exit 1: {result['verdict']['reason']}"]
    assert result["config"]["engine"] == "spark"
    assert "in 1 part" in result["inputs"]["reference"]["notes"][-1]
    local = json.loads(run("audit", *STORE, *asked)[1])
    assert local["config"]["engine"] == "local"
    assert [one["effect"] for one in local["findings"]] == [one["effect"] for one in result["findings"]]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("spark")
def test_a_profile_is_a_baseline(run, tmp_path):
    code, _, err = run("profile", STORE[0], *SPARK, "-o", "store.baseline", "--sample", "500")
    assert (code, err) == (0, "driftcli: baseline of 9000 rows and 18 columns written to store.baseline\n")
    profile = read_baseline(tmp_path / "store.baseline")
    assert len(profile.sample.priorities) == 500
    assert run("audit", "store.baseline", STORE[0], *SPARK, "--select", "drift", "-q")[0] == 0
    code, _, err = run("profile", STORE[0], *SPARK, "-o", "other.baseline", "--target", "instock")
    assert (code, "did you mean 'in_stock'?" in err) == (2, True)


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize(
    ("words", "code", "told", "hint"),
    [
        (("nowhere/at/all", STORE[1]), 3, "nowhere/at/all: does not exist for Spark", "executors must see it"),
        ((STORE[0], STORE[1], "--kind", "store=vector"), 2, "column 'store'", "[kinds]"),
        ((STORE[0], STORE[1], "--where", "price > 1e9"), 3, "has no rows where price > 1e9", "check the condition"),
        ((STORE[0], STORE[1], "--where", "prise > 1"), 2, "prise", "price"),
        ((STORE[0], STORE[1], "--target", "instock"), 2, "instock", "in_stock"),
    ],
)
def test_an_error_is_told_in_our_words(run, words, code, told, hint):
    found, out, err = run("audit", *words, *SPARK, "--select", "drift")
    assert (found, out) == (code, "")
    assert told in err
    assert hint in err
    assert err.splitlines()[-1].startswith(f"driftcli: exit {code}: ")
    assert "Traceback" not in err
    assert "org.apache" not in err


def test_a_task_that_may_take_no_more_memory_names_the_column(run, spark, tmp_path):
    """A real bound on the process that runs the task: what spark.executor.pyspark.memory sets where Spark starts."""
    table = pa.table({"price": [1.0] * 60, "note": [chr(65 + place % 26) * 2_000_000 for place in range(60)]})
    pq.write_table(table, tmp_path / "pages.parquet")
    spark.sparkContext.setLocalProperty("resource.pyspark.memory", "500")
    try:
        code, out, err = run("audit", *[tmp_path / "pages.parquet"] * 2, *SPARK, "--select", "schema")
    finally:
        spark.sparkContext.setLocalProperty("resource.pyspark.memory", None)
    assert (code, out) == (3, "")
    assert "not enough memory for column 'note' in an executor of Spark, where a task may take 500 MiB" in err
    assert "--ignore-columns" in err
    assert "Traceback" not in err


@pytest.mark.usefixtures("spark")
def test_times_in_nanoseconds(run, tmp_path):
    table = pa.table({"at": pa.array(range(100), pa.timestamp("ns")), "x": range(100)})
    pq.write_table(table, tmp_path / "ns.parquet")
    code, _, err = run("audit", tmp_path / "ns.parquet", tmp_path / "ns.parquet", *SPARK, "--select", "schema")
    assert code == 3
    assert "nanoseconds" in err
    assert "microseconds" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--engine", "dask"), "engine"),
        (("--spark-conf", "spark.executor.memory"), "'spark.executor.memory' is not KEY=VALUE"),
    ],
)
def test_flags_that_are_not_understood(run, words, told):
    code, out, err = run("audit", *STORE, *words)
    assert (code, out) == (2, "")
    assert told in err


def test_no_pyspark_says_what_to_install(run, monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "pyspark"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    code, out, err = run("audit", *STORE, *SPARK)
    assert (code, out) == (2, "")
    assert "pip install 'driftcli[spark]'" in err
    assert err.splitlines()[-1] == "driftcli: exit 2: the Spark engine needs pyspark, and it is not installed"
