"""What Spark says is told in a user's words, with the next step; no stack trace, no session needed."""

import socket
import sys
import types

import pyarrow as pa
import pytest

from driftcli import __version__
from driftcli.engines.local import ProfilePlan
from driftcli.engines.spark import sending, session
from driftcli.engines.spark.count_job import CountJob
from driftcli.engines.spark.engine import kept
from driftcli.engines.spark.failures import Work, launch_failure, spark_errors, told_error
from driftcli.engines.spark.parts import PartReading, chunks, telling
from driftcli.engines.spark.survey_job import SurveyJob
from driftcli.errors import DriftError, SourceError, UsageError
from driftcli.profiles.dataset import DatasetFacts, DatasetProfile
from driftcli.profiles.rows import RowsProfile
from driftcli.sources.frames import is_spark_frame
from driftcli.sources.kinds import RoleAssignment
from driftcli.sources.options import SourceOptions

JAVA_TRACE = (
    "\n\tat org.apache.spark.scheduler.Task.run(Task.scala:147)\n\tat java.base/java.lang.Thread.run(Thread.java:840)"
)
PYTHON_TRACE = (
    "PythonException: An exception was thrown from the Python worker: Traceback (most recent call last):\n  File x\n"
)


@pytest.mark.parametrize(
    ("said", "kind", "told", "hint"),
    [
        ("ModuleNotFoundError: No module named 'driftcli'", UsageError, "has no driftcli", "spark.archives"),
        ("[PYTHON_VERSION_MISMATCH] 3.11 and 3.12", UsageError, "another version", "PYSPARK_PYTHON"),
        ("Python worker exited unexpectedly (crashed)", SourceError, "was lost", "spark.executor.memoryOverhead"),
        ("ExecutorLostFailure (executor 3 exited caused by", SourceError, "was lost", "maxPartitionBytes"),
        ("Job aborted. exit code 137", SourceError, "was lost", "--ignore-columns"),
        ("java.lang.OutOfMemoryError: Java heap space", SourceError, "ran out of memory", "spark.executor.memory"),
        ("[PATH_NOT_FOUND] Path does not exist: file:/x", SourceError, "does not exist", "executors must see it"),
        ("[TABLE_OR_VIEW_NOT_FOUND] a.b", SourceError, "neither a path nor a table", "catalog"),
        ("Illegal Parquet type: INT64 (TIMESTAMP(NANOS,false))", SourceError, "nanoseconds", "nanosAsLong"),
        (
            f"{PYTHON_TRACE}KeyError: 'x'",
            DriftError,
            "a bug in driftcli, in an executor of Spark: KeyError: 'x'",
            "report",
        ),
        ("something else", SourceError, "Spark failed: something else", "spark.log.level"),
    ],
)
def test_each_failure_is_told(said, kind, told, hint):
    error = told_error(said + JAVA_TRACE, "s3a://bucket/data")
    assert type(error) is kind
    assert told in error.message
    assert hint in error.hint
    assert "scheduler" not in str(error)


def test_an_error_of_ours_comes_through_as_it_was():
    with pytest.raises(RuntimeError) as raised, telling("data"):
        raise UsageError("no such kind", where="column 'x'", hint="say another")
    error = told_error(f"{PYTHON_TRACE}RuntimeError: {raised.value}{JAVA_TRACE}", "data")
    assert (type(error), error.message, error.where, error.hint) == (
        UsageError, "no such kind", "column 'x'", "say another",
    )  # fmt: skip


def test_memory_that_does_not_suffice_names_the_column(monkeypatch):
    """As an executor meets it whose Python may take no more."""

    def full(*_, **__):
        raise MemoryError

    monkeypatch.setattr("driftcli.engines.local.read_encoded", full)
    monkeypatch.setattr("driftcli.engines.spark.survey_job.read_encoded", full)
    reading = PartReading("lake/sales", SourceOptions())
    batches = [pa.record_batch({"price": [1.0, 2.0]})]
    nothing = sending.packed(DatasetProfile(DatasetFacts("", "", 0), {}, {}, RowsProfile(None)))
    jobs = (
        CountJob(reading, ProfilePlan(threads=1), nothing),
        SurveyJob(reading, RoleAssignment(), {}, None, None, 0.0),
    )
    for job in jobs:
        with pytest.raises(RuntimeError) as raised:
            list(job.run(batches))
        error = told_error(f"RuntimeError: {raised.value}{JAVA_TRACE}", "lake/sales")
        assert type(error) is SourceError
        assert "'price'" in error.message
        assert error.where == "lake/sales"
        assert "spark.executor.pyspark.memory" in error.hint


def test_rows_that_do_not_fit_name_the_widest_column():
    """Memory ran out while the next rows came in; of lines of text the column is not known yet."""

    def coming(batch):
        yield batch
        raise MemoryError

    wide = pa.record_batch({"price": [1.0, 2.0], "note": ["x" * 500, "y" * 500]})
    with pytest.raises(SourceError, match="column 'note'"):
        list(chunks(coming(wide), name="lake/sales"))
    with pytest.raises(MemoryError):
        list(chunks(coming(pa.record_batch({"value": ["1,2"]})), name="lake/sales"))


