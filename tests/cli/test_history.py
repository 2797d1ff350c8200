"""``driftcli audit --history`` and ``driftcli history``: run as a user does."""

import json
import sqlite3

import jsonschema
import pytest

from driftcli.reports.history.json import load_history_schema

from .conftest import last_line

QUICK = ("--select", "drift")


def audit(run, current, night, *flags, reference="reference.csv"):
    now = f"2026-03-{night:02}T03:00Z"
    return run("audit", reference, f"{current}.csv", *QUICK, "--now", now, "--history", "runs.db", *flags)


@pytest.fixture
def kept(run, files):
    """Keep five nights, the last three of which drifted, as a history and as results."""
    for night, current in enumerate(["same", "same", "drifted", "drifted", "drifted"], start=1):
        audit(run, current, night, "-q", "-o", f"json=results/{night}.json")
    return files


def test_an_audit_tells_what_is_new_and_what_goes_on(run, files):
    assert "history" not in audit(run, "same", 1).stderr
    assert "driftcli: history: drift of amount is new\n" in audit(run, "drifted", 2).stderr
    done = audit(run, "drifted", 3)
    assert "driftcli: history: still drifting since 2026-03-02 (2 runs): amount\n" in done.stderr
    assert last_line(done.stderr).startswith("driftcli: fail, exit 1: ")
    quiet = audit(run, "same", 4, "-q")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert files.joinpath("runs.db").exists()


@pytest.mark.parametrize("current", ["same", "drifted"])
def test_the_result_is_the_same_with_and_without(current, run, files):
    shown = []
    for name, flags in (("with", ("--history", "runs.db")), ("without", ())):
        asked = ("audit", "reference.csv", f"{current}.csv", *QUICK, "--now", "2026-03-01", *flags)
        done = run(*asked, "-o", f"{name}.json")
        shown.append((done.returncode, done.stdout))
    assert shown[0] == shown[1]
    first, second = (json.loads((files / f"{name}.json").read_text()) for name in ("with", "without"))
    first.pop("run"), second.pop("run")
    assert first == second


@pytest.mark.usefixtures("kept")
def test_a_history_and_saved_results_say_the_same(run):
    shown = run("history", "runs.db").stdout
    assert "run 2026-03-03 03:00: fail, 1 of 2 columns drifted, most moved amount: s " in shown
    assert "alarm drift of amount: since 2026-03-03 03:00 (3 runs, major drift)" in shown
    for names in (["results"], ["results/*.json"], [f"results/{night}.json" for night in (5, 1, 3, 2, 4)]):
        assert run("history", *names).stdout == shown


@pytest.mark.usefixtures("kept")
def test_json_and_csv_for_programs(run):
    document = json.loads(run("history", "runs.db", "--format", "json", "--column", "a*", "--last", "2").stdout)
    jsonschema.validate(document, load_history_schema())
    assert json.loads(run("schema", "history").stdout) == load_history_schema()
    assert [one["column"] for one in document["alarms"]] == ["amount"]
    assert (document["total_runs"], len(document["runs"]), len(document["measurements"])) == (5, 2, 2)
    assert run("history", "runs.db", "--format", "csv", "--column", "letter").stdout.count("\n") == 6


@pytest.mark.parametrize(
    ("nights", "gate", "code"),
    [(2, "alarm", 0), (3, "new", 1), (3, "alarm", 1), (3, "never", 0), (4, "new", 0), (4, "alarm", 1)],
)
def test_the_gate_alarms_once_or_as_long_as_something_is(nights, gate, code, run, kept):
    names = [str(kept / f"results/{night}.json") for night in range(1, nights + 1)]
    done = run("history", *names, "-q", "--fail-on", gate)
    assert done.returncode == code
    if code:
        assert done.stdout.startswith("alarm drift of amount: since ")
        assert last_line(done.stderr).startswith("driftcli: exit 1: ")
    else:
        assert (done.stdout, done.stderr) == ("", "")


def test_the_configuration_names_a_history_in_its_own_folder(run, files):
    (files / "deep").mkdir()
    (files / "deep/driftcli.toml").write_text('history = "runs.db"\n')
    asked = ("audit", "reference.csv", "drifted.csv", *QUICK, "-q")
    assert run(*asked, "--config", "deep/driftcli.toml").returncode == 1
    assert (files / "deep/runs.db").exists()
    assert "1 run," in run("history", "--config", "deep/driftcli.toml").stdout
    assert run(*asked, env={"DRIFTCLI_HISTORY": "other.db"}).returncode == 1
    assert "1 run," in run("history", env={"DRIFTCLI_HISTORY": "other.db"}).stdout
    done = run("history")
    assert (done.returncode, "no history is configured" in done.stderr) == (2, True)


