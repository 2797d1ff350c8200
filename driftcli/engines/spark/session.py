"""The Spark session: the caller's own where there is one, else a new one that keeps quiet."""

import os
import shutil
import socket
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from driftcli.engines.spark.failures import launch_failure
from driftcli.errors import UsageError

INSTALL = (
    "install it with `pip install 'driftcli[spark]'`, in the environment that runs driftcli and in that of executors"
)
JAVA = "install a Java runtime, version 17 or later (apt-get install openjdk-17-jre-headless), or set JAVA_HOME"
LOG_LEVEL = "spark.log.level"
"""A setting of Spark that also lets its log reach standard error."""
_QUIET = {"spark.ui.showConsoleProgress": "false", "spark.ui.enabled": "false", LOG_LEVEL: "OFF"}
"""Settings of a session of our own, unless the user says otherwise; ``spark.ui.enabled`` opens a port."""
CONNECT_PORT = 15002
"""Where a server of Spark Connect listens that was told nothing else."""
CONNECT_SECONDS = 10
_PROXIES = frozenset({"grpc_proxy", "https_proxy", "http_proxy", "all_proxy"})
"""Variables of the environment by which its client is sent to a proxy."""
_BATCHES = {"spark.sql.execution.arrow.maxBytesPerBatch": str(64 << 20)}
"""Of long texts no more than this goes to Python at once: Spark 4.3 has it so, too; else 10,000 rows of any size do."""
_LOCAL = {"spark.sql.shuffle.partitions": "8"}
"""On one machine a tree of profiles needs no 200 partitions."""


def spark_session(settings: Mapping[str, str]) -> Any:
    """The active session, or a new one with these settings on top of Spark's own configuration.

    A new one keeps its log to itself unless ``spark.log.level`` is among the settings.

    Raises
    ------
    UsageError
        When pyspark or Java is missing, or the master cannot be reached.
    """
    session = _pyspark_sql().SparkSession
    with hushed():
        active = session.getActiveSession()
        if active is not None:
            return active
        address = settings.get("spark.master", "") or os.environ.get("SPARK_REMOTE", "")
        is_remote = address.startswith("sc://") or "SPARK_REMOTE" in os.environ
        if is_remote:
            require_server(address)
        else:
            require_java()
        return _started(session.builder, settings, is_remote=is_remote)


def require_java() -> None:
    """Tell what to install where no Java would be found, before Spark's scripts do it in their own words."""
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=str(Path(home, "bin")) if home else None) is None:
        raise UsageError("the Spark engine needs Java, and there is none" + (f" in {home}" if home else ""), hint=JAVA)


def require_server(address: str) -> None:
    """Tell where no server of Spark Connect listens: its client was still trying after ten minutes.

    A token behind the address is not repeated. Where a proxy stands between, or the address is not one of a server, it
    is left to the client.
    """
    server = urlsplit(address)
    if server.scheme != "sc" or not server.hostname or _PROXIES & {name.lower() for name in os.environ}:
        return
    try:
        socket.create_connection((server.hostname, server.port or CONNECT_PORT), timeout=CONNECT_SECONDS).close()
    except OSError as error:
        raise UsageError(
            f"no server of Spark Connect answers ({error.strerror or error})",
            where=address.partition(";")[0],
            hint="check the address and that the server is running",
        ) from error


@contextmanager
def hushed() -> Iterator[None]:
    """Keep pyspark's advice on versions of pandas, which is not used here, from users."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", ResourceWarning)
        yield


def _pyspark_sql() -> Any:
    try:
        import pyspark.sql  # noqa: PLC0415 - only for those who ask for this engine
    except ImportError as error:
        raise UsageError("the Spark engine needs pyspark, and it is not installed", hint=INSTALL) from error
    return pyspark.sql


def _started(builder: Any, settings: Mapping[str, str], *, is_remote: bool) -> Any:
    wanted, is_verbose = dict(settings), LOG_LEVEL in settings
    if is_remote:
        master = wanted.pop("spark.master", None)
        builder = builder.remote(master) if master else builder
    else:
        of_one_machine = _LOCAL if settings.get("spark.master", "").startswith("local") else {}
        wanted = {**({} if is_verbose else _QUIET), **_BATCHES, **of_one_machine, **wanted}
        if not {"PYSPARK_PYTHON", "SPARK_HOME"} & set(os.environ) and "spark.pyspark.python" not in wanted:
            os.environ["PYSPARK_PYTHON"] = sys.executable
    for key, value in wanted.items():
        builder = builder.config(key, value)
    with tempfile.TemporaryFile() as log, _streams_into(None if is_verbose else log.fileno()):
        try:
            return builder.appName("driftcli").getOrCreate()
        except Exception as error:
            log.seek(0)
            raise launch_failure(error, log.read().decode(errors="replace")) from error


@contextmanager
def _streams_into(target: int | None) -> Iterator[None]:
    """Let the Java process that is started meanwhile write elsewhere than to our standard streams."""
    if target is None:
        yield
        return
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [(stream, os.dup(stream)) for stream in (1, 2)]
    try:
        for stream, _ in kept:
            os.dup2(target, stream)
        yield
    finally:
        for stream, own in kept:
            os.dup2(own, stream)
            os.close(own)