def test_a_process_that_was_killed_names_what_it_had_in_work():
    """What Spark 4.1 says of a Python worker that SIGKILL ended, on a cluster."""
    said = (
        "Job aborted due to stage failure: Task 3 in stage 2.0 failed 4 times, most recent failure: Lost task 3.3 in "
        "stage 2.0 (TID 17) (10.0.0.7 executor 5): org.apache.spark.SparkException: Python worker exited unexpectedly"
    )
    columns = [f"c{place}" for place in range(9)]
    error = told_error(said + JAVA_TRACE, "lake/sales", Work("counted", columns))
    assert error.message == (
        "executor 5 of Spark was lost while it counted 9 columns ('c0', 'c1', 'c2', 'c3', 'c4', 'c5' and 3 more), "
        "as happens when its memory does not suffice"
    )
    assert error.where == "lake/sales"
    assert "--columns" in error.hint
    assert Work("looked at", ["price"]).told == "looked at 1 column ('price')"


def test_memory_that_runs_out_between_columns_names_those_in_work():
    with pytest.raises(RuntimeError) as raised, telling("lake/sales"):
        raise MemoryError
    error = told_error(f"RuntimeError: {raised.value}{JAVA_TRACE}", "lake/sales", Work("counted", ["a", "b"]))
    assert error.message == "not enough memory in an executor of Spark while it counted 2 columns ('a', 'b')"


def test_an_interruption_is_not_hidden_by_the_answer_that_was_left_unread():
    """The gateway of Spark takes it for that of the next call, as in a run that SIGTERM ended."""

    class Frame:
        persist = staticmethod(lambda: Frame)

        @staticmethod
        def unpersist():
            raise KeyError("p")

    with pytest.raises(KeyboardInterrupt), kept(Frame):
        raise KeyboardInterrupt


def test_an_interruption_is_not_hidden_by_how_pyspark_ends_its_call():
    """Where the signal reaches Java as well, as ``timeout`` has it, the call's end fails and raises an error."""

    def call():
        try:
            raise KeyboardInterrupt
        finally:
            raise ConnectionError("py4j does not exist in the JVM")

    with pytest.raises(KeyboardInterrupt), spark_errors("data"):
        call()


def test_errors_of_others_are_left_alone():
    with pytest.raises(KeyError), spark_errors("data"):
        raise KeyError("x")


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("Exception: java.lang.UnsupportedClassVersionError: org/apache/spark", "this Java is too old"),
        ("[PACKAGE_NOT_INSTALLED] grpcio >= 1.48.1 must be installed; however", "Spark Connect needs grpcio"),
        ("All masters are unresponsive! Giving up.", "master cannot be reached"),
        (
            "Application has been killed. Reason: Master removed our application: FAILED",
            "cluster gave up starting executors",
        ),
        ("IllegalStateException: Cannot call methods on a stopped SparkContext.", "master cannot be reached"),
        ("x\n: java.lang.IllegalArgumentException: no such queue\n\tat org", "IllegalArgumentException: no such queue"),
        ("warning\nError occurred during initialization of VM", "Spark did not start: Error occurred"),
    ],
)
def test_a_session_that_does_not_start(log, told):
    error = launch_failure(RuntimeError("[JAVA_GATEWAY_EXITED] Java gateway process exited"), log)
    assert type(error) is UsageError
    assert told in error.message


def test_no_java(monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UsageError, match="needs Java") as raised:
        session.require_java()
    assert "openjdk-17" in raised.value.hint


def test_no_server_of_spark_connect_is_told_at_once(monkeypatch):
    for name in session._PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"sc://127.0.0.1:{listening.getsockname()[1]}/;user_id=me"
        session.require_server(address)
    with pytest.raises(UsageError, match=r"no server of Spark Connect answers \(Connection refused\)") as raised:
        session.require_server(address)
    assert raised.value.where == address.partition(";")[0]
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    session.require_server(address)
    monkeypatch.delenv("HTTPS_PROXY")
    session.require_server("local[2]")


def test_a_session_of_our_own_bounds_what_goes_to_python_at_once(monkeypatch):
    kept = {}
    named = types.SimpleNamespace(getOrCreate=lambda: dict(kept))
    builder = types.SimpleNamespace(appName=lambda _: named)
    builder.config = lambda key, value: kept.update({key: value}) or builder
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    key = "spark.sql.execution.arrow.maxBytesPerBatch"
    assert session._started(builder, {}, is_remote=False)[key] == str(64 << 20)
    assert session._started(builder, {key: "8m"}, is_remote=False)[key] == "8m"


def test_no_pyspark(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(UsageError, match="not installed") as raised:
        session.spark_session({})
    assert "pip install 'driftcli[spark]'" in raised.value.hint


def test_another_version_in_executors(monkeypatch):
    data = sending.packed({"x": 1})
    assert sending.unpacked(data) == {"x": 1}
    monkeypatch.setattr(sending, "__version__", "9.9")
    with pytest.raises(UsageError, match=f"executors run driftcli {__version__}, the driver 9.9"):
        sending.unpacked(data)


def test_a_frame_is_known_without_importing_spark():

    frame = type("DataFrame", (), {"__module__": "pyspark.sql.connect.dataframe"})()
    assert is_spark_frame(frame)
    assert not is_spark_frame(types.SimpleNamespace())
