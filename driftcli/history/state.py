"""Where the rule stands after the last run, kept beside the runs: one more is judged without reading those before it.

It is written with the run, in one transaction. Where it is missing, of another version of the rule, or not of the first
of the runs that there are (one was added out of order or, as triggers of the tables see to it, changed or deleted) it
is made anew, from the runs since the reference was renewed.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from driftcli.history.alarms import judge_past
from driftcli.history.carried import Carried, Charted, Fault, Standing, nothing_carried
from driftcli.history.record import Chart
from driftcli.history.rows import read_charts, read_rows
from driftcli.history.standing import Alarm, standing_alarms

RULE = 2
"""Version of the rule of alarms and of what is kept of it: to be raised with either."""
_CELLS_AT_ONCE = 200_000
_TABLES = """
CREATE TABLE rule_state (rule INTEGER, runs INTEGER, last_run INTEGER, most_charts INTEGER, width REAL);
CREATE TABLE chart_states (
  chart INTEGER PRIMARY KEY REFERENCES charts, average REAL, scores REAL, s REAL, s_low REAL,
  is_on INTEGER, in_a_row INTEGER, clean INTEGER, since INTEGER, reason INTEGER);
CREATE TABLE fault_states (
  family TEXT, check_id TEXT, column_name TEXT, segment TEXT,
  is_on INTEGER, in_a_row INTEGER, clean INTEGER, since INTEGER, reason INTEGER);
"""
STATE_TABLES = ("rule_state", "chart_states", "fault_states")
_TRIGGER = "CREATE TRIGGER IF NOT EXISTS {0}_{1} AFTER {1} ON {0} BEGIN DELETE FROM rule_state; END"


def caught_up(connection: sqlite3.Connection) -> tuple[Alarm, ...]:
    """Judge the runs that the state does not know yet, keep it, and give what is in alarm at the last run."""
    runs = connection.execute("SELECT number, reference_digest, started FROM runs ORDER BY moment, number").fetchall()
    charts = read_charts(connection)
    kept = _kept(connection, runs, charts)
    if kept is None:
        _make_tables(connection)
    after = kept or nothing_carried(len(charts))
    begun = _begun([digest for _, digest, _ in runs])
    if begun > after.runs:
        after = nothing_carried(len(charts), runs=begun)
    numbers = [number for number, *_ in runs[after.runs :]]
    step = max(1, _CELLS_AT_ONCE // max(1, len(charts)))
    for first in range(0, len(numbers), step):
        after = judge_past(read_rows(connection, charts, numbers[first : first + step]), before=after).after
    if kept is None or numbers:
        _keep(connection, after, runs[-1][0], charts)
    return standing_alarms(after, list(charts.values()), started=[started for *_, started in runs])


def _make_tables(connection: sqlite3.Connection) -> None:
    """Make what a file without a state does not have, and anew what another version of the rule may keep otherwise."""
    for table in STATE_TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    triggers = [
        _TRIGGER.format(table, did) for table in ("runs", "measurements", "findings") for did in ("UPDATE", "DELETE")
    ]
    for statement in (*_TABLES.strip().split(";\n"), *triggers):
        connection.execute(statement)


def _begun(digests: Sequence[str]) -> int:
    """Find the first run against the reference of the last one."""
    place = len(digests) - 1
    while place > 0 and digests[place - 1] == digests[place]:
        place -= 1
    return max(place, 0)


def _kept(connection: sqlite3.Connection, runs: Sequence[Any], charts: Mapping[int, Chart]) -> Carried | None:
    """Read what was kept, where it is of this rule and of the first of these runs."""
    has_state = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'rule_state'").fetchone()
    head = connection.execute("SELECT * FROM rule_state").fetchone() if has_state else None
    if head is None or head[0] != RULE or not 0 < head[1] <= len(runs) or runs[head[1] - 1][0] != head[2]:
        return None
    places = {number: place for place, number in enumerate(charts)}
    rows = connection.execute("SELECT * FROM chart_states").fetchall()
    columns = _columns([row[1:] for row in rows], 9)
    where = [places[row[0]] for row in rows]
    numbers = nothing_carried(len(charts)).charts.numbers
    for made, own in zip(numbers, columns[:4], strict=True):
        made[where] = own
    standing = _standing(columns[4:]).spread(where, len(charts))
    found = connection.execute("SELECT * FROM fault_states").fetchall()
    watched = tuple(Fault(*row[:4]) for row in found)
    faults = _standing(_columns([row[4:] for row in found], 5))
    return Carried(head[1], runs[head[1] - 1][1], head[3], head[4], Charted(standing, numbers), watched, faults)


def _columns(rows: Sequence[Any], width: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(rows, dtype=float).reshape(len(rows), width).T


def _standing(columns: np.ndarray[Any, np.dtype[np.float64]]) -> Standing:
    kinds = (part.dtype for part in vars(Standing.nothing(0)).values())
    return Standing(*(column.astype(kind) for column, kind in zip(columns, kinds, strict=True)))


def _keep(connection: sqlite3.Connection, after: Carried, last_run: int, charts: Iterable[int]) -> None:
    for table in STATE_TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    head = (RULE, after.runs, last_run, after.most, after.width)
    connection.execute("INSERT INTO rule_state VALUES (?, ?, ?, ?, ?)", head)
    standing = zip(*(part.tolist() for part in vars(after.charts.standing).values()), strict=True)
    numbers = zip(*(part.tolist() for part in after.charts.numbers), strict=True)
    connection.executemany(  # SQLite stores NaN as null
        "INSERT INTO chart_states VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(chart, *told, *state) for chart, told, state in zip(charts, numbers, standing, strict=True)],
    )
    standing = zip(*(part.tolist() for part in vars(after.faults).values()), strict=True)
    connection.executemany(
        "INSERT INTO fault_states VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (fault.family, fault.check, fault.column, fault.segment, *state)
            for fault, state in zip(after.watched, standing, strict=True)
        ],
    )
