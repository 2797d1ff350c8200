import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from driftcli.errors import OutputError, SourceError, UsageError
from driftcli.history.past import past_of
from driftcli.history.record import RunRecord
from driftcli.history.store import LAYOUT, append, read_past, require_store

from .making import MAJOR, SKIPPED, a_fault, a_point, a_run

ROOT = Path(__file__).resolve().parents[2]
RECORDS = [
    RunRecord(
        a_run(night),
        (a_point("b", **(MAJOR if night else SKIPPED)), a_point("a"), a_point("a", subject="hour mix", p_value=None)),
        (a_fault(), a_fault(None, "row_count"), a_fault(segment="region = north", s_low=0.25)),
    )
    for night in (2, 0, 1)
]


def assert_same(one, other):
    for field in fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, np.ndarray):
            np.testing.assert_array_equal(mine, theirs)
        else:
            assert mine == theirs, field.name


def test_what_was_added_is_read_in_order_of_time(tmp_path):
    path = tmp_path / "new/folder/runs.db"
    for record in RECORDS:
        append(path, record)
    past = read_past(path)
    assert [run.id for run in past.runs] == ["run-0", "run-1", "run-2"]
    assert [(chart.column, chart.subject) for chart in past.charts] == [("a", ""), ("a", "hour mix"), ("b", "")]
    assert past.s_low[:, 2].tolist()[1:] == [0.4, 0.4]
    assert_same(past, past_of(RECORDS))
    assert {file.name for file in path.parent.iterdir()} == {"runs.db"}


def test_a_run_counts_once(tmp_path):
    for record in [*RECORDS, *RECORDS]:
        append(tmp_path / "runs.db", record)
    assert_same(read_past(tmp_path / "runs.db"), past_of([*RECORDS, *RECORDS]))
    assert len(read_past(tmp_path / "runs.db").runs) == 3


def test_people_can_ask_it_in_sql(tmp_path):
    append(tmp_path / "runs.db", RECORDS[0])
    connection = sqlite3.connect(tmp_path / "runs.db")
    asked = "SELECT column_name, subject, p_value, s_low, outcome, status FROM measured"
    assert connection.execute(asked).fetchall() == [
        ("a", "", 0.5, 0.0, "no_change_detected", "ok"),
        ("a", "hour mix", None, 0.0, "no_change_detected", "ok"),
        ("b", "", 1e-9, 0.4, "drift", "fail"),
    ]
    connection.close()


def test_names_that_no_encoding_carries_are_kept_by_their_escapes(tmp_path):
    append(tmp_path / "runs.db", RunRecord(a_run(0), (a_point("caf\udce9"),), ()))
    assert read_past(tmp_path / "runs.db").charts[0].column == "caf\\udce9"


def adding(path, first, count):
    code = (
        "from tests.history.making import *\nfrom pathlib import Path\nfrom driftcli.history.store import append\n"
        f"for night in range({first}, {first + count}):\n"
        f"    points = tuple(a_point(f'column_{{index}}') for index in range(300))\n"
        f"    append(Path({str(path)!r}), RunRecord(a_run(night), points, (a_fault(),)))\n"
    )
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def test_several_processes_add_at_once(tmp_path):
    path = tmp_path / "runs.db"
    processes = [adding(path, first, 8) for first in (0, 100, 200)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    past = read_past(path)
    assert len(past.runs) == 24
    assert np.isfinite(past.p_value).all()


def test_a_process_that_is_killed_leaves_whole_runs(tmp_path):
    path = tmp_path / "runs.db"
    process = adding(path, 0, 100_000)
    until = time.monotonic() + 30
    while not (path.exists() and path.stat().st_size > 100_000) and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    kept = len(read_past(path).runs)
    assert kept
    append(path, RunRecord(a_run(-1), (), ()))
    past = read_past(path)
    assert len(past.runs) == kept + 1
    assert np.isfinite(past.p_value[1:]).all()
    assert all(len(of_run) == 1 for of_run in past.troubles[1:])


def a_database(path, *statements):
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_file_of_somebody_else_is_refused_and_left_alone(tmp_path):
    text, other, newer = (tmp_path / name for name in ("text.db", "other.db", "newer.db"))
    text.write_text("amount\n1\n")
    a_database(other, "CREATE TABLE accounts (name TEXT)")
    append(newer, RECORDS[0])
    a_database(newer, f"PRAGMA user_version = {LAYOUT + 1}")
    for path, words in ((text, "is not a history"), (other, "of another program"), (newer, f"has layout {LAYOUT + 1}")):
        before = path.read_bytes()
        with pytest.raises(UsageError, match=words):
            require_store(path)
        with pytest.raises(SourceError):
            read_past(path)
        with pytest.raises(OutputError):
            append(path, RECORDS[1])
        assert path.read_bytes() == before


def test_what_can_be_written_is_accepted_and_not_made_yet(tmp_path):
    require_store(tmp_path / "deep/runs.db")
    assert list((tmp_path / "deep").iterdir()) == []
    (tmp_path / "empty.db").touch()
    require_store(tmp_path / "empty.db")
    append(tmp_path / "empty.db", RECORDS[0])
    require_store(tmp_path / "empty.db")


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "file/runs.db", tmp_path):
        with pytest.raises(UsageError, match=r"no history can be kept here|is not a history"):
            require_store(path)


def test_a_damaged_file_is_told_of(tmp_path):
    path = tmp_path / "runs.db"
    append(path, RECORDS[0])
    path.write_bytes(path.read_bytes()[:4096])
    with pytest.raises(SourceError, match="cannot be read as a history"):
        read_past(path)
