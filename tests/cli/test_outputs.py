"""Outputs from the command line: formats on standard output, files that cannot be written, runs without a verdict."""

import fcntl
import json
import os
import resource
import stat

import pytest
from prometheus_client.parser import text_string_to_metric_families
from reports.sample_results import rich_result

from driftcli.cli.main import main
from driftcli.reports.json.result import render_json

from .conftest import last_line

AUDIT = ("audit", "reference.csv", "drifted.csv")
QUIET = ("audit", "reference.csv", "same.csv")


def gauge(path, name):
    """Give the value of a gauge of one series."""
    families = {family.name: family for family in text_string_to_metric_families(path.read_text())}
    return families[f"driftcli_{name}"].samples[0].value if f"driftcli_{name}" in families else None


@pytest.fixture
def saved(tmp_path):
    """Keep a result with findings of every status."""
    path = tmp_path / "r.json"
    path.write_text(render_json(rich_result(quiet=1)), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("format_", "first"),
    [
        ("json", "{"),
        ("json-lines", '{"event": "finding"'),
        ("markdown", "## driftcli: FAIL"),
        ("github", "::error title="),
        ("junit", "<?xml version="),
        ("sarif", "{"),
        ("csv", "run_id,run_started,"),
        ("prometheus", "# HELP driftcli_"),
        ("openlineage", '{"eventType": "START"'),
        ("html", "<!DOCTYPE html>"),
        ("text", "driftcli "),
    ],
)
def test_every_text_format_stands_on_standard_output_alone(format_, first, saved, capsys):
    assert main(["report", str(saved), "--format", format_, "--exit-code"]) == 1
    said = capsys.readouterr()
    assert said.out.lower().startswith(first.lower())
    assert last_line(said.err).startswith("driftcli: fail, exit 1: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "parquet"], "write it to a file: -o parquet=PATH"),
        (["-o", "r.html", "-o", "json=./r.html"], "two outputs go to one file: html and json to r.html"),
    ],
)
def test_what_cannot_be_delivered_is_refused_before_the_audit(arguments, words, capsys):
    assert main(["audit", "missing.csv", "missing.csv", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*AUDIT, "-o", "drifted.csv"), "the output drifted.csv would be written over the input drifted.csv"),
        ((*AUDIT, "-o", "json=./reference.csv"), "written over the input reference.csv"),
        (("audit", "reference.csv", "d*.csv", "-o", "dump.csv"), "written over the input d*.csv"),
        (("audit", "reference.csv", "in", "-o", "in/long.csv"), "written over the input in"),
        (("report", "r.json", "-o", "./r.json"), "written over the input r.json"),
    ],
)
def test_inputs_are_never_written_to(arguments, words, files, capsys, monkeypatch):
    monkeypatch.chdir(files)
    (files / "in").mkdir()
    before = {path.name: path.read_bytes() for path in files.glob("*.csv")}
    assert main(list(arguments)) == 2
    assert words in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in files.glob("*.csv")} == before


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(("audit", "code", "word"), [(QUIET, 6, "pass"), (AUDIT, 1, "fail")])
def test_a_place_that_cannot_be_written_costs_the_other_outputs_nothing(audit, code, word, run, tmp_path):
    (tmp_path / "file").write_text("in the way")
    done = run(*audit, "-o", "html=file/r.html", "-o", "r.json", "-o", "gauges.prom")
    assert done.returncode == code
    assert "driftcli: error: file/r.html: cannot be written: " in done.stderr
    assert last_line(done.stderr).startswith(f"driftcli: {word}, exit {code}: ")
    assert last_line(done.stderr).endswith("; an output could not be written")
    assert json.loads((tmp_path / "r.json").read_text())["verdict"]["status"] == word
    assert gauge(tmp_path / "gauges.prom", "exit_code") == code
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.usefixtures("files")
@pytest.mark.skipif(os.geteuid() == 0, reason="no folder is closed to root")
def test_a_folder_without_permission(run, tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    done = run(*QUIET, "-o", "html=closed/r.html")
    assert done.returncode == 6
    assert "Permission denied" in done.stderr


def small_files():
    """Let no file grow above 20 kB: what a full disk does to a program that writes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


@pytest.mark.parametrize(("audit", "code"), [(QUIET, 6), (AUDIT, 1)])
def test_a_full_disk_leaves_nothing_half_written(audit, code, spawn, files):
    (files / "r.html").write_text("the old report")
    before = {path.name for path in files.iterdir()}
    done = spawn(*audit, "-o", "r.html", "-o", "r.txt", "-q", preexec_fn=small_files)
    assert done.returncode == code
    assert "r.html: cannot be written: File too large" in done.stderr
    assert f"exit {code}: " in last_line(done.stderr)
    assert (files / "r.html").read_text() == "the old report"
    assert {path.name for path in files.iterdir()} == before | {"r.txt"}


@pytest.mark.usefixtures("files")
def test_a_full_device(spawn):
    done = spawn(*QUIET, "-o", "html=/dev/full")
    assert done.returncode == 6
    assert "/dev/full: cannot be written: No space left on device" in done.stderr


def test_gauges_are_readable_by_node_exporter(run, files):
    assert run(*AUDIT, "-q", "-o", "drift.prom").returncode == 1
    assert stat.S_IMODE((files / "drift.prom").stat().st_mode) == 0o644
    assert gauge(files / "drift.prom", "verdict") == 2
    first = gauge(files / "drift.prom", "last_success_timestamp_seconds")
    (files / "drifted.csv").unlink()
    assert run(*AUDIT, "-q", "-o", "drift.prom").returncode == 3
    assert gauge(files / "drift.prom", "exit_code") == 3
    assert gauge(files / "drift.prom", "verdict") == 3
    assert gauge(files / "drift.prom", "last_success_timestamp_seconds") == first
    assert gauge(files / "drift.prom", "run_timestamp_seconds") >= first


def test_a_run_that_was_locked_out_leaves_the_gauges_alone(run, files):
    (files / "drift.prom").write_text("theirs\n")
    with (files / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert run(*AUDIT, "--lock", "lock", "-o", "drift.prom").returncode == 75
    assert (files / "drift.prom").read_text() == "theirs\n"


def test_a_summary_is_added_where_github_offers_one(run, files):
    summary = files / "summary.md"
    summary.write_text("tests passed\n")
    done = run(*AUDIT, "--format", "github", env={"GITHUB_STEP_SUMMARY": str(summary)})
    assert done.returncode == 1
    assert summary.read_text().startswith("tests passed\n\n## driftcli: FAIL")
    lost = run(*AUDIT, "--format", "github", env={"GITHUB_STEP_SUMMARY": str(files / "no" / "summary.md")})
    assert lost.returncode == 1
    assert "warning: no summary could be added" in lost.stderr
