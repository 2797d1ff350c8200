"""The state beside the runs gives what reading all runs gives, and reads no more than the last one."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from driftcli.history import state
from driftcli.history.record import RunRecord
from driftcli.history.store import append, read_past
from driftcli.history.trend import trend_of

from .making import MAJOR, QUIET, SKIPPED, SMALL, a_fault, a_point, a_run, nights

KINDS = (QUIET, {**QUIET, "p_value": 0.1}, {**SMALL, "p_value": 0.02}, SMALL, MAJOR, SKIPPED, {**MAJOR, "s": -0.6})
FAULTS = (
    a_fault(),
    a_fault(None, "row_count"),
    a_fault(None, "performance", family="performance", outcome="degraded"),
    a_fault(segment="region = north"),
    a_fault("amount", status="warn"),
)
WITHOUT = [
    *(f"DROP TRIGGER {table}_{did}" for table in ("runs", "measurements", "findings") for did in ("UPDATE", "DELETE")),
    *(f"DROP TABLE {one}" for one in state.STATE_TABLES),
]


def as_read_wholly(path):
    """What is in alarm by all runs, without what only they tell."""
    return tuple(replace(one, series=(), shape=None, onset=None) for one in trend_of(read_past(path)).alarms)


def execute(path, *statements):
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def a_history(draw, runs=24):
    """Columns that move for some nights, come and go; faults; now and then another reference."""
    levels, records, reference = draw.integers(len(KINDS), size=6), [], 0
    for night in range(runs):
        reference += draw.random() < 0.08
        levels = np.where(draw.random(6) < 0.3, draw.integers(len(KINDS), size=6), levels)
        points = [
            a_point(f"c{index}", may_fail=bool(draw.random() < 0.9), **KINDS[level])
            for index, level in enumerate(levels)
            if draw.random() < 0.85
        ]
        faults = tuple(one for one in FAULTS if draw.random() < 0.25)
        said = {"reference_digest": f"r{reference}", "verdict": "not_evaluated" if draw.random() < 0.1 else "fail"}
        records.append(RunRecord(a_run(night, **said), tuple(points), faults))
    return records


@pytest.mark.parametrize("seed", range(12))
def test_one_more_run_gives_what_reading_all_gives(seed, tmp_path, monkeypatch):
    """In order and out of it, twice, after a program that keeps no state, after a run was deleted or changed."""
    draw, path = np.random.default_rng(seed), tmp_path / "runs.db"
    records = a_history(draw)
    for place in np.flatnonzero(draw.random(len(records) - 1) < 0.15):
        records[place : place + 2] = records[place + 1], records[place]
    for record in records:
        with monkeypatch.context() as patch:
            if draw.random() < 0.15:
                patch.setattr("driftcli.history.store.caught_up", lambda _: ())
                append(path, record)
                continue
            assert append(path, record) == as_read_wholly(path)
        assert append(path, record) == as_read_wholly(path)
        if draw.random() < 0.1:
            done = ("DELETE FROM measurements WHERE run = {0}", "UPDATE findings SET status = 'warn' WHERE run = {0}")
            execute(path, done[draw.integers(2)].format(draw.integers(1, 6)))
    assert append(path, records[0]) == as_read_wholly(path)


def runs_read(path, record, monkeypatch):
    """Add a run and count those that were read for it."""
    read, seen = state.read_rows, []
    with monkeypatch.context() as patch:
        patch.setattr(state, "read_rows", lambda *given: seen.extend(given[2]) or read(*given))
        assert append(path, record) == as_read_wholly(path)
    return len(seen)


def test_one_more_run_reads_itself_only(tmp_path, monkeypatch):
    path = tmp_path / "runs.db"
    *before, last = nights(*[QUIET] * 5, *[MAJOR] * 4)
    assert [runs_read(path, one, monkeypatch) for one in before] == [1] * 8
    assert runs_read(path, before[3], monkeypatch) == 0  # it is there already
    assert runs_read(path, last, monkeypatch) == 1


@pytest.mark.parametrize(
    ("statements", "read"),
    [
        (WITHOUT, 10),  # an older file
        (["UPDATE rule_state SET rule = rule + 1"], 10),
        (["DELETE FROM runs WHERE number = 3"], 9),
        (["UPDATE measurements SET may_fail = 0 WHERE run = 2"], 10),
        (["UPDATE runs SET reference_digest = 'older' WHERE number < 7"], 4),  # since the reference was renewed
        (["UPDATE words SET word = word"], 1),
    ],
)
def test_a_state_that_is_of_no_use_is_made_anew(statements, read, tmp_path, monkeypatch):
    path = tmp_path / "runs.db"
    *before, last = nights(*[QUIET] * 5, *[MAJOR] * 5)
    for one in before:
        append(path, one)
    execute(path, *statements)
    assert runs_read(path, last, monkeypatch) == read
    assert runs_read(path, RunRecord(a_run(30), (a_point(),), ()), monkeypatch) == 1


def test_a_run_out_of_order_is_put_where_it_belongs(tmp_path, monkeypatch):
    path = tmp_path / "runs.db"
    records = nights(*[QUIET] * 3, *[MAJOR] * 3)
    for one in (*records[:2], *records[3:]):
        append(path, one)
    assert runs_read(path, records[2], monkeypatch) == 6


def test_many_charts_are_read_some_runs_at_a_time(tmp_path, monkeypatch):
    path = tmp_path / "runs.db"
    for one in nights(*[QUIET] * 5, *[MAJOR] * 5):
        append(path, one)
    execute(path, "DELETE FROM rule_state")
    monkeypatch.setattr(state, "_CELLS_AT_ONCE", 3)
    assert append(path, nights(*[QUIET] * 11)[-1]) == as_read_wholly(path)
