import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from driftcli.errors import OutputError, UsageError
from driftcli.reports import outputs
from driftcli.reports.formats.prometheus import render_prometheus
from driftcli.reports.outputs import (
    RENDERERS,
    OutputTarget,
    parse_output,
    parse_outputs,
    write_atomically,
    write_output,
)


@pytest.mark.parametrize(
    ("text", "format_", "path"),
    [
        ("html=out/x.htm", "html", "out/x.htm"),
        ("json=result", "json", "result"),
        ("text=a=b.log", "text", "a=b.log"),
        ("report.html", "html", "report.html"),
        ("REPORT.JSON", "json", "REPORT.JSON"),
        ("dir/run=3/report.html", "html", "dir/run=3/report.html"),
        ("results.xml", "junit", "results.xml"),
        ("drift.sarif", "sarif", "drift.sarif"),
        ("drift.sarif.json", "sarif", "drift.sarif.json"),
        ("2026.03.01.json", "json", "2026.03.01.json"),
        ("comment.md", "markdown", "comment.md"),
        ("long.csv", "csv", "long.csv"),
        ("long.parquet", "parquet", "long.parquet"),
        ("node/driftcli.prom", "prometheus", "node/driftcli.prom"),
        ("log.jsonl", "json-lines", "log.jsonl"),
        ("openlineage=events.ndjson", "openlineage", "events.ndjson"),
    ],
)
def test_outputs_as_users_write_them(text, format_, path):
    assert parse_output(text) == OutputTarget(format_, Path(path))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("htm=x.out", "did you mean 'html'"),
        ("jsn=x.json", "did you mean 'json'"),
        ("pdf=x", "unknown output format 'pdf'"),
        ("report.docx", "known formats: html, json, text"),
        ("report", "cannot tell the format"),
        ("html=", "names no file"),
        ("html=folder/", "names no file"),
        ("", "names no file"),
    ],
)
def test_bad_outputs_say_what_is_known(text, words):
    with pytest.raises(UsageError) as error:
        parse_output(text)
    assert words in str(error.value)


def test_two_outputs_to_one_file():
    with pytest.raises(UsageError, match=r"two outputs go to one file: html and json to x.html"):
        parse_outputs(["x.html", "json=./x.html"])
    assert len(parse_outputs(["x.html", "x.json"])) == 2


@pytest.mark.parametrize("format_", RENDERERS)
def test_every_format_is_written(format_, rich_result, tmp_path):
    path = tmp_path / "a" / "b" / f"result.{format_}"
    write_output(rich_result, OutputTarget(format_, path))
    rendered = (
        render_prometheus(rich_result, audit="result") if format_ == "prometheus" else RENDERERS[format_](rich_result)
    )
    assert path.read_bytes() == (rendered if isinstance(rendered, bytes) else rendered.encode())
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_mode_is_by_umask(tmp_path):
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "x", b"data")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o640


def test_a_link_is_written_through(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_atomically(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_device_is_written_to():
    write_atomically(Path(os.devnull), "gone")
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_nothing_half_written_remains(fault, tmp_path, monkeypatch):
    path = tmp_path / "x"
    path.write_text("old")

    def fail(_):
        raise fault

    monkeypatch.setattr(outputs.os, "fsync", fail)
    with pytest.raises(OutputError if isinstance(fault, OSError) else KeyboardInterrupt):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError) as error:
        write_atomically(tmp_path / "file" / "x", "data")
    assert str(tmp_path / "file" / "x") in str(error.value)
    assert "choose another path with -o" in str(error.value)
    assert error.value.exit_code == 6


def test_parsing_outputs_imports_no_face():
    code = (
        "import sys; from driftcli.reports import outputs; outputs.parse_outputs(['a.html', 'b.json']);"
        "sys.exit(sum(name in sys.modules for name in ('jinja2', 'rich', 'numpy', 'pyarrow', 'pydantic')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
