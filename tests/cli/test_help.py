"""Help is quick: it imports nothing that it does not need, and says what there is."""

import subprocess
import sys

import pytest

from driftcli import __version__

from .conftest import ROOT, environment

HEAVY = ("numpy", "pandas", "scipy", "pyarrow", "jinja2", "rich", "pydantic", "sklearn", "polars")
COMMANDS = ("audit", "init", "profile", "merge", "compare", "report", "demo", "checks", "explain", "config", "schema")


def imported(*arguments):
    """Give the heavy packages that a command line imports."""
    code = (
        "import sys\n"
        f"sys.argv = ['driftcli', *{list(arguments)!r}]\n"
        "from driftcli.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print('IMPORTED', *[name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment(), cwd=ROOT
    )
    return done.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["-h"], ["--version"], ["explain", "exit-codes"], ["explain", "rule"]]
)
def test_nothing_heavy_is_imported(arguments):
    assert [name for name in imported(*arguments) if name != "pydantic" or arguments[0] != "explain"] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_imports_no_engine(command):
    assert set(imported(command, "--help")) <= {"pydantic"}  # Typer itself reads values with it


def test_importing_the_command_line_imports_nothing_heavy():
    code = f"import sys, driftcli.cli.main; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment(), cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_help_names_every_command(run):
    text = run("--help").stdout
    for command in COMMANDS:
        assert f"\n  {command} " in text


def test_help_is_quick():
    """Help stays below 0.3 s of CPU, with room for slow machines; it is 0.06 s where it was written."""
    code = (
        "import resource, subprocess, sys\nsubprocess.run([sys.executable, '-m', 'driftcli', '--help'], check=True)\n"
    )
    code += "used = resource.getrusage(resource.RUSAGE_CHILDREN)\nprint(used.ru_utime + used.ru_stime)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment(), cwd=ROOT
    )
    assert float(done.stdout.splitlines()[-1]) < 0.3


def test_version(run):
    done = run("--version")
    assert (done.stdout, done.stderr, done.returncode) == (f"driftcli {__version__}\n", "", 0)


def test_an_audit_of_small_files_imports_no_frame_library(files):
    code = (
        "import sys\n"
        "asked = ['--select', 'quality', '--select', 'drift']\n"  # what fits trees needs scikit-learn
        "sys.argv = ['driftcli', 'audit', 'reference.csv', 'same.csv', '-q', *asked]\n"
        "from driftcli.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print([name for name in ('pandas', 'sklearn', 'rich', 'jinja2', 'scipy.stats') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment(), cwd=files
    )
    assert done.stdout.strip() == "[]"
