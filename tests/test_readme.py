"""What README promises, run: the exit-code table, the Python example, and the commands it names."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from driftcli.checks.catalog import builtin_checks
from driftcli.cli.exit_codes import MEANINGS
from driftcli.cli.pages import topic_names
from driftcli.reports.outputs import RENDERERS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLE = re.compile(r"(<!-- exit codes:[^\n]*-->\n).*?(<!-- end -->)", re.DOTALL)


def exit_code_table() -> str:
    rows = [f"| {int(code)} | {meaning} |" for code, meaning in MEANINGS.items()]
    return "\n".join(["| code | meaning |", "|---|---|", *rows]) + "\n"


def test_the_exit_code_table_is_the_programs_own():
    found = TABLE.search(README)
    assert found, "README has lost the markers of its exit-code table"
    assert found.group(0) == f"{found.group(1)}{exit_code_table()}{found.group(2)}"


def test_the_python_example_runs(capsys):
    block = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert block
    exec(compile(block.group(1), "README.md", "exec"), {})  # noqa: S102 - our own README
    shown = capsys.readouterr().out
    assert shown.startswith("fail ")
    assert "numeric_drift" in shown


def _audits() -> list[str]:
    blocks = "\n".join(re.findall(r"```bash\n(.*?)```", README, re.DOTALL)).replace("\\\n", " ")
    return [line for line in blocks.splitlines() if line.startswith("driftcli audit sample_data/")]


@pytest.mark.parametrize("line", _audits())
def test_the_analysts_audits_run(line, tmp_path):
    arguments = shlex.split(line, comments=True)[1:]
    placed = [str(ROOT / word) if word.startswith("sample_data/") else word for word in arguments]
    done = subprocess.run(
        [sys.executable, "-m", "driftcli", *placed], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert (tmp_path / "report.html").stat().st_size > 10_000


def test_the_pictures_are_there_small_and_of_no_machine():
    named = re.findall(r"!\[[^\]]{20,}\]\(([^)]+)\)", README)
    assert len(named) == 2
    for name in named:
        content = (ROOT / name).read_bytes()
        assert 5_000 < len(content) < 200_000
        assert not re.search(rb"/tmp/|/home/|/root/|url\(http", content)


def test_every_format_is_in_the_table():
    (table,) = re.findall(r"\| format \| suffix \| for \|\n((?:\|.*\n)+)", README)
    assert set(re.findall(r"`([a-z-]+)`", "".join(row.split("|")[1] for row in table.splitlines()))) == set(RENDERERS)


def test_readme_points_to_the_page_of_every_reader():
    readers = {name for name, group in topic_names().items() if group == "readers"}
    assert readers <= set(re.findall(r"`(?:driftcli explain )?([a-z]+)`", README))


def test_every_subject_that_readme_explains_has_a_page():
    subjects = {*topic_names(), *(check.id for check in builtin_checks())}
    named = set(re.findall(r"driftcli explain ([a-z_-]+)", README))
    assert named
    assert named <= subjects


def test_every_flag_that_readme_names_exists():
    helps = "".join(
        subprocess.run(
            [sys.executable, "-m", "driftcli", command, "--help"], capture_output=True, text=True, check=True
        ).stdout
        for command in ("audit", "profile", "merge", "init", "compare", "report", "history")
    )
    config = subprocess.run(
        [sys.executable, "-m", "driftcli", "config", "show", "--help"], capture_output=True, text=True, check=True
    ).stdout
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) - {"--upgrade", "--help", "--install-completion"}
    missing = {flag for flag in named if flag not in helps + config}
    assert not missing
