"""The file that a history is kept in: SQLite, one transaction a run, so that several processes may add to it at once.

Whatever ends a process, a run is in it as a whole or not at all: the file's own journal sees to it.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from driftcli.errors import OutputError, SourceError, UsageError
from driftcli.history.past import Past, past_of
from driftcli.history.record import Point, RunRecord
from driftcli.history.rows import RUN_COLUMNS, read_charts, read_rows
from driftcli.history.standing import Alarm
from driftcli.history.state import caught_up

MAGIC = b"SQLite format 3\0"
LAYOUT = 1
"""Version of the tables; a file of a newer one is left alone."""
APPLICATION = 0x64726674
"""Tells our files from other databases (``drft``); SQLite keeps it in the header."""
PATIENCE = 60.0
"""Seconds that another process may hold the file."""
_TABLES = """
CREATE TABLE runs (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, started TEXT NOT NULL, moment REAL NOT NULL,
  reference TEXT NOT NULL, reference_digest TEXT NOT NULL, current TEXT NOT NULL,
  rows_reference INTEGER NOT NULL, rows_current INTEGER NOT NULL, suite TEXT NOT NULL,
  verdict TEXT NOT NULL, exit_code INTEGER NOT NULL, diagnosis TEXT NOT NULL, version TEXT NOT NULL);
CREATE TABLE charts (
  number INTEGER PRIMARY KEY, check_id TEXT NOT NULL, column_name TEXT NOT NULL, subject TEXT NOT NULL,
  UNIQUE (check_id, column_name, subject));
