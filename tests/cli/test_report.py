"""``driftcli report``: run as a user does, on results that ``driftcli audit`` wrote and on files that are none."""

import json

import pytest

from .conftest import last_line


@pytest.fixture
def saved(run, files):
    """Audit a drifted file and keep the result in every format there is for people."""
    done = run("audit", "reference.csv", "drifted.csv", "-q", "-o", "r.json", "-o", "r.html", "-o", "r.txt")
    assert done.returncode == 1
    return files


def test_files_are_rendered_again_without_the_data(run, saved):
    for name in ("reference.csv", "drifted.csv"):
        (saved / name).unlink()
    done = run("report", "r.json", "-o", "again.html", "-o", "again.json", "-o", "again.txt")
    assert (done.returncode, done.stdout) == (0, "")
    assert "html written to again.html" in done.stderr
    for suffix in ("html", "json", "txt"):
        assert (saved / f"again.{suffix}").read_bytes() == (saved / f"r.{suffix}").read_bytes()


@pytest.mark.usefixtures("saved")
def test_standard_output_shows_what_the_audit_showed(run):
    shown = run("audit", "reference.csv", "drifted.csv").stdout
    assert run("report", "r.json").stdout == shown
    assert run("report", "r.json", "-o", "x.html", "--format", "text").stdout == shown


def test_a_result_comes_through_a_pipe(spawn, saved):
    with (saved / "r.json").open() as stream:
        done = spawn("report", "-", "--format", "json", stdin=stream)
    assert json.loads(done.stdout) == json.loads((saved / "r.json").read_text())


@pytest.mark.usefixtures("saved")
def test_the_code_is_the_audits_where_it_is_asked(run):
    done = run("report", "r.json", "-o", "x.html", "-q", "--exit-code")
    assert (done.returncode, done.stdout) == (1, "")
    assert last_line(done.stderr).startswith("driftcli: fail, exit 1: ")
    assert run("report", "r.json", "-o", "x.html", "-q").stderr == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "x.json: cannot be read: No such file or directory"),
        (b"", "x.json: is empty, so it holds no result"),
        (b'{"schema_version": 1, "tool"', "x.json: ends in the middle: the file was cut off"),
        (b"amount,letter\n1,a\n", "x.json: is not JSON: "),
        (b"\x89PNG\xff", "x.json: is not UTF-8 text"),
        (b"[]", "x.json: is JSON, but not a result of driftcli"),
        (b'{"schema_version": 1, "kind": "comparison"}', "x.json: verdict is missing"),
        (b'{"schema_version": 2, "kind": "comparison"}', "x.json: has schema version 2; this driftcli reads version 1"),
        (b'{"schema_version": 1, "kind": "moon"}', "x.json: is of the unknown kind 'moon'"),
        (b'{"schema_version": 2}', "x.json: has schema version 2; this driftcli reads version 1"),
        (b'{"schema_version": 1}', "x.json: verdict is missing"),
    ],
)
def test_a_file_that_is_no_result_ends_with_the_code_of_data(content, words, run, tmp_path):
    if content is not None:
        (tmp_path / "x.json").write_bytes(content)
    done = run("report", "x.json", "-o", "r.html")
    assert (done.returncode, done.stdout) == (3, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert last_line(done.stderr).startswith("driftcli: exit 3: x.json: ")
    assert not (tmp_path / "r.html").exists()


def test_an_unknown_format_is_refused_before_the_result_is_read(run):
    done = run("report", "missing.json", "-o", "pdf=r.pdf")
    assert done.returncode == 2
    assert "unknown output format 'pdf'" in done.stderr