def test_what_is_no_history_is_refused_before_any_data_is_read(run, files):
    (files / "notes.db").write_text("buy milk\n")
    connection = sqlite3.connect(files / "other.db")
    connection.execute("CREATE TABLE accounts (name TEXT)")
    connection.close()
    for place, words in (
        ("notes.db", "notes.db: is not a history"),
        ("other.db", "other.db: is a database of another program"),
        ("reference.csv", "reference.csv: the history would be written over an input"),
        ("notes.db/runs.db", "notes.db/runs.db: no history can be kept here"),
        ("r.json", "r.json would be written over the input r.json"),
    ):
        done = run("audit", "missing.csv", "reference.csv", "--history", place, "-o", "r.json")
        assert (done.returncode, done.stdout) == (2, "")
        assert words in done.stderr
        assert last_line(done.stderr).startswith("driftcli: exit 2: ")
    assert (files / "notes.db").read_text() == "buy milk\n"


def test_a_run_that_cannot_be_added_is_an_output_that_could_not_be_written(run, files, monkeypatch):
    def fail(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("driftcli.history.store._add", fail)
    done = audit(run, "same", 1, "-o", "r.json")
    assert done.returncode == 6
    assert "runs.db: the run cannot be added to the history: database or disk is full" in done.stderr
    assert last_line(done.stderr).startswith("driftcli: pass, exit 6: ")
    assert (files / "r.json").exists()
    assert audit(run, "drifted", 1).returncode == 1


def test_what_can_not_be_shown_is_said(run, kept):
    for arguments, code, words in (
        (["nowhere.db"], 3, "nowhere.db: cannot be read: No such file"),
        (["reference.csv"], 3, "reference.csv: is not JSON"),
        (["*.nothing"], 3, "*.nothing: nothing matches"),
        (["runs.db", "results"], 3, "a history cannot be read together with other files"),
        (["runs.db", "--column", "amuont"], 2, "did you mean 'amount'?"),
        (["runs.db", "--format", "xml"], 2, "'xml' is none of table, text, html, json, csv"),
        (["runs.db", "-o", "r.xml"], 2, "no history can be written as junit"),
        (["runs.db", "-o", "runs"], 2, "cannot tell the format of the output 'runs' from its name"),
        (["runs.db", "-o", "html=runs.db"], 2, "runs.db would be written over the input runs.db"),
        (["results", "-o", "results/all.json"], 2, "would be written over the input results/*.json"),
        (["runs.db", "--fail-on", "drift"], 2, "'drift' is none of alarm, new, never"),
    ):
        done = run("history", *arguments)
        assert (done.returncode, done.stdout) == (code, "")
        assert words in done.stderr
    (kept / "results/notes.json").write_text("{}")
    done = run("history", "results")
    assert (done.returncode, "left out: results/notes.json" in done.stderr) == (0, True)
    assert run("history", "results/notes.json").returncode == 3


def test_a_history_without_runs(run, files):
    (files / "empty.db").touch()
    assert run("history", "empty.db").returncode == 3
    audit(run, "same", 1, "-q")
    connection = sqlite3.connect(files / "runs.db")
    connection.executescript("DELETE FROM findings; DELETE FROM measurements; DELETE FROM runs")
    connection.commit()
    connection.close()
    done = run("history", "runs.db")
    assert (done.returncode, done.stderr) == (5, "driftcli: exit 5: the history holds no run yet\n")


@pytest.mark.usefixtures("kept")
def test_a_terminal_gets_a_table(run):
    text = run("history", "runs.db", "--format", "table", "--width", "80").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "2026-03-03 03:00  ✗ fail   1 of 2   amount" in text
    assert "new: drift of amount" in text


def test_a_page_and_other_files_are_written_beside_what_is_shown(run, kept):
    """As ``audit`` does: ``FORMAT=PATH`` or a path that says it, folders made, told on standard error."""
    shown = run("history", "runs.db")
    done = run("history", "runs.db", "-o", "html=out/page", "-o", "h.json", "-o", "h.csv", "-o", "h.txt")
    assert (done.returncode, done.stdout) == (0, shown.stdout)
    assert done.stderr.splitlines() == [
        f"driftcli: {name} written to {place}"
        for name, place in (("html", "out/page"), ("json", "h.json"), ("csv", "h.csv"), ("text", "h.txt"))
    ]
    page = (kept / "out/page").read_text()
    assert "drift of amount" in page
    assert page == run("history", "results", "--format", "html").stdout
    assert (kept / "h.json").read_text() == run("history", "runs.db", "--format", "json").stdout
    assert (kept / "h.txt").read_text() == shown.stdout
    quiet = run("history", "runs.db", "-q", "-o", "again.html")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert (kept / "again.html").read_text() == page


@pytest.mark.parametrize(("gate", "code"), [("never", 6), ("alarm", 1)])
def test_a_file_that_cannot_be_written_is_exit_6_unless_the_gate_is_shut(gate, code, run, kept):
    (kept / "file").touch()
    done = run("history", "runs.db", "--fail-on", gate, "-o", "file/page.html", "-o", "whole.html")
    assert done.returncode == code
    assert "driftcli: error: file/page.html: cannot be written: " in done.stderr
    assert last_line(done.stderr).endswith("an output could not be written")
    assert "alarm drift of amount" in done.stdout
    assert (kept / "whole.html").exists()
