"""The snippets on the pages for readers, run as they stand; stubs stand only for what cannot run in a test."""

import os
import re
import subprocess
import sys

import pytest
import yaml

from driftcli.cli.pages import FOLDER

from .conftest import ROOT, TABLES, environment

DRIFTCLI = f'#!/bin/sh\nexec {sys.executable} -W error -m driftcli "$@"\n'
NOTHING = "#!/bin/sh\nexit 0\n"
AUDIT = "driftcli audit baseline.parquet candidate.parquet"
IN_GITHUB = ["pip install driftcli", f"{AUDIT} --format github -o result.json -o report.html"]
IN_GITLAB = ["pip install driftcli", f"{AUDIT} -o results.xml -o report.html"]


def blocks(page, language):
    text = (FOLDER / f"readers/{page}.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.fixture
def place(tmp_path):
    """Make a folder with data, a baseline's source, and commands of the names that the snippets call."""
    for name, table in (("reference", "reference"), ("train", "reference"), ("candidate", "drifted")):
        (tmp_path / f"{name}.csv").write_text(TABLES[table])
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming/today.csv").write_text(TABLES["drifted"])
    (tmp_path / ".git").mkdir()
    for folder in (tmp_path / "bin", tmp_path / ".venv/bin"):
        folder.mkdir(parents=True)
        for name, script in (("driftcli", DRIFTCLI), ("pip", NOTHING), ("python3", NOTHING), ("curl", NOTHING)):
            (folder / name).write_text(script)
            (folder / name).chmod(0o755)
    return tmp_path


def shell(place, script, program="bash"):
    """Run a script; the pages name Parquet, the data here is CSV of the same content."""
    script = re.sub(r"\b(reference|train|candidate|today)\.parquet", r"\1.csv", script).replace("*.parquet", "*.csv")
    env = environment(
        PATH=f"{place / 'bin'}:{os.environ['PATH']}", PING_URL="http://127.0.0.1:9", DRIFTCLI_IGNORE="multivariate"
    )
    return subprocess.run(
        [program, "-c", script], cwd=place, env=env, capture_output=True, text=True, check=False, timeout=120
    )


def test_cron(place):
    """The commands of the first day, then the line itself, by sh as cron does; then the one that pings."""
    first, ping, once = blocks("cron", "bash")
    done = shell(place, first)
    assert done.returncode == 1, done.stderr  # the last line of it audits, and today's data has drifted
    (line,) = (row for row in blocks("cron", "cron")[0].splitlines() if not row.startswith("MAILTO"))
    match = re.fullmatch(r"15 3 \* \* \*  cd /srv/model && (.*)", line)
    assert match
    done = shell(place, match[1], "sh")
    assert done.returncode == 1
    assert "FAIL numeric_drift[amount]" in done.stdout
    assert (place / "out/drift.html").stat().st_size > 10_000
    assert [shell(place, once, "sh").returncode for _ in range(2)] == [1, 0]
    (place / "incoming/today.csv").write_text(TABLES["same"])
    done = shell(place, match[1], "sh")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert shell(place, ping, "sh").returncode == 0


def test_ci(place):
    """The commands of the page, and the lines that the three pipelines run, which are the same."""
    (by_hand,) = blocks("ci", "bash")
    assert shell(place, "driftcli init reference.csv -q").returncode == 0
    assert shell(place, by_hand).returncode == 1
    github, gitlab = (yaml.safe_load(block) for block in blocks("ci", "yaml"))
    steps = github["jobs"]["drift"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == IN_GITHUB
    assert gitlab["drift"]["script"] == IN_GITLAB
    (pipeline,) = blocks("ci", "groovy")
    assert pipeline.count("{") == pipeline.count("}")
    in_jenkins = re.findall(r"sh '(.*)'", pipeline)
    assert in_jenkins == ["python3 -m venv .venv && .venv/bin/pip install driftcli", f".venv/bin/{IN_GITLAB[1]}"]
    for lines, written in ((IN_GITHUB, "result.json"), (IN_GITLAB, "results.xml"), (in_jenkins, "results.xml")):
        for name in (written, "report.html"):
            (place / name).unlink(missing_ok=True)
        done = shell(place, "set -e\n" + "\n".join(lines))
        assert done.returncode == 1, done.stderr
        assert ("::error " in done.stdout) == (lines is IN_GITHUB)
        assert (place / "report.html").stat().st_size > 10_000
        assert (place / written).exists()
    (upload,) = [step["with"]["path"] for step in steps if step.get("if") == "always()"]
    assert {found.name for found in place.glob(upload)} >= {"result.json", "report.html"}
    artifacts = gitlab["drift"]["artifacts"]
    assert (artifacts["paths"], artifacts["reports"]) == (["report.html"], {"junit": "results.xml"})


def test_analyst(tmp_path):
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/driftcli").write_text(DRIFTCLI)
    (tmp_path / "bin/driftcli").chmod(0o755)
    first, roles, reading, _ = blocks("analyst", "bash")
    quick = "--select drift --select performance"  # the page promises that it runs, other tests what it finds
    assert shell(tmp_path, f"{first.strip()} {quick}").returncode == 1
    done = shell(tmp_path, f"{roles.strip()} {quick}")
    assert done.returncode == 1, done.stderr
    assert (tmp_path / "report.html").exists()
    done = shell(tmp_path, f"set -e\n{reading}")
    assert done.returncode == 0, done.stderr
    assert shell(tmp_path, "driftcli report result.json -o again.html").returncode == 0


def test_library(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    space = {}
    for block in blocks("library", "python"):
        exec(compile(block, "library.md", "exec"), space)  # noqa: S102 - our own page
    told = capsys.readouterr().out
    assert told.startswith("fail 1 ")
    assert "numeric_drift price" in told
    assert "no-such-file.csv" in told
    assert (tmp_path / "report.html").stat().st_size > 10_000
    assert (tmp_path / "baseline.parquet").exists()


def test_spark():
    """The flags that the page of a cluster shows are flags of its commands; tests/engines/spark runs the engine."""
    lines = [line for block in blocks("spark", "bash") for line in block.splitlines() if "driftcli " in line]
    commands = [found for line in lines if (found := re.search(r"driftcli (audit|profile) .*", line))]
    assert len(commands) >= 4
    for found in commands:
        said = set(re.findall(r" (--?[a-z][a-z-]*)", found[0]))
        shown = subprocess.run(
            [sys.executable, "-m", "driftcli", found[1], "--help"],
            capture_output=True, text=True, check=True, env=environment(), cwd=ROOT,
        )  # fmt: skip
        assert said <= set(re.findall(r"(--?[a-z][a-z-]*)", shown.stdout)), found[0]
