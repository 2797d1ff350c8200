"""What Spark says when something goes wrong, in words that tell what, where and the next step; no Java stack trace."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from driftcli import errors
from driftcli.engines.spark.parts import MARK, OUT_OF_MEMORY
from driftcli.errors import DriftError, SourceError, UsageError
from driftcli.frozen import dataclass

_SAME_PYTHON = (
    "executors need the driver's Python environment: give it to them with spark.archives and PYSPARK_PYTHON, see "
    "`driftcli explain spark`"
)
_LOST = (
    r"OutOfMemoryError|exit code 137|exit status: 137|Container killed|killed by YARN|OOMKilled|ExecutorLostFailure"
    r"|Python worker exited unexpectedly|executor .{0,40}lost|MemoryError"
)
LOG = "--spark-conf spark.log.level=WARN"
SMALLER_WORK = (
    "let executors hold less at a time: fewer tasks with --spark-conf spark.executor.cores=1, smaller partitions with "
    "--spark-conf spark.sql.files.maxPartitionBytes=64m (no row group of Parquet is split), or fewer columns with "
    "--columns or --ignore-columns; or give them more memory beside Java's, 2 GiB for each of their cores: on YARN and "
    "Kubernetes with --spark-conf spark.executor.memoryOverhead=8g for four"
)
MORE_FOR_JAVA = (
    "give Java more memory with --spark-conf spark.executor.memory=4g (spark.driver.memory with the master local), or "
    "use smaller partitions with --spark-conf spark.sql.files.maxPartitionBytes=64m"
)
_NAMED = 6
"""Columns that are named of those in work; the others are counted."""
_NO_MASTER = (
    r"masters are unresponsive|Could not parse Master URL|MASTER_URL|stopped SparkContext|SparkContext was shut down"
    r"|Application has been killed"
)
_LINE = 300
"""Characters of Spark's own words that are shown."""


@dataclass(frozen=True)
class Work:
    """What executors do in one job."""

    verb: str
    """``looked at`` or ``counted``."""
    columns: Sequence[str]

    @property
    def told(self) -> str:
        """``counted 9 columns (a, b, c, d, e, f and 3 more)``."""
        rest = len(self.columns) - _NAMED
        named = ", ".join(map(repr, self.columns[:_NAMED])) + (f" and {rest} more" if rest > 0 else "")
        return f"{self.verb} {len(self.columns)} column{'' if len(self.columns) == 1 else 's'} ({named})"


@contextmanager
def spark_errors(name: str, work: Work | None = None) -> Iterator[None]:
    """Turn whatever Spark raises while the block runs into an error for the user.

    ``name`` is the dataset, ``work`` what executors do with it meanwhile.
    """
    try:
        yield
    except DriftError:
        raise
    except Exception as error:
        if (interruption := _interruption(error)) is not None:
            raise interruption from None
        if not type(error).__module__.startswith(("pyspark", "py4j")):
            raise
        raise told_error(str(error), name, work) from error


def _interruption(error: BaseException | None) -> BaseException | None:
    """The interruption that an error hides: pyspark ends its call with another one, whose answer is then not there."""
    while error is not None:
        if not isinstance(error, Exception):
            return error
        error = error.__context__
    return None


def told_error(text: str, name: str, work: Work | None = None) -> DriftError:
    """The error for what Spark says of a job on a dataset."""
    found = _own(text, name, work) or _other_python(text) or _lost(text, name, work)
    if found is not None:
        return found
    known = next(((message, hint) for pattern, message, hint in _KNOWN if re.search(pattern, text)), None)
    if known is not None:
        return SourceError(known[0], where=name, hint=known[1])
    last = _python_error(text)
    if last is not None:
        hint = f"please report it, with what {LOG} prints"
        return DriftError(f"a bug in driftcli, in an executor of Spark: {last}", where=name, hint=hint)
    return SourceError(f"Spark failed: {_first_line(text)}", where=name, hint=f"{LOG} shows Spark's log")