CREATE TABLE words (number INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
CREATE TABLE measurements (
  run INTEGER NOT NULL REFERENCES runs, chart INTEGER NOT NULL REFERENCES charts,
  p_value REAL, s REAL, s_low REAL, n REAL NOT NULL, m REAL NOT NULL,
  outcome INTEGER NOT NULL REFERENCES words, status INTEGER NOT NULL REFERENCES words, may_fail INTEGER NOT NULL,
  PRIMARY KEY (run, chart)) WITHOUT ROWID;
CREATE VIEW measured AS
  SELECT started, id AS run_id, check_id, column_name, subject, p_value, s, s_low, n, m,
    outcomes.word AS outcome, statuses.word AS status, may_fail
  FROM measurements JOIN runs ON runs.number = run JOIN charts ON charts.number = chart
    JOIN words AS outcomes ON outcomes.number = outcome JOIN words AS statuses ON statuses.number = status
  ORDER BY moment, column_name, check_id, subject;
CREATE TABLE findings (
  run INTEGER NOT NULL REFERENCES runs, family TEXT NOT NULL, check_id TEXT NOT NULL, column_name TEXT, segment TEXT,
  status TEXT NOT NULL, outcome TEXT NOT NULL, s_low REAL);
CREATE INDEX findings_of_runs ON findings (run);
"""
_HINT = "choose another --history; it is a file of its own that driftcli makes"


def is_database(path: Path) -> bool:
    """Tell whether a file is a database of SQLite, ours or not."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def require_store(path: Path) -> None:
    """Refuse, before any data is read, a file that no run can be added to; nothing is written.

    Raises
    ------
    UsageError
        When it is no history, one of a newer layout, or where it lies cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and (not path.is_file() or path.stat().st_size):
            _require_ours(path)
            with path.open("ab"):
                pass
        with TemporaryFile(dir=path.parent):  # the journal goes there
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"no history can be kept here: {reason}", where=str(path), hint=_HINT) from error


def _require_ours(path: Path) -> None:
    if not is_database(path):
        raise UsageError("is not a history (no SQLite database)", where=str(path), hint=_HINT)
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
            _require_layout(connection, path)
    except sqlite3.DatabaseError as error:
        raise UsageError(f"cannot be read as a history: {error}", where=str(path), hint=_HINT) from error


def _require_layout(connection: sqlite3.Connection, path: Path) -> bool:
    """Tell whether the tables are there; refuse those of somebody else, and newer ones."""
    layout: int = connection.execute("PRAGMA user_version").fetchone()[0]
    owner: int = connection.execute("PRAGMA application_id").fetchone()[0]
    if owner == APPLICATION and layout == LAYOUT:
        return True
    if owner == APPLICATION:
        hint = "use a newer driftcli, or another file with --history"
        raise UsageError(f"has layout {layout}; this driftcli knows layout {LAYOUT}", where=str(path), hint=hint)
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise UsageError("is a database of another program", where=str(path), hint=_HINT)
    return False


def append(path: Path, record: RunRecord) -> tuple[Alarm, ...]:
    """Add a run, in one transaction, and give what is in alarm at the last one; a run that is there counts once.

    Raises
    ------
    OutputError
        When it cannot be written.
    """
    try:
        with _transaction(path) as connection:
            if not _require_layout(connection, path):
                _make_tables(connection)
            _add(connection, record)
            return caught_up(connection)
    except (sqlite3.Error, OSError, UsageError) as error:
        reason = error.message if isinstance(error, UsageError) else str(error)
        hint = "make room and grant write permission there; the verdict is not affected"
        raise OutputError(f"the run cannot be added to the history: {reason}", where=str(path), hint=hint) from error


@contextmanager
def _transaction(path: Path) -> Iterator[sqlite3.Connection]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {LAYOUT}")


def _add(connection: sqlite3.Connection, record: RunRecord) -> None:
    names = [name.strip() for name in RUN_COLUMNS.split(",")]
    marks = ", ".join("?" * len(names))
    added = connection.execute(
        f"INSERT OR IGNORE INTO runs ({RUN_COLUMNS}) VALUES ({marks})",  # noqa: S608 - our own names
        [_text(getattr(record.run, name)) for name in names],
    )
    if not added.rowcount:
        return
    run = added.lastrowid
    _add_points(connection, run, record.points)
    connection.executemany(
        "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (run, one.family, one.check, _text(one.column), _text(one.segment), one.status, one.outcome, one.s_low)
            for one in record.troubles
        ],
    )


def _add_points(connection: sqlite3.Connection, run: int | None, points: Sequence[Point]) -> None:
    charts = [(one.chart.check, _text(one.chart.column), _text(one.chart.subject)) for one in points]
    connection.executemany("INSERT OR IGNORE INTO charts (check_id, column_name, subject) VALUES (?, ?, ?)", charts)
    words = sorted({word for one in points for word in (one.outcome, one.status)})
    connection.executemany("INSERT OR IGNORE INTO words (word) VALUES (?)", [(word,) for word in words])
    code = dict(connection.execute("SELECT word, number FROM words"))
    connection.executemany(
        "INSERT INTO measurements SELECT ?, number, ?, ?, ?, ?, ?, ?, ?, ? FROM charts "
        "WHERE check_id = ? AND column_name = ? AND subject = ?",
        [
            (
                run,
                one.p_value,
                one.s,
                one.s_low,
                one.n,
                one.m,
                code[one.outcome],
                code[one.status],
                one.may_fail,
                *chart,
            )
            for one, chart in zip(points, charts, strict=True)
        ],
    )


def _text(value: Any) -> Any:
    """Give text that SQLite can hold: unpaired surrogates by their escapes."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def read_past(path: Path) -> Past:
    """Read all runs of a history.

    Raises
    ------
    SourceError
        When the file is none, or is damaged.
    """
    try:
        uri = f"{path.absolute().as_uri()}?mode=rw"  # a run that was cut off is taken back first
        with closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE)) as connection:
            connection.execute("BEGIN")  # all tables as of one moment
            return read_rows(connection, read_charts(connection)) if _require_layout(connection, path) else past_of([])
    except UsageError as error:
        raise SourceError(error.message, where=error.where, hint="give a file that `--history` wrote") from error
    except (sqlite3.Error, OSError) as error:
        raise SourceError(f"cannot be read as a history: {error}", where=str(path)) from error


def column_names(path: Path) -> list[str]:
    """List the columns that a history tells of."""
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT DISTINCT column_name FROM charts ORDER BY column_name")]
