"""What Spark says when something goes wrong, in words that tell what, where and the next step; no Java stack trace."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

from driftcli import errors
from driftcli.engines.spark.parts import MARK, MORE_MEMORY
from driftcli.errors import DriftError, SourceError, UsageError

_SAME_PYTHON = (
    "executors need the driver's Python environment: give it to them with spark.archives and PYSPARK_PYTHON, see "
    "`driftcli explain spark`"
)
_LOST = (
    r"OutOfMemoryError|exit code 137|exit status: 137|Container killed|killed by YARN|OOMKilled|ExecutorLostFailure"
    r"|Python worker exited unexpectedly|executor .{0,40}lost|MemoryError"
)
LOG = "--spark-conf spark.log.level=WARN"
_NO_MASTER = (
    r"masters are unresponsive|Could not parse Master URL|MASTER_URL|stopped SparkContext|SparkContext was shut down"
    r"|Application has been killed"
)
_LINE = 300
"""Characters of Spark's own words that are shown."""


@contextmanager
def spark_errors(name: str) -> Iterator[None]:
    """Turn whatever Spark raises while the block runs into an error for the user; ``name`` is the dataset."""
    try:
        yield
    except (DriftError, KeyboardInterrupt):
        raise
    except Exception as error:
        if not type(error).__module__.startswith(("pyspark", "py4j")):
            raise
        raise told_error(str(error), name) from error


def told_error(text: str, name: str) -> DriftError:
    """The error for what Spark says of a job on a dataset."""
    own = _own(text, name)
    if own is not None:
        return own
    missing = re.search(r"No module named '([\w.]+)'", text)
    if missing:
        return UsageError(f"the Python of Spark's executors has no {missing[1]}", hint=_SAME_PYTHON)
    if "PYTHON_VERSION_MISMATCH" in text:
        return UsageError("the Python of Spark's executors is another version than the driver's", hint=_SAME_PYTHON)
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
    if re.search(_NO_MASTER, text):
        return UsageError(
            "Spark's master cannot be reached", where="spark.master", hint="check --spark-master and that it is running"
        )
    telling = next(
        (line for line in text.splitlines() if re.search(r"^\S*\s*[\w.]+(Exception|Error)\b|Error occurred", line)),
        _first_line(text),
    )
    return UsageError(f"Spark did not start: {telling.strip()[:_LINE]}", hint=f"{LOG} shows Spark's log")


_KNOWN = (
    (_LOST, "an executor of Spark was lost, as happens when its memory does not suffice", MORE_MEMORY),
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


def _own(text: str, name: str) -> DriftError | None:
    """An error of ours that an executor raised."""
    if MARK not in text:
        return None
    try:
        told, _ = json.JSONDecoder().raw_decode(text[text.index(MARK) + len(MARK) :])
    except ValueError:
        return None
    kind = getattr(errors, told["kind"], SourceError)
    where = name if (told["where"] or "").endswith(" in memory") else told["where"]
    error: DriftError = kind(told["message"], where=where, hint=told["hint"])
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