def launch_failure(error: Exception, log: str) -> DriftError:
    """The error for a session that did not start."""
    text = f"{error}\n{log}"
    if "UnsupportedClassVersionError" in text:
        from driftcli.engines.spark.session import JAVA  # noqa: PLC0415 - it imports this module

        return UsageError("this Java is too old for Spark", hint=JAVA)
    missing = re.search(r"PACKAGE_NOT_INSTALLED\] ([\w-]+)", text)
    if missing:
        return UsageError(
            f"Spark Connect needs {missing[1]}, and it is not installed",
            hint="install its client with `pip install 'driftcli[connect]'`, in the environment that runs driftcli",
        )
    if "Master removed our application" in text:
        hint = "the logs of its workers say why; they need Java and Spark, and executors no more memory than they have"
        return UsageError("Spark's cluster gave up starting executors", where="spark.master", hint=hint)
    if re.search(_NO_MASTER, text):
        return UsageError(
            "Spark's master cannot be reached", where="spark.master", hint="check --spark-master and that it is running"
        )
    telling = next(
        (line for line in text.splitlines() if re.search(r"^\S*\s*[\w.]+(Exception|Error)\b|Error occurred", line)),
        _first_line(text),
    )
    return UsageError(f"Spark did not start: {telling.strip()[:_LINE]}", hint=f"{LOG} shows Spark's log")


def _other_python(text: str) -> DriftError | None:
    missing = re.search(r"No module named '([\w.]+)'", text)
    if missing:
        return UsageError(f"the Python of Spark's executors has no {missing[1]}", hint=_SAME_PYTHON)
    if "PYTHON_VERSION_MISMATCH" in text:
        return UsageError("the Python of Spark's executors is another version than the driver's", hint=_SAME_PYTHON)
    return None


def _lost(text: str, name: str, work: Work | None) -> DriftError | None:
    """A process that the system kills can tell no column, so those that it had in work are named."""
    if not re.search(_LOST, text):
        return None
    at_work = "" if work is None else f" while it {work.told}"
    if "OutOfMemoryError" in text:
        return SourceError(f"Java in an executor of Spark ran out of memory{at_work}", where=name, hint=MORE_FOR_JAVA)
    task = re.search(r"Lost task [\d.]+ in stage [\d.]+ .{0,80}?executor (\w+)", text)
    executor = f"executor {task[1]} of Spark" if task and task[1] != "driver" else "an executor of Spark"
    message = f"{executor} was lost{at_work}, as happens when its memory does not suffice"
    return SourceError(message, where=name, hint=SMALLER_WORK)


_KNOWN = (
    (r"PATH_NOT_FOUND", "does not exist for Spark", "check the path; executors must see it, too"),
    (r"TABLE_OR_VIEW_NOT_FOUND", "is neither a path nor a table that Spark knows", "check the name and the catalog"),
    (
        r"TIMESTAMP\(NANOS",
        "holds times in nanoseconds, which Spark does not read",
        "write microseconds, or read them as numbers: --spark-conf spark.sql.legacy.parquet.nanosAsLong=true",
    ),
    (r"UNABLE_TO_INFER_SCHEMA|CANNOT_READ_FILE_FOOTER|is not a Parquet file", "is not what Spark can read", "check it"),
    (r"ClassNotFoundException|No FileSystem for scheme", "needs a Spark package that is not here", "see spark.jars"),
)
"""What Spark says, what it means, and the next step."""


def _own(text: str, name: str, work: Work | None) -> DriftError | None:
    """An error of ours that an executor raised."""
    if MARK not in text:
        return None
    try:
        told, _ = json.JSONDecoder().raw_decode(text[text.index(MARK) + len(MARK) :])
    except ValueError:
        return None
    kind = getattr(errors, told["kind"], SourceError)
    where = name if (told["where"] or "").endswith(" in memory") else told["where"]
    message = told["message"]
    if work is not None and message.startswith(OUT_OF_MEMORY):
        message = f"{OUT_OF_MEMORY} while it {work.told}{message.removeprefix(OUT_OF_MEMORY)}"
    error: DriftError = kind(message, where=where, hint=told["hint"])
    return error


def _python_error(text: str) -> str | None:
    """Last line of a Python traceback."""
    if "Traceback (most recent call last)" not in text:
        return None
    lines = [line.strip() for line in text.splitlines()]
    return next(
        (line[:_LINE] for line in reversed(lines) if re.match(r"^[\w.]+(Error|Exception|Warning)\b", line)), None
    )


def _first_line(text: str) -> str:
    return next((line.strip()[:_LINE] for line in text.splitlines() if line.strip()), "no reason given")
