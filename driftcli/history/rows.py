"""From rows of a history's tables to runs as arrays: all of them, or some."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from driftcli.history.past import CELL, OUTCOMES, STATUSES, Past, arranged
from driftcli.history.record import Chart, Run, Trouble

RUN_COLUMNS = (
    "id, started, moment, reference, reference_digest, current, rows_reference, rows_current, suite, verdict, "
    "exit_code, diagnosis, version"
)
_CELLS = (
    "SELECT run, chart, ifnull(p_value, 9e999), ifnull(s, 9e999), ifnull(s_low, 9e999), n, m, "
    "outcome, status, may_fail FROM measurements"
)
"""Infinity stands for nothing: NumPy takes no null."""
_TROUBLES = "SELECT run, family, check_id, column_name, segment, status, outcome, s_low FROM findings"


def read_charts(connection: sqlite3.Connection) -> dict[int, Chart]:
    """List all charts by number, column by column."""
    found = connection.execute(
        "SELECT number, check_id, column_name, subject FROM charts ORDER BY column_name, check_id, subject"
    )
    return {number: Chart(*said) for number, *said in found}


def read_rows(connection: sqlite3.Connection, charts: Mapping[int, Chart], runs: Sequence[int] | None = None) -> Past:
    """Arrange runs by charts: all runs in order of time, or those with these numbers in their order."""
    select = f"SELECT number, {RUN_COLUMNS} FROM runs"  # noqa: S608 - our own names
    found = list(_found(connection, select, "number", runs, "moment, number"))
    place = {row[0]: index for index, row in enumerate(found)}
    cells = np.fromiter(_found(connection, _CELLS, "run", runs), dtype=CELL)
    cells["run"] = _places(list(place))[cells["run"]]
    cells["chart"] = _places(list(charts))[cells["chart"]]
    words = dict(connection.execute("SELECT number, word FROM words"))
    cells["outcome"] = _codes(words, OUTCOMES)[cells["outcome"]]
    cells["status"] = _codes(words, STATUSES)[cells["status"]]
    troubles: list[list[Trouble]] = [[] for _ in found]
    for run, *said in _found(connection, _TROUBLES, "run", runs, "rowid"):
        troubles[place[run]].append(Trouble(*said))
    return arranged([Run(*row[1:]) for row in found], list(charts.values()), cells, list(map(tuple, troubles)))


def _found(
    connection: sqlite3.Connection, select: str, key: str, runs: Sequence[int] | None, order: str = ""
) -> Iterator[Any]:
    """Give the rows of all runs, or of these, one run after the other."""
    ordered = f" ORDER BY {order}" if order else ""
    if runs is None:
        return connection.execute(select + ordered)
    return chain.from_iterable(connection.execute(f"{select} WHERE {key} = ?{ordered}", (run,)) for run in runs)


def _places(numbers: Sequence[int]) -> npt.NDArray[np.int64]:
    """Give the place of each number."""
    made = np.zeros(max(numbers, default=0) + 1, dtype=np.int64)
    made[list(numbers)] = np.arange(len(numbers))
    return made


def _codes(words: Mapping[int, str], known: Sequence[str]) -> npt.NDArray[np.int64]:
    """Give what stands for each word in arrays; -1 for one that a newer version brought."""
    made = np.full(max(words, default=0) + 1, -1)
    for number, word in words.items():
        made[number] = known.index(word) if word in known else -1
    return made
