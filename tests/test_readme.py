"""What README promises, run: the exit-code table, the Python example, and the commands it names."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from driftcli.cli.exit_codes import MEANINGS

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


def test_every_flag_that_readme_names_exists():
    helps = "".join(
        subprocess.run(
            [sys.executable, "-m", "driftcli", command, "--help"], capture_output=True, text=True, check=True
        ).stdout
        for command in ("audit", "profile", "merge", "init", "compare", "report")
    )
    config = subprocess.run(
        [sys.executable, "-m", "driftcli", "config", "show", "--help"], capture_output=True, text=True, check=True
    ).stdout
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) - {"--upgrade"}
    missing = {flag for flag in named if flag not in helps + config}
    assert not missing
